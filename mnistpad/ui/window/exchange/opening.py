"""What comes in from outside: files, drops and the clipboard. Says what a thing is, and reads it beside the window."""

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QObject, QThread, QTimer, Signal
from PySide6.QtGui import QImage

from mnistpad import model_file
from mnistpad.data import mnist, sources
from mnistpad.errors import ImageError, MnistPadError
from mnistpad.ink import drawing_file
from mnistpad.model_file import Model
from mnistpad.ui.pad.paper.content import Content, PadPicture, placed
from mnistpad.ui.session import Piece

PATIENCE = 400  # ms before a person is told to wait
PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm", ".pgm")
DATA_SUFFIXES = (
    *(each for each in sources.ENDINGS if each not in (".json", ".npz")),
    ".idx",
    ".gz",
    ".dat",
    *sources.PACKED,
)


class What(StrEnum):
    """What a person brought."""

    PICTURE = "picture"
    PICTURES = "pictures"
    DRAWING = "drawing"
    MODEL = "model"
    DATA = "data"
    MIXED = "mixed"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Incoming:
    """Files on their way in, and what they are."""

    what: What
    paths: tuple[Path, ...] = ()

    @property
    def promise(self) -> str:
        """What will happen when they are let go here."""
        return {
            What.PICTURE: "Drop to put this picture on the pad",
            What.PICTURES: f"Drop to read these {len(self.paths)} pictures",
            What.DRAWING: "Drop to open this drawing",
            What.MODEL: "Drop to let this model read",
            What.DATA: "Drop to look at these digits",
            What.MIXED: "Drop one kind of file at a time",
            What.NOTHING: "MnistPad cannot open this",
        }[self.what]


@dataclass(frozen=True)
class Loaded:
    """What was read from files: pieces for the pad, or a model, and what each unreadable file said."""

    pieces: tuple[Piece, ...] = ()
    model: Model | None = None
    path: Path | None = None
    failures: tuple[str, ...] = field(default=())


def classify(paths: Sequence[Path]) -> Incoming:
    """Say what the files are, by their names and, for `.npz`, by what is inside."""
    brought = tuple(dict.fromkeys(map(_source, paths)))
    kinds = {_kind(path) for path in brought}
    if not kinds:
        return Incoming(What.NOTHING)
    if kinds == {What.PICTURE}:
        return Incoming(What.PICTURE if len(brought) == 1 else What.PICTURES, brought)
    if kinds == {What.PICTURE, What.DRAWING}:
        return Incoming(What.PICTURES, brought)
    if len(kinds) > 1 or (len(brought) > 1 and kinds != {What.DRAWING}):
        return Incoming(What.MIXED, brought)
    return Incoming(kinds.pop(), brought)


def _source(path: Path) -> Path:
    """Return what can be learned from of an IDX file, mostly its folder; anything else as it is."""
    return mnist.source_of(path) if mnist.is_idx(path) and path.is_file() else path


def _kind(path: Path) -> What:
    suffix = path.suffix.lower()
    if path.is_dir() or path.name.lower().endswith(DATA_SUFFIXES) or mnist.is_idx(path):
        return What.DATA
    if suffix == ".json":
        return What.DRAWING
    if suffix == ".npz":
        return What.DATA if _holds_images(path) else What.MODEL
    return What.PICTURE


def _holds_images(path: Path) -> bool:
    """Tell a file of labelled images from a model, which has a W1; what cannot be opened may say so as a model."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "W1.npy" not in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def local_paths(mime: QMimeData) -> list[Path]:
    """Return the files on this computer that a drop or a paste names."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    """Return a copied picture as (height, width, 4) RGBA."""
    if image.isNull():
        msg = "The copied picture is empty. Copy it again, or open it from a file."
        raise ImageError(msg)
    rgba = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(rgba.constBits(), np.uint8).reshape(rgba.height(), rgba.bytesPerLine())
    return rows[:, : 4 * rgba.width()].reshape(rgba.height(), rgba.width(), 4).copy()


def load(incoming: Incoming) -> Loaded:
    """Read the files. One unreadable file among several costs only itself.

    Raises
    ------
    MnistPadError
        If nothing could be read.
    """
    if incoming.what is What.MODEL:
        path = incoming.paths[0]
        return Loaded(model=model_file.load(path), path=path)
    pieces: list[Piece] = []
    failures: list[MnistPadError] = []
    for path in incoming.paths:
        try:
            pieces += _pieces(path)
        except MnistPadError as error:
            failures.append(error)
    if failures and not pieces:
        raise failures[0]
    return Loaded(tuple(pieces), failures=tuple(str(error) for error in failures), path=incoming.paths[0])


def _pieces(path: Path) -> list[Piece]:
    if _kind(path) is What.DRAWING:
        drawings = drawing_file.load(path)
        name = path.name.removesuffix(".json").removesuffix(".ink")
        return [
            Piece(Content(drawing), name if len(drawings) == 1 else f"{name}, {number}")
            for number, drawing in enumerate(drawings, 1)
        ]
    return [picture_piece(path, path.name)]


def picture_piece(source: Path | bytes | NDArray[np.uint8], name: str) -> Piece:
    """Read a picture of one digit as something for the pad."""
    # Pillow is imported by whoever opens a picture, not by everybody who starts the program.
    from mnistpad.ink.picture import load_picture

    picture = load_picture(source, name)
    left, top, width, height = placed(picture.preview.shape)
    corners = (left + width * picture.frame[0], top + height * picture.frame[1])
    ends = (left + width * picture.frame[2], top + height * picture.frame[3])
    # The pad knows where in the picture the pixels lie that are read: ink and eraser meet them where they are seen.
    return Piece(Content(picture=PadPicture(picture.image, picture.preview, name, (*corners, *ends))), name)


class Loading(QThread):
    """One job beside the window. Exactly one of `done` and `failed` is emitted."""

    done = Signal(object)
    failed = Signal(str)

    def __init__(self, job: Callable[[], Loaded], parent: QObject) -> None:
        super().__init__(parent)
        self._job = job

    def run(self) -> None:
        """Do the job."""
        try:
            loaded = self._job()
        except MnistPadError as error:
            self.failed.emit(str(error))
        except MemoryError:
            self.failed.emit("There is not enough memory to open this. Close other programs, or open a smaller file.")
        else:
            self.done.emit(loaded)


class Opener(QObject):
    """Reads what comes in, one thing at a time: the newest wins, and what it replaces is dropped."""

    opened = Signal(object)  # Loaded
    failed = Signal(str)
    slow = Signal()  # 400 ms have gone by
    settled = Signal()  # it ended, one way or the other

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: list[Loading] = []
        self._current: Loading | None = None
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self.slow)

    @property
    def busy(self) -> bool:
        """Whether something is being read."""
        return self._current is not None

    @property
    def running(self) -> int:
        """How many threads are still at work, for things that nobody waits for any more included."""
        return len(self._running)

    def open_files(self, incoming: Incoming) -> None:
        """Read files."""
        self._start(lambda: load(incoming))

    def open_picture(self, pixels: NDArray[np.uint8], name: str) -> None:
        """Read a picture that was pasted or dropped without a file."""
        self._start(lambda: Loaded((picture_piece(pixels, name),)))

    def wait(self) -> None:
        """Let what is being read end: a running thread must not be destroyed."""
        self._current = None
        self._patience.stop()
        for loading in self._running:
            loading.wait()

    def _start(self, job: Callable[[], Loaded]) -> None:
        loading = Loading(job, self)
        loading.done.connect(self._done)
        loading.failed.connect(self._failed)
        loading.finished.connect(self._finished)
        self._running.append(loading)
        self._current = loading
        self._patience.start()
        loading.start()

    def _is_current(self) -> bool:
        if self.sender() is not self._current:
            return False
        self._current = None
        self._patience.stop()
        self.settled.emit()
        return True

    def _done(self, loaded: Loaded) -> None:
        if self._is_current():
            self.opened.emit(loaded)

    def _failed(self, why: str) -> None:
        if self._is_current():
            self.failed.emit(why)

    def _finished(self) -> None:
        loading = self.sender()
        if loading is self._current:  # a bug ended it, and sys.excepthook has told
            self._is_current()
        self._running = [other for other in self._running if other is not loading]
        loading.deleteLater()
