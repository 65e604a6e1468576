from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.answer import Answer, Verdict
from mnistpad.ui.pad.changes import Changes, Moment


def clear_answer(digit: int) -> Answer:
    spread = np.full(10, 0.01)
    spread[digit] = 0.91
    return Answer(digit, spread, np.zeros((28, 28), np.float32), blank=False, likeness=None, verdict=Verdict.DIGIT)


def note(changes: Changes, answer_of, digits: str, start: int = 1) -> None:
    """Note one clear reading a point; "." is one that names no digit."""
    for points, digit in enumerate(digits, start):
        spread = {int(digit): 0.9} if digit != "." else {1: 0.3}
        changes.note(points, answer_of(spread, declined=digit == "."))


def test_the_record_tells_where_each_digit_began(answer_of):
    changes = Changes()

    note(changes, answer_of, "..1111777733333")

    assert changes.moments == (Moment(3, 1), Moment(7, 7), Moment(11, 3))
    assert changes.changed_its_mind


def test_a_drawing_that_ends_as_no_digit_ends_with_a_question_mark(answer_of):
    changes = Changes()
    note(changes, answer_of, "1117777")

    changes.settle(8, answer_of({4: 0.6}, declined=True))

    assert [moment.sign for moment in changes.moments] == ["1", "7", "?"]


def test_a_pen_that_lifts_between_two_strokes_leaves_no_question_mark(answer_of):
    changes = Changes()
    note(changes, answer_of, "111")
    changes.settle(3, answer_of({4: 0.6}, declined=True))

    note(changes, answer_of, "4444", start=4)

    assert [moment.sign for moment in changes.moments] == ["1", "4"]


def test_a_flicker_is_not_recorded(answer_of):
    changes = Changes()

    note(changes, answer_of, "1111711114411111")

    assert changes.moments == (Moment(1, 1),)
    assert not changes.changed_its_mind


def test_a_digit_that_hardly_leads_is_not_recorded(answer_of):
    changes = Changes()
    note(changes, answer_of, "1111")

    for points in range(5, 20):
        changes.note(points, answer_of({7: 0.45, 1: 0.40}))

    assert changes.moments == (Moment(1, 1),)


def test_the_last_answer_counts_however_short_it_stood(answer_of):
    changes = Changes()
    note(changes, answer_of, "11117")

    changes.settle(5, answer_of({7: 0.5, 1: 0.45}))

    assert changes.moments == (Moment(1, 1), Moment(5, 7))


def test_undo_takes_back_what_later_ink_changed(answer_of):
    changes = Changes()
    note(changes, answer_of, "11117777")

    changes.settle(3, answer_of({1: 0.9}))

    assert changes.moments == (Moment(1, 1),)


def test_an_empty_pad_starts_a_new_record(answer_of):
    changes = Changes()
    note(changes, answer_of, "11117777")

    changes.forget()

    assert changes.moments == ()


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9), st.booleans()), max_size=80))
def test_a_record_always_rises_and_never_repeats_itself(steps):
    changes = Changes()
    for points, digit, lifted in steps:
        (changes.settle if lifted else changes.note)(points, clear_answer(digit))

        moments = changes.moments
        assert [m.points for m in moments] == sorted(m.points for m in moments)
        assert all(one.digit != next_.digit for one, next_ in pairwise(moments))
        assert all(m.points <= points for m in moments)
