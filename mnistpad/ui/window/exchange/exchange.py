"""What goes in and out of the window: files, drops, the clipboard."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from mnistpad.data import sources
from mnistpad.errors import MnistPadError
from mnistpad.ink import drawing_file
from mnistpad.ui.saving import ask_where_to_save
from mnistpad.ui.session import Reader, Session
from mnistpad.ui.window.desk.desk import Desk
from mnistpad.ui.window.desk.strip import Choice, Kind, Message
from mnistpad.ui.window.exchange.opening import (
    PICTURE_SUFFIXES,
    Incoming,
    Loaded,
    Opener,
    What,
    classify,
    local_paths,
    pixels_of,
)

_PATTERNS = " ".join(f"*{suffix}" for suffix in (*PICTURE_SUFFIXES, *sources.ENDINGS))
OPEN_FILTERS = f"Pictures, drawings, models and data ({_PATTERNS});;All files (*)"
FEWEST = 10  # drawings of which a network could be made
SAVE_FILTERS = f"Drawing (*{drawing_file.SUFFIX})"
OPENING = Message("Opening…", Kind.LOADING)


class Exchange(QObject):
    """Opens, saves, copies and pastes; what fails is said in the strip, and what was there stays."""

    piece_opened = Signal(object)  # Piece, for the pad
    several_opened = Signal(object)  # tuple of Pieces, the first of them also for the pad if it is a drawing
    data_opened = Signal(object)  # tuple of Paths

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk)
        self._desk = desk
        self._strip = desk.strip
        self._session = session
        self._path: Path | None = None
        self._folder = ""
        self._complaint: Message | None = None
        self.opener = Opener(self)
        self.opener.opened.connect(self._take)
        self.opener.failed.connect(self._complain)
        self.opener.slow.connect(lambda: desk.strip.show_message(OPENING))
        self.opener.settled.connect(lambda: desk.strip.take_back(OPENING))

    # In

    def ask_what_to_open(self) -> None:
        """Let the person choose files."""
        names, _ = QFileDialog.getOpenFileNames(self._desk.window(), "Open", self._folder, OPEN_FILTERS)
        if names:
            self._folder = str(Path(names[0]).parent)
            self.open_paths([Path(name) for name in names])

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open files, whatever they are."""
        self._withdraw_complaint()
        incoming = classify(paths)
        if incoming.what is What.DATA:
            self.data_opened.emit(incoming.paths)
        elif incoming.what is What.MIXED:
            self._complain("Open one kind of file at a time: pictures, drawings, a model, or data.")
        elif incoming.what is not What.NOTHING:
            self.opener.open_files(incoming)

    def paste(self) -> None:
        """Take a picture or files from the clipboard."""
        # Where nothing was ever copied some platforms give none at all, whatever the type says.
        self.take_mime(QGuiApplication.clipboard().mimeData() or QMimeData(), "pasted picture")

    def take_mime(self, mime: QMimeData, name: str) -> None:
        """Take what was pasted or dropped."""
        paths = local_paths(mime)
        if paths:
            self.open_paths(paths)
        elif mime.hasImage():
            self._take_image(mime.imageData(), name)
        elif mime.hasText():
            self._strip.tell("That is text; paste a picture.")
        else:
            self._strip.tell("There is nothing to paste. Copy a picture first.")

    def promise(self, mime: QMimeData) -> str | None:
        """Say what a drop would do; None where it would do nothing."""
        paths = local_paths(mime)
        if paths:
            incoming = classify(paths)
            return None if incoming.what is What.NOTHING else incoming.promise
        return Incoming(What.PICTURE).promise if mime.hasImage() else None

    def _take_image(self, image: object, name: str) -> None:
        self._withdraw_complaint()
        try:
            pixels = pixels_of(image if isinstance(image, QImage) else QImage())
        except MnistPadError as error:
            self._complain(str(error))
        else:
            self.opener.open_picture(pixels, name)

    def _take(self, loaded: Loaded) -> None:
        if loaded.model is not None and loaded.path is not None:
            self._ask_who_reads(self._session.add_model(loaded.model, loaded.path))
            return
        if len(loaded.pieces) == 1:
            self._take_one(loaded)
        elif loaded.pieces:
            self.several_opened.emit(loaded.pieces)
            self._offer_as_data(loaded)
        if loaded.failures:
            self._complain(" ".join(loaded.failures[:3]))

    def _offer_as_data(self, loaded: Loaded) -> None:
        """Say that many drawings are something to learn from, too."""
        path = loaded.path
        if path is not None and path.suffix.lower() == ".json" and len(loaded.pieces) >= FEWEST:
            look = Choice("Look at them as data", lambda: self.data_opened.emit((path,)))
            self._strip.tell(f"{len(loaded.pieces):,} drawings can be learned from, too, if they are labelled.", look)

    def _take_one(self, loaded: Loaded) -> None:
        piece = loaded.pieces[0]
        self._path = None if piece.content.picture else loaded.path
        self.piece_opened.emit(piece)

    def _ask_who_reads(self, reader: Reader) -> None:
        self._strip.ask(
            f"Shall {reader.title} read what you draw?",
            Choice(f"Read with {reader.title}", lambda: self._session.read_with(reader)),
            Choice("Not now", lambda: None),
        )

    def _complain(self, why: str) -> None:
        self._complaint = self._strip.complain(why)

    def _withdraw_complaint(self) -> None:
        """Let what is opened next not be seen beside what was wrong with the last."""
        if self._complaint is not None:
            self._strip.take_back(self._complaint)
            self._complaint = None

    # Out

    def save(self) -> None:
        """Save the drawing to its file; ask where if it has none."""
        if self._path is None:
            self.ask_where_to_save()
        else:
            self.save_to(self._path)

    def ask_where_to_save(self) -> None:
        """Let the person choose a file; the system's dialog asks before it replaces one."""
        if self._has_no_ink():
            return
        suggestion = Path(self._folder) / f"drawing{drawing_file.SUFFIX}"
        path = ask_where_to_save(self._desk.window(), "Save drawing", suggestion, SAVE_FILTERS, self._refuse_to_save)
        if path is not None:
            self._folder = str(path.parent)
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Save the drawing to a file, replacing it as a whole or not at all."""
        if self._has_no_ink():
            return
        try:
            drawing_file.save(path, [self._desk.canvas.drawing()])
        except MnistPadError as error:
            self._refuse_to_save(str(error))
        else:
            self._path = path
            self._strip.tell(f"Saved as {path.name}.")

    def _refuse_to_save(self, why: str) -> None:
        self._strip.complain(why, Choice("Save elsewhere…", self.ask_where_to_save))

    def _has_no_ink(self) -> bool:
        content = self._desk.canvas.content()
        if content.drawing.is_blank:
            words = "A picture has its own file already; there is no ink to save." if content.picture else ""
            self._strip.tell(words or "There is nothing to save. Draw a digit first.")
        return content.drawing.is_blank
