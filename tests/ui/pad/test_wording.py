from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.ui.pad.wording import Calm, Kind, Reading, beside, reading_of


def test_a_blank_pad_names_no_digit(blank):
    reading = reading_of(blank)

    assert reading.headline == "No digit yet"
    assert reading.written_large is None
    assert reading.spoken == "No digit yet."


def test_a_digit_is_named_with_its_second_choice(answer_of):
    reading = reading_of(answer_of({3: 0.86, 5: 0.06}))

    assert reading.headline == "Reads as 3"
    assert reading.second_choice == "then 5"
    assert reading.spoken == "Reads as 3. Second choice 5."


def test_a_second_choice_under_5_per_cent_is_not_named(answer_of):
    reading = reading_of(answer_of({3: 0.95, 5: 0.04}))

    assert reading.second_choice == ""
    assert reading.spoken == "Reads as 3."


@pytest.mark.parametrize("spread", [{3: 0.5, 5: 0.45}, {5: 0.5, 3: 0.45}])
def test_a_choice_between_two_is_told_as_one_whichever_is_ahead(answer_of, spread):
    reading = reading_of(answer_of(spread, either=True))

    assert reading.headline == "3 or 5"
    assert reading.spoken == "3 or 5."
    assert reading.in_short == "3 or 5"
    assert reading.guess == ""
    assert reading.written_large is None


@pytest.mark.parametrize("spread", [{8: 0.3, 3: 0.2}, {8: 0.88, 3: 0.03}])
def test_one_that_is_unlikely_and_has_no_rival_is_perhaps_a_digit(answer_of, spread):
    reading = reading_of(answer_of(spread, either=True))

    assert reading.headline == "Perhaps 8"
    assert reading.in_short == "8?"
    assert not reading.is_decided


@pytest.mark.parametrize("spread", [{8: 0.3, 3: 0.2}, {8: 0.99}, {3: 0.5, 8: 0.45}])
def test_what_does_not_look_like_a_digit_is_told_as_that_however_sure_the_guess(answer_of, spread):
    reading = reading_of(answer_of(spread, declined=True))

    assert reading.headline == "Doesn't look like a digit"
    assert reading.spoken == "Doesn't look like a digit."
    assert reading.in_short == "?"
    assert reading.guess == f"It would have guessed {max(spread, key=spread.get)}"
    assert reading.written_large is None


@pytest.mark.parametrize(
    ("here", "shipped", "words"),
    [
        ({3: 0.9}, {3: 0.9}, "Shipped model: 3"),
        ({3: 0.9}, {5: 0.9}, "Shipped model disagrees: 5"),
        ({3: 0.9}, "A", "Shipped model disagrees: not a digit"),
        ("A", "A", "Shipped model: not a digit"),
        ({3: 0.9}, {3: 0.5, 5: 0.45}, "Shipped model: 3 or 5"),
        ({8: 0.9}, {3: 0.5, 5: 0.45}, "Shipped model disagrees: 3 or 5"),
        ({8: 0.9}, {3: 0.6, 5: 0.05}, "Shipped model: perhaps 3"),
        ("A", {5: 0.9}, "Shipped model: 5"),
        ({3: 0.9}, "blank", ""),
    ],
)
def test_what_is_said_of_the_shipped_model_respects_its_verdict(answer_of, blank, here, shipped, words):
    def read(what):
        if what == "blank":
            return Reading()
        if what == "A":
            return reading_of(answer_of({4: 0.6}, declined=True))
        return reading_of(answer_of(what, either=max(what.values()) < 0.9))

    assert beside(read(here), read(shipped)) == words


def test_a_stroke_that_is_half_drawn_is_never_called_no_digit(answer_of):
    readings = [reading_of(answer_of({8: 0.4}, declined=True), pen_down=down) for down in (True, False)]

    assert [reading.kind for reading in readings] == [Kind.PERHAPS, Kind.NEITHER]


def test_a_stroke_that_is_not_finished_is_only_perhaps_a_digit(answer_of):
    reading = reading_of(answer_of({8: 0.3, 3: 0.2}, declined=True), pen_down=True)

    assert reading.headline == "Perhaps 8"
    assert reading.written_large == 8


def digit(value: int, lead: float) -> Reading:
    return Reading(Kind.DIGIT, value, None, lead)


def test_a_clear_lead_is_shown_at_once():
    calm = Calm()
    calm.offer(digit(1, 0.5), now=0.0)

    assert calm.offer(digit(7, 0.10), now=0.01).digit == 7
    assert not calm.is_waiting


def test_a_narrow_lead_waits_for_250_ms():
    calm = Calm()
    calm.offer(digit(1, 0.5), now=0.0)

    assert calm.offer(digit(7, 0.09), now=1.0).digit == 1
    assert calm.is_waiting
    assert calm.look(now=1.249).digit == 1
    assert calm.look(now=1.25).digit == 7
    assert not calm.is_waiting


def test_while_the_pen_is_down_a_clear_lead_must_stand_for_100_ms():
    calm = Calm()
    calm.offer(digit(1, 0.5), now=0.0, pen_down=True)

    assert calm.offer(digit(7, 0.9), now=1.0, pen_down=True).digit == 1
    assert calm.remaining(now=1.0) == pytest.approx(0.1)
    assert calm.look(now=1.099).digit == 1
    assert calm.look(now=1.101).digit == 7


def test_half_a_digit_that_is_another_for_a_moment_does_not_flicker():
    calm = Calm()
    calm.offer(digit(1, 0.5), now=0.0, pen_down=True)

    shown = {calm.offer(digit(7 if n % 5 else 1, 0.9), now=n * 0.02, pen_down=True).digit for n in range(100)}

    assert shown == {1}


def test_a_lifted_pen_shows_at_once_what_stood_too_short():
    calm = Calm()
    calm.offer(digit(1, 0.5), now=0.0, pen_down=True)
    calm.offer(digit(7, 0.9), now=1.0, pen_down=True)

    assert calm.offer(digit(7, 0.9), now=1.02).digit == 7


def test_a_perhaps_that_is_meant_is_said_at_once_while_the_pen_is_down():
    calm = Calm()
    calm.offer(perhaps(1), now=0.0, pen_down=True)

    assert calm.offer(digit(1, 0.5), now=0.01, pen_down=True).is_decided


def test_a_narrow_lead_waits_for_250_ms_while_the_pen_is_down_too():
    calm = Calm()
    calm.offer(digit(1, 0.5), now=0.0, pen_down=True)
    calm.offer(digit(7, 0.5), now=1.0, pen_down=True)

    assert calm.offer(digit(7, 0.05), now=1.2, pen_down=True).digit == 1
    assert calm.look(now=1.25).digit == 7


def test_the_dot_with_which_the_pen_begins_is_no_digit_yet_and_none_when_it_stays_one(answer_of):
    dot = replace(answer_of({3: 0.9}, declined=True), image=np.full((28, 28), 8 / 784, np.float32))

    assert reading_of(dot, pen_down=True).kind is Kind.BLANK
    assert reading_of(dot).kind is Kind.NEITHER


def test_two_that_take_turns_never_replace_the_one_that_stands():
    calm = Calm()
    calm.offer(digit(1, 0.5), now=0.0)

    shown = {calm.offer(digit(7 if n % 2 else 4, 0.02), now=n * 0.1).digit for n in range(50)}

    assert shown == {1}


def test_the_one_that_stands_comes_back_at_once():
    calm = Calm()
    calm.offer(digit(1, 0.5), now=0.0)
    calm.offer(digit(7, 0.02), now=0.1)

    calm.offer(digit(1, 0.01), now=0.2)

    assert not calm.is_waiting
    assert calm.look(now=9.0).digit == 1


def test_a_cleared_pad_is_blank_at_once():
    calm = Calm()
    calm.offer(digit(1, 0.5), now=0.0)

    assert calm.offer(Reading(), now=0.001).kind is Kind.BLANK


def no_digit(guess: int = 8) -> Reading:
    return Reading(Kind.NEITHER, guess, None, 0.5)


def perhaps(value: int, lead: float = 0.5) -> Reading:
    return Reading(Kind.PERHAPS, value, None, lead)


def test_no_digit_is_said_only_when_it_has_stood_for_250_ms():
    calm = Calm()
    calm.offer(perhaps(8), now=0.0)

    assert calm.offer(no_digit(), now=1.0).kind is Kind.PERHAPS
    assert calm.offer(no_digit(3), now=1.2).kind is Kind.PERHAPS  # another guess behind it is still no digit
    assert calm.look(now=1.25).kind is Kind.NEITHER


def test_what_comes_and_goes_as_a_digit_does_not_flicker():
    calm = Calm()
    calm.offer(digit(8, 0.5), now=0.0)

    shown = [calm.offer(perhaps(8) if n % 2 else digit(8, 0.5), now=n * 0.02).kind for n in range(200)]

    assert set(shown) == {Kind.DIGIT}


def test_a_digit_that_is_no_longer_one_for_250_ms_is_told_and_comes_back_as_slowly():
    calm = Calm()
    calm.offer(digit(8, 0.5), now=0.0)

    calm.offer(perhaps(8), now=1.0)
    assert calm.look(now=1.26).kind is Kind.PERHAPS
    assert calm.offer(digit(8, 0.5), now=1.3).kind is Kind.PERHAPS
    assert calm.look(now=1.55).kind is Kind.DIGIT


def test_one_perhaps_does_not_chase_the_other():
    calm = Calm()
    calm.offer(perhaps(1), now=0.0)

    assert calm.offer(perhaps(4), now=0.1).digit == 1
    assert calm.offer(digit(7, 0.5), now=0.2).digit == 7
    assert calm.offer(perhaps(4), now=0.3).digit == 7
    assert calm.look(now=0.55).digit == 4


def test_the_first_digit_of_a_drawing_is_said_at_once():
    calm = Calm()
    calm.offer(perhaps(1), now=0.0)

    assert calm.offer(digit(1, 0.5), now=0.01).kind is Kind.DIGIT


def test_something_opened_on_a_blank_pad_is_no_digit_at_once():
    assert Calm().offer(no_digit(), now=0.0).kind is Kind.NEITHER


def test_who_asked_for_another_answer_need_not_wait():
    calm = Calm()
    calm.offer(digit(8, 0.5), now=0.0)
    calm.offer(no_digit(), now=1.0)

    assert calm.settle().kind is Kind.NEITHER
    assert not calm.is_waiting


def test_doubt_outlasts_what_is_held_back_by_250_ms():
    calm = Calm()
    calm.offer(digit(8, 0.5), now=0.0)
    calm.offer(perhaps(8), now=1.0)
    calm.offer(digit(8, 0.5), now=1.02)

    assert not calm.is_waiting
    assert calm.is_in_doubt(now=1.2)
    assert not calm.is_in_doubt(now=1.26)


READINGS = st.one_of(
    st.just(Reading()),
    st.builds(digit, st.integers(0, 2), st.floats(0, 0.3)),
    st.builds(perhaps, st.integers(0, 2), st.floats(0, 0.3)),
    st.builds(no_digit, st.integers(0, 2)),
    st.builds(lambda second: Reading(Kind.EITHER, 0, second, 0.05), st.integers(1, 2)),
)


@given(st.lists(st.tuples(READINGS, st.floats(0.001, 0.1)), min_size=1, max_size=40))
def test_no_digit_never_shows_before_its_time_and_never_for_a_moment(steps):
    calm, now, since, before = Calm(), 0.0, 0.0, Reading()
    for reading, pause in steps:
        now += pause
        since = since if reading.kind is before.kind else now
        was, before = calm.shown, reading
        shown = calm.offer(reading, now)

        if shown.kind is Kind.NEITHER is not was.kind and was.kind is not Kind.BLANK:
            assert now - since >= 0.25
        if reading.kind is Kind.BLANK:
            assert shown.kind is Kind.BLANK


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0, 0.5), st.floats(0, 0.4)), min_size=1, max_size=40))
def test_what_is_shown_changes_only_for_a_lead_or_for_patience(steps):
    calm, now, since, last = Calm(), 0.0, 0.0, None
    for value, lead, pause in steps:
        now += pause
        if value != last:
            since, last = now, value
        before = calm.shown.digit
        shown = calm.offer(digit(value, lead), now).digit

        if shown != before:
            assert shown == value
            assert lead >= 0.10 or now - since >= 0.25
