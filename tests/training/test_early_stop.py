from dataclasses import replace

import numpy as np
import pytest

from mnistpad.data.mixture import combine
from mnistpad.errors import UsageError
from mnistpad.training import (
    BatchDone,
    EpochDone,
    RunDone,
    TrainingConfig,
    TrainingState,
    load_checkpoint,
    progress,
    save_checkpoint,
    train,
)
from tests.training.conftest import dataset
from tests.training.test_loop import SMALL, begin, run

PATIENT = replace(SMALL, epochs=60, patience=3)


@pytest.fixture(scope="session")
def data():
    """Images of which every fifth has a wrong label: learned by heart, they make the held-out loss rise."""
    whole = dataset()
    parts = {name: with_wrong_labels(getattr(whole, name)) for name in ("train", "validation")}
    return combine([(replace(whole, **parts), 1.0)])


def with_wrong_labels(images):
    wrong = (np.arange(len(images)) % 5 == 0).astype(np.uint8)
    return replace(images, labels=(images.labels + wrong * (1 + np.arange(len(images)) % 7).astype(np.uint8)) % 10)


def stop_at(step, state, data):
    for event in train(state, data):
        if isinstance(event, BatchDone) and event.step == step:
            return


def rates(config, data, extensions):
    """Walk a run to its end, extended to the value of `extensions` at each of its epochs."""
    state, found = begin(config, data), {}
    while True:
        for event in train(state, data):
            if isinstance(event, BatchDone):
                found[event.step] = event.learning_rate
            if isinstance(event, EpochDone) and event.epoch in extensions:
                state.extend(extensions.pop(event.epoch))
        if not extensions:
            return state, list(found.values())


def test_a_run_ends_when_no_epoch_was_better_for_as_long_as_its_patience(data):
    state, events = run(PATIENT, data)

    end = events[-1]
    assert isinstance(end, RunDone)
    assert end.early
    assert end.best_epoch == state.best.epoch
    assert end.epochs == end.best_epoch + 3 < 60


def test_a_run_that_ended_early_has_nothing_left_to_wait_for(data):
    state, _ = run(PATIENT, data)

    assert progress(state, data).seconds_left == 0
    assert progress(state, data).fraction == pytest.approx(state.epoch / 60)


def test_a_patient_run_is_the_beginning_of_the_one_without_patience(data):
    early, _ = run(PATIENT, data)
    whole, _ = run(replace(PATIENT, patience=None, epochs=early.epoch), data)

    np.testing.assert_array_equal(early.network.parameters, whole.network.parameters)
    assert early.history == whole.history


def test_patience_that_does_not_run_out_changes_nothing(data):
    _, events = run(replace(PATIENT, patience=60), data)

    assert not events[-1].early
    assert events[-1].epochs == 60
    assert events[-1].best_epoch is not None


def test_patience_that_runs_out_with_the_last_epoch_is_no_early_end(data):
    early, _ = run(PATIENT, data)

    _, events = run(replace(PATIENT, epochs=early.epoch), data)

    assert not events[-1].early


def test_without_held_out_images_nobody_can_be_impatient():
    data = combine([(dataset(validation=0), 1.0)])

    state, events = run(replace(PATIENT, epochs=8, patience=1), data)

    assert (state.epoch, events[-1].early, events[-1].best_epoch) == (8, False, None)


def test_a_patient_run_that_was_saved_anywhere_ends_at_the_same_epoch_with_the_same_bits(data, tmp_path):
    whole, events = run(PATIENT, data)
    rng, path = np.random.default_rng(3), tmp_path / "run.checkpoint"

    state = begin(PATIENT, data)
    while not state.is_finished:
        stop_at(state.step + int(rng.integers(1, 40)), state, data)
        save_checkpoint(state, path)
        state = load_checkpoint(path)

    np.testing.assert_array_equal(state.network.parameters, whole.network.parameters)
    assert state.history == whole.history
    assert [replace(event, seconds=0) for event in train(state, data)] == [replace(events[-1], seconds=0)]


def test_a_run_that_ended_early_has_its_whole_patience_again_once_it_is_extended(data, tmp_path):
    state, _ = run(PATIENT, data)
    ended = state.epoch

    state.extend(60)
    save_checkpoint(state, tmp_path / "run.checkpoint")
    state = load_checkpoint(tmp_path / "run.checkpoint")
    events = list(train(state, data))

    assert events[-1].epochs >= ended + 3
    assert events[-1].epochs == max(ended, state.best.epoch) + 3


def test_extending_a_run_that_goes_on_leaves_its_patience_alone(data):
    whole, _ = run(PATIENT, data)
    state = begin(PATIENT, data)
    stop_at(whole.step - 5, state, data)

    state.extend(200)
    list(train(state, data))

    assert state.epoch == whole.epoch


def test_the_schedule_does_not_jump_where_a_run_is_extended_and_begins_again_behind_its_plan(data):
    config = replace(SMALL, schedule="cosine")
    _, planned = rates(config, data, {})

    _, extended = rates(config, data, {1: 5})

    assert extended[: len(planned)] == planned
    assert extended[48] == pytest.approx(0.2)
    assert sorted(extended[48:], reverse=True) == extended[48:]
    assert extended[-1] < 0.002


def test_it_does_not_matter_when_a_run_is_extended(data, tmp_path):
    config = replace(SMALL, schedule="cosine", optimizer="adam", learning_rate=0.003)

    early, _ = rates(config, data, {1: 5})
    late, _ = rates(config, data, {3: 5})

    np.testing.assert_array_equal(early.network.parameters, late.network.parameters)


def test_an_extended_schedule_survives_a_checkpoint(data, tmp_path):
    config, path = replace(SMALL, schedule="cosine"), tmp_path / "run.checkpoint"
    whole, _ = rates(config, data, {1: 5})

    state = begin(config, data)
    state.extend(5)
    stop_at(60, state, data)
    save_checkpoint(state, path)
    back = load_checkpoint(path)
    list(train(back, data))

    np.testing.assert_array_equal(back.network.parameters, whole.network.parameters)


def test_a_shorter_run_keeps_its_alpha_and_only_ends_sooner(data):
    config = replace(SMALL, schedule="cosine")
    _, planned = rates(config, data, {})

    state, shorter = rates(config, data, {1: 2})

    assert state.epoch == 2
    assert shorter == planned[:32]


def test_the_best_epoch_can_be_gone_back_to(data):
    state, events = run(replace(PATIENT, optimizer="momentum", learning_rate=0.1), data)
    best = state.best.parameters.copy()
    at_best = next(e for e in events if isinstance(e, EpochDone) and e.epoch == state.best.epoch)

    state.back_to_best()

    np.testing.assert_array_equal(state.network.parameters, best)
    assert (state.epoch, state.batch, state.step) == (at_best.epoch, 0, at_best.step)
    assert len(state.history.losses) == state.step
    assert not state.optimizer.moments["v"].any()
    list(train(state, data))
    assert state.is_finished


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"patience": 0}, "Patience is a whole number of epochs from 1"),
        ({"patience": 2.5}, "patience cannot be 2.5"),
        ({"patience": 2, "validation": 0}, "Stopping early needs held-out images"),
    ],
)
def test_patience_that_cannot_be_is_explained(values, sentence):
    with pytest.raises(UsageError, match=sentence):
        TrainingConfig.from_dict(values)


@pytest.mark.parametrize("damage", [{"plan": []}, {"plan": [2]}, {"plan": "3"}, {"plan": [3, 3]}, {"patient_from": -1}])
def test_a_damaged_plan_is_refused(data, tmp_path, damage):
    from mnistpad.errors import ModelFileError
    from tests.training.test_checkpoint import damage as spoil

    path = tmp_path / "run.checkpoint"
    save_checkpoint(TrainingState(SMALL, data.sha256, 1), path)
    spoil(path, damage, {})

    with pytest.raises(ModelFileError, match="is damaged"):
        load_checkpoint(path)
