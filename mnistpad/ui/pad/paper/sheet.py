"""What lies on the pad, its history, and the one thing that may be changing it. Knows pad units; knows no widgets."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from mnistpad.ink.stroke import Drawing
from mnistpad.ui.pace import Pace
from mnistpad.ui.pad.paper.content import Content, PadPicture, clipped
from mnistpad.ui.pad.paper.gesture import Gesture, PenStroke
from mnistpad.ui.pad.paper.history import History
from mnistpad.ui.pad.paper.replay import Player


class Sheet(QObject):
    """The pad's contents.

    At most one of these is under way: a gesture (pen or eraser, from press to release), a drawing that plays itself, a
    preview. Whatever else is asked for ends it first: a gesture is kept, the other two are dropped.
    """

    changed = Signal()  # what is seen is different
    drawing_changed = Signal(object)  # Drawing: what counts is different
    pen_lowered = Signal()
    stroke_finished = Signal()
    pen_lifted = Signal()
    history_changed = Signal(bool, bool)
    preview_ended = Signal()

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._history = History(Content())
        self._gesture: Gesture | None = None
        self._preview: Content | None = None
        self._played: Content | None = None
        self._pace = Pace(self._pass_on, clock, self)
        self._player = Player(self, clock)
        self._player.advanced.connect(self._advance_play)
        self._player.finished.connect(self._finish_play)

    @property
    def content(self) -> Content:
        """What counts: what was kept, with what is being drawn or played right now."""
        if self._gesture is not None:
            return self._gesture.content
        return self._history.now if self._played is None else self._played

    @property
    def shown(self) -> Content:
        """What is seen: the content, or a preview over it."""
        return self.content if self._preview is None else self._preview

    @property
    def history(self) -> History[Content]:
        """For reading only."""
        return self._history

    @property
    def has_gesture(self) -> bool:
        """Whether a pen or an eraser is down."""
        return self._gesture is not None

    @property
    def is_busy(self) -> bool:
        """Whether ink is on its way, by a gesture or by itself."""
        return self.has_gesture or self.is_playing

    @property
    def is_playing(self) -> bool:
        """Whether a drawing is drawing itself."""
        return self._played is not None

    @property
    def interval(self) -> float:
        """Seconds between two tellings of a gesture on its way; its begin and its end are told at once."""
        return self._pace.interval

    @interval.setter
    def interval(self, seconds: float) -> None:
        self._pace.interval = seconds

    # Gestures

    def begin(self, gesture: Gesture, x: float, y: float, pressure: float | None) -> None:
        """Put a pen or an eraser down, in pad units."""
        self.interrupt()
        self._gesture = gesture
        self.pen_lowered.emit()
        self.extend(x, y, pressure)
        self._pace.flush()
        self.changed.emit()

    def extend(self, x: float, y: float, pressure: float | None) -> None:
        """Move what is down; nothing if nothing is."""
        if self._gesture is None:
            return
        before = self._gesture.content
        self._gesture.add(x, y, pressure)
        if self._gesture.content is not before:
            self._pace.ask()

    def finish(self) -> None:
        """Lift what is down, and keep what it made as one step."""
        self._pace.flush()
        gesture, self._gesture = self._gesture, None
        if gesture is None:
            return
        is_step = self._push(gesture.content)
        self.changed.emit()
        if is_step and isinstance(gesture, PenStroke):
            self.stroke_finished.emit()
        self.pen_lifted.emit()

    def cancel(self) -> bool:
        """Forget the gesture, or the drawing that plays; return whether there was one."""
        had_gesture, had_play = self._gesture is not None, self.is_playing
        self._gesture = None
        self._drop_play()
        if had_gesture or had_play:
            self._tell()
            self.pen_lifted.emit()
        return had_gesture or had_play

    def interrupt(self) -> None:
        """End whatever is under way: a gesture is kept, a preview and a play are dropped."""
        self.finish()
        if self.is_playing:
            self.cancel()
        if self._preview is not None:
            self.preview(None)
            self.preview_ended.emit()

    # Steps

    def put(self, content: Content) -> None:
        """Replace everything, as one step if it is different."""
        self.interrupt()
        if self._push(content):
            self._tell()

    def undo(self) -> None:
        """Take the last step back; where a drawing plays, that is what goes."""
        if self.is_playing:
            self.interrupt()
            return
        self.interrupt()
        if self._history.undo():
            self._tell_history()
            self._tell()

    def redo(self) -> None:
        """Make the step again that was taken back last."""
        self.interrupt()
        if self._history.redo():
            self._tell_history()
            self._tell()

    def last_drawing(self) -> Drawing:
        """Return the ink that was there before the picture came; blank if there was none."""
        without_picture = (content.drawing for content in reversed(self._history.past) if content.picture is None)
        return next(without_picture, Drawing())

    def put_picture(self, picture: PadPicture | None) -> None:
        """Replace everything with a picture; None takes the picture away and leaves the ink."""
        self.interrupt()
        self.put(Content(picture=picture) if picture else Content(self._history.now.drawing))

    # Previews and plays

    def preview(self, drawing: Drawing | None) -> None:
        """Show another drawing for a while; it does not count. None shows what counts again."""
        if drawing is not None:
            self.finish()
            self.cancel()
        self._preview = None if drawing is None else Content(drawing)
        self.changed.emit()

    def play(self, drawing: Drawing, duration_ms: int) -> None:
        """Let a drawing draw itself in place of everything, as one step once it is done."""
        self.interrupt()
        self._played = Content()
        self.pen_lowered.emit()
        self._player.start(clipped(drawing), duration_ms)

    def _advance_play(self, drawing: Drawing) -> None:
        self._played = Content(drawing)
        self._tell()

    def _finish_play(self, drawing: Drawing) -> None:
        self._played = None
        self._push(Content(drawing))
        self._tell()
        self.stroke_finished.emit()
        self.pen_lifted.emit()

    def _drop_play(self) -> None:
        self._player.stop()
        self._played = None

    def _push(self, content: Content) -> bool:
        is_step = self._history.push(content)
        if is_step:
            self._tell_history()
        return is_step

    def _tell_history(self) -> None:
        self.history_changed.emit(self._history.can_undo, self._history.can_redo)

    def _tell(self) -> None:
        self._pace.now()

    def _pass_on(self) -> None:
        self.changed.emit()
        self.drawing_changed.emit(self.content.drawing)
