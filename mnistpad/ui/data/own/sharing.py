"""Drawing files in and out: asked for, dropped, read and written beside the window."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from mnistpad.data.own import Imported, Kept
from mnistpad.errors import MnistPadError
from mnistpad.ink import drawing_file
from mnistpad.ui.data.errand import Errand
from mnistpad.ui.data.own.box import DigitBox, digits

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
        self.errand = Errand(self)
        self.errand.done.connect(self._take)
        self.errand.failed.connect(self.failed)
        self.errand.slow.connect(lambda: self.told.emit("Reading the drawings…"))

    def ask_what_to_import(self) -> None:
        """Let the person choose a drawing file."""
        name, _ = QFileDialog.getOpenFileName(self._page.window(), "Import digits", self._folder, FILTERS)
        if name:
            self._folder = str(Path(name).parent)
            self.import_files([Path(name)])

    def import_files(self, paths: Sequence[Path]) -> None:
        """Keep what drawing files hold; one that cannot be read ends it, and what was kept before stays."""
        several = tuple(paths)
        self.errand.send(lambda: self._imported(several))

    def _imported(self, paths: Sequence[Path]) -> tuple[list[Imported], str]:
        """Return what came of each, and why it ended early."""
        done: list[Imported] = []
        for path in paths:
            try:
                done.append(self._box.import_from(path))
            except MnistPadError as error:
                return done, str(error)
        return done, ""

    def ask_where_to_export(self, kept: Sequence[Kept]) -> None:
        """Let the person choose a file; the system's dialog asks before it replaces one."""
        suggestion = str(Path(self._folder) / f"my-digits{drawing_file.SUFFIX}")
        name, _ = QFileDialog.getSaveFileName(self._page.window(), "Export digits", suggestion, FILTERS)
        if name:
            path = Path(name)
            self._folder = str(path.parent)
            self.export_to(path if path.suffix else path.with_name(path.name + drawing_file.SUFFIX), kept)

    def export_to(self, path: Path, kept: Sequence[Kept]) -> None:
        """Write digits to a file, replacing it as a whole or not at all."""
        several = tuple(kept)
        self.errand.send(lambda: self._exported(path, several))

    def _exported(self, path: Path, kept: Sequence[Kept]) -> str:
        self._box.export(path, kept)
        return f"{digits(len(kept))} exported to {path.name}, with their labels but without names."

    def _take(self, result: object) -> None:
        if isinstance(result, str):
            self.told.emit(result)
        elif isinstance(result, tuple):
            imported, why = result
            for each in imported:
                self._box.take_imported(each)
            words = outcome(imported, self._box.person) if imported else ""
            if why:
                self.failed.emit(f"{why} {words}".strip())
            else:
                self.told.emit(words)


def outcome(imported: Sequence[Imported], person: str) -> str:
    """Say what came of imports."""
    count, known = sum(each.count for each in imported), sum(each.known for each in imported)
    unlabelled = sum(each.unlabelled for each in imported)
    sentences = [f"{digits(count)} imported as drawn by {person}."] if count else []
    if known:
        sentences.append(f"{digits(known)} left out: kept already.")
    if unlabelled:
        sentences.append(f"{unlabelled:,} without a label left out.")
    return " ".join(sentences) or "There is no drawing with ink in it."


def drawing_files(mime: QMimeData) -> list[Path]:
    """Return the drawing files that a drop brings; none if it brings anything else, too."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return paths if paths and all(path.suffix.lower() == ".json" for path in paths) else []
