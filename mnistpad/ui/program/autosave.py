"""Keeps what is on the pad, and the recent drawings, while one draws: a closed or killed program loses none of them.

After a proper end the pad begins blank, as the paper of the next person or the next lesson, and the drawing is the
first of the recent ones. After any other end it is back on the pad. Nobody is asked anything.
"""

import logging
import threading
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer

from mnistpad import files, resources
from mnistpad.errors import DrawingError
from mnistpad.ui.pad.canvas import Canvas
from mnistpad.ui.program import desk_file
from mnistpad.ui.program.desk_file import DeskContents
from mnistpad.ui.session import Piece, Session

DELAY = 500  # ms between a step and its being kept, so that quick strokes are written once
MOST_WINDOWS = 9
log = logging.getLogger(__name__)


class Autosave(QObject):
    """Writes beside the window, which never waits for the disk but at its end.

    Parameters
    ----------
    canvas, session
        Whose pad, and whose recent pieces.
    folder
        Where; need not exist. Each window that is open has a file of its own there.
    """

    def __init__(
        self, canvas: Canvas, session: Session, folder: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._session = session
        self._folder = folder or resources.user_data_dir() / "desk"
        self._lock: QLockFile | None = None
        self._path = Path()  # of no window, until one is claimed
        self._written = b""
        self._writing: threading.Thread | None = None
        self._timer = QTimer(self, singleShot=True, interval=DELAY)
        self._timer.timeout.connect(self._write_beside)

    def begin(self) -> Piece | None:
        """Bring the recent pieces back and begin to keep; return what a program that did not end had on its pad."""
        self._claim()
        own = (_read(self._path) if self._lock else None) or DeskContents()
        self._session.restore_recent(own.recent)
        self._canvas.history_changed.connect(self._ask)
        self._session.recent_changed.connect(self._ask)
        self._adopt(own)
        return None if own.pad.content.is_blank else own.pad

    def end(self) -> None:
        """Keep everything as what lay on the pad before, because the program ends as it should."""
        self._timer.stop()
        if self._writing is not None:
            self._writing.join()
        self._canvas.history_changed.disconnect(self._ask)
        self._session.recent_changed.disconnect(self._ask)
        if self._lock is not None:
            pieces = DeskContents(self._piece(), self._session.recent).pieces
            if pieces:
                self._write(desk_file.to_bytes(DeskContents(recent=pieces)))
            else:
                _remove(self._path)
            self._lock.unlock()

    # Whose file is whose

    def _claim(self) -> None:
        """Take the first file that no open window has."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            log.warning("The drawings cannot be kept: %s", error)
            return
        for number in range(1, MOST_WINDOWS + 1):
            lock = self._lock_of(number)
            if lock.tryLock(0):
                self._lock, self._path = lock, self._folder / f"{number}.json"
                files.sweep(self._path)
                return

    def _lock_of(self, number: int) -> QLockFile:
        lock = QLockFile(str(self._folder / f"{number}.lock"))
        lock.setStaleLockTime(0)  # only the end of its process frees a window's file
        return lock

    def _adopt(self, own: DeskContents) -> None:
        """Take over what windows left that are gone: what one had on its pad, too, since only one pad is here."""
        for number in range(1, MOST_WINDOWS + 1) if self._lock else ():
            path = self._folder / f"{number}.json"
            if path == self._path or not path.exists():
                continue
            lock = self._lock_of(number)
            if lock.tryLock(0):
                left = _read(path) or DeskContents()
                self._session.restore_recent(left.pieces)
                # Written here before it goes there: a kill in between leaves it twice, and never not at all.
                if self._write(desk_file.to_bytes(DeskContents(own.pad, self._session.recent))):
                    _remove(path)
                lock.unlock()

    # Writing

    def _piece(self) -> Piece:
        content = self._canvas.content()
        return Piece(content, content.picture.badge if content.picture else "")

    def _ask(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _write_beside(self) -> None:
        if self._lock is None:
            return
        if self._writing is not None and self._writing.is_alive():
            self._timer.start()
            return
        data = desk_file.to_bytes(DeskContents(self._piece(), self._session.recent))
        if data != self._written:
            self._writing = threading.Thread(target=self._write, args=(data,), name="autosave")
            self._writing.start()

    def _write(self, data: bytes) -> bool:
        """Return whether it is on the disk."""
        try:
            with files.replacing(self._path) as file:
                file.write(data)
        except OSError as error:
            log.warning("The drawings could not be kept: %s", error)
            return False
        self._written = data
        return True


def _read(path: Path) -> DeskContents | None:
    try:
        with path.open("rb") as file:
            return desk_file.from_bytes(file.read(desk_file.MOST_BYTES))
    except FileNotFoundError:
        return None
    except (OSError, DrawingError) as error:
        log.warning("%s: %s", path, error)
        return None


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("The recent drawings could not be forgotten: %s", error)
