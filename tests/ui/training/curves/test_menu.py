from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget

from mnistpad.ui.training.curves.data.options import CurveOptions
from tests.ui.training.curves.conftest import BATCHES


def menu_actions(menu) -> dict:
    found = {}
    for action in menu.actions():
        found |= menu_actions(action.menu()) if action.menu() else {action.text(): action}
    return found


def test_the_menu_chooses_every_option(view, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    actions = menu_actions(view.view_menu(parent))
    seen = []
    view.options_changed.connect(seen.append)

    for text in (
        "Whole run",
        "Count batches",
        "Logarithmic loss",
        "Logarithmic epochs and batches",
        "Over 100 batches",
    ):
        actions[text].trigger()

    wanted = CurveOptions(follow=False, in_batches=True, log_loss=True, log_steps=True, smoothing=100)
    assert view.options == seen[-1] == wanted
    actions["Logarithmic loss"].trigger()
    actions["Off"].trigger()
    assert view.options == replace(wanted, log_loss=False, smoothing=0)


def test_the_menu_shows_what_is_chosen(view, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    menu = view.view_menu(parent)

    view.options = CurveOptions(follow=False, smoothing=10)
    menu.aboutToShow.emit()

    checked = {text for text, action in menu_actions(menu).items() if action.isChecked()}
    assert checked == {"Whole run", "Count epochs", "Over 10 batches"}


def test_the_menu_asks_for_files_by_their_suffix(view, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    wanted = []
    view.export_requested.connect(wanted.append)

    for text, action in menu_actions(view.view_menu(parent)).items():
        if "…" in text:
            action.trigger()

    assert wanted == [".png", ".svg", ".csv"]


@pytest.mark.parametrize(
    "options",
    [
        CurveOptions(),
        CurveOptions(log_loss=True),
        CurveOptions(log_steps=True),
        CurveOptions(in_batches=True, smoothing=1000),
        CurveOptions(follow=False, log_loss=True, log_steps=True, smoothing=10),
    ],
)
@pytest.mark.parametrize("batches", [0, 1, 2, 500])
def test_every_option_draws_every_length_of_run(view, history, options, batches):
    history.cut(batches)

    view.options = options
    view.set_history(history, BATCHES)

    assert view.grab().width() == 560
