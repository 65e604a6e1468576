"""What a start leaves for after the first paint, and how it comes to be there."""

import gc

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QWidget

from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.ui import app
from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.pace import Attention
from mnistpad.ui.program.settling import Settling
from mnistpad.ui.settings import Settings
from tests.ui.training.conftest import known_toys, load_toys


class Start:
    """A pad, and what was done after its first paint."""

    def __init__(self, qtbot):
        self.pad = QWidget()
        qtbot.addWidget(self.pad)
        self.attention = Attention(self.pad)
        self.done: list[str] = []
        self.settling = Settling(self.pad, self.attention, self.steps("model"), self.steps("train", "data"))

    def steps(self, *steps):
        for step in steps:
            self.done.append(step)
            yield


@pytest.fixture
def start(qtbot) -> Start:
    return Start(qtbot)


@pytest.fixture
def window(qtbot, monkeypatch, tmp_path):
    monkeypatch.setenv("MNISTPAD_HOME", str(tmp_path))
    window = MainWindow(Settings(), load_toys, known_toys, at_once=False)
    qtbot.addWidget(window)
    yield window
    window.close()


def test_nothing_is_done_before_the_first_paint(start, qtbot):
    qtbot.wait(50)
    before = list(start.done)

    start.pad.show()

    assert before == []
    qtbot.waitUntil(lambda: start.done == ["model", "train", "data"])


def test_a_window_that_is_never_painted_settles_all_the_same(start, qtbot):
    start.settling._first.setInterval(1)

    qtbot.waitUntil(lambda: start.done == ["model", "train", "data"])


def test_the_model_comes_to_who_draws_at_once_and_the_rest_when_the_pen_rests(start, qtbot):
    start.attention.draw()
    start.pad.show()
    qtbot.waitUntil(lambda: "model" in start.done)
    qtbot.wait(50)
    while_drawing = list(start.done)

    start.attention.lift()

    assert while_drawing == ["model"]
    qtbot.waitUntil(lambda: start.done == ["model", "train", "data"])


def test_a_step_that_fails_does_not_hold_up_the_others(start, qtbot, monkeypatch):
    def failing():
        raise ZeroDivisionError
        yield

    start.settling._urgent = failing()
    start.pad.show()

    with qtbot.captureExceptions() as errors:
        qtbot.waitUntil(lambda: start.done == ["train", "data"])

    assert [kind for kind, _error, _trace in errors] == [ZeroDivisionError]


def test_a_stroke_before_the_look_tab_is_in_its_story(window, qtbot):
    window.show()
    invitation = window.tabs.widget(0)
    window.load_model()
    window.desk.canvas.set_drawing(Drawing((Stroke(np.array([[0.5, 0.2], [0.5, 0.8]])),)))

    look = window.look

    assert window.tabs.widget(0) is look is not invitation
    assert not look.is_first_page
    assert look.findChild(QLabel, "closest").text().startswith("Closest:  1")
    assert look.findChild(QLabel, "modelLine").text() == window.session.reader.description


def test_steps_leave_a_whole_window_with_the_same_tab_in_front(window, qtbot):
    window.show()
    titles = [window.tabs.tabText(index) for index in range(3)]

    with qtbot.waitSignal(window.completed):
        for _step in window.furnish():
            assert window.tabs.currentWidget() is window.look

    assert [window.tabs.tabText(index) for index in range(3)] == titles
    assert [window.tabs.widget(index) for index in range(3)] == [window.look, window.training, window.data]


def test_a_tab_that_is_wanted_before_its_time_is_there_at_once(window, qtbot):
    window.show()

    qtbot.mouseClick(window.tabs.tabBar(), Qt.MouseButton.LeftButton, pos=window.tabs.tabBar().tabRect(1).center())

    assert window.tabs.currentWidget() is window.training
    assert window.training.isVisible()


def test_whoever_asks_for_a_part_between_two_steps_has_the_whole_window(window):
    steps = window.furnish()
    for _ in range(3):
        next(steps)

    window.exchange.open_paths([])

    assert next(steps, "done") == "done"
    assert window.run_desk is not None


def test_a_window_that_is_closed_before_it_is_whole_forgets_nothing(window):
    window.show()
    window.settings.put("pen_width", 0.1)

    closed = window.close()

    assert closed
    assert window.settings.choice("tab", ("look", "train", "data"), "data") == "look"


def test_a_start_gives_the_window_its_icon_and_looks_for_lost_objects_again(window, qtbot, qapp):
    gc.disable()
    qapp.setWindowIcon(QIcon())
    beginning = app.Beginning(window, None)

    for _step in (*beginning.urgent(), *beginning.rest()):
        pass
    beginning.sitting.end()

    assert gc.isenabled()
    assert not qapp.windowIcon().isNull()
