"""Digit keys pressed while the pad has the focus. What they do is the window's affair."""

import unicodedata

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from mnistpad.ui.pad.canvas import Canvas

_Modifier = Qt.KeyboardModifier
_HARMLESS = _Modifier.KeypadModifier | _Modifier.ShiftModifier | _Modifier.GroupSwitchModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def digit_of(event: QKeyEvent) -> int | None:
    """Return the digit that a key writes, on whatever keyboard; None for other keys and with Ctrl, Alt or Meta."""
    if event.modifiers() & ~_HARMLESS:
        return None
    text = event.text()
    if text:  # a French keyboard writes digits with Shift, an Arabic one others than these
        return unicodedata.decimal(text, None) if len(text) == 1 else None
    is_digit = Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9
    return event.key() - Qt.Key.Key_0 if is_digit and not event.modifiers() & _Modifier.ShiftModifier else None


class DigitKeys(QObject):
    """Listens at the pad. A stroke that keys draw ends with a digit; one that a hand draws goes on, and nothing comes.

    Parameters
    ----------
    canvas
        The pad; it owns this.
    """

    pressed = Signal(int)
    entered = Signal()  # Return or Enter, if `takes_enter`

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.enabled = True
        self.takes_enter = False
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take digit keys before the pad and any shortcut."""
        if not isinstance(event, QKeyEvent) or not self._is_ours(event):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._tell(event)
        event.accept()
        return True

    def _is_ours(self, event: QKeyEvent) -> bool:
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        is_enter = event.key() in _ENTER and not event.modifiers() & ~_HARMLESS
        return (self.enabled and digit_of(event) is not None) or (self.takes_enter and is_enter)

    def _tell(self, event: QKeyEvent) -> None:
        if not self._canvas.end_keyed_stroke():
            return
        digit = digit_of(event)
        if digit is None:
            self.entered.emit()
        else:
            self.pressed.emit(digit)
