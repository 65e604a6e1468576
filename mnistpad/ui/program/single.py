"""One window for each person: who starts the program again is handed over to the window that is open.

The one that is open listens at an address of the person's own. Three lines go to and fro, JSON each: the newcomer says
its version; the window says whether it takes what comes; the newcomer says what. A window that does not answer in time
is told nothing, so what was opened elsewhere meanwhile does not open again once it wakes.
"""

import os
import sys
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

import mnistpad
from mnistpad import resources

PATIENCE = 3.0  # seconds for a window to answer; one that reads a large file is back within one
MOST_BYTES = 100_000  # of a line
_LONGEST_ADDRESS = 100  # bytes; a socket's may have 107, a Mac's 103
_TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")


class Visit(NamedTuple):
    """What a newcomer was asked to do, and the desktop's permission to come to the front."""

    paths: tuple[Path, ...] = ()
    token: str = ""


def address() -> str:
    """Return where the window of this person and this data folder listens."""
    home = resources.user_data_dir()
    mark = f"{zlib.crc32(os.fsencode(home.resolve())):08x}"  # no secret: it keeps one person's folders apart
    if sys.platform == "win32":
        return f"mnistpad-{mark}"  # a named pipe
    places = [home / "window.socket", Path(tempfile.gettempdir()) / f"mnistpad-{os.getuid()}-{mark}"]
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and Path(runtime).is_dir():
        places.insert(0, Path(runtime) / f"mnistpad-{mark}")
    return str(next((place for place in places if len(os.fsencode(place)) <= _LONGEST_ADDRESS), places[-1]))


def hand_over(paths: Sequence[str], environment: Mapping[str, str] = os.environ) -> bool:
    """Ask the window that is open to open files, or only to come to the front.

    Parameters
    ----------
    paths
        As a person named them, from where they are now.
    environment
        Where a desktop leaves its permission to come to the front.

    Returns
    -------
    bool
        Whether it does. Otherwise there is none, or it is of another version, or it does not answer.
    """
    where = address()
    if not _may_listen(where):
        return False
    end = monotonic() + PATIENCE
    talk = _Talk(where)
    if not talk.begin(end):
        return False
    talk.say({"mnistpad": mnistpad.__version__})
    if talk.hear(end).get("takes") is not True:
        return False
    _let_come_forward()
    token = next((environment[name] for name in _TOKENS if environment.get(name)), "")
    talk.say({"paths": [str(Path(path).absolute()) for path in paths], "token": token})
    talk.hear(end)
    return True


def _may_listen(where: str) -> bool:
    """Return whether it is worth to ask: at the first start nothing of Qt need be loaded for that."""
    if sys.platform == "win32":
        return True
    try:
        return os.stat(where).st_uid == os.getuid()  # noqa: PTH116
    except OSError:
        return False


def _let_come_forward() -> None:
    """Pass on the right to come to the front, which Windows gives to what was started last."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)


class _Talk:
    """The newcomer's end of the line."""

    def __init__(self, where: str) -> None:
        # Whoever is the first to start needs none of it before the window is there.
        from PySide6.QtNetwork import QLocalSocket

        self._socket = QLocalSocket()
        self._socket.connectToServer(where)

    def begin(self, end: float) -> bool:
        return self._socket.waitForConnected(_left(end))

    def say(self, words: dict[str, Any]) -> None:
        self._socket.write(_line(words))
        self._socket.flush()

    def hear(self, end: float) -> dict[str, Any]:
        while not self._socket.canReadLine():
            if monotonic() >= end or not self._socket.waitForReadyRead(_left(end)):
                return {}
        return _words(bytes(self._socket.readLine(MOST_BYTES).data()))


def _left(end: float) -> int:
    return max(1, round(1000 * (end - monotonic())))


def _line(words: dict[str, Any]) -> bytes:
    import json  # here and below: who starts alone has nobody to talk to

    return json.dumps(words).encode() + b"\n"


def _words(line: bytes) -> dict[str, Any]:
    import json

    try:
        words = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return words if isinstance(words, dict) else {}


class FrontDoor(QObject):
    """Listens for those who start the program again, until it is closed."""

    visited = Signal(object)  # Visit

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server: Any = None
        self._guests: list[_Guest] = []

    @property
    def is_open(self) -> bool:
        """Whether newcomers find this window."""
        return self._server is not None and self._server.isListening()

    def open(self) -> bool:
        """Listen; return False where another window does already, or nobody can."""
        from PySide6.QtNetwork import QLocalServer

        where = address()
        # What a killed process left refuses everybody; a window that is there, however busy, lets one in. Qt itself
        # would take the address from either.
        if _may_listen(where) and _Talk(where).begin(monotonic() + PATIENCE):
            return False
        self._server = QLocalServer(self, socketOptions=QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._let_in)
        QLocalServer.removeServer(where)
        return bool(self._server.listen(where))

    def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
        for guest in self._guests:
            guest.socket.abort()

    def _let_in(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is None:
            return
        guest = _Guest(socket, self)
        guest.visited.connect(self.visited)
        guest.gone.connect(self._guests.remove)
        self._guests.append(guest)
        guest.listen()


class _Guest(QObject):
    """One newcomer."""

    visited = Signal(object)  # Visit
    gone = Signal(object)  # this

    def __init__(self, socket: Any, parent: QObject) -> None:
        super().__init__(parent)
        self.socket = socket
        self._is_known = False
        socket.readyRead.connect(self.listen)
        socket.disconnected.connect(self._leave)

    def listen(self) -> None:
        """Take what was said so far."""
        if self.socket.bytesAvailable() > MOST_BYTES:
            self.socket.abort()
            return
        while self.socket.canReadLine():
            words = _words(bytes(self.socket.readLine(MOST_BYTES).data()))
            if self._is_known:
                self._take(words)
            else:
                self._greet(words)

    def _greet(self, words: dict[str, Any]) -> None:
        self._is_known = words.get("mnistpad") == mnistpad.__version__
        self._say({"mnistpad": mnistpad.__version__, "takes": self._is_known})

    def _take(self, words: dict[str, Any]) -> None:
        paths, token = words.get("paths"), words.get("token")
        if isinstance(paths, list) and all(isinstance(path, str) for path in paths):
            self._say({"taken": True})
            self.visited.emit(Visit(tuple(map(Path, paths)), token if isinstance(token, str) else ""))

    def _say(self, words: dict[str, Any]) -> None:
        self.socket.write(_line(words))
        self.socket.flush()

    def _leave(self) -> None:
        self.listen()
        self.gone.emit(self)
        self.socket.deleteLater()
        self.deleteLater()


def come_forward(window: QWidget, token: str = "") -> None:
    """Bring a window to the front, as far as the desktop lets it; else it asks to be looked at."""
    if token:
        os.environ["XDG_ACTIVATION_TOKEN"] = token  # Qt takes it from there under Wayland, and takes it away
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    QApplication.alert(window)
