import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.ui.pad.wording import Calm, Kind, Reading, reading_of


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


def test_a_choice_between_two_is_told_as_one(answer_of):
    reading = reading_of(answer_of({3: 0.5, 5: 0.45}, declined=True))

    assert reading.headline == "3 or 5"
    assert reading.spoken == "3 or 5."
    assert reading.guess == ""


@pytest.mark.parametrize("spread", [{8: 0.3, 3: 0.2}, {8: 0.74, 3: 0.1}])
def test_spread_guesses_do_not_look_like_a_digit(answer_of, spread):
    reading = reading_of(answer_of(spread, declined=True))

    assert reading.headline == "Doesn't look like a digit"
    assert reading.guess == "It would have guessed 8"
    assert reading.written_large is None


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
