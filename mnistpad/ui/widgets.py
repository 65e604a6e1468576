"""What many parts of the window do with widgets: make a button that can be found and heard, let one go."""

from PySide6.QtWidgets import QPushButton, QWidget


def push_button(name: str, text: str, tip: str = "") -> QPushButton:
    """Return a button that says what it does."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setAccessibleName(text)
    made.setToolTip(tip)
    return made


def discard(widget: QWidget) -> None:
    """Let a widget go, so that from now on nobody sees or finds it.

    A layout shows what it was given only in the next turn of the event loop. If that widget has lost its parent by
    then and was not hidden, it comes up as a window of its own, and takes the focus with it when it goes.
    """
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
