"""The curves and the strip beside a real run."""

import numpy as np
import pytest

from mnistpad.ui.training.curves.data.track import Measure
from mnistpad.ui.training.curves.strip import HeatStrip
from mnistpad.ui.training.curves.view import CurvesView
from mnistpad.ui.training.run.controller import Phase, RunController
from mnistpad.ui.training.run.store import RunStore
from tests.ui.training.run.conftest import CONFIG, ENDED, load_toys


@pytest.fixture
def controller(qtbot, tmp_path, view: CurvesView):
    controller = RunController(RunStore(tmp_path / "runs"), load_toys)
    controller.run_changed.connect(view.set_run)
    controller.advanced.connect(view.advance)
    yield controller
    controller.close()


def wait(qtbot, controller: RunController, *phases: Phase) -> None:
    qtbot.waitUntil(lambda: controller.phase in phases)


def begin_slowly(qtbot, controller: RunController) -> None:
    controller.set_pace(10)
    controller.start(CONFIG, ("a",))
    qtbot.waitUntil(lambda: controller.run is not None and controller.run.step > 3)


def steps_drawn(view: CurvesView) -> list[float]:
    return view.findChild(object, "lossPlot").content.strokes[-2].x.tolist()


def test_a_run_is_drawn_to_its_last_batch(qtbot, controller, view):
    controller.start(CONFIG, ("a",))
    wait(qtbot, controller, *ENDED)

    run = controller.run
    assert view.span.hi == max(run.step, 8)
    assert len(steps_drawn(view)) == run.step
    assert f"best {100 * run.best.accuracy:.1f} %" in view.texts[Measure.ACCURACY]


def test_a_change_of_the_rate_is_marked_once_the_run_goes_on(qtbot, controller, view):
    begin_slowly(qtbot, controller)

    controller.change_learning_rate(0.02)
    controller.set_pace(None)
    wait(qtbot, controller, *ENDED)

    assert "α 0.1 → 0.02" in view.texts[Measure.LOSS]


def test_a_continued_run_is_one_curve(qtbot, controller, view):
    begin_slowly(qtbot, controller)
    controller.stop()
    wait(qtbot, controller, *ENDED)
    controller.set_pace(None)

    controller.continue_run(controller.kept.key)
    wait(qtbot, controller, Phase.FINISHED)

    assert len(steps_drawn(view)) == controller.run.step == CONFIG.epochs * controller.run.batches


def test_the_strip_shows_what_the_run_made_of_an_image(qtbot, controller, view):
    strip = HeatStrip()
    qtbot.addWidget(strip)
    view.span_changed.connect(strip.set_span)
    controller.start(CONFIG, ("a",))
    wait(qtbot, controller, *ENDED)

    strip.set_readings(*controller.run.album.readings(np.ones((28, 28), np.float32)))

    assert strip.findChild(object, "heatRows").accessibleDescription().startswith("Epoch 4.00: ")
