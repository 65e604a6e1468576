"""When a second process rests: where it does not pay, for longer and longer, and never before that is known."""

import pytest

from mnistpad.training.step.halved import _BLOCK, _LONGEST_REST, _REST, KNOWN, _Pace


def at_home(pace, seconds, steps=KNOWN):
    for _ in range(steps):
        pace.note(seconds)


def together(pace, seconds, steps=_BLOCK):
    """Whether any of the steps was to be the last."""
    told = [pace.is_slow(seconds) for _ in range(steps)]
    return any(told)


@pytest.fixture
def pace():
    pace = _Pace()
    at_home(pace, 1.0)
    return pace


def test_it_begins_once_it_is_known_how_long_steps_take_at_home():
    pace = _Pace()
    at_home(pace, 1.0, KNOWN - 1)
    assert pace.is_resting

    at_home(pace, 1.0, 1)
    assert not pace.is_resting


def test_it_goes_on_while_it_is_about_as_fast(pace):
    assert not together(pace, 1.2, 100 * _BLOCK)


def test_a_moment_in_which_the_machine_is_busy_decides_nothing(pace):
    for _ in range(10):
        assert not together(pace, 3.0)
        assert not together(pace, 0.6)


def test_it_rests_after_two_slow_blocks_and_each_time_for_longer(pace):
    rests = []
    for _ in range(8):
        assert together(pace, 1.6, 2 * _BLOCK)
        steps = 0
        while pace.is_resting:
            at_home(pace, 1.0, 1)
            steps += 1
        rests.append(steps)

    assert rests == sorted(rests)
    assert (rests[0], rests[1], rests[-1]) == (_REST, 2 * _REST, _LONGEST_REST)


def test_what_steps_take_at_home_is_learned_anew_in_each_rest(pace):
    together(pace, 2.5, 2 * _BLOCK)

    at_home(pace, 2.0, _REST)

    assert not together(pace, 2.5, 10 * _BLOCK)
