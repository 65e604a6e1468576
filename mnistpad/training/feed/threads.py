"""How a run is divided among cores: measured with its own steps before the first such run, then fixed for all of it.

Its products have one thread of BLAS or more; or each step is taken in halves, by two processes.
"""

import math
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from mnistpad.data.dataset import PIXELS, Dataset, Images, empty
from mnistpad.data.mixture import Share, TrainingData
from mnistpad.nn import OPTIMIZERS, Backpropagation, Network, backpropagation
from mnistpad.nn.arrays import FloatArray
from mnistpad.training.config import TrainingConfig
from mnistpad.training.feed.batches import Feed, Place
from mnistpad.training.feed.outwards import extents
from mnistpad.training.step.halves import Kind, Meeting, half_of
from mnistpad.training.step.images import layout_of
from mnistpad.training.step.worth import cores, is_turned, kind_of_halves, most_threads

WORTH = 0.9  # of the time with fewer: threads that save less are left to others
_ROUNDS = 2  # in turn, so that a moment in which the machine is busy with something else decides nothing
_BUDGET = 0.01  # seconds for each number of threads in each
_LEAST, _MOST = 2, 30  # steps
_COLUMNS = 512  # images of a step that is measured, at most
_INKED, _MOSTLY = 656, 496  # pixels, from the middle outwards, that hold all ink of a batch, and that of most images
MEETING = 25e-6  # seconds of a step that two processes spend on each other
START = 0.3  # seconds of a core that the second process takes until it is ready
_PARTS = 4  # of a full batch that a thread goes through before it is measured against others


class Choice(NamedTuple):
    """How many threads, whether two processes halve the steps, and why: a sentence for people."""

    threads: int
    reason: str
    halves: Kind | None = None


def _allowed() -> int:
    pools = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    return max(pools, default=1)


def has_free_core(threads: int) -> bool:
    """Return whether the machine has a core besides those that `threads` threads of BLAS keep busy."""
    return cores() > threads


def choose(
    config: TrainingConfig,
    classes: int = 10,
    *,
    images: int = 0,
    spare: int = 0,
    machine: int | None = None,
    allowed: int | None = None,
    measure: Callable[[TrainingConfig, int, list[int]], Mapping[int, float]] | None = None,
    measure_half: Callable[[Kind, TrainingConfig, int], float] | None = None,
) -> Choice:
    """Return how many threads a run is to have, or how its steps are to be halved.

    What takes more of the machine wins only if it is over 10 % faster, so that noise does not decide. Halves take no
    more of it than two threads, which meet more often, and so lose more to whoever holds one of them up; but they must
    save more than the start of a process costs.

    Parameters
    ----------
    images
        That the run learns in all its epochs.
    spare
        Cores that something else needs: 1 for a window. Distortion needs one, too. Halves do not keep a core from
        a window: the second process waits for the window's thread, where a second thread of BLAS would be waited for.
    machine, allowed
        Cores that there are, and threads that BLAS may take; None looks. OPENBLAS_NUM_THREADS sets what it may, and
        where that is one, nothing is halved.
    measure, measure_half
        Return the seconds of a step for some numbers of threads, and of half of one; others are for tests.
    """
    machine, told = machine or cores(), allowed or most_threads()
    allowed = allowed or _allowed()
    # The threads of a full batch distort their images themselves.
    spare = min(max(spare, int(config.augmentation is not None and config.batch_size is not None)), machine - 1)
    counts = candidates(min(machine - spare, allowed))
    kind = kind_of_halves(config, classes) if images and min(machine, told) > 1 else None
    if len(counts) == 1 and kind is None:
        return Choice(1, _without_choice(machine, spare, allowed))
    seconds, half = _times(
        _steps_of(config), classes, (*counts,), kind, measure or measured, measure_half or measured_half
    )
    best = _fewest(counts, seconds)
    times = ", ".join(f"{1000 * seconds[count]:.3g} ms with {count}" for count in counts)
    if kind is not None:
        times += f", half of one {1000 * half:.3g} ms"
        steps = images / min(config.batch_size or images, images)
        if _pays(half + MEETING, seconds[best], steps, WORTH if best == 1 else 1.0):
            return Choice(1, f"{_HALVES[kind]} {_MEASURED} {times}.", kind)
    return Choice(best, f"{_threads(best)} for the products. {_MEASURED} {times}.")


@lru_cache(maxsize=64)
def _times(
    config: TrainingConfig,
    classes: int,
    counts: tuple[int, ...],
    kind: Kind | None,
    measure: Callable[[TrainingConfig, int, list[int]], Mapping[int, float]],
    measure_half: Callable[[Kind, TrainingConfig, int], float],
) -> tuple[Mapping[int, float], float]:
    """Return the seconds of a step by numbers of threads, and of half of one.

    They are kept as long as the program runs: two runs that are alike are then divided alike, and end with the same
    weights, bit for bit, even where a measurement is a close thing.
    """
    if kind is None:
        return measure(config, classes, [*counts]), math.inf
    # Before and after, so that a machine that becomes slower meanwhile does not decide.
    before = measure_half(kind, config, classes)
    seconds = measure(config, classes, [*counts])
    return seconds, min(before, measure_half(kind, config, classes))


def _steps_of(config: TrainingConfig) -> TrainingConfig:
    """Return a run that has nothing but what the time of a step depends on."""
    return TrainingConfig(
        hidden=config.hidden,
        activation=config.activation,
        optimizer=config.optimizer,
        batch_size=config.batch_size,
        dropout=config.dropout,
        dtype=config.dtype,
    )


def _fewest(counts: list[int], seconds: Mapping[int, float]) -> int:
    best = counts[0]
    for count in counts[1:]:
        if seconds[count] < WORTH * seconds[best]:
            best = count
    return best


def _pays(halved: float, whole: float, steps: float, worth: float) -> bool:
    return halved < worth * whole and (whole - halved) * steps > START


def candidates(most: int) -> list[int]:
    """Return the numbers of threads worth trying: all up to 4, then each half as many again, and the most."""
    counts = [1]
    while counts[-1] < most:
        counts.append(min(most, max(counts[-1] + 1, counts[-1] * 3 // 2)))
    return counts


def measured(config: TrainingConfig, classes: int, counts: list[int]) -> dict[int, float]:
    """Return the seconds that a step of this run takes with each number of threads: the shortest of some."""
    feed, place = _sample(config, classes, is_ordered=is_turned(config, classes))
    network = Network((*config.sizes[:-1], classes), config.activation, np.random.default_rng(0), config.dtype)
    back, slot = backpropagation(network, feed.unit), feed.slot()
    optimizer, dropout = OPTIMIZERS[config.optimizer](network.parameters), config.dropout
    X, Y, *_ = feed.make(place, slot)

    def step() -> None:
        X, Y, rng, corner = feed.make(place, slot)
        back.batch(X, Y, corner=corner, dropout=dropout, rng=rng)
        optimizer.step(back.gradients, 0.0)

    seconds = dict.fromkeys(counts, math.inf)
    for count in counts * _ROUNDS:
        if 2 * min(seconds.values()) < seconds[count] < math.inf:
            continue  # hopeless, and slow to find out
        if config.batch_size is None:
            took = _shortest_divided(network, X, Y, count)
        else:
            with threadpool_limits(count, user_api="blas"):
                took = _shortest(step)
        seconds[count] = min(seconds[count], took)
    return seconds


def _sample(config: TrainingConfig, classes: int, *, is_ordered: bool = False) -> tuple[Feed, Place]:
    """Return a feed of made-up images, and the place of a batch that is as large as the run's, up to 512 images."""
    rng, columns = np.random.default_rng(0), min(config.batch_size or _COLUMNS, _COLUMNS)
    count = 4 * columns  # so that they do not all lie in the fastest cache
    pixels = rng.integers(0, 256, (count, PIXELS), np.uint8)
    pixels[:, _INKED:] = pixels[: count * 3 // 4, _MOSTLY:] = 0
    train = Images(pixels, rng.integers(0, classes, count).astype(np.uint8))
    data = TrainingData(train, (Share(Dataset("", "", train, empty(), empty(), "", has_parts=True)),))
    asked = replace(config, batch_size=columns, augmentation=None)
    feed = Feed(asked, data, classes, extents(pixels) if is_ordered else None)
    return feed, Place(0, 0, 0, rng.permutation(count)[:columns])


def measured_half(kind: Kind, config: TrainingConfig, classes: int) -> float:
    """Return the seconds that half of a step of this run takes, with one thread: the shortest of some.

    It is the second half, which has a little more to do.
    """
    feed, place = _sample(config, classes, is_ordered=layout_of(kind, config) == "outwards")
    half, slot, whole = half_of(kind, config, classes, 1, feed.unit), feed.slot(), len(place.rows)
    offer, shared = half.meeting_sizes(whole)
    half.meet_in(Meeting(*(np.zeros(size, config.dtype) for size in (offer, offer, shared))))
    rng = np.random.default_rng(0)
    half.network.parameters[:] = 0.01 * rng.standard_normal(half.network.parameter_count)

    def step() -> None:
        batch = feed.make(half.share(place), slot)
        half.offer(batch, whole)
        half.finish(batch, 0.0, is_last=False)

    with threadpool_limits(1, user_api="blas"):
        return min(_shortest(step) for _ in range(_ROUNDS))


def _shortest_divided(network: Network, X: FloatArray, Y: FloatArray, threads: int) -> float:
    """Return the seconds of a part of a full batch, where each thread has parts of its own."""
    backs = [Backpropagation(network) for _ in range(threads)]

    def several(back: Backpropagation) -> None:
        for _ in range(_PARTS):
            back.batch(X, Y)

    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(threads) as pool:
        return _shortest(lambda: list(pool.map(several, backs))) / (threads * _PARTS)


def _shortest(step: Callable[[], object]) -> float:
    step()  # the first one makes its arrays, and wakes the threads
    took: list[float] = []
    while len(took) < _LEAST or (sum(took) < _BUDGET and len(took) < _MOST):
        begin = time.perf_counter()
        step()
        took.append(time.perf_counter() - begin)
    return min(took)


def _without_choice(machine: int, spare: int, allowed: int) -> str:
    if machine == 1:
        return "1 thread for the products: the machine has one core."
    if spare == machine - 1:
        return f"1 thread for the products: of {machine} cores, {spare} stays free for the window and for distortion."
    return f"1 thread for the products: BLAS was told to take no more than {allowed}."


_MEASURED = "Measured before the first such run: a step takes"
_HALVES: dict[Kind, str] = {
    "neurons": "2 processes, each with half of the hidden neurons.",
    "images": "2 processes, each with half of each batch's images.",
}


def _threads(count: int) -> str:
    return "1 thread" if count == 1 else f"{count} threads"
