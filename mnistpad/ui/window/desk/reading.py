"""Reads the pad while it changes, and shows what was read. Ink gets the first read: nothing waits in between."""

from dataclasses import replace
from typing import get_args

from PySide6.QtCore import QObject, QTimer

from mnistpad.answer import Answer, Unsure
from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.ui.pad.changes import Changes
from mnistpad.ui.pad.paper.content import Content
from mnistpad.ui.pad.wording import ONLY_DIGITS, Kind
from mnistpad.ui.session import Piece, Session
from mnistpad.ui.settings import Settings
from mnistpad.ui.window.desk.desk import Desk
from mnistpad.ui.window.desk.strip import TOAST_TIME

LESSON = f"The shipped model sees no digit here. {ONLY_DIGITS}"


class Reading(QObject):
    """Carries every change of the pad to the session, and every answer to the column."""

    def __init__(self, desk: Desk, session: Session, settings: Settings) -> None:
        super().__init__(desk)
        self._desk = desk
        self._session = session
        self._settings = settings
        self._changes = Changes()
        self._points = 0
        self._taught = False
        self._shipped: Answer | None = None
        session.decline_when(chosen(settings))
        session.unsure_changed.connect(self._decline_when)
        desk.canvas.drawing_changed.connect(self._read)
        desk.canvas.pen_lowered.connect(self._pen_lowered)
        desk.canvas.pen_lifted.connect(self._pen_lifted)
        desk.canvas.preview_ended.connect(desk.ribbon.return_to_now)
        desk.ribbon.moment_chosen.connect(self._look_back)
        desk.ribbon.returned.connect(self._look_forward)
        session.answered.connect(self._show_now)
        session.reader_changed.connect(self._forget_changes)
        desk.answer.shown.connect(self._mark)
        desk.answer.shipped_shown.connect(self._mark)
        desk.answer.rested.connect(self._teach)

    def piece(self) -> Piece:
        """Return what lies on the pad."""
        content = self._desk.canvas.content()
        return Piece(content, content.picture.badge if content.picture else "")

    def keep(self) -> None:
        """Keep it among the recent ones, because something else is about to take its place."""
        self._session.keep_recent(self.piece())

    def _read(self) -> None:
        content = self._desk.canvas.content()
        points = sum(len(stroke) for stroke in content.drawing.strokes)
        if points < self._points or not self._desk.canvas.is_pen_down or content.picture is not None:
            self._forget_changes()
        self._points = points
        self._desk.caption_for(picture=content.picture is not None)
        self._desk.tools.set_clearable(not content.is_blank)
        self._desk.back_chip.setVisible(content.picture is not None)
        self._session.read(content)
        if self._session.answer is not None and self._desk.canvas.is_pen_down:
            self._changes.note(points, self._session.answer)

    def _show_now(self, answer: Answer) -> None:
        self._show(answer, self._session.shipped_answer)

    def _show(self, answer: Answer, shipped: Answer | None) -> None:
        desk = self._desk
        self._shipped = shipped
        desk.answer.show_answer(answer, shipped)
        declined = not desk.answer.reading.is_decided
        moved = self._session.moved_by_training
        desk.bars.set_probabilities(None if answer.blank else answer.probabilities, moved, declined=declined)
        self._mark()
        desk.preview.set_image(None if answer.blank else answer.image)

    def _mark(self, _reading: object = None) -> None:
        """Let the bars say no more than the words do, which are calmer than the network."""
        answer, shipped = self._desk.answer, self._shipped
        self._desk.bars.set_declined(not answer.reading.is_decided)
        silent = shipped is None or shipped.blank or answer.shipped_reading.kind is Kind.NEITHER
        self._desk.bars.set_shipped(None if silent or shipped is None else shipped.probabilities)

    def _decline_when(self, unsure: str) -> None:
        self._settings.put("unsure", unsure)
        self._desk.answer.settle()

    def _teach(self) -> None:
        """Say once why a network names a digit where the shipped model sees none."""
        reader, view = self._session.reader, self._desk.answer
        if self._taught or reader is None or reader.recognizer.can_decline:
            return
        if not view.reading.is_decided or view.shipped_reading.kind is not Kind.NEITHER:
            return
        if self._desk.strip.shows_a_toast:  # which would be gone for good
            QTimer.singleShot(TOAST_TIME // 4, self, self._teach)
            return
        self._taught = True
        self._desk.strip.tell(LESSON)

    def _pen_lowered(self) -> None:
        self._desk.ribbon.put_away()
        self._desk.answer.set_pen_down(True)

    def _pen_lifted(self) -> None:
        self._desk.answer.set_pen_down(False)
        answer = self._session.answer
        if answer is None or self._session.content.is_blank or self._session.content.picture is not None:
            self._forget_changes()
            return
        self._changes.settle(self._points, answer)
        self._desk.ribbon.show_changes(self._changes.moments, self._points)

    def _forget_changes(self) -> None:
        self._changes.forget()
        self._desk.ribbon.put_away()

    def _look_back(self, points: int) -> None:
        drawing = first_points(self._desk.canvas.drawing(), points)
        self._desk.canvas.preview_drawing(drawing)
        answer, shipped = self._session.answers_to(Content(drawing))
        if answer is not None:
            self._show(answer, shipped)

    def _look_forward(self) -> None:
        self._desk.canvas.preview_drawing(None)
        if self._session.answer is not None:
            self._show_now(self._session.answer)


def chosen(settings: Settings) -> Unsure:
    """Return what a person once chose to be done where a network is not sure."""
    stops: tuple[Unsure, ...] = get_args(Unsure)
    return next((stop for stop in stops if stop == settings.text("unsure", 20)), "balanced")


def first_points(drawing: Drawing, count: int) -> Drawing:
    """Return the drawing as it was when it had only so many points."""
    strokes: list[Stroke] = []
    for stroke in drawing.strokes:
        if count <= 0:
            break
        pressure = None if stroke.pressure is None else stroke.pressure[:count]
        strokes.append(replace(stroke, points=stroke.points[:count], pressure=pressure))
        count -= len(stroke)
    return Drawing(tuple(strokes))
