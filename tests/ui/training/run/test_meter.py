from types import SimpleNamespace

import pytest

from mnistpad.training import preset
from mnistpad.ui.training.run.controller import Phase
from mnistpad.ui.training.run.meter import Meter, clock_text, left_text


@pytest.fixture
def run():
    """A run of 10 epochs of 12,800 images, 100 batches each."""
    return SimpleNamespace(
        config=preset("quick"), data=SimpleNamespace(epoch_size=12_800), epoch=0, batch=0, seconds=0.0
    )


@pytest.fixture
def meter(clock, run) -> Meter:
    meter = Meter(clock)
    meter.begin(run)
    meter.show_phase(Phase.RUNNING)
    meter.note(run)
    return meter


def go_on(meter, clock, run, seconds: float, batches: int) -> None:
    clock.now += seconds
    run.batch += batches
    meter.note(run)


def test_speed_and_rest_follow_from_what_was_done(meter, clock, run):
    go_on(meter, clock, run, 1.0, 50)

    assert meter.images_per_second == pytest.approx(6_400)
    assert meter.seconds_left(run) == pytest.approx(19.0)
    assert meter.seconds == pytest.approx(1.0)


def test_a_pause_is_no_time_spent(meter, clock, run):
    go_on(meter, clock, run, 1.0, 50)
    meter.show_phase(Phase.PAUSED)
    clock.now += 100
    meter.show_phase(Phase.RUNNING)
    meter.note(run)
    go_on(meter, clock, run, 1.0, 25)

    assert meter.seconds == pytest.approx(2.0)
    assert meter.images_per_second == pytest.approx(3_200)


def test_after_the_machine_slept_the_speed_is_soon_that_of_now(meter, clock, run):
    go_on(meter, clock, run, 1.0, 10)
    go_on(meter, clock, run, 3600.0, 1)
    go_on(meter, clock, run, 0.1, 5)

    assert meter.images_per_second == pytest.approx(6_400)


def test_before_anything_was_done_nothing_is_told(meter, run):
    assert meter.images_per_second is None
    assert meter.seconds_left(run) is None


def test_times_are_told_as_people_read_them():
    assert [clock_text(seconds) for seconds in (7, 760, 3723)] == ["0:07", "12:40", "1:02:03"]
    assert [left_text(seconds) for seconds in (0.2, 12, 100, 4800, 6000)] == [
        "1 s left", "12 s left", "2 min left", "80 min left", "1 h 40 min left",
    ]  # fmt: skip
