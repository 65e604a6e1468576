"""A run on disk: a model file with the optimizer's memory, the counters and the curves beside the weights."""

import math
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy.typing as npt

from mnistpad import model_file
from mnistpad.errors import MnistPadError, ModelFileError
from mnistpad.training.config import TrainingConfig
from mnistpad.training.events import EpochDone, Evaluated, Event
from mnistpad.training.state import Best, History, TrainingState, floats
from mnistpad.training.step.worth import kinds_of_halves

Arrays = Mapping[str, npt.NDArray[Any]]


def with_checkpoints(
    events: Iterator[Event],
    state: TrainingState,
    path: Path,
    *,
    every: float = 5.0,
    clock: Callable[[], float] = time.monotonic,
) -> Generator[Event, None, None]:
    """Pass a run's events on, and save it as it goes: at the end of an epoch, and always when it stops.

    Whoever leaves the loop early closes the generator (`contextlib.closing`), to hear of a last save that failed.

    Parameters
    ----------
    every
        Most seconds of work that a killed process loses, unless a single epoch takes longer. An epoch of the textbook
        run takes a few hundredths of one: a file for each would be a flood.
    """
    saved_at = epoch_began = clock()
    try:
        for event in events:
            if isinstance(event, EpochDone):
                # The next epoch will take as long as this one did: where it would be too late then, save now.
                if clock() - saved_at + (clock() - epoch_began) >= every:
                    save_checkpoint(state, path)
                    saved_at = clock()
                epoch_began = clock()
            yield event
    finally:
        save_checkpoint(state, path)


def save_checkpoint(state: TrainingState, path: Path) -> None:
    """Write all of a run's state.

    Raises
    ------
    ModelFileError
        If it cannot be written; the checkpoint before it stays.
    """
    run = {
        "config": state.config.to_dict(),
        "data_sha256": state.data_sha256,
        "threads": state.threads,
        "threads_reason": state.threads_reason,
        "halves": state.halves,
        "plan": state.plan,
        "patient_from": state.patient_from,
        "first_batches": state.first_batches,
        "epoch": state.epoch,
        "batch": state.batch,
        "step": state.step,
        "seconds": state.seconds,
        "t": state.optimizer.t,
        "best": state.best and [state.best.epoch, state.best.accuracy, state.best.loss],
    }
    header = model_file.network_header(state.network) | {"checkpoint": run}
    model_file.write(path, header, model_file.network_arrays(state.network) | state.arrays())


def load_checkpoint(path: Path) -> TrainingState:
    """Read a run back, ready to be continued.

    Raises
    ------
    ModelFileError
        If the file is missing, damaged, or holds no run.
    """
    header, arrays = model_file.read(path)
    run = header.get("checkpoint")
    if not isinstance(run, dict):
        msg = f"{path.name} holds a network but no run to continue. Choose a checkpoint."
        raise ModelFileError(msg)
    network = model_file.read_network(path, header, arrays)
    try:
        state = _state(run, network.sizes[-1])
        if state.network.sizes != network.sizes or state.network.activation != network.activation:
            raise ValueError("another network")  # noqa: EM101, TRY301 - caught just below
        state.network.parameters[:] = network.parameters
        _restore(state, run, arrays)
    except (MnistPadError, KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        msg = f"{path.name} is damaged: its run does not fit its network. Use another checkpoint, or start again."
        raise ModelFileError(msg) from error
    state.mark_good()
    return state


def load_history(path: Path) -> History:
    """Read the curves of a run alone: a few ms, however large its network is.

    Raises
    ------
    ModelFileError
        If the file is missing, damaged, or holds no run.
    """
    header, arrays = model_file.read(path, only=("losses", "accuracies", "evaluations", "rates"))
    try:
        return _history(arrays, header["checkpoint"]["step"])
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        msg = f"{path.name} is damaged: its curves cannot be read. Use another checkpoint, or start again."
        raise ModelFileError(msg) from error


def _state(run: Mapping[str, Any], classes: int) -> TrainingState:
    sha256, threads, halves = run["data_sha256"], run["threads"], run.get("halves")  # older checkpoints have no halves
    config = TrainingConfig.from_dict(run["config"])
    if not isinstance(sha256, str) or type(threads) is not int or not 1 <= threads <= 4096:
        raise ValueError(threads)
    if halves is not None and halves not in kinds_of_halves(config):
        raise ValueError(halves)
    state = TrainingState(config, sha256, threads, classes)
    state.halves = halves
    state.threads_reason = str(run.get("threads_reason", ""))
    return state


def _restore(state: TrainingState, run: Mapping[str, Any], arrays: Arrays) -> None:
    counters = [run[name] for name in ("epoch", "batch", "step", "t")]
    if not all(type(counter) is int and counter >= 0 for counter in counters):
        raise ValueError(counters)
    state.epoch, state.batch, state.step, state.optimizer.t = counters
    state.plan, state.patient_from = _plan(run, state.config.epochs)
    state.seconds = float(run["seconds"])
    state.first_batches = dict(run.get("first_batches", {}))  # older checkpoints have none
    for name, moment in state.optimizer.moments.items():
        moment[:] = _finite(arrays[f"moment_{name}"], moment.shape)
    state.history = _history(arrays, state.step)
    if run["best"] is not None:
        epoch, accuracy, loss = run["best"]
        parameters = _finite(arrays["best"], state.network.parameters.shape).astype(state.config.dtype)
        state.best = Best(int(epoch), float(accuracy), float(loss), parameters)


def _history(arrays: Arrays, step: int) -> History:
    history = History(
        losses=floats(_finite(arrays["losses"], (step,))),
        accuracies=floats(_finite(arrays["accuracies"], (step,))),
        evaluations=[
            Evaluated(int(at), epoch, loss, accuracy, int(count), bool(best))
            for at, epoch, loss, accuracy, count, best in _finite(arrays["evaluations"], (None, 6)).tolist()
        ],
        rates=[(int(at), rate) for at, rate in _finite(arrays["rates"], (None, 2)).tolist()],
    )
    if not history.rates or not all(rate > 0 for _, rate in history.rates):
        raise ValueError(history.rates)
    return history


def _plan(run: Mapping[str, Any], epochs: int) -> tuple[list[int], int]:
    """Return the plan of the schedule and where patience began; older checkpoints have neither."""
    plan, patient_from = run.get("plan", [epochs]), run.get("patient_from", 0)
    if not all(type(epoch) is int and epoch > 0 for epoch in plan) or plan != sorted(set(plan)) or max(plan) < epochs:
        raise ValueError(plan)
    if type(patient_from) is not int or patient_from < 0:
        raise ValueError(patient_from)
    return plan, patient_from


def _finite(array: npt.NDArray[Any], shape: tuple[int | None, ...]) -> npt.NDArray[Any]:
    fits = array.ndim == len(shape) and all(n in (None, m) for n, m in zip(shape, array.shape, strict=True))
    if not fits or array.dtype.kind != "f" or not all(map(math.isfinite, (array.min(initial=0), array.max(initial=0)))):
        raise ValueError(array.shape)
    return array
