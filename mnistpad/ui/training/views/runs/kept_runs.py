"""The kept runs as a person compares them: named by what differs, grouped by the images of their scores. No widgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mnistpad.data import mnist
from mnistpad.data import sources as data_sources
from mnistpad.errors import MnistPadError
from mnistpad.training.checkpoint import load_history
from mnistpad.training.naming import Described, name_runs
from mnistpad.training.state import History
from mnistpad.ui.training.curves.data.track import EarlierCurve
from mnistpad.ui.training.run.run import Run
from mnistpad.ui.training.run.store import KeptRun, RunStore
from mnistpad.ui.training.views.judged import images_in_words

MOST_BEHIND = 4
FULL = "Four earlier runs at most. Take one of them away first."
OTHER_IMAGES = "Tried on other images than the present run, so their scores do not compare."
NO_CURVES = "It has no curves yet."
THIS_RUN = "This is the present run."


@dataclass(frozen=True)
class RunRow:
    """One run in the list."""

    key: str
    name: str
    data: str  # what it learned from, in words
    images: str  # whose images its score is of, in words; empty where it has none
    accuracy: float | None  # of its best epoch on them, 0 to 1
    epoch: int  # finished
    epochs: int  # planned
    begun: datetime | None
    is_present: bool
    is_interrupted: bool
    can_go_on: bool  # whether there is a checkpoint
    is_behind: bool  # whether its curves lie behind the present run's
    not_behind: str  # why they cannot; empty if they can
    threads: str  # how many compute its products, and why; empty for runs of earlier versions

    @property
    def is_done(self) -> bool:
        """Whether all its epochs are finished."""
        return self.epoch >= self.epochs

    @property
    def epochs_in_words(self) -> str:
        """How far it came."""
        if self.is_present:
            return f"this run: {self.epoch:,} of {self.epochs:,}"
        if self.is_interrupted:
            return f"was at epoch {self.epoch:,} of {self.epochs:,}"
        return f"{self.epochs:,}" if self.is_done else f"{self.epoch:,} of {self.epochs:,}"


class KeptRuns:
    """All runs of a store, and which of them lie behind the curves: the newest four that nobody took away.

    Parameters
    ----------
    store
        Where they are.
    """

    def __init__(self, store: RunStore) -> None:
        self.store = store
        self._curves: dict[str, tuple[int, History | None]] = {}

    def rows(self, present: Run | None = None) -> list[RunRow]:
        """Return all runs, newest first; those that compare with the present one, or else with the newest, first."""
        kept = self.store.all()
        names = names_of(kept)
        images = {run.key: self._images(run, present) for run in kept}
        shown = {run.key for run in self._behind(kept, present)}
        rows = [
            self._row(run, name, images[run.key], shown, self._obstacle(run, kept, present), present)
            for run, name in zip(kept, names, strict=True)
        ]
        order = list(dict.fromkeys([images[present.key]] if present and present.key in images else []))
        order += [row.images for row in rows if row.images]
        return sorted(rows, key=lambda row: order.index(row.images) if row.images else len(order))

    def behind(self, present: Run | None = None) -> list[EarlierCurve]:
        """Return the curves that lie behind the present run's, newest first; four at most."""
        kept = self.store.all()
        names = {run.key: name for run, name in zip(kept, names_of(kept), strict=True)}
        found = [(names[run.key], self.history(run.key)) for run in self._behind(kept, present)]
        return [EarlierCurve(name, history, batches_of(history)) for name, history in found if history is not None]

    def put_behind(self, key: str, shown: bool, present: Run | None = None) -> None:
        """Lay a run behind the curves or take it away. All others stay as they are.

        Raises
        ------
        TrainingError
            If the folder cannot be written.
        """
        kept = self.store.all()
        wanted = {run.key for run in self._behind(kept, present)}
        wanted = wanted | {key} if shown else wanted - {key}
        for run in kept:
            comparable = self._obstacle(run, kept, present) == ""
            # Without this, a run that waited for its place would move up as soon as another one is taken away.
            if comparable and run.hidden == (run.key in wanted):
                self.store.change(run.key, hidden=run.key not in wanted)

    def history(self, key: str) -> History | None:
        """Return a run's curves, read again only when its checkpoint is another; None if it has none."""
        written = self._written(key)
        if written is None:
            return None
        known = self._curves.get(key)
        if known is None or known[0] != written:
            known = self._curves[key] = (written, self._read(key))
        return known[1]

    def _may_have_curves(self, key: str) -> bool:
        """Return whether there is a checkpoint that is not known to be damaged; reading all takes long."""
        written, known = self._written(key), self._curves.get(key)
        return written is not None and (known is None or known[0] != written or known[1] is not None)

    def _written(self, key: str) -> int | None:
        try:
            return self.store.checkpoint(key).stat().st_mtime_ns
        except OSError:
            return None

    def _read(self, key: str) -> History | None:
        try:
            history = load_history(self.store.checkpoint(key))
        except MnistPadError:
            return None
        return history if history.losses else None

    def _behind(self, kept: Sequence[KeptRun], present: Run | None) -> list[KeptRun]:
        found: list[KeptRun] = []
        for run in kept:
            if len(found) == MOST_BEHIND:
                break
            if not run.hidden and not self._obstacle(run, kept, present) and self.history(run.key) is not None:
                found.append(run)
        return found

    def _obstacle(self, run: KeptRun, kept: Sequence[KeptRun], present: Run | None) -> str:
        """Return why a run cannot lie behind the curves, however many do."""
        if present is not None and run.key == present.key:
            return THIS_RUN
        if not self._may_have_curves(run.key):
            return NO_CURVES
        return "" if self._images(run, present) == self._reference(kept, present) else OTHER_IMAGES

    def _reference(self, kept: Sequence[KeptRun], present: Run | None) -> str:
        """Return whose images the scores of all curves must be of: the present run's, or else the newest run's."""
        if present is not None:
            return _held_out(present)
        return next((images for run in kept if (images := self._images(run, None))), "")

    def _images(self, run: KeptRun, present: Run | None) -> str:
        if present is not None and run.key == present.key:
            return _held_out(present)
        if run.count:
            return images_in_words(run.count, "held-out", run.images)
        # The program ended before it could write the score on the run's card.
        history = self.history(run.key)
        counts = [each.count for each in history.evaluations] if history else []
        return images_in_words(counts[-1], "held-out", run.images or words_of(run.sources)) if counts else ""

    def _row(self, run: KeptRun, name: str, images: str, shown: set[str], obstacle: str, present: Run | None) -> RunRow:
        is_present = present is not None and run.key == present.key
        epoch, accuracy = self._score(run, present if is_present else None)
        if not obstacle and run.key not in shown and len(shown) >= MOST_BEHIND:
            obstacle = FULL
        config = present.config if present is not None and is_present else run.config
        return RunRow(
            key=run.key,
            name=name,
            data=words_of(run.sources),
            images=images,
            accuracy=accuracy,
            epoch=epoch,
            epochs=config.epochs,
            begun=begun_at(run.key),
            is_present=is_present,
            is_interrupted=run.interrupted,
            can_go_on=self.store.checkpoint(run.key).is_file(),
            is_behind=run.key in shown,
            not_behind=obstacle,
            threads=present.choice.reason if present is not None and is_present else run.threads,
        )

    def _score(self, run: KeptRun, present: Run | None) -> tuple[int, float | None]:
        """Return the epochs that are finished and the best accuracy: of the run as it goes, else as last written."""
        if present is not None:
            return present.epoch, present.best.accuracy if present.best else None
        if not run.interrupted:
            return run.epoch, run.accuracy
        history = self.history(run.key)
        evaluations = history.evaluations if history else []
        best = next((each.accuracy for each in reversed(evaluations) if each.is_best), run.accuracy)
        return max([run.epoch, *(int(each.epoch) for each in evaluations)]), best


def _held_out(run: Run) -> str:
    parts = run.data.parts("validation")
    return images_in_words(sum(len(each.images) for each in parts), "held-out", run.held_out) if parts else ""


def names_of(runs: Sequence[KeptRun]) -> list[str]:
    """Return what each run is called: as a person named it, else by what sets it apart from the others.

    Of runs that are alike the oldest has no number: a name shall not move on to another run when one more begins.
    """
    oldest_first = sorted(range(len(runs)), key=lambda index: runs[index].key)
    names = name_runs([Described(runs[index].config, words_of(runs[index].sources)) for index in oldest_first])
    made = [name for _, name in sorted(zip(oldest_first, names, strict=True))]
    return [run.name or name for run, name in zip(runs, made, strict=True)]


def words_of(sources: Sequence[str]) -> str:
    """Return sources in words, as `TrainingData.description` has them once they are loaded."""
    return " + ".join(map(_word, sources))


def _word(spec: str) -> str:
    source, weight = data_sources.parse(spec)
    known = {"mnist": mnist.NAME, "builtin": "built-in digits (synthetic)", "my-digits": "my digits"}
    name = known.get(source) or Path(source).name
    return name if weight == 1 else f"{name} × {weight:g}"


def batches_of(history: History) -> int:
    """Return how many batches an epoch had, as its evaluations tell."""
    whole = [each for each in history.evaluations if each.epoch >= 1]
    return round(whole[-1].step / whole[-1].epoch) if whole else max(1, len(history.losses))


def begun_at(key: str) -> datetime | None:
    """Return when a run began: its folder is named after that."""
    try:
        return datetime.strptime(key[:17], "%Y-%m-%d-%H%M%S")
    except ValueError:
        return None
