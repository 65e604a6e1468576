"""A window as the program: it brings back what was there, listens for those who open more, and ends without a loss."""

from pathlib import Path

from PySide6.QtCore import QObject

from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.program.autosave import Autosave
from mnistpad.ui.program.single import FrontDoor, Visit, come_forward
from mnistpad.ui.session import Piece
from mnistpad.ui.window.desk.strip import Choice, Message

BACK = "MnistPad ended last time before it was closed. Your drawing is back on the pad."


class Sitting(QObject):
    """From the first paint of a window to its end."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.is_over = False
        self._message: Message | None = None
        self.autosave = Autosave(window.desk.canvas, window.session, parent=self)
        self.door = FrontDoor(self)
        self.door.visited.connect(self._receive)
        window.desk.canvas.pen_lowered.connect(self._take_message_back)

    def restore(self) -> None:
        """Bring the drawings of the last time back."""
        piece = self.autosave.begin()
        if self.window.session.recent:
            self.window.look.show_story()
        if piece is not None:
            self._put_back(piece)

    def _put_back(self, piece: Piece) -> None:
        self.window.bench.put(piece)
        clear = Choice("Clear", self.window.bench.clear)
        self._message = self.window.desk.strip.ask(BACK, clear)

    def _take_message_back(self) -> None:
        if self._message is not None:
            self.window.desk.strip.take_back(self._message)
            self._message = None

    def _receive(self, visit: Visit) -> None:
        come_forward(self.window, visit.token)
        self.open_paths(visit.paths)

    def open_path(self, path: str) -> None:
        """Open a file that the desktop handed over."""
        come_forward(self.window)
        self.open_paths((Path(path),))

    def open_paths(self, paths: tuple[Path, ...]) -> None:
        """Open files, if any."""
        if paths:
            self.window.exchange.open_paths(paths)

    def end(self) -> None:
        """Keep what is to be kept; the window is closed."""
        self.is_over = True
        self.door.close()
        self.autosave.end()
