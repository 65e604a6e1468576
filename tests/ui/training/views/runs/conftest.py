"""Runs that were kept, each with its curves."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mnistpad.training import BatchDone, EpochDone, TrainingConfig, TrainingState, save_checkpoint, train
from mnistpad.ui.training.run.store import RunStore
from tests.ui.training.run.conftest import load_toys
from tests.ui.training.views.conftest import make_run

SMALL = TrainingConfig(hidden=(16,), batch_size=50, epochs=4, learning_rate=0.1)


class Hours:
    """A clock that moves on by an hour each time it is looked at."""

    def __init__(self):
        self.now = datetime(2026, 3, 1, 9, 30)

    def __call__(self):
        self.now += timedelta(hours=1)
        return self.now


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs", Hours())


def state_after(epochs, config=SMALL, sources=("toy digits",)):
    data = load_toys(sources, None)
    state = TrainingState(config, data.sha256, 1)
    for event in train(state, data):
        if isinstance(event, EpochDone) and event.epoch == epochs:
            break
        if epochs == 0 and isinstance(event, BatchDone):
            break
    return state


@pytest.fixture(scope="session")
def two_epochs():
    return state_after(2)


@pytest.fixture
def keep(store, two_epochs):
    """Keep a run that ended after two epochs of four, and return its key."""

    def kept(accuracy=0.9, images="toy digits", count=100, sources=("toy digits",), epoch=2, state=None, **values):
        config = replace(SMALL, **{name: values.pop(name) for name in list(values) if hasattr(SMALL, name)})
        run = store.begin(config, sources, "quick")
        store.release(run.key)
        values = {"interrupted": False} | values
        store.write(replace(run, accuracy=accuracy, images=images, count=count, epoch=epoch, **values))
        save_checkpoint(state or two_epochs, store.checkpoint(run.key))
        return run.key

    return kept


@pytest.fixture
def present(keep):
    """Return the present run, as it is in the window."""
    return make_run(key=keep())
