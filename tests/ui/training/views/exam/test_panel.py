import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from mnistpad.data.mixture import combine
from mnistpad.ui import theme
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.views.exam.panel import NO_TEST, NOBODY, ExamPanel
from mnistpad.ui.training.views.exam.sitting import Candidate
from tests.training.conftest import dataset
from tests.ui.training.views.conftest import click, press_key
from tests.ui.training.views.runs.conftest import state_after

DATA = combine([(dataset("MNIST", test=1234), 1.0)])


@pytest.fixture(scope="module")
def state():
    return state_after(2)


@pytest.fixture
def panel(show, tmp_path):
    panel = show(ExamPanel(Settings(tmp_path / "settings.ini")))
    yield panel
    panel.wait()


def text(panel, name):
    label = panel.findChild(QLabel, name)
    return label.text() if label.isVisible() else ""


def take(panel, qtbot):
    with qtbot.waitSignal(panel.taken):
        click(panel.take, panel.take.rect().center())


def candidate(state, key="run@2"):
    return Candidate(key, "epoch 2", state.network, DATA)


def test_the_exam_says_what_it_is_and_waits_for_a_press(panel, state):
    panel.set_candidate(candidate(state))

    assert text(panel, "examWords") == "1,234 images no run has learned. Best taken once."
    assert panel.take.text() == "Take it now"
    assert not text(panel, "examFigure")
    assert panel.scores == []


def test_a_press_shows_the_figure_with_its_images_and_its_doubt(panel, state, qtbot):
    panel.set_candidate(candidate(state))

    take(panel, qtbot)

    score = panel.scores[0]
    assert (score.part, score.count) == ("test", 1234)
    assert text(panel, "examFigure").endswith(" of 1,234 MNIST test images")
    assert " % ± " in text(panel, "examFigure")
    assert not panel.take.isVisible()
    assert panel.close_button.text() == "Done"


def test_the_same_network_is_examined_once(panel, state, qtbot):
    panel.set_candidate(candidate(state))
    take(panel, qtbot)
    before = panel.results

    panel.set_candidate(candidate(state, "run@4"))
    assert panel.take.isVisible()
    panel.set_candidate(candidate(state))

    assert panel.results == before
    assert not panel.take.isVisible()


def test_who_looks_three_times_is_told_what_that_does(panel, state, qtbot):
    for key in ("a", "b"):
        panel.set_candidate(candidate(state, key))
        take(panel, qtbot)
        assert not text(panel, "examWarning")
    panel.set_candidate(candidate(state, "c"))
    assert text(panel, "examWords").endswith("You have looked 2 times already.")

    take(panel, qtbot)

    assert text(panel, "examWarning") == "! You have looked 3 times; the figure now flatters."


def test_a_network_that_still_changes_sits_no_exam(panel):
    assert text(panel, "examWords") == NOBODY
    assert not panel.take.isVisible()


def test_a_source_without_test_images_has_no_exam(panel, state):
    panel.set_candidate(Candidate("key", "epoch 2", state.network, combine([(dataset(test=0), 1.0)])))

    assert text(panel, "examWords") == NO_TEST
    assert not panel.take.isVisible()


def test_a_second_press_while_it_goes_on_counts_once(panel, state, qtbot):
    panel.set_candidate(candidate(state))

    panel.take.click()
    assert panel.take.text() == "Reading the test images…"
    panel.take.click()
    qtbot.waitUntil(lambda: bool(panel.results))

    panel.set_candidate(candidate(state, "other"))
    assert text(panel, "examWords").endswith("You have looked once already.")


def test_a_panel_that_goes_away_during_the_exam_takes_nothing_down(show, state, tmp_path, qtbot):
    panel = show(ExamPanel(Settings(tmp_path / "settings.ini")))
    panel.set_candidate(candidate(state))

    panel.take.click()
    panel.close()
    panel.wait()

    qtbot.waitUntil(lambda: bool(panel.results))


@pytest.mark.parametrize("leave", ["button", "escape"])
def test_the_panel_can_be_left(panel, qtbot, leave):
    with qtbot.waitSignal(panel.closed):
        if leave == "button":
            click(panel.close_button, panel.close_button.rect().center())
        else:
            press_key(panel, Qt.Key.Key_Escape)


def test_the_warning_can_be_read_in_the_dark(panel, state):
    theme.theme.scheme = "dark"

    assert theme.DARK.warn in panel.findChild(QLabel, "examWarning").styleSheet()
