"""Widgets that come and go."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from mnistpad.ui.widgets import discard, push_button


class Shows(QObject):
    """Remembers which windows came up."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, widget, event):
        if event.type() == QEvent.Type.Show and widget.isWidgetType() and widget.isWindow():
            self.windows.append(widget.objectName())
        return False


@pytest.fixture
def row(qtbot):
    row = QWidget()
    qtbot.addWidget(row)
    QHBoxLayout(row)
    with qtbot.waitExposed(row):
        row.show()
    return row


@pytest.fixture
def shows(qtbot, row):
    spy = Shows()
    QApplication.instance().installEventFilter(spy)
    yield spy
    QApplication.instance().removeEventFilter(spy)


def test_a_widget_that_is_discarded_in_the_moment_it_was_made_is_never_a_window(row, shows, qtbot):
    short_lived = push_button("shortLived", "Now", "Gone soon")
    row.layout().addWidget(short_lived)

    discard(short_lived)
    qtbot.settle()

    assert shows.windows == []


def test_a_widget_that_was_discarded_can_no_longer_be_found(row, qtbot):
    seen = QPushButton("Seen", row)
    row.layout().addWidget(seen)
    qtbot.settle()

    discard(seen)

    assert row.findChildren(QPushButton) == []
    assert row.layout().count() == 0


def test_a_button_can_be_found_and_heard(qtbot):
    made = push_button("useButton", "Use", "Use it now")
    qtbot.addWidget(made)

    assert (made.objectName(), made.accessibleName(), made.toolTip()) == ("useButton", "Use", "Use it now")
