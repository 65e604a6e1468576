"""`mnistpad train`: one run, its checkpoint beside it, and the model at its end."""

import argparse
import contextlib
import signal
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from mnistpad import files, model_file
from mnistpad.cli.data import note_remarks
from mnistpad.cli.output import ProgressBar, duration, note, percent, print_json, print_line
from mnistpad.cli.settings import Settings, read_settings
from mnistpad.data import sources
from mnistpad.data.mixture import NamedImages, TrainingData
from mnistpad.errors import DataError, ModelFileError, TrainingError, UsageError
from mnistpad.model_file import Threshold
from mnistpad.training import (
    BatchDone,
    EpochDone,
    Event,
    TrainingState,
    begin,
    first_batches,
    load_checkpoint,
    progress,
    save_checkpoint,
    train,
    with_checkpoints,
)
from mnistpad.training.step.partner import dismiss, prepare

_EPOCH_LINE = 1.0  # seconds between two lines for people: the textbook's run has a thousand short epochs
_MAY_CHANGE = ("data", "calibrate", "epochs", "learning_rate")  # in a run that is resumed


def run(arguments: argparse.Namespace) -> int:
    """Train as the arguments say; 0, or 128 and the signal's number if it was told to stop."""
    out = Path(arguments.out).expanduser()
    checkpoint = Path(f"{out}.checkpoint")
    settings = read_settings(arguments)
    if not settings.data:
        msg = "No images to learn from are named. Add --data builtin, --data mnist, or a path."
        raise UsageError(msg)
    _check_writable(out, settings.data + settings.calibrate)
    try:
        return _run(settings, out, checkpoint, arguments)
    finally:
        dismiss()


def _run(settings: Settings, out: Path, checkpoint: Path, arguments: argparse.Namespace) -> int:
    if arguments.resume is None:
        prepare(settings.config)
        data = _load(settings.data, settings.config.validation)
        state = begin(settings.config, data)
        if state.halves is None:
            dismiss()
        if checkpoint.exists():
            note(f"{checkpoint} held an earlier run; this one takes its place.")
    else:
        state, data = _resume(Path(arguments.resume).expanduser(), arguments)
    kept = [_kept(spec, data) for spec in settings.calibrate] or None
    for path in (out, checkpoint):
        files.sweep(path)
    status = _train(state, data, checkpoint, json=arguments.json)
    if status == 0:
        _save(state, data, kept, out, arguments)
        checkpoint.unlink(missing_ok=True)
    else:
        note(f"Stopped after {state.epoch} of {state.config.epochs} epochs. Go on with --resume {checkpoint}.")
    return status


def _check_writable(out: Path, specs: list[str]) -> None:
    """Raise UsageError if the model could not be saved in the end: before the work, not after."""
    if out.is_dir():
        msg = f"{out} is a folder. Give --out the name of a file, such as {out / 'model.npz'}."
        raise UsageError(msg)
    if out.exists() and any(out.samefile(path) for path in map(_path_of, specs) if path.exists()):
        msg = f"{out} is what the network is to learn from. Give --out another name."
        raise UsageError(msg)
    try:
        with tempfile.TemporaryFile(dir=out.parent):
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        msg = f"The model cannot be written to {out.parent}: {reason}. Give --out another place."
        raise UsageError(msg) from error


def _load(specs: list[str], validation: int | None) -> TrainingData:
    bar = ProgressBar()
    bar.say(f"Loading {', '.join(specs)}")  # the built-in digits take seconds
    try:
        data = sources.load_all(specs, validation)
    finally:
        bar.clear()
    for dataset, _ in data.shares:
        note_remarks(dataset)
    return data


def _kept(spec: str, data: TrainingData) -> NamedImages:
    """Return the digits of a source that the run does not learn from: those that it holds out, or its test part."""
    dataset = sources.load(spec)
    learned = next((share.dataset for share in data.shares if share.dataset.sha256 == dataset.sha256), None)
    if learned is not None:
        images = learned.validation if len(learned.validation) else learned.test
    else:
        images = dataset.test if dataset.has_parts else dataset.part("all")
    if not len(images):
        msg = f"{dataset.name} has no digits that this run does not learn from. Give --calibrate another source."
        raise DataError(msg)
    return NamedImages(dataset.name, dataset.key, images)


def _path_of(spec: str) -> Path:
    return sources.path_of(sources.parse(spec)[0])


def _resume(path: Path, arguments: argparse.Namespace) -> tuple[TrainingState, TrainingData]:
    """Return a stopped run and its data, the run changed as far as a run may be changed."""
    settings = read_settings(arguments)
    fixed = sorted(settings.given.difference(_MAY_CHANGE))
    if fixed:
        flag = "--" + fixed[0].replace("_", "-")
        msg = f"{flag} cannot change a run that is resumed. Leave it out, or begin a new run without --resume."
        raise UsageError(msg)
    state = load_checkpoint(path)
    if state.halves is not None:
        prepare(state.config)
    data = _load(settings.data, state.config.validation)
    try:
        state.check(data)
    except TrainingError as error:
        raise UsageError(str(error)) from error
    if "epochs" in settings.given:
        state.extend(settings.config.epochs)
    if "learning_rate" in settings.given:
        state.change_learning_rate(settings.config.initial_rate)
    return state, data


def _train(state: TrainingState, data: TrainingData, checkpoint: Path, *, json: bool) -> int:
    """Walk the run to its end, or until a signal; return the exit status."""
    tell = _Teller(state, data, json=json)
    tell.begin()
    try:
        with _stop_signals() as stopped, contextlib.closing(_events(state, data, checkpoint)) as events:
            for event in events:
                if isinstance(event, BatchDone):
                    if event.step == first_batches.BATCHES:
                        state.first_batches = first_batches.checksum(state.network)
                    tell.batch(event)
                elif isinstance(event, EpochDone):
                    tell.epoch(event)
                if stopped:
                    return 128 + stopped[0]
    except ModelFileError as error:  # the disk is full: no fault of the arguments
        raise TrainingError(str(error)) from error
    finally:
        tell.bar.clear()
    return 0


def _events(state: TrainingState, data: TrainingData, checkpoint: Path) -> Generator[Event, None, None]:
    # At once: what is resumed after a kill in the first seconds shall be this run, not the one before it.
    save_checkpoint(state, checkpoint)
    yield from with_checkpoints(train(state, data), state, checkpoint)


@contextlib.contextmanager
def _stop_signals() -> Iterator[list[int]]:
    """Collect Ctrl-C and SIGTERM in a list instead of breaking off half-way through a step; a second one breaks off."""
    stopped: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopped.append(number)
        signal.signal(number, handlers[number])

    handlers = {int(number): signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


class _Teller:
    """Tells how a run goes: a line an epoch on standard output, the progress on standard error."""

    def __init__(self, state: TrainingState, data: TrainingData, *, json: bool) -> None:
        self.bar = ProgressBar()
        self._state, self._data, self._json = state, data, json
        self._told = -_EPOCH_LINE

    def begin(self) -> None:
        if self._json:
            return
        network, data = self._state.network, self._data
        sizes = "-".join(map(str, network.sizes))
        print_line(f"{data.description}: {len(data.train):,} images to learn, {len(data.validation):,} held out")
        print_line(f"{sizes} {network.activation}, {network.parameter_count:,} parameters")
        if self._state.threads_reason:
            print_line(self._state.threads_reason)

    def batch(self, event: BatchDone) -> None:
        if not self.bar.is_due:
            return
        now = progress(self._state, self._data)
        speed = f"{now.images_per_second:,.0f} images/s" if now.images_per_second else "starting"
        left = f", {duration(now.seconds_left)} left" if now.seconds_left is not None else ""
        epoch = f"epoch {min(event.epoch + 1, self._state.config.epochs)} of {self._state.config.epochs}"
        self.bar.show(now.fraction, f"{epoch}, {speed}{left}")

    def epoch(self, event: EpochDone) -> None:
        if self._json:
            print_json(self._record(event))
        elif event.epoch == event.epochs or time.monotonic() - self._told >= _EPOCH_LINE:
            self._told = time.monotonic()
            self.bar.clear()
            print_line(_in_words(event))

    def _record(self, event: EpochDone) -> dict[str, Any]:
        held = event.validation
        return {
            "epoch": event.epoch,
            "epochs": event.epochs,
            "step": event.step,
            "loss": event.loss,
            "accuracy": event.accuracy,
            "validation_loss": None if held is None else held.loss,
            "validation_accuracy": None if held is None else held.accuracy,
            "learning_rate": self._state.learning_rate,
            "seconds": event.seconds,
        }


def _in_words(event: EpochDone) -> str:
    width = len(str(event.epochs))
    line = f"epoch {event.epoch:{width}} of {event.epochs}  loss {event.loss:.4f}  accuracy {percent(event.accuracy)}"
    held = event.validation
    if held is not None:
        line += f"  held out: loss {held.loss:.4f}  accuracy {percent(held.accuracy)}"
    return f"{line}  {duration(event.seconds)}"


def _save(
    state: TrainingState,
    data: TrainingData,
    kept: list[NamedImages] | None,
    out: Path,
    arguments: argparse.Namespace,
) -> None:
    parts = ("validation", "test") if arguments.exam else ("validation",)
    name = out.name.removesuffix(model_file.SUFFIX)
    model = state.model(data, name, parts=parts, half=arguments.half, kept=kept)
    try:
        model_file.save(model, out, dtype="float16" if arguments.half else "float32")
    except ModelFileError as error:
        raise TrainingError(str(error)) from error
    header = model.header
    if arguments.json:
        scores = [vars(score) for score in header.scores]
        print_json(
            {
                "model": str(out),
                "epochs": header.epochs,
                "best_epoch": header.best_epoch,
                "seconds": header.seconds,
                "parameters": model.network.parameter_count,
                "threads": state.threads,
                "halves": state.halves,
                "threads_reason": state.threads_reason,
                "scores": scores,
                "temperature": header.temperature,
                "thresholds": {name: vars(threshold) for name, threshold in header.thresholds.items()},
            }
        )
        return
    best = "" if header.best_epoch is None else f", as it was after epoch {header.best_epoch}"
    print_line(f"Saved {out}{best}")
    for score in header.scores:
        what = "held-out" if score.part == "validation" else score.part
        print_line(f"{percent(score.accuracy)} of {score.count:,} {what} images of {score.images} right")
    for stop, threshold in header.thresholds.items():
        print_line(_cost(stop, threshold))


def _cost(stop: str, threshold: Threshold) -> str:
    named, right, declined = (
        percent(share or 0) for share in (threshold.digits_named, threshold.right, threshold.others_declined)
    )
    return f"{stop}: names {named} of kept digits, {right} of them rightly, and declines {declined} of what is no digit"
