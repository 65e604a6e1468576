"""Strokes as outlines to fill, in tiles, so that a growing or half-erased stroke is repainted only where it changed.

The outline is our own: where two parts of one path overlap, Qt adds their antialiasing up, and its stroker lets round
joins overlap at every point of a smooth curve. Here neighbours share their edges, and only corners get a disc.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPolygonF

from mnistpad.ink.path import FloatArray
from mnistpad.ink.stroke import Stroke

DEFAULT_WIDTH = 0.07  # of the pad's edge, for strokes that do not tell theirs
STEP = 1.5  # px between points of the painted curve, or with thick pens
STEP_OF_WIDTH = 1 / 16  # of the pen's; bends no tighter than the pen are then right within 0.1 % of its width
TILE = 32  # points of the curve
LIGHTEST, HEAVIEST = 0.35, 1.15  # of the pen's width, for no and full pressure
_STRAIGHT = 0.9  # cosine of the sharpest turn that needs no disc
_NO_CAP, _CORNER, _FIRST, _LAST = range(4)
_HALF_TURN = np.linspace(0, np.pi, 17)  # a cap of 14 px radius is then right within 0.07 px


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


def paint(painter: QPainter, tiles: Iterable[Tile], dirty: QRectF, ink: QColor) -> None:
    """Paint those of a stroke's tiles that reach into a box, as one path, so that no seams are seen."""
    whole = QPainterPath()
    whole.setFillRule(Qt.FillRule.WindingFill)
    for tile in tiles:
        if tile.bounds.intersects(dirty):
            whole.addPath(tile.path)
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
    outline = _outline(_curve(stroke, edge))
    earlier = list(known)
    parts = [outline[begin : begin + TILE] for begin in range(0, len(outline), TILE)]
    return [
        earlier[n] if n < len(earlier) and np.array_equal(part, earlier[n].outline) else _tile(part)
        for n, part in enumerate(parts)
    ]


def union(tiles: Iterable[Tile]) -> QRectF:
    """Return the box around the tiles, in px."""
    box = QRectF()
    for tile in tiles:
        box = box.united(tile.bounds)
    return box


def _curve(stroke: Stroke, edge: float) -> FloatArray:
    """Return the smoothed stroke as rows of x, y and radius, in px, at even steps and its end."""
    width = edge * (DEFAULT_WIDTH if stroke.width is None else stroke.width)
    step = max(STEP, STEP_OF_WIDTH * width)
    smoothed = stroke.smooth(step / edge)
    radius = np.full(len(smoothed), width / 2)
    if smoothed.pressure is not None:
        radius *= LIGHTEST + (HEAVIEST - LIGHTEST) * smoothed.pressure
    points = smoothed.points * edge
    steps = np.diff(points, axis=0)
    travelled = np.concatenate([[0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))])
    # Points much closer than a step would turn by rounding alone, and each such turn would cost a disc.
    at = np.append(np.arange(0.0, travelled[-1] - step / 2, step), travelled[-1])
    return np.column_stack([np.interp(at, travelled, column) for column in (*points.T, radius)])


def _outline(curve: FloatArray) -> FloatArray:
    """Return what is to be filled at and after each point of the curve.

    Returns
    -------
    numpy.ndarray
        Rows (n, 12): the left and right corner where a strip to the next point begins, left and right where it ends;
        the kind of cap at the point, and its middle and radius. The last point has no strip, but four equal corners.
    """
    corners = np.repeat(curve[:, None, :2], 4, axis=1)
    caps = np.full(len(curve), _NO_CAP)
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
    return np.column_stack([corners.reshape(-1, 8), caps, curve])


def _across(curve: FloatArray) -> tuple[FloatArray, FloatArray, np.ndarray]:
    """Return which way is left where each strip begins and ends (n - 1, 2), and which inner points are corners.

    Strips meet along a shared edge where the curve is smooth: the turn is small, and no strip is so short that its
    two ends would cross. Elsewhere each has its own end, and a disc lies on the corner.
    """
    along = np.diff(curve[:, :2], axis=0)
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), np.finfo(float).tiny)
    along = along / length[:, None]
    left = np.column_stack([along[:, 1], -along[:, 0]])
    cosine = np.clip((along[:-1] * along[1:]).sum(axis=1), -1, 1)
    lean = curve[1:-1, 2] * np.sqrt((1 - cosine) / np.maximum(1 + cosine, np.finfo(float).eps))
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
    for run in np.split(strips, np.flatnonzero(strips[1:, 8] == _CORNER) + 1):
        _add(path, _around(run))
    for row in outline[caps != _NO_CAP]:
        _add(path, _cap(row))
    reach = outline[:, 11:]
    points = np.concatenate([outline[:, 9:11] - reach, outline[:, 9:11] + reach, outline[:, :8].reshape(-1, 2)])
    left, top = points.min(axis=0) - 1
    right, bottom = points.max(axis=0) + 1
    return Tile(outline, path, QRectF(left, top, right - left, bottom - top))


def _around(run: FloatArray) -> FloatArray:
    """Return the polygon around strips that share their edges, clockwise."""
    corners = run[:, :8].reshape(-1, 4, 2)
    return np.concatenate([corners[:1, 0], corners[:, 2], corners[::-1, 3], corners[:1, 1]])


def _cap(row: FloatArray) -> FloatArray:
    """Return the half disc at a stroke's end, on the edge of its strip, or the disc on a corner; clockwise."""
    middle, left = row[9:11], row[:2] - row[9:11]
    ahead = np.array([-left[1], left[0]])
    turn = _HALF_TURN[:, None]
    if row[8] == _LAST:
        return np.asarray(middle + left * np.cos(turn) + ahead * np.sin(turn))
    if row[8] == _FIRST:
        return np.asarray(middle - left * np.cos(turn) - ahead * np.sin(turn))
    return np.asarray(middle + row[11] * np.hstack([np.cos(2 * turn), np.sin(2 * turn)]))


def _add(path: QPainterPath, polygon: FloatArray) -> None:
    if len(polygon) > 2:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in polygon.tolist()]))
        path.closeSubpath()
