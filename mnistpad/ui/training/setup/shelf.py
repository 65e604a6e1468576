"""The images at hand: loaded once, beside the window, for the summary's counts and for the run alike."""

import json
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from mnistpad.data import own, sources
from mnistpad.data.dataset import Dataset
from mnistpad.data.mixture import TrainingData, combine
from mnistpad.errors import MnistPadError
from mnistpad.training.step.images import let_go
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.setup import mixing

Loader = Callable[[tuple[str, ...], int | None], TrainingData]
_MOST = 32  # sources whose counts are remembered


@dataclass(frozen=True)
class Counts:
    """What is known of a source that was loaded once."""

    name: str  # in words
    learned: int  # images an epoch shows
    held_out: int


class Shelf(QObject):
    """Keeps the last data that was loaded, and the counts of all that ever was.

    Parameters
    ----------
    load
        Loads sources, holding out so many images; called in any thread.
    settings
        Keeps the counts, so that a later start need not load to tell them.
    """

    loaded = Signal()  # data that is at hand now
    counted = Signal(str)  # a source
    failed = Signal(str, str)  # a source, and why it cannot be loaded
    _looked = Signal(str, object)

    def __init__(self, load: Loader, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._settings = settings
        self._lock = threading.Lock()
        self._data: tuple[object, TrainingData] | None = None
        self._newest: object = None  # of the keys that were wanted
        self._turns: dict[object, threading.Lock] = {}  # of those that are being loaded
        self._counts = _restored(settings.text("train/counts", 1 << 14))
        self._looking: threading.Thread | None = None
        self._wanted = ""
        self._looked_stamps = ""  # of what is looked at, when that began
        self._looked.connect(self._take)

    def load(self, sources: tuple[str, ...], validation: int | None) -> TrainingData:
        """Return data, loading it unless it is what was loaded last. May be called from any thread."""
        key = (sources, validation, tuple(map(_stamp, sources)))
        with self._lock:
            self._newest = key
            turn = self._turns.setdefault(key, threading.Lock())
        with turn:  # who wants something else does not wait for it
            if (data := self._at_hand(key)) is not None:
                return data
            try:
                data = self._load(sources, validation)
                self._keep(key, data)
                return data
            finally:
                with self._lock:
                    self._turns.pop(key, None)

    def _keep(self, key: object, data: TrainingData) -> None:
        with self._lock:
            if key != self._newest:
                return
            self._data = key, data
        with suppress(RuntimeError):  # the window may be gone
            self.loaded.emit()

    def at_hand(self, sources: tuple[str, ...], validation: int | None) -> TrainingData | None:
        """Return data if it is what was loaded last, and None if it would have to be loaded."""
        key = (sources, validation, tuple(map(_stamp, sources)))
        with self._lock:
            return self._data[1] if self._data is not None and self._data[0] == key else None

    def put(self, source: str, dataset: Dataset, stamp: object) -> Dataset:
        """Keep a source that was loaded to be looked at, when its file had that stamp; return it as a run has it.

        Raises
        ------
        DataError
            If there is nothing to learn from.
        """
        data = combine([(dataset, 1.0)])
        with self._lock:
            self._newest = (source,), None, (stamp,)
            self._data = self._newest, data
        let_go()
        return data.shares[0].dataset

    @staticmethod
    def stamp(source: str) -> object:
        """Return what changes when a source's file does."""
        return _stamp(source)

    def _at_hand(self, key: object) -> TrainingData | None:
        """Return what was loaded last if it is that; else let it go: not two large sources at a time."""
        with self._lock:
            if self._data is not None and self._data[0] == key:
                self._turns.pop(key, None)
                return self._data[1]
            self._data = None
        let_go()  # of a copy that a run was to have
        return None

    def counts(self, source: str) -> Counts | None:
        """Return what is known of a source without loading it."""
        stamp, counts = self._counts.get(source, ("", None))
        return counts if stamp == _stamps(source) else None

    def look_at(self, source: str) -> None:
        """Load a source in a thread of its own, and tell when it is counted; the newest wish wins."""
        self._wanted = source
        if self._looking is None and self.counts(source) is None:
            # Not a QThread: making the built-in digits takes seconds, and closing the window must not wait for it.
            self._looked_stamps = _stamps(source)
            self._looking = threading.Thread(target=self._look, args=(source,), daemon=True, name="shelf")
            self._looking.start()

    def note(self, source: str, data: TrainingData) -> None:
        """Remember the counts of a source that was loaded."""
        counts = Counts(data.description, data.epoch_size, len(data.validation))
        if self._counts.get(source) == (_stamps(source), counts):
            return
        self._counts.pop(source, None)
        self._counts[source] = (_stamps(source), counts)
        while len(self._counts) > _MOST:
            del self._counts[next(iter(self._counts))]
        fields = {key: (stamp, each.name, each.learned, each.held_out) for key, (stamp, each) in self._counts.items()}
        self._settings.put("train/counts", json.dumps(fields))
        self.counted.emit(source)

    def close(self, patience: float = 0.5) -> None:
        """Wait a little for what is being looked at."""
        if self._looking is not None:
            self._looking.join(patience)

    def _look(self, source: str) -> None:
        result: TrainingData | str | Exception
        try:
            result = self.load(mixing.parts(source), None)
        except MnistPadError as error:
            result = str(error)
        except MemoryError:
            result = "There is not enough memory for these images. Choose a smaller source."
        except Exception as error:  # a bug: told in the window's thread, where the crash dialog is
            result = error
        with suppress(RuntimeError):  # the window may be gone
            self._looked.emit(source, result)

    def _take(self, source: str, result: object) -> None:
        self._looking = None
        is_stale = _stamps(source) != self._looked_stamps  # a digit was kept meanwhile
        if isinstance(result, TrainingData):
            if not is_stale:
                self.note(source, result)
        elif isinstance(result, Exception):
            sys.excepthook(type(result), result, result.__traceback__)
        else:
            self.failed.emit(source, str(result))
        if self._wanted and (self._wanted != source or is_stale):
            self.look_at(self._wanted)


def _stamps(choice: str) -> str:
    """Return the stamps of what a choice stands for."""
    stamps = [_stamp(source) for source in mixing.parts(choice)]
    return str(stamps[0] if len(stamps) == 1 else stamps)


def _stamp(spec: str) -> tuple[int, int] | None:
    """Return what changes when a file does; None for sources that are no files."""
    source = mixing.plain(spec)
    try:
        stat = (own.collection().path if source == own.KEY else sources.path_of(source)).stat()
    except (OSError, ValueError):
        return None
    return stat.st_mtime_ns, stat.st_size


def _restored(text: str) -> dict[str, tuple[str, Counts]]:
    try:
        fields = json.loads(text or "{}")
        return {
            str(key): (str(stamp), Counts(str(name), int(learned), int(held_out)))
            for key, (stamp, name, learned, held_out) in fields.items()
        }
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}
