"""Paper, picture and ink as pixels. Repaints only where the content changed."""

import math
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from mnistpad.ink.stroke import Stroke
from mnistpad.ui.pad.paper.content import Content, PadPicture, Rubbing, placed
from mnistpad.ui.pad.paper.painting.ink_path import Ink, Tile, ink_of, paint, union
from mnistpad.ui.theme import LIGHT, RADIUS_PAD

_BIG_PIXELS = 56  # a shown picture of no more pixels a side keeps their corners


class Look(NamedTuple):
    """What decides how content appears: a change of any means painting all again."""

    edge: int  # px
    density: float  # device pixels per px
    paper: str
    ink: str


class Surface:
    """A pixmap of the square paper, kept up to date with a content."""

    def __init__(self) -> None:
        self._look = Look(0, 1.0, LIGHT.paper, LIGHT.ink)
        self._content = Content()
        self._inks: list[Ink] = []
        self._blank = QPixmap()
        self._pixmap = QPixmap()
        self._tinted: tuple[PadPicture, Look, QImage] | None = None  # what of, and for what look

    @property
    def pixmap(self) -> QPixmap:
        """The paper as it looks now; null while it has no size."""
        return self._pixmap

    def dress(self, look: Look) -> bool:
        """Take another size, density or colours; return whether anything is different."""
        if look == self._look:
            return False
        self._look = look
        self._blank = _blank_paper(look)
        self._pixmap = QPixmap(self._blank)
        self._inks = [ink_of(stroke, look.edge) for stroke in self._content.drawing.strokes] if look.edge else []
        self._paint(self._everywhere())
        return True

    def show(self, content: Content) -> QRectF:
        """Show a content; return where that changed the pixmap, in px from the paper's corner."""
        if self._look.edge <= 0:
            self._content = content
            return QRectF()
        before, self._content = self._content, content
        dirty = self._lay_ink(content.drawing.strokes)
        dirty = dirty.united(self._changed_picture(before.picture, content.picture))
        dirty = QRectF(dirty.toAlignedRect()).intersected(self._everywhere())
        self._paint(dirty)
        return dirty

    def _everywhere(self) -> QRectF:
        return QRectF(0, 0, self._look.edge, self._look.edge)

    def _lay_ink(self, strokes: tuple[Stroke, ...]) -> QRectF:
        """Bring the ink up to date; return the box around the tiles that came and went."""
        old, new = self._inks, []
        dirty = QRectF()
        for n, stroke in enumerate(strokes):
            known = old[n] if n < len(old) else None
            ink = known if known is not None and known.stroke is stroke else ink_of(stroke, self._look.edge, known)
            new.append(ink)
            dirty = dirty.united(_difference(known.tiles if known is not None else [], ink.tiles))
        for gone in old[len(strokes) :]:
            dirty = dirty.united(union(gone.tiles))
        self._inks = new
        return dirty

    def _changed_picture(self, before: PadPicture | None, after: PadPicture | None) -> QRectF:
        if before is after:
            return QRectF()
        if before is None or after is None or before.shown is not after.shown:
            return self._everywhere()
        box = QRectF()
        for rubbing in set(before.rubbings) ^ set(after.rubbings):
            box = box.united(self._box(rubbing))
        return box

    def _box(self, rubbing: Rubbing) -> QRectF:
        low = (rubbing.path.min(axis=0) - rubbing.radius) * self._look.edge - 1
        high = (rubbing.path.max(axis=0) + rubbing.radius) * self._look.edge + 1
        return QRectF(QPointF(*low.tolist()), QPointF(*high.tolist()))

    def _paint(self, dirty: QRectF) -> None:
        if dirty.isEmpty() or self._pixmap.isNull():
            return
        painter = QPainter(self._pixmap)
        painter.setClipRect(dirty)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawPixmap(0, 0, self._blank)
        painter.setCompositionMode(self._ink_mode(dirty))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._content.picture:
            self._paint_picture(painter, self._content.picture)
        colour = QColor(self._look.ink)
        for ink in self._inks:
            paint(painter, ink.tiles, dirty, colour)
        painter.end()

    def _ink_mode(self, dirty: QRectF) -> QPainter.CompositionMode:
        """Return how ink is laid: at the paper's round corners only where there is paper, so that they clip it.

        Elsewhere it is the same to the eye, but there Qt would hand the pixels to a thread of its own and wait for
        it, which takes long while a network trains.
        """
        straight = QRectF(0, RADIUS_PAD, self._look.edge, self._look.edge - 2 * RADIUS_PAD)
        upright = QRectF(RADIUS_PAD, 0, self._look.edge - 2 * RADIUS_PAD, self._look.edge)
        if straight.contains(dirty) or upright.contains(dirty):
            return QPainter.CompositionMode.CompositionMode_SourceOver
        return QPainter.CompositionMode.CompositionMode_SourceAtop

    def _paint_picture(self, painter: QPainter, picture: PadPicture) -> None:
        left, top, width, height = (part * self._look.edge for part in placed(picture.shown.shape))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, max(picture.shown.shape) > _BIG_PIXELS)
        painter.drawImage(QRectF(left, top, width, height), self._tint(picture))
        for rubbing in picture.rubbings:
            _rub(painter, rubbing, self._look)

    def _tint(self, picture: PadPicture) -> QImage:
        if self._tinted is None or self._tinted[0].shown is not picture.shown or self._tinted[1] is not self._look:
            self._tinted = (picture, self._look, tinted(picture, self._look.paper, self._look.ink))
        return self._tinted[2]


def on_paper(content: Content, look: Look) -> QPixmap:
    """Return a content as the pad shows it."""
    surface = Surface()
    surface.dress(look)
    surface.show(content)
    return surface.pixmap


def _difference(old: list[Tile], new: list[Tile]) -> QRectF:
    if old is new:
        return QRectF()
    kept = {id(tile) for tile in old} & {id(tile) for tile in new}
    return union(tile for tile in (*old, *new) if id(tile) not in kept)


def _blank_paper(look: Look) -> QPixmap:
    """Return the empty paper with its round corners, transparent outside."""
    side = math.ceil(look.edge * look.density)
    pixmap = QPixmap(QSize(side, side))
    pixmap.setDevicePixelRatio(look.density)
    pixmap.fill(Qt.GlobalColor.transparent)
    if side <= 0:
        return pixmap
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.paper))
    painter.drawRoundedRect(QRectF(0, 0, look.edge, look.edge), RADIUS_PAD, RADIUS_PAD)
    painter.end()
    return pixmap


def tinted(picture: PadPicture, paper: str, ink: str) -> QImage:
    """Return the shown picture with its blacks in the ink's colour and its whites in the paper's."""
    dark, light = QColor(ink), QColor(paper)
    ends = np.array([[dark.red(), dark.green(), dark.blue()], [light.red(), light.green(), light.blue()]])
    table = np.linspace(ends[0], ends[1], 256).round().astype(int).tolist()
    shown = np.ascontiguousarray(picture.shown)
    height, width = shown.shape
    image = QImage(shown.data, width, height, width, QImage.Format.Format_Indexed8)
    image.setColorTable([QColor(*colour).rgb() for colour in table])
    return image.convertToFormat(QImage.Format.Format_RGB32)  # its own memory: the array may go


def _rub(painter: QPainter, rubbing: Rubbing, look: Look) -> None:
    path = QPainterPath()
    points = [QPointF(x, y) for x, y in (rubbing.path * look.edge).tolist()]
    width = 2 * rubbing.radius * look.edge
    if len({(point.x(), point.y()) for point in points}) == 1:
        path.addEllipse(points[0], width / 2, width / 2)
        painter.fillPath(path, QColor(look.paper))
        return
    path.addPolygon(QPolygonF(points))
    pen = QPen(QColor(look.paper), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)
