"""A part of the window by its name, and files that it has opened."""

from PySide6.QtWidgets import QWidget


def find(window: QWidget, name: str, kind: type = QWidget):
    widget = window.findChild(kind, name)
    assert widget is not None, name
    return widget


def opened(window, qtbot, *paths):
    with qtbot.waitSignal(window.exchange.opener.settled):
        window.exchange.open_paths(list(paths))
