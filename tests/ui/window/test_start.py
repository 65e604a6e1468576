"""What is there at the next start, and what is wrong with it."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication

from mnistpad import resources
from mnistpad.ui import theme
from mnistpad.ui.settings import Settings, WindowPlace


def test_what_was_chosen_is_there_at_the_next_start(open_window, qtbot):
    first = open_window()
    first.setGeometry(40, 50, 700, 560)
    first.actions_.data.trigger()
    first.actions_.colours.actions()[2].trigger()
    first.actions_.paper.actions()[2].trigger()
    first.actions_.larger_type.trigger()
    first.desk.tools.pen_width.setValue(12)
    first.close()

    second = open_window()

    assert second.geometry() == QRect(40, 50, 700, 560)
    assert second.tabs.currentWidget() is second.data
    assert theme.theme.scheme is theme.Scheme.DARK
    assert theme.theme.paper is theme.Paper.BLACKBOARD
    assert theme.theme.scale == 110
    assert second.desk.canvas.pen_width == pytest.approx(0.12)
    assert second.desk.tools.pen_width.value() == 12


def test_a_place_off_the_screen_is_corrected(open_window):
    settings = Settings()
    settings.window_place = WindowPlace(QRect(9000, -4000, 700, 500), maximized=False)
    settings.save()

    window = open_window()

    assert QGuiApplication.primaryScreen().availableGeometry().contains(window.geometry())


def test_damaged_settings_do_not_stop_the_start(open_window, home):
    (home / "settings.ini").write_bytes(b"\x00\xff[window\n=\n" * 100)

    assert open_window().isVisible()


def test_without_its_model_the_window_opens_and_says_so(open_window, monkeypatch, tmp_path):
    monkeypatch.setattr(resources, "shipped_model", lambda: tmp_path / "gone.npz")

    window = open_window()

    assert "gone.npz" in window.desk.strip.message.text
    assert window.windowTitle() == "MnistPad"
