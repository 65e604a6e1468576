"""The curve through the points is smooth, keeps corners and adds nothing of its own."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mnistpad.ink.path import refine, smooth, smooth_curve, to_complex
from mnistpad.ink.stroke import Stroke

POINTS = arrays(np.float64, st.tuples(st.integers(1, 15), st.just(2)), elements=st.integers(0, 100).map(float))


def circle(n):
    t = np.linspace(0, 2 * np.pi, n)
    return np.stack([np.cos(t), np.sin(t)], axis=1)


def distances(points, line):
    """From each point to each segment of a polyline, and the segments' lengths."""
    starts, ways = line[:-1], np.diff(line, axis=0)
    away = points[:, None] - starts
    length = np.maximum(np.hypot(*ways.T), 1e-9)
    t = np.clip((away * ways).sum(2) / length**2, 0, 1)
    return np.hypot(*np.moveaxis(away - t[..., None] * ways, 2, 0)), length


def test_a_circle_drawn_in_a_hurry_is_round():
    curve = smooth(circle(13), 0.02)

    assert abs(np.hypot(*curve.T) - 1).max() < 0.012  # the straight lines miss it by 0.034


def test_a_seven_of_three_points_keeps_its_corner():
    seven = np.array([[0, 0], [10, 0], [4, 16]])

    curve = smooth(seven, 0.1)

    assert curve[:, 0].max() <= 10
    assert curve[:, 1].min() >= 0


@given(POINTS)
def test_the_curve_meets_every_point_in_order(points):
    curve = smooth(points, 3.0)

    distance = np.hypot(*np.moveaxis(curve[:, None] - points, 2, 0))
    reached = 0
    for nth in range(len(points)):
        hits = np.flatnonzero(distance[reached:, nth] < 1e-9)
        assert len(hits)
        reached += hits[0]


@given(POINTS)
def test_the_curve_stays_near_the_straight_lines(points):
    curve = smooth(points, 1.0)

    if len(points) == 1:
        assert len(curve) == 1
        return
    distance, length = distances(curve, points)
    assert (distance / length).min(axis=1).max() < 0.3


@settings(max_examples=30)
@given(POINTS)
def test_the_curve_of_the_curve_is_the_curve(points):
    once = smooth(points, 3.0)
    twice = smooth(once, 1.0)

    assert len(once) == 1 or distances(twice, once)[0].min(axis=1).max() < 0.5


def test_points_closer_than_the_step_come_back_as_they_are():
    points = circle(200)

    np.testing.assert_array_equal(smooth(points, 0.1), points)


@given(POINTS)
def test_a_segment_bends_the_same_whether_or_not_its_neighbours_are_cut(points):
    all_cut, few_cut = smooth_curve(points, 0.5), smooth_curve(points, 20.0)

    # What is cut at 20 is cut at 0.5 as well, at 40 times as many places.
    at = np.searchsorted(all_cut.source, few_cut.source - 1e-9)
    np.testing.assert_allclose(all_cut.source[at], few_cut.source, atol=1e-9)
    np.testing.assert_allclose(all_cut.points[at], few_cut.points, atol=1e-9)


def test_pressure_follows_the_curve():
    stroke = Stroke([[0, 0], [10, 0], [20, 0]], pressure=[0, 1, 0], width=3).smooth(1)

    np.testing.assert_allclose(stroke.pressure, 1 - abs(stroke.points[:, 0] - 10) / 10, atol=0.03)
    assert stroke.width == 3


def test_a_line_of_absurd_length_is_cut_into_a_bounded_number_of_pieces():
    points = np.array([[0, 0], [1e9, 0], [1e9, 1e9]])

    assert len(smooth(points, 1e-3)) < 110_000


@given(POINTS)
def test_a_stroke_alone_has_the_bits_that_it_has_among_others(points):
    far = np.array([[-300.0, 0], [-310, 5], [-320, 0]])
    starts = np.zeros(len(points) + 3, dtype=bool)
    starts[[0, 3]] = True

    among = refine(to_complex(np.concatenate([far, points])), starts, 3.0)

    alone = smooth_curve(points, 3.0).points
    np.testing.assert_array_equal(among.points[-len(alone) :], alone)
