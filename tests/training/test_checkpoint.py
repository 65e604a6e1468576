import json
import time
from dataclasses import replace

import numpy as np
import pytest

from mnistpad.errors import ModelFileError
from mnistpad.training import (
    BatchDone,
    EpochDone,
    TrainingConfig,
    TrainingState,
    load_checkpoint,
    save_checkpoint,
    train,
    with_checkpoints,
)
from mnistpad.training.checkpoint import load_history
from mnistpad.training.state import History
from tests.training.test_loop import KINDS, SMALL, begin, run


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.checkpoint"


def stop_at(step, state, data):
    for event in train(state, data):
        if isinstance(event, BatchDone) and event.step == step:
            return


@pytest.mark.parametrize("config", KINDS.values(), ids=KINDS)
def test_a_run_that_was_saved_and_read_back_ends_with_the_same_bits(data, path, config):
    whole, _ = run(config, data)

    state = begin(config, data)
    stop_at(7, state, data)
    save_checkpoint(state, path)
    back = load_checkpoint(path)
    list(train(back, data))

    np.testing.assert_array_equal(back.network.parameters, whole.network.parameters)
    assert back.history == whole.history
    assert back.best.epoch == whole.best.epoch
    np.testing.assert_array_equal(back.best.parameters, whole.best.parameters)


def test_a_learning_rate_change_survives(data, path):
    state = begin(SMALL, data)
    stop_at(5, state, data)
    state.change_learning_rate(0.037)

    save_checkpoint(state, path)

    assert load_checkpoint(path).learning_rate == 0.037
    assert load_checkpoint(path).history.rates == [(0, 0.2), (5, 0.037)]


def test_a_checkpoint_is_saved_on_every_stop(data, path):
    state = begin(SMALL, data)

    for event in with_checkpoints(train(state, data), state, path):
        if isinstance(event, BatchDone) and event.step == 21:
            break

    assert load_checkpoint(path).step == 21


def test_epochs_that_follow_each_other_quickly_flood_nothing(data, path):
    state, saves, now = begin(replace(SMALL, batch_size=None, epochs=40), data), [], [0.0]

    for event in with_checkpoints(train(state, data), state, path, every=5, clock=lambda: now[0]):
        if isinstance(event, EpochDone):
            now[0] += 0.5
        if path.exists():
            saves.append(load_checkpoint(path).epoch)
            path.unlink()

    assert saves == [10, 19, 28, 37]
    assert load_checkpoint(path).epoch == 40


def test_no_more_than_an_epoch_or_a_few_seconds_are_lost(data, path):
    state, saves, now = begin(replace(SMALL, epochs=4), data), [], [0.0]

    for event in with_checkpoints(train(state, data), state, path, every=5, clock=lambda: now[0]):
        if isinstance(event, BatchDone):
            now[0] += 3 / event.batches
        if path.exists():
            saves.append(load_checkpoint(path).epoch)
            path.unlink()

    assert saves == [1, 2, 3, 4]


def test_a_diverged_run_leaves_its_last_good_weights(data, path):
    state = begin(SMALL, data)
    stop_at(17, state, data)
    state.change_learning_rate(1000)

    with pytest.raises(Exception, match="blew up"):
        list(with_checkpoints(train(state, data), state, path))

    assert load_checkpoint(path).step == 16


@pytest.mark.parametrize("spoiled", [np.nan, -np.inf])
def test_weights_that_are_not_finite_never_replace_good_ones(data, path, spoiled):
    state = begin(SMALL, data)
    save_checkpoint(state, path)
    before = path.read_bytes()
    state.network.biases[0][3] = spoiled

    with pytest.raises(ModelFileError, match="was not saved: the network's weights are not finite numbers"):
        save_checkpoint(state, path)

    assert path.read_bytes() == before


@pytest.mark.parametrize("halves", ["neurons", "images", None])
def test_how_steps_are_halved_survives_and_older_checkpoints_know_nothing_of_it(data, path, halves):
    state = begin(SMALL, data)
    state.halves = halves

    save_checkpoint(state, path)
    again = load_checkpoint(path).halves
    with np.load(path) as archive:
        arrays = dict(archive)
    header = json.loads(str(arrays["header"]))
    del header["checkpoint"]["halves"]
    with path.open("wb") as file:
        np.savez(file, **(arrays | {"header": np.array(json.dumps(header))}))

    assert again == halves
    assert load_checkpoint(path).halves is None


def test_a_model_is_no_checkpoint(data, path):
    from mnistpad import model_file

    model_file.save(run(SMALL, data)[0].model(data), path)

    with pytest.raises(ModelFileError, match="holds a network but no run"):
        load_checkpoint(path)


def test_a_checkpoint_can_be_opened_as_a_model(data, path):
    from mnistpad import model_file

    state, _ = run(SMALL, data)
    save_checkpoint(state, path)

    np.testing.assert_array_equal(model_file.load(path).network.parameters, state.network.parameters)


def damage(path, run_changes, array_changes):
    with np.load(path) as archive:
        arrays = dict(archive)
    header = json.loads(str(arrays["header"]))
    header["checkpoint"] |= run_changes
    with path.open("wb") as file:
        np.savez(file, **(arrays | array_changes | {"header": np.array(json.dumps(header))}))


BAD = [
    ({"step": 3}, {}),
    ({"step": -1}, {}),
    ({"epoch": True}, {}),
    ({"config": {"hidden": [17]}}, {}),
    ({"config": {"hidden": "many"}}, {}),
    ({"config": {"augmentation": {"shift": -1}}}, {}),
    ({"config": None}, {}),
    ({"threads": 0}, {}),
    ({"halves": "quarters"}, {}),
    ({"halves": ["images"]}, {}),
    ({"halves": "neurons", "config": {"hidden": [16], "optimizer": "adam", "batch_size": None}}, {}),
    ({"seconds": "long"}, {}),
    ({"best": [1]}, {}),
    ({}, {"losses": np.array([np.nan] * 7)}),
    ({}, {"losses": np.array(["x"] * 7)}),
    ({}, {"rates": np.empty((0, 2))}),
    ({}, {"moment_m": np.zeros(3)}),
    ({}, {"evaluations": np.zeros((2, 5))}),
]


@pytest.mark.parametrize(("run_changes", "array_changes"), BAD)
def test_a_damaged_checkpoint_gets_one_clear_sentence(data, path, run_changes, array_changes):
    state = TrainingState(TrainingConfig(hidden=(16,), optimizer="adam", batch_size=32), data.sha256, 1)
    stop_at(7, state, data)
    save_checkpoint(state, path)
    damage(path, run_changes, array_changes)

    with pytest.raises(ModelFileError, match=r"run\.checkpoint is damaged: its run does not fit"):
        load_checkpoint(path)


def test_the_curves_can_be_read_without_the_network(data, path):
    state = begin(SMALL, data)
    stop_at(21, state, data)
    state.change_learning_rate(0.037)
    save_checkpoint(state, path)

    assert load_history(path) == state.history


def test_the_curves_of_a_large_network_are_there_at_once(data, path):
    state = TrainingState(TrainingConfig(hidden=(1024, 512), optimizer="adam"), data.sha256, 1)
    state.step = 2000
    state.history = History([0.5] * 2000, [0.5] * 2000, rates=state.history.rates)
    save_checkpoint(state, path)

    times = []
    for _ in range(5):
        start = time.thread_time()
        load_history(path)
        times.append(time.thread_time() - start)

    assert path.stat().st_size > 15_000_000
    assert min(times) < 0.02


@pytest.mark.parametrize("array_changes", [{"losses": np.zeros(3)}, {"rates": np.empty((0, 2))}, {"evaluations": []}])
def test_damaged_curves_get_one_clear_sentence(data, path, array_changes):
    state = begin(SMALL, data)
    stop_at(7, state, data)
    save_checkpoint(state, path)
    damage(path, {}, array_changes)

    with pytest.raises(ModelFileError, match=r"run\.checkpoint is damaged: its curves cannot be read"):
        load_history(path)
