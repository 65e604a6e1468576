"""The runs that are kept on this computer: a folder each, with a checkpoint and a small card that describes it."""

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile

from mnistpad import files, resources
from mnistpad.errors import MnistPadError, TrainingError
from mnistpad.training import TrainingConfig, TrainingState, load_checkpoint
from mnistpad.ui.training.run.claim import ELSEWHERE, claim, is_claimed

CARD = "run.json"
CHECKPOINT = "run.checkpoint"
LOCK = "run.lock"
DELETED = ".deleted"


@dataclass(frozen=True)
class KeptRun:
    """What is known of a run without opening its checkpoint."""

    key: str  # its folder's name
    config: TrainingConfig
    sources: tuple[str, ...]  # SOURCE or SOURCE*WEIGHT each
    preset: str = ""  # that it began with
    name: str = ""  # that a person gave it; empty for the one made from what differs
    hidden: bool = False  # from the curves behind
    interrupted: bool = True  # the program ended while it ran: a finished or stopped run says False
    epoch: int = 0  # epochs finished when the card was last written
    accuracy: float | None = None  # of the best epoch on the held-out images, 0 to 1
    images: str = ""  # whose images those are
    count: int = 0  # how many of them
    threads: str = ""  # how many compute its products, and why, in a sentence


class RunStore:
    """The folder of runs.

    Parameters
    ----------
    folder
        Where they are; need not exist. The user's data folder by default.
    now
        The time, for the names of new folders.
    """

    def __init__(
        self, folder: Path | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC).astimezone()
    ) -> None:
        self.folder = folder or resources.user_data_dir() / "runs"
        self._now = now
        self._claims: dict[str, QLockFile] = {}

    def begin(self, config: TrainingConfig, sources: tuple[str, ...], preset: str = "") -> KeptRun:
        """Make a place for a new run, and claim it.

        Raises
        ------
        TrainingError
            If the folder cannot be written.
        """
        run = KeptRun(self._new_folder(), config, sources, preset)
        self.claim(run.key)  # before the card is there: no other window is to find it free
        self.write(run)
        return run

    def _new_folder(self) -> str:
        stamp = self._now().strftime("%Y-%m-%d-%H%M%S")
        for number in count(1):
            key = f"{stamp}-{number}"
            try:
                (self.folder / key).mkdir(parents=True)
            except FileExistsError:
                continue
            except OSError as error:
                raise self._unwritable(error) from error
            return key
        raise AssertionError

    def claim(self, key: str) -> None:
        """Say that a run is going on in this window, until it is released.

        Raises
        ------
        TrainingError
            If it is going on in another window.
        """
        if key not in self._claims:
            self._claims[key] = claim(self.folder / key / LOCK)

    def release(self, key: str) -> None:
        """Say that a run is no longer going on; it need not have been."""
        lock = self._claims.pop(key, None)
        if lock is not None:
            lock.unlock()

    def is_going_on(self, key: str) -> bool:
        """Whether a run is going on, in this window or another."""
        return key in self._claims or is_claimed(self.folder / key / LOCK)

    def write(self, run: KeptRun) -> None:
        """Write a run's card.

        Raises
        ------
        TrainingError
            If the folder cannot be written.
        """
        fields = asdict(run) | {"config": run.config.to_dict(), "sources": list(run.sources)}
        try:
            (self.folder / run.key).mkdir(parents=True, exist_ok=True)
            with files.replacing(self.folder / run.key / CARD) as file:
                file.write(json.dumps(fields).encode())
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> TrainingError:
        return TrainingError(
            f"The run cannot be kept in {self.folder}: {error.strerror or error}. "
            "Free some space, or let MnistPad write there."
        )

    def change(self, key: str, **values: Any) -> KeptRun | None:
        """Change a run's card, and return it; None if it is gone."""
        run = self.find(key)
        if run is None:
            return None
        run = replace(run, **values)
        self.write(run)
        return run

    def all(self) -> list[KeptRun]:
        """Return all runs, newest first. A folder that holds no readable card is left alone and left out."""
        if not self.folder.is_dir():
            return []
        names = sorted((path.name for path in self.folder.iterdir()), reverse=True)
        return [run for run in map(self.find, names) if run is not None]

    def find(self, key: str) -> KeptRun | None:
        """Return one run, or None."""
        try:
            fields = json.loads((self.folder / key / CARD).read_text("utf-8"))
            return _kept_run(key, fields)
        except (OSError, ValueError, TypeError, KeyError, RecursionError, MnistPadError):
            return None

    def unfinished(self) -> KeptRun | None:
        """Return the newest run that is not going on, if the program ended while it ran."""
        runs = (run for run in self.all() if not (run.interrupted and self.is_going_on(run.key)))
        newest = next(runs, None)
        return newest if newest is not None and newest.interrupted else None

    def checkpoint(self, key: str) -> Path:
        """Return where a run's checkpoint is."""
        return self.folder / key / CHECKPOINT

    def load(self, key: str) -> TrainingState:
        """Read a run's state.

        Raises
        ------
        ModelFileError
            If its checkpoint is missing or damaged.
        """
        return load_checkpoint(self.checkpoint(key))

    def delete(self, key: str) -> None:
        """Put a run aside; `restore` brings it back until `purge`.

        Raises
        ------
        TrainingError
            If it is going on, or the folder cannot be written.
        """
        if self.is_going_on(key):
            raise TrainingError(ELSEWHERE)
        self._move(self.folder / key, self.folder / DELETED / key)

    def restore(self, key: str) -> None:
        """Bring a deleted run back."""
        self._move(self.folder / DELETED / key, self.folder / key)

    def purge(self) -> None:
        """Forget the deleted runs for good."""
        shutil.rmtree(self.folder / DELETED, ignore_errors=True)

    def discard_unbegun(self, key: str) -> None:
        """Forget a run that has no checkpoint: its data could not be loaded, so there is nothing to keep."""
        if not self.checkpoint(key).exists():
            shutil.rmtree(self.folder / key, ignore_errors=True)

    def tidy(self) -> None:
        """Remove what a process left that was killed while it wrote: halves of files, and places without a run."""
        for half in self.folder.glob(f"*/.*{files.PART}"):
            if not self.is_going_on(half.parent.name):
                files.sweep(half.parent / CARD)
                files.sweep(half.parent / CHECKPOINT)
        for folder in self.folder.glob("*/"):
            if folder.name != DELETED and not (folder / CARD).exists() and not self.is_going_on(folder.name):
                with suppress(OSError):  # there is something in it: not ours
                    folder.rmdir()

    def _move(self, source: Path, target: Path) -> None:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(target, ignore_errors=True)
            source.rename(target)
        except OSError as error:
            msg = f"The run could not be moved in {self.folder}: {error.strerror or error}. Try again."
            raise TrainingError(msg) from error


def _kept_run(key: str, fields: dict[str, Any]) -> KeptRun:
    sources = tuple(fields["sources"])
    accuracy = fields.get("accuracy")
    texts = (*(fields.get(name, "") for name in ("preset", "name", "images", "threads")), *sources)
    epoch, count = fields.get("epoch", 0), fields.get("count", 0)
    valid = all(isinstance(text, str) for text in texts) and type(epoch) is int and type(count) is int
    if not sources or not valid:
        raise ValueError(key)
    return KeptRun(
        key,
        TrainingConfig.from_dict(fields["config"]),
        sources,
        fields.get("preset", ""),
        fields.get("name", ""),
        bool(fields.get("hidden")),
        bool(fields.get("interrupted")),
        epoch,
        None if accuracy is None else float(accuracy),
        fields.get("images", ""),
        count,
        fields.get("threads", ""),
    )
