"""Drawing files in and out: asked for, dropped, read and written beside the window."""

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal, SignalInstance
from PySide6.QtWidgets import QFileDialog, QWidget

from mnistpad.data import own
from mnistpad.data.own import Imported, Kept
from mnistpad.errors import MnistPadError
from mnistpad.ink import drawing_file
from mnistpad.ui.data.errand import Errand
from mnistpad.ui.data.own.box import DigitBox, digits
from mnistpad.ui.saving import ask_where_to_save

MOST_NAMED = 4  # persons in a sentence
LONGEST = 10.0  # seconds that a window which closes waits for one import or export
FILTERS = f"Drawings (*{drawing_file.SUFFIX} *.json);;All files (*)"


class Sharing(QObject):
    """Imports and exports.

    Parameters
    ----------
    page
        Whose window the dialogs belong to.
    """

    told = Signal(str)  # what was done
    failed = Signal(str)

    def __init__(self, box: DigitBox, page: QWidget) -> None:
        super().__init__(page)
        self._box = box
        self._page = page
        self._folder = ""
        self._waiting: deque[Callable[[], object]] = deque()
        self._news: list[str] = []  # what came of those that went one after the other
        self.errand = Errand(self)
        self.errand.done.connect(self._take)
        self.errand.failed.connect(self._fail)
        self.errand.slow.connect(lambda: self.told.emit("Working on the drawings…"))

    def ask_what_to_import(self) -> None:
        """Let the person choose a drawing file."""
        name, _ = QFileDialog.getOpenFileName(self._page.window(), "Import digits", self._folder, FILTERS)
        if name:
            self._folder = str(Path(name).parent)
            self.import_files([Path(name)])

    def import_files(self, paths: Sequence[Path]) -> None:
        """Keep what drawing files hold; one that cannot be read ends it, and what was kept before stays."""
        several, person = tuple(paths), self._box.person
        self._send(lambda: self._imported(several, person))

    def _imported(self, paths: Sequence[Path], person: str) -> tuple[list[Imported], str]:
        """Return what came of each, and why it ended early."""
        done: list[Imported] = []
        for path in paths:
            try:
                done.append(self._box.import_from(path, person))
            except MnistPadError as error:
                return done, str(error)
        return done, ""

    def ask_where_to_export(self, kept: Sequence[Kept], *, with_names: bool = True) -> None:
        """Let the person choose a file; the system's dialog asks before it replaces one."""
        suggestion = Path(self._folder) / f"my-digits{drawing_file.SUFFIX}"
        path = ask_where_to_save(self._page.window(), "Export digits", suggestion, FILTERS, self.failed.emit)
        if path is not None:
            self._folder = str(path.parent)
            self.export_to(path, kept, with_names=with_names)

    def export_to(self, path: Path, kept: Sequence[Kept], *, with_names: bool = True) -> None:
        """Write digits to a file, replacing it as a whole or not at all."""
        several = tuple(kept)
        self._send(lambda: self._exported(path, several, with_names=with_names))

    def _exported(self, path: Path, kept: Sequence[Kept], *, with_names: bool) -> str:
        self._box.export(path, kept, with_names=with_names)
        has_names = with_names and any(each.person != own.ME for each in kept)
        names = "and the names of who drew them" if has_names else "but without names"
        return f"{digits(len(kept))} exported to {path.name}, with their labels {names}."

    def close(self) -> None:
        """Do to its end what was asked for, because the window closes."""
        self.errand.finish(LONGEST)
        while self._waiting:
            with suppress(MnistPadError):  # nobody is there any more to be told
                self._waiting.popleft()()

    # One after the other: what changes the digits, or writes a file, is never left in the middle and always told.

    def _send(self, work: Callable[[], object]) -> None:
        if not self.errand.is_busy:
            self._news.clear()
        self._waiting.append(work)
        self._go_on()

    def _go_on(self) -> None:
        if self._waiting and not self.errand.is_busy:
            self.errand.send(self._waiting.popleft())

    def _report(self, words: str, channel: SignalInstance) -> None:
        """Tell what came of one, after what came of those that it waited for."""
        self._news.append(words)
        channel.emit(" ".join(self._news))
        self._go_on()

    def _fail(self, why: str) -> None:
        self._report(why, self.failed)

    def _take(self, result: object) -> None:
        if isinstance(result, str):
            self._report(result, self.told)
        elif isinstance(result, tuple):
            imported, why = result
            for each in imported:
                self._box.take_imported(each)
            words = outcome(imported) if imported else ""
            self._report(f"{why} {words}".strip(), self.failed if why else self.told)


def outcome(imported: Sequence[Imported]) -> str:
    """Say what came of imports."""
    count, known = sum(each.count for each in imported), sum(each.known for each in imported)
    unlabelled = sum(each.unlabelled for each in imported)
    persons = list(dict.fromkeys(name for each in imported for name in each.persons))
    who = f"{', '.join(persons[:-1])} and {persons[-1]}" if 1 < len(persons) <= MOST_NAMED else "".join(persons[:1])
    who = who if len(persons) <= MOST_NAMED else f"{len(persons)} persons"
    sentences = [f"{digits(count)} imported as drawn by {who}."] if count else []
    if known:
        sentences.append(f"{digits(known)} left out: kept already.")
    if unlabelled:
        sentences.append(f"{unlabelled:,} without a label left out.")
    return " ".join(sentences) or "There is no drawing with ink in it."


def drawing_files(mime: QMimeData) -> list[Path]:
    """Return the drawing files that a drop brings; none if it brings anything else, too."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return paths if paths and all(path.suffix.lower() == ".json" for path in paths) else []
