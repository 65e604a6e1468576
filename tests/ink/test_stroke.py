"""Strokes are values; clipping and erasing take what they should and nothing else."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mnistpad.ink.path import smooth
from mnistpad.ink.stroke import Drawing, Stroke, clip, erase

COORDINATE = st.integers(-40, 140).map(lambda n: n / 100)


def lines(most=12):
    return arrays(np.float64, st.tuples(st.integers(1, most), st.just(2)), elements=COORDINATE)


def along(points, step=0.01):
    """Points a short step apart along a polyline."""
    pieces = [points[:1]]
    for a, b in itertools.pairwise(points):
        t = np.linspace(0, 1, int(np.hypot(*(b - a)) / step) + 2)[:, None]
        pieces.append(a + t * (b - a))
    return np.concatenate(pieces)


def distances(points, line):
    """From each point to the polyline."""
    ends = line[1:] if len(line) > 1 else line
    starts, ways = line[: len(ends)], ends - line[: len(ends)]
    away = points[:, None] - starts
    t = np.clip((away * ways).sum(2) / np.maximum((ways**2).sum(1), 1e-300), 0, 1)
    return np.hypot(*np.moveaxis(away - t[..., None] * ways, 2, 0)).min(axis=1)


def ink_of(strokes):
    return np.concatenate([along(stroke.points) for stroke in strokes]) if strokes else np.zeros((0, 2))


def length(stroke):
    return np.hypot(*np.diff(stroke.points, axis=0).T).sum()


def test_equal_ink_makes_equal_drawings():
    one = Drawing((Stroke([[0, 1], [2, 3]], pressure=[0.5, 1], width=2),), label=7)
    same = Drawing((Stroke(np.array([[0.0, 1], [2, 3]]), pressure=(0.5, 1), width=2.0),), label=7)

    assert one == same
    assert hash(one) == hash(same)
    assert one != same.labelled(8)
    assert one != Drawing((Stroke([[0, 1], [2, 3]], width=2),), label=7)
    assert one != "a drawing"


def test_a_stroke_keeps_its_own_copy_that_nobody_can_change():
    points = np.zeros((3, 2))
    stroke = Stroke(points)

    points[0] = 9

    assert stroke.points[0, 0] == 0
    with pytest.raises(ValueError, match="read-only"):
        stroke.points[0] = 9


@pytest.mark.parametrize(
    "parts",
    [
        {"points": np.zeros((0, 2))},
        {"points": np.zeros((3, 3))},
        {"points": [[0, np.nan]]},
        {"points": [[0, 0]], "width": np.inf},
        {"points": [[0, 0]], "width": 0},
        {"points": [[0, 0]], "pressure": [0.5, 0.5]},
        {"points": [[0, 0]], "pressure": [1.5]},
        {"points": [[0, 0]], "pressure": [np.nan]},
    ],
)
def test_a_stroke_that_makes_no_sense_is_refused(parts):
    with pytest.raises(ValueError, match=r"points|finite|pressure"):
        Stroke(**parts)


def test_a_drawing_knows_its_points_and_its_box():
    drawing = Drawing().adding(Stroke([[1, 5]]), Stroke([[-2, 0], [3, 4]]))

    assert drawing.points.shape == (3, 2)
    assert drawing.bounds == (-2, 0, 3, 5)
    assert not drawing.is_blank
    assert Drawing().is_blank
    assert Drawing().bounds is None
    assert Drawing().points.shape == (0, 2)


def test_a_label_that_is_no_digit_is_refused():
    with pytest.raises(ValueError, match="0 to 9"):
        Drawing(label=10)


@given(lines())
def test_what_is_clipped_is_exactly_what_lies_outside(points):
    pieces = clip(Stroke(points), 0, 0, 1, 1)

    inside = along(points)
    inside = inside[((inside > 0.01) & (inside < 0.99)).all(axis=1)]
    for piece in pieces:
        assert (piece.points >= -1e-9).all()
        assert (piece.points <= 1 + 1e-9).all()
        assert distances(along(piece.points), points).max() < 1e-6
    if len(inside):
        assert np.min([distances(inside, piece.points) for piece in pieces], axis=0).max() < 1e-6


def test_a_stroke_that_leaves_and_comes_back_is_two_pieces_with_its_pressure():
    stroke = Stroke([[0.5, 0.5], [1.5, 0.5], [1.5, 0.8], [0.5, 0.8]], pressure=[0, 1, 1, 0], width=0.07)

    first, second = clip(stroke, 0, 0, 1, 1)

    np.testing.assert_allclose(first.points, [[0.5, 0.5], [1, 0.5]])
    np.testing.assert_allclose(first.pressure, [0, 0.5])
    np.testing.assert_allclose(second.points, [[1, 0.8], [0.5, 0.8]])
    assert first.width == second.width == 0.07


def test_a_stroke_that_stays_inside_is_not_touched():
    stroke = Stroke([[0, 0], [1, 1], [1, 0]])

    assert clip(stroke, 0, 0, 1, 1) == (stroke,)


@pytest.mark.parametrize("points", [[[2, 2]], [[2, 0], [2, 1]], [[1, -1], [2, 0], [1, 2]], [[-1, 1], [0, 2]]])
def test_ink_that_is_all_outside_leaves_nothing(points):
    assert clip(Stroke(points), 0, 0, 1, 1) == ()


@settings(max_examples=40)
@given(lines(6), lines(4), st.sampled_from([0.02, 0.1, 0.4]))
def test_the_eraser_takes_what_is_under_it_and_nothing_else(points, path, radius):
    drawing = Drawing((Stroke(points),), label=3)
    curve = smooth(points, radius / 4)
    before = along(curve)

    erased = erase(drawing, path, radius)

    far = before[distances(before, path) > radius + 1e-6]
    assert erased.label == 3
    if erased != drawing:
        after = ink_of(erased.strokes)
        assert not len(after) or distances(after, path).min() > radius - 1e-6
        assert not len(after) or distances(after, curve).max() < 1e-6
        assert not len(far) or np.min([distances(far, s.points) for s in erased.strokes], axis=0).max() < 1e-6
    else:
        assert len(far) >= len(before) - 2


def test_erasing_the_middle_of_a_line_leaves_two_strokes_with_their_pressure():
    drawing = Drawing((Stroke([[0, 0], [10, 0]], pressure=[0, 1], width=1),))

    left, right = erase(drawing, [[5, -3], [5, 3]], 1).strokes

    np.testing.assert_allclose(left.points[[0, -1]], [[0, 0], [4, 0]], atol=1e-12)
    np.testing.assert_allclose(right.points[[0, -1]], [[6, 0], [10, 0]], atol=1e-12)
    np.testing.assert_allclose(left.pressure[-1], 0.4)
    np.testing.assert_allclose(right.pressure[0], 0.6)
    assert left.width == right.width == 1


def test_strokes_that_the_eraser_does_not_meet_stay_the_same_objects():
    near, far = Stroke([[0, 0], [1, 0], [2, 1]]), Stroke([[0, 9], [1, 9], [2, 10]])

    erased = erase(Drawing((near, far)), [[1, 0]], 5)

    assert erased.strokes == (far,)
    assert erased.strokes[0] is far


def test_a_dot_is_erased_whole_or_not_at_all():
    drawing = Drawing((Stroke([[5, 5]]), Stroke([[8, 8], [8, 8]])))

    assert erase(drawing, [[4, 4], [4, 6]], 0.9) == drawing
    assert erase(drawing, [[4, 4], [4, 6]], 1.1).strokes == drawing.strokes[1:]
    assert erase(drawing, [[8, 7.5], [5, 5]], 1).is_blank


def test_a_long_eraser_drag_over_a_long_stroke_is_quick_enough_for_a_hand():
    t = np.linspace(0, 40, 3000)
    spiral = Stroke(np.stack([t * np.cos(t), t * np.sin(t)], axis=1))
    path = np.stack([np.linspace(-40, 40, 800), np.zeros(800)], axis=1)

    pieces = erase(Drawing((spiral,)), path, 0.5).strokes

    assert 10 < len(pieces) < 20
    assert sum(map(length, pieces)) < length(spiral)
