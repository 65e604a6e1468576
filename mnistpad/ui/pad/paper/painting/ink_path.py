"""Strokes as outlines to fill, in tiles, so that a growing or half-erased stroke is repainted only where it changed.

The outline is our own: where two parts of one path overlap, Qt adds their antialiasing up, and its stroker lets round
joins overlap at every point of a smooth curve. Here neighbours share their edges, and only corners get a disc.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath

from mnistpad.ink.path import MOST_PIECES, FloatArray, smooth_curve
from mnistpad.ink.stroke import Stroke

DEFAULT_WIDTH = 0.07  # of the pad's edge, for strokes that do not tell theirs
STEP = 1.5  # px between points of the painted curve, or with thick pens
STEP_OF_WIDTH = 1 / 16  # of the pen's; bends no tighter than the pen are then right within 0.1 % of its width
TILE = 16  # points of the curve; with every move of the pen, one or two are made anew
LIGHTEST, HEAVIEST = 0.35, 1.15  # of the pen's width, for no and full pressure
_STRAIGHT = 0.9  # cosine of the sharpest turn that needs no disc
_TINY, _EPSILON = np.finfo(float).tiny, np.finfo(float).eps
_TURNED = np.array([1.0, -1.0])
_NO_CAP, _CORNER, _FIRST, _LAST = range(4)
_HALF_TURN = np.linspace(0, np.pi, 17)  # a cap of 14 px radius is then right within 0.07 px
_HALF_DISC = np.column_stack([np.cos(_HALF_TURN), np.sin(_HALF_TURN)])
_DISC = np.column_stack([np.cos(2 * _HALF_TURN), np.sin(2 * _HALF_TURN)])


@dataclass(frozen=True, eq=False)
class Tile:
    """A short part of a stroke, ready to paint.

    Parameters
    ----------
    outline
        What the path was made of.
    path
        To be filled by winding.
    bounds
        Where the ink may be, in px.
    """

    outline: FloatArray
    path: QPainterPath
    bounds: QRectF


class Anchor(NamedTuple):
    """A point of a stroke up to which its curve stays as it is, however the stroke goes on."""

    point: int
    at: float  # px along the painted curve

    def sample(self, step: float) -> int:
        """Return which point of the painted curve is the first at or after it."""
        return int(np.ceil(self.at / step))


BEGIN = Anchor(0, 0.0)


@dataclass(frozen=True, eq=False)
class Ink:
    """A stroke, ready to paint, and what is needed to go on with it.

    Parameters
    ----------
    stroke, edge
        What it was made of: in pad units, and the pad's edge in px.
    curve, outline
        See `_curve` and `_outline`.
    tiles
        Of the outline.
    anchor
        From where to go on; None where nothing is settled.
    """

    stroke: Stroke
    edge: float
    curve: FloatArray
    outline: FloatArray
    tiles: list[Tile]
    anchor: Anchor | None


def paint(painter: QPainter, tiles: Iterable[Tile], dirty: QRectF, ink: QColor) -> None:
    """Paint those of a stroke's tiles that reach into a box, as one path, so that no seams are seen."""
    whole = QPainterPath()
    whole.setFillRule(Qt.FillRule.WindingFill)
    for tile in tiles:
        if tile.bounds.intersects(dirty):
            whole.addPath(tile.path)
    painter.fillPath(whole, QBrush(ink))


def ink_of(stroke: Stroke, edge: float, before: Ink | None = None) -> Ink:
    """Return the ink of a stroke on a pad of this many px.

    Parameters
    ----------
    stroke
        In pad units.
    edge
        The pad's, in px.
    before
        Ink of an earlier state of the stroke: its tiles are used again where they still fit, and of a stroke that
        only went on, what is settled is not looked at again.
    """
    if before is not None and before.anchor is not None and before.edge == edge and _goes_on(before.stroke, stroke):
        return _longer(before, before.anchor, stroke)
    curve, anchor = _curve(stroke, edge)
    outline = _outline(curve)
    return Ink(stroke, edge, curve, outline, _tiles(outline, before.tiles if before else []), anchor)


def _goes_on(before: Stroke, after: Stroke) -> bool:
    """Return whether a stroke is another one with more points."""
    count = len(before)
    if before.width != after.width or not np.array_equal(before.points, after.points[:count]):
        return False
    if before.pressure is None or after.pressure is None:
        return before.pressure is after.pressure
    return np.array_equal(before.pressure, after.pressure[:count])


def _longer(before: Ink, anchor: Anchor, stroke: Stroke) -> Ink:
    """Return the ink of a stroke that went on; the same as if it were made at once."""
    rest, newer = _curve(stroke, before.edge, anchor)
    first = anchor.sample(_step(stroke, before.edge))
    curve = np.concatenate([before.curve[:first], rest])
    # A row of the outline follows from the points around it, from one before to two after.
    settled = max(0, first - 2)
    outline = _outline(curve[max(0, settled - 1) :])
    if settled:
        outline = np.concatenate([before.outline[:settled], outline[1:]])
    return Ink(stroke, before.edge, curve, outline, _tiles(outline, before.tiles, settled), newer or anchor)


def _tiles(outline: FloatArray, earlier: list[Tile], settled: int = 0) -> list[Tile]:
    """Return the tiles of an outline, those of an earlier one where they fit; `settled` rows are known to."""
    kept = settled // TILE
    parts = [outline[begin : begin + TILE] for begin in range(kept * TILE, len(outline), TILE)]
    return earlier[:kept] + [
        earlier[n] if n < len(earlier) and np.array_equal(part, earlier[n].outline) else _tile(part)
        for n, part in enumerate(parts, kept)
    ]


def union(tiles: Iterable[Tile]) -> QRectF:
    """Return the box around the tiles, in px."""
    box = QRectF()
    for tile in tiles:
        box = box.united(tile.bounds)
    return box


def _step(stroke: Stroke, edge: float) -> float:
    """Return the distance of the painted curve's points, in px."""
    return max(STEP, STEP_OF_WIDTH * _width(stroke, edge))


def _width(stroke: Stroke, edge: float) -> float:
    return edge * (DEFAULT_WIDTH if stroke.width is None else stroke.width)


def _curve(stroke: Stroke, edge: float, start: Anchor = BEGIN) -> tuple[FloatArray, Anchor | None]:
    """Return the smoothed stroke from an anchor on as rows of x, y and radius, in px, at even steps and its end.

    Also returned is the last anchor that can be known by now, if there is one.
    """
    step = _step(stroke, edge)
    begin = max(0, start.point - 1)  # the curve's direction at a point needs the one before it
    lines = smooth_curve(stroke.points[begin:], step / edge)
    source = lines.source + begin
    here = int(np.searchsorted(source, start.point))
    points, source = lines.points[here:] * edge, source[here:]
    travelled = np.empty(len(points))
    travelled[0], travelled[1:] = start.at, np.abs(points[1:] - points[:-1])
    travelled = travelled.cumsum()
    # Points much closer than a step would turn by rounding alone, and each such turn would cost a disc.
    first, last = start.sample(step), math.ceil((float(travelled[-1]) - step / 2) / step)
    at = np.arange(first, max(first, last) + 1) * step
    at[-1] = travelled[-1]
    middles, curve = np.interp(at, travelled, points), np.empty((len(at), 3))
    curve[:, 0], curve[:, 1], curve[:, 2] = middles.real, middles.imag, _width(stroke, edge) / 2
    if stroke.pressure is not None:
        pressure = np.interp(source, np.arange(len(stroke)), stroke.pressure)
        curve[:, 2] *= LIGHTEST + (HEAVIEST - LIGHTEST) * np.interp(at, travelled, pressure)
    return curve, _anchor(source, travelled, len(stroke), step)


def _anchor(source: FloatArray, travelled: FloatArray, count: int, step: float) -> Anchor | None:
    """Return the last of a stroke's points that more points move neither the curve before, nor its steps."""
    if travelled[-1] > step * MOST_PIECES / 2:
        return None  # so long a curve gets longer pieces, all over
    end = int(np.searchsorted(travelled, travelled[-1] - 2 * step, side="right"))
    whole = np.flatnonzero((source[:end] % 1 == 0) & (source[:end] <= count - 2) & (source[:end] >= 1))
    return Anchor(int(source[whole[-1]]), float(travelled[whole[-1]])) if whole.size else None


def _outline(curve: FloatArray) -> FloatArray:
    """Return what is to be filled at and after each point of the curve.

    Returns
    -------
    numpy.ndarray
        Rows (n, 12): the left and right corner where a strip to the next point begins, left and right where it ends;
        the kind of cap at the point, and its middle and radius. The last point has no strip, but four equal corners.
    """
    outline = np.empty((len(curve), 12))
    corners, caps = outline[:, :8].reshape(-1, 4, 2), outline[:, 8]
    corners[:], outline[:, 9:] = curve[:, None, :2], curve
    caps[:] = _NO_CAP
    caps[0], caps[-1] = _FIRST, _LAST
    if len(curve) == 1:
        caps[0] = _CORNER
    else:
        begin, end, sharp = _across(curve)
        caps[1:-1][sharp] = _CORNER
        at_begin, at_end = begin * curve[:-1, 2:], end * curve[1:, 2:]
        corners[:-1, 0] += at_begin
        corners[:-1, 1] -= at_begin
        corners[:-1, 2] = curve[1:, :2] + at_end
        corners[:-1, 3] = curve[1:, :2] - at_end
        # The last cap is turned as the strip before it.
        corners[-1, :2] = corners[-2, 2:]
    return outline


def _across(curve: FloatArray) -> tuple[FloatArray, FloatArray, np.ndarray]:
    """Return which way is left where each strip begins and ends (n - 1, 2), and which inner points are corners.

    Strips meet along a shared edge where the curve is smooth: the turn is small, and no strip is so short that its
    two ends would cross. Elsewhere each has its own end, and a disc lies on the corner.
    """
    along = curve[1:, :2] - curve[:-1, :2]
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), _TINY)
    along = along / length[:, None]
    left = along[:, ::-1] * _TURNED
    cosine = np.maximum(np.minimum((along[:-1] * along[1:]).sum(axis=1), 1), -1)
    lean = curve[1:-1, 2] * np.sqrt((1 - cosine) / np.maximum(1 + cosine, _EPSILON))
    sharp = (cosine < _STRAIGHT) | (lean > np.minimum(length[:-1], length[1:]) / 2)
    shared = (left[:-1] + left[1:]) / np.maximum(1 + cosine, 1)[:, None]
    begin, end = left.copy(), left.copy()
    begin[1:][~sharp] = shared[~sharp]
    end[:-1][~sharp] = shared[~sharp]
    return begin, end, sharp


def _tile(outline: FloatArray) -> Tile:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    caps = outline[:, 8]
    strips = outline[caps != _LAST]
    corners = np.flatnonzero(strips[1:, 8] == _CORNER) + 1
    for run in np.split(strips, corners) if corners.size else [strips]:
        _add(path, _around(run))
    for row in outline[caps != _NO_CAP]:
        _add(path, _cap(row))
    return Tile(outline, path, path.controlPointRect().adjusted(-1, -1, 1, 1))


def _around(run: FloatArray) -> FloatArray:
    """Return the polygon around strips that share their edges, clockwise."""
    corners = run[:, :8].reshape(-1, 4, 2)
    return np.concatenate([corners[:1, 0], corners[:, 2], corners[::-1, 3], corners[:1, 1]])


def _cap(row: FloatArray) -> FloatArray:
    """Return the half disc at a stroke's end, on the edge of its strip, or the disc on a corner; clockwise."""
    middle = row[9:11]
    if row[8] == _CORNER:
        return np.asarray(middle + row[11] * _DISC)
    (x, y), side = row[:2] - middle, 1 if row[8] == _LAST else -1
    return np.asarray(middle + _HALF_DISC @ (side * np.array([[x, y], [-y, x]])))


def _add(path: QPainterPath, polygon: FloatArray) -> None:
    if len(polygon) > 2:
        # A QPolygonF of QPointF would take twice as long to make.
        begin, *others = polygon.tolist()
        path.moveTo(*begin)
        for x, y in others:
            path.lineTo(x, y)
        path.closeSubpath()
