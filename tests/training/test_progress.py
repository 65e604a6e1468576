import pytest

from mnistpad.training import BatchDone, progress, train
from tests.training.test_loop import SMALL, begin


def test_progress_counts_images_and_leaves_as_many_seconds_as_the_speed_says(data):
    state = begin(SMALL, data)
    for event in train(state, data):
        if isinstance(event, BatchDone) and event.step == 24:
            break
    state.seconds = 3.0

    now = progress(state, data)

    assert now.fraction == pytest.approx((500 + 8 * 32) / 1500)
    assert now.images_per_second == pytest.approx((500 + 8 * 32) / 3)
    assert now.seconds_left == pytest.approx(3 * (1 - now.fraction) / now.fraction)


def test_before_the_first_batch_nobody_knows_how_long_it_takes(data):
    assert progress(begin(SMALL, data), data).seconds_left is None


def test_a_finished_run_is_whole(data):
    state = begin(SMALL, data)
    list(train(state, data))

    assert progress(state, data).fraction == 1
    assert progress(state, data).seconds_left == 0
