"""Strokes as Qt paths, in tiles, so that a growing or half-erased stroke is repainted only where it changed."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF

from mnistpad.ink.stroke import Stroke

FloatArray = npt.NDArray[np.float64]

DEFAULT_WIDTH = 0.07  # of the pad's edge, for strokes that do not tell theirs
STEP = 1.5  # px between points of the painted curve; a turn of 20 px radius is then right within 0.02 px
TILE = 32  # points of the curve
LIGHTEST, HEAVIEST = 0.35, 1.15  # of the pen's width, for no and full pressure


@dataclass(frozen=True, eq=False)
class Tile:
    """A short part of a stroke, ready to paint.

    Parameters
    ----------
    curve
        Rows of x, y and radius, in px, shape (n, 3).
    is_line
        Whether the path is a line to be stroked; else it is an outline to be filled.
    """

    curve: FloatArray
    path: QPainterPath
    bounds: QRectF
    is_line: bool


def paint(painter: QPainter, tiles: Iterable[Tile], dirty: QRectF, ink: QColor) -> None:
    """Paint those of a stroke's tiles that reach into a box, with round caps and joins.

    They are painted as one path: edges of two paths that overlap would be darker where they are antialiased.
    """
    whole = QPainterPath()
    whole.setFillRule(Qt.FillRule.WindingFill)
    near = [tile for tile in tiles if tile.bounds.intersects(dirty)]
    for n, tile in enumerate(near):
        if n and tile.is_line and np.array_equal(near[n - 1].curve[-1], tile.curve[0]):
            whole.connectPath(tile.path)
        else:
            whole.addPath(tile.path)
    if near and near[0].is_line:
        width = 2 * float(near[0].curve[0, 2])
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.strokePath(whole, QPen(ink, width, Qt.PenStyle.SolidLine, cap, join))
    elif near:
        painter.fillPath(whole, QBrush(ink))


def tiles_of(stroke: Stroke, edge: float, known: Iterable[Tile] = ()) -> list[Tile]:
    """Return the tiles of a stroke on a pad of this many px.

    Parameters
    ----------
    stroke
        In pad units.
    edge
        The pad's, in px.
    known
        Tiles of an earlier state of the stroke, to be used again where they still fit.
    """
    curve = _curve(stroke, edge)
    parts = [curve[begin : begin + TILE + 1] for begin in range(0, max(1, len(curve) - 1), TILE)]
    earlier = list(known)
    is_line = len(curve) > 1 and float(np.ptp(curve[:, 2])) == 0
    return [
        earlier[n] if n < len(earlier) and _fits(earlier[n], part, is_line=is_line) else _tile(part, is_line=is_line)
        for n, part in enumerate(parts)
    ]


def _fits(tile: Tile, curve: FloatArray, *, is_line: bool) -> bool:
    return tile.is_line == is_line and np.array_equal(curve, tile.curve)


def union(tiles: Iterable[Tile]) -> QRectF:
    """Return the box around the tiles, in px."""
    box = QRectF()
    for tile in tiles:
        box = box.united(tile.bounds)
    return box


def _curve(stroke: Stroke, edge: float) -> FloatArray:
    """Return the smoothed stroke as rows of x, y and radius, in px."""
    smoothed = stroke.smooth(STEP / edge)
    width = edge * (DEFAULT_WIDTH if stroke.width is None else stroke.width)
    radius = np.full(len(smoothed), width / 2)
    if smoothed.pressure is not None:
        radius *= LIGHTEST + (HEAVIEST - LIGHTEST) * smoothed.pressure
    return np.column_stack([smoothed.points * edge, radius])


def _tile(curve: FloatArray, *, is_line: bool) -> Tile:
    path = _line(curve) if is_line else _outline(curve)
    reach = float(curve[:, 2].max()) + 1
    left, top = curve[:, :2].min(axis=0) - reach
    right, bottom = curve[:, :2].max(axis=0) + reach
    return Tile(curve, path, QRectF(left, top, right - left, bottom - top), is_line)


def _line(curve: FloatArray) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in curve[:, :2].tolist()]))
    return path


def _outline(curve: FloatArray) -> QPainterPath:
    """Return a disc at every point and a strip between each two, all turning clockwise so that they add up."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for x, y, radius in curve.tolist():
        path.addEllipse(QPointF(x, y), radius, radius)
    for strip in _strips(curve).tolist():
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in strip]))
        path.closeSubpath()
    return path


def _strips(curve: FloatArray) -> FloatArray:
    """Return the four corners between each two points that are apart, shape (n, 4, 2)."""
    along = np.diff(curve[:, :2], axis=0)
    length = np.hypot(along[:, 0], along[:, 1])
    apart = length > 0
    across = np.column_stack([along[:, 1], -along[:, 0]])[apart] / length[apart, None]
    begin, end = curve[:-1][apart], curve[1:][apart]
    at_begin, at_end = across * begin[:, 2:], across * end[:, 2:]
    a, b = begin[:, :2], end[:, :2]
    return np.stack([a + at_begin, b + at_end, b - at_end, a - at_begin], axis=1)
