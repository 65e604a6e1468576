"""What is open: who reads, what the pad says, and the drawings before it. Knows no widgets."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from mnistpad import resources
from mnistpad.answer import Answer, Unsure
from mnistpad.ui.pad.paper.content import Content

if TYPE_CHECKING:  # the window is there before any model
    from mnistpad.model_file import Header, Model, Score
    from mnistpad.recognizer import Recognizer

RECENT = 12


@dataclass(frozen=True)
class Piece:
    """What is, was or could be on the pad, and where it comes from; no name for what a person drew."""

    content: Content = field(default_factory=Content)
    name: str = field(default="", compare=False)


@dataclass(frozen=True, eq=False)
class Reader:
    """A model that can read the pad."""

    title: str
    recognizer: "Recognizer"
    shipped: bool = False
    path: Path | None = None  # of a model that was opened
    run: str = ""  # the key of the run that it is, as far as that has come; empty for a finished model

    @property
    def label(self) -> str:
        """Its name and its best-known score, as the chooser shows it."""
        score = best_known_score(self.recognizer.model.header)
        return self.title if score is None else f"{self.title} · {percent(score.accuracy)}"

    @property
    def description(self) -> str:
        """One line: name, layer sizes, and each score with the images it was measured on."""
        model = self.recognizer.model
        sizes = "-".join(str(size) for size in model.network.sizes)
        return " · ".join([self.title, sizes, *(describe(score) for score in model.header.scores)])

    def answer_to(self, content: Content, unsure: Unsure = "balanced") -> Answer:
        """Return what this model makes of what lies on the pad."""
        image = content.image()
        if image is None:
            return self.recognizer.read(content.drawing, unsure)
        return self.recognizer.read_image(image, unsure)


def best_known_score(header: "Header") -> "Score | None":
    """Return the score that stands behind a model's name: on test images, else on any that it held out."""
    return min(header.scores, key=lambda score: score.part != "test", default=None)


def describe(score: "Score") -> str:
    """Return a score in words; it names its images."""
    part = {"test": "test", "validation": "held-out"}.get(score.part, score.part)
    return f"{percent(score.accuracy)} of {score.count:,} {score.images} {part} images"


def percent(share: float) -> str:
    """Return an accuracy with one decimal, rounded down: 99.96 % is not 100 %."""
    return f"{math.floor(1000 * share + 1e-6) / 10:.1f} %"


class Session(QObject):
    """The readers, the answer to what is on the pad, and the recent pieces."""

    answered = Signal(object)  # Answer
    readers_changed = Signal()
    reader_changed = Signal()
    run_reader_changed = Signal(object)  # the Reader that took the place of the same run's earlier one
    recent_changed = Signal()
    unsure_changed = Signal(str)  # Unsure; what is on the pad has been read again

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._readers: list[Reader] = []
        self._reader: Reader | None = None
        self._content = Content()
        self._answer: Answer | None = None
        self._shipped_answer: Answer | None = None
        self._moved_by_training = False
        self._unsure: Unsure = "balanced"
        self._recent: list[Piece] = []

    @property
    def readers(self) -> tuple[Reader, ...]:
        """Who could read, the shipped model first."""
        return tuple(self._readers)

    @property
    def reader(self) -> Reader | None:
        """Who reads; None while no model is loaded."""
        return self._reader

    @property
    def shipped(self) -> Reader | None:
        """The model that came with the program."""
        return next((reader for reader in self._readers if reader.shipped), None)

    @property
    def content(self) -> Content:
        """What is on the pad."""
        return self._content

    @property
    def answer(self) -> Answer | None:
        """What the reader makes of it; None without a reader."""
        return self._answer

    @property
    def shipped_answer(self) -> Answer | None:
        """What the shipped model says, where another model reads."""
        return self._shipped_answer

    @property
    def moved_by_training(self) -> bool:
        """Whether the answer is another because the network is, not because the ink is."""
        return self._moved_by_training

    @property
    def run_reader(self) -> Reader | None:
        """The run among the readers."""
        return next((reader for reader in self._readers if reader.run), None)

    @property
    def unsure(self) -> Unsure:
        """What a reader does that is not sure."""
        return self._unsure

    def decline_when(self, unsure: Unsure) -> None:
        """Choose what a reader does that is not sure, and read again."""
        if unsure != self._unsure:
            self._unsure = unsure
            self.read(self._content)
            self.unsure_changed.emit(unsure)

    @property
    def recent(self) -> tuple[Piece, ...]:
        """The pieces that left the pad, newest first; twelve at most."""
        return tuple(self._recent)

    def load_shipped(self) -> None:
        """Load the model that came with the program and read with it.

        Raises
        ------
        ModelFileError
            If it is missing or damaged.
        """
        from mnistpad import model_file
        from mnistpad.recognizer import Recognizer

        recognizer = Recognizer(model_file.load(resources.shipped_model()))
        self._readers.insert(0, Reader("Shipped model", recognizer, shipped=True))
        self.readers_changed.emit()
        self.read_with(self._readers[0])

    def add_model(self, model: "Model", path: Path) -> Reader:
        """Make a model one of the readers; a file that was opened before is replaced."""
        from mnistpad.recognizer import Recognizer

        reader = Reader(path.stem, Recognizer(model), path=path)
        replaced = next((other for other in self._readers if other.path == path), None)
        self._readers = [*(other for other in self._readers if other is not replaced), reader]
        self.readers_changed.emit()
        if replaced is not None and replaced is self._reader:
            self.read_with(reader)
        return reader

    def offer_run(self, reader: Reader) -> None:
        """Make a run one of the readers, or the same run as it is now; there is one at most.

        If it is the run that reads, what lies on the pad is read again: with the image that was made of the ink, and
        without asking the shipped model anew.
        """
        earlier = self.run_reader
        if earlier is None or earlier.run != reader.run:
            self.withdraw_run()
            self._readers.append(reader)
            self.readers_changed.emit()
            return
        self._readers[self._readers.index(earlier)] = reader
        if self._reader is earlier:
            self._reader = reader
            self._read_again(reader)
        self.run_reader_changed.emit(reader)

    def withdraw_run(self) -> None:
        """Take the run from the readers; if it read, the shipped model reads again."""
        gone = self.run_reader
        if gone is None:
            return
        self._readers.remove(gone)
        if self._reader is gone:
            self._reader = None
            self.read_with_shipped()
        self.readers_changed.emit()

    def _read_again(self, reader: Reader) -> None:
        if self._answer is None or self._answer.blank:
            return
        self._answer = reader.recognizer.read_image(self._answer.image, self._unsure)
        self._moved_by_training = True
        self.answered.emit(self._answer)
        self._moved_by_training = False

    def read_with(self, reader: Reader) -> None:
        """Let another model read what is on the pad."""
        self._reader = reader
        self.reader_changed.emit()
        self.read(self._content)

    def read_with_shipped(self) -> None:
        """Go back to the model that came with the program."""
        if self.shipped is not None:
            self.read_with(self.shipped)

    def read(self, content: Content) -> None:
        """Read what is on the pad now."""
        self._content = content
        if self._reader is None:
            return
        self._answer, self._shipped_answer = self.answers_to(content)
        self.answered.emit(self._answer)

    def answers_to(self, content: Content) -> tuple[Answer | None, Answer | None]:
        """Return what the reader makes of something, and what the shipped model says where another one reads."""
        reader, shipped = self._reader, self.shipped
        if reader is None:
            return None, None
        answer = reader.answer_to(content, self._unsure)
        if shipped is None or shipped is reader:
            return answer, None
        return answer, shipped.recognizer.read_image(answer.image, self._unsure)

    def keep_recent(self, piece: Piece) -> None:
        """Put a piece first among the recent ones. A blank is not kept, and the same piece only once."""
        if piece.content.is_blank:
            return
        others = [old for old in self._recent if old != piece]
        self._recent = [piece, *others][:RECENT]
        self.recent_changed.emit()

    def restore_recent(self, pieces: Sequence[Piece]) -> None:
        """Have these for the recent ones, newest first; those that are kept already come before them."""
        whole = [piece for piece in (*self._recent, *pieces) if not piece.content.is_blank]
        self._recent = list(dict.fromkeys(whole))[:RECENT]
        self.recent_changed.emit()

    def forget_recent(self) -> None:
        """Forget the pieces that left the pad."""
        self._recent = []
        self.recent_changed.emit()
