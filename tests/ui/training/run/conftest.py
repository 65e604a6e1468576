"""A controller over small data, with all that it sends written down."""

import pytest

from mnistpad.data.mixture import combine
from mnistpad.training import TrainingConfig
from mnistpad.ui.training.run.controller import Phase, RunController
from mnistpad.ui.training.run.store import RunStore
from tests.training.conftest import dataset

CONFIG = TrainingConfig(hidden=(16,), batch_size=20, epochs=4, learning_rate=0.1)


class Log:
    """What a controller has sent."""

    def __init__(self, controller):
        self.phases, self.events, self.snapshots, self.evaluations, self.errors = [], [], [], [], []
        controller.phase_changed.connect(self.phases.append)
        controller.advanced.connect(self.events.extend)
        controller.snapshot_changed.connect(self.snapshots.append)
        controller.evaluation_changed.connect(self.evaluations.append)
        controller.failed.connect(self.errors.append)


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


def load_toys(sources, validation):
    return combine([(dataset(name), 1.0) for name in sources], validation)


@pytest.fixture
def controller(qtbot, store):
    controller = RunController(store, load_toys)
    yield controller
    controller.close()


@pytest.fixture
def log(controller):
    return Log(controller)


@pytest.fixture
def wait_for(qtbot, controller):
    def wait(*phases):
        qtbot.waitUntil(lambda: controller.phase in phases)

    return wait


ENDED = (Phase.STOPPED, Phase.FINISHED, Phase.FAILED, Phase.IDLE)
