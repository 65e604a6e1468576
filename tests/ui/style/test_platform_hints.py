from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from mnistpad.ui import theme
from mnistpad.ui.style import platform_hints


class Accessibility(QObject):
    """A desktop that asks for contrast and stillness, as Qt 6.12 passes it on."""

    contrastPreferenceChanged = Signal()  # noqa: N815
    motionPreferenceChanged = Signal()  # noqa: N815

    def contrastPreference(self):  # noqa: N802
        return SimpleNamespace(name="HighContrast")

    def motionPreference(self):  # noqa: N802
        return SimpleNamespace(name="ReducedMotion")


class Hints(QObject):
    """What Qt 6.8 and 6.9 know of a desktop."""

    colorSchemeChanged = Signal()  # noqa: N815

    def colorScheme(self):  # noqa: N802
        return Qt.ColorScheme.Dark


class NewerHints(Hints):
    def __init__(self) -> None:
        super().__init__()
        self.special = Accessibility()

    def accessibility(self):
        return self.special


def use(monkeypatch: pytest.MonkeyPatch, hints: QObject) -> None:
    application = SimpleNamespace(instance=lambda: "an application", styleHints=lambda: hints)
    monkeypatch.setattr(platform_hints, "QGuiApplication", application)


def test_before_there_is_an_application_nothing_is_known(monkeypatch):
    monkeypatch.setattr(platform_hints, "QGuiApplication", SimpleNamespace(instance=lambda: None))

    assert not platform_hints.is_dark()
    assert not platform_hints.wants_contrast()
    assert not platform_hints.reduces_motion()
    assert platform_hints.type_size(unknown=13) == 13


def test_an_older_qt_tells_the_scheme_alone(monkeypatch):
    use(monkeypatch, Hints())

    assert platform_hints.is_dark()
    assert not platform_hints.wants_contrast()
    assert not platform_hints.reduces_motion()


def test_a_newer_qt_tells_contrast_and_motion(monkeypatch):
    use(monkeypatch, NewerHints())

    assert platform_hints.wants_contrast()
    assert platform_hints.reduces_motion()


def test_every_change_is_told(monkeypatch):
    hints, told = NewerHints(), []
    use(monkeypatch, hints)
    platform_hints.watch(lambda: told.append("changed"))

    hints.colorSchemeChanged.emit()
    hints.special.contrastPreferenceChanged.emit()
    hints.special.motionPreferenceChanged.emit()

    assert told == ["changed"] * 3


def test_the_window_follows_a_desktop_that_turns_dark(qapp, qtbot, monkeypatch):
    theme.theme.scheme = "system"
    monkeypatch.setattr(platform_hints, "is_dark", lambda: True)

    with qtbot.waitSignal(theme.theme.changed):
        QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)

    assert theme.tokens() == theme.DARK
    assert qapp.palette().window().color().name().upper() == theme.DARK.window


def test_what_the_desktop_says_gives_way_to_the_switches_in_the_window(qapp, monkeypatch):
    monkeypatch.setattr(platform_hints, "wants_contrast", lambda: True)
    monkeypatch.setattr(platform_hints, "reduces_motion", lambda: True)

    assert (theme.theme.high_contrast, theme.theme.reduced_motion) == (False, False)
    theme.theme.high_contrast = None
    theme.theme.reduced_motion = None
    assert (theme.theme.high_contrast, theme.theme.reduced_motion) == (True, True)


def test_a_desktop_that_names_no_font_gets_13_px(qapp):
    assert platform_hints.type_size(unknown=13) == 13
