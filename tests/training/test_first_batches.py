"""The checksum early in a run, and the shipped model's first batches done again."""

import os
from pathlib import Path

import numpy as np
import pytest

from mnistpad import model_file, resources
from mnistpad.data import sources
from mnistpad.nn import Network
from mnistpad.training import BatchDone, TrainingConfig, TrainingState, load_checkpoint, save_checkpoint, train
from mnistpad.training.first_batches import BATCHES, TOLERANCE, arithmetic, checksum, is_same
from tests.training.test_loop import SMALL


@pytest.fixture
def network():
    return Network((784, 16, 11), rng=np.random.default_rng(2))


def test_a_network_is_the_same_as_itself_however_it_is_rounded(network):
    nudged = network.copy()
    nudged.parameters += np.random.default_rng(0).normal(0, TOLERANCE / 20, nudged.parameters.size)

    assert is_same(checksum(network), checksum(network))
    assert is_same(checksum(network), checksum(nudged))


@pytest.mark.parametrize("place", [0, -1])
def test_one_weight_that_is_sampled_makes_another_network(network, place):
    other = network.copy()
    other.parameters[place] += 10 * TOLERANCE

    assert not is_same(checksum(network), checksum(other))


def test_all_weights_count_and_not_only_those_that_are_sampled(network):
    other = network.copy()
    other.parameters[1:-1:3] *= 1.01

    assert not is_same(checksum(network), checksum(other))


def test_other_sizes_make_another_network(network):
    assert not is_same(checksum(network), checksum(Network((784, 17, 11), rng=np.random.default_rng(2))))


def test_the_checksum_says_what_rounded():
    assert np.__version__ in arithmetic()


def test_a_checkpoint_keeps_it(data, network, tmp_path):
    state = TrainingState(SMALL, data.sha256, 1)
    state.first_batches = checksum(network)

    save_checkpoint(state, tmp_path / "run.checkpoint")

    assert load_checkpoint(tmp_path / "run.checkpoint").first_batches == state.first_batches


@pytest.mark.long
def test_the_shipped_models_run_begins_as_it_is_recorded(shared_data):
    header = model_file.load(resources.shipped_model()).header
    recorded = header.first_batches
    if not recorded:
        pytest.skip("the shipped model records no checksum yet")
    if recorded["arithmetic"] != arithmetic():
        pytest.skip(f"recorded under other arithmetic: {recorded['arithmetic']}")
    config = TrainingConfig.from_dict({name: value for name, value in header.config.items() if name != "threads"})
    specs = [f"{_source(record['key'], shared_data)}*{record['weight']}" for record in header.data]
    data = sources.load_all(specs, config.validation)
    assert [share.dataset.sha256 for share in data.shares] == [record["sha256"] for record in header.data]

    state = TrainingState(config, data.sha256, header.config["threads"], data.classes)
    for event in train(state, data):
        if isinstance(event, BatchDone) and event.step == BATCHES:
            break

    assert is_same(recorded, checksum(state.network))


def _source(key: str, folder: Path) -> str:
    """Return a source that a header names: as it is, or the file of that name among the shared data."""
    if key in sources.NAMED:
        return key
    (path,) = [Path(place) / key for place, _, files in os.walk(folder) if key in files]
    return str(path)
