"""What the coach's buttons do."""

from dataclasses import replace

import numpy as np
import pytest

from mnistpad.training import (
    BatchDone,
    DivergedError,
    EpochDone,
    TrainingConfig,
    TrainingState,
    train,
)
from mnistpad.training.coach import (
    BackToBest,
    LearningRate,
    apply,
    diverged,
)


def blow_up(state, data, epoch, rate):
    """Raise α after an epoch, and return the error that comes of it."""
    try:
        for event in train(state, data):
            if isinstance(event, EpochDone) and event.epoch == epoch:
                state.change_learning_rate(rate)
    except DivergedError as error:
        return error
    pytest.fail("it did not blow up")


SMALL = TrainingConfig(hidden=(16,), batch_size=32, epochs=6, learning_rate=0.2)


def test_a_run_that_blew_up_goes_back_to_its_best_epoch(data):
    state = TrainingState(SMALL, data.sha256, 1)
    error = blow_up(state, data, 4, 1000)
    best = state.best

    said = diverged(error, state)
    apply(said.remedy, state)

    assert said.sentence == (
        f"The loss blew up at batch {error.step}: steps too large for this network. "
        f"Weights are safe at epoch {best.epoch}."
    )
    assert said.action == f"Back to epoch {best.epoch}, α 0.2"
    assert said.remedy == BackToBest(best.epoch, 0.2)
    assert (state.epoch, state.learning_rate) == (best.epoch, 0.2)
    np.testing.assert_array_equal(state.network.parameters, best.parameters)
    list(train(state, data))
    assert state.epoch == 6


def test_a_run_that_blew_up_at_once_begins_again_with_a_third_of_alpha(data):
    state = TrainingState(replace(SMALL, learning_rate=900), data.sha256, 1)
    error = blow_up(state, data, 99, 1)

    said = diverged(error, state)
    apply(said.remedy, state)

    assert said.sentence.endswith("Weights are safe at the start.")
    assert said.action == "Back to the start, α ÷ 3"
    assert (state.epoch, state.step, state.learning_rate) == (0, 0, 300)


def test_a_button_that_changes_alpha_does_so_from_the_next_batch(data):
    state = TrainingState(SMALL, data.sha256, 1)

    apply(LearningRate(1 / 3), state)
    first = next(event for event in train(state, data) if isinstance(event, BatchDone))

    assert first.learning_rate == pytest.approx(0.2 / 3)


def test_alpha_never_grows_beyond_what_can_be_set(data):
    state = TrainingState(replace(SMALL, learning_rate=500), data.sha256, 1)

    apply(LearningRate(10), state)

    assert state.learning_rate == 1000
