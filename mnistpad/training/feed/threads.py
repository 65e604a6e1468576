"""How a run is divided among cores: measured with its own steps before it begins, then fixed for all of it.

Its products have one thread of BLAS or more; or each step is taken in halves, by two processes.
"""

import math
import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from mnistpad.nn import Backpropagation, Network, one_hot
from mnistpad.nn.arrays import FloatArray
from mnistpad.training.config import TrainingConfig
from mnistpad.training.feed.batches import Batch, Place
from mnistpad.training.step.half import Kind, half_of
from mnistpad.training.step.worth import kind_of_halves

WORTH = 0.9  # of the time with fewer: threads that save less are left to others
_ROUNDS = 2  # in turn, so that a moment in which the machine is busy with something else decides nothing
_BUDGET = 0.01  # seconds for each number of threads in each
_LEAST, _MOST = 2, 30  # steps
_COLUMNS = 512  # images of a step that is measured, at most
MEETING = 25e-6  # seconds of a step that two processes spend on each other
START = 0.3  # seconds of a core that the second process takes until it is ready
_PARTS = 4  # of a full batch that a thread goes through before it is measured against others


class Choice(NamedTuple):
    """How many threads, whether two processes halve the steps, and why: a sentence for people."""

    threads: int
    reason: str
    halves: Kind | None = None


def cores() -> int:
    """Return how many of the machine's cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1


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

    What takes more of the machine wins only if it is over 10 % faster, so that noise does not decide; halves must also
    save more than the start of a process costs.

    Parameters
    ----------
    images
        That the run learns in all its epochs.
    spare
        Cores that something else needs: 1 for a window. Distortion needs one, too.
    machine, allowed
        Cores that there are, and threads that BLAS may take; None looks. OPENBLAS_NUM_THREADS sets what it may.
    measure, measure_half
        Return the seconds of a step for some numbers of threads, and of half of one; others are for tests.
    """
    machine, allowed = machine or cores(), allowed or _allowed()
    # The threads of a full batch distort their images themselves.
    spare = min(max(spare, int(config.augmentation is not None and config.batch_size is not None)), machine - 1)
    free = machine - spare
    counts, kind = candidates(min(free, allowed)), kind_of_halves(config, classes) if min(free, allowed) > 1 else None
    if len(counts) == 1:
        return Choice(1, _without_choice(machine, spare, allowed))
    seconds = (measure or measured)(config, classes, counts)
    best = counts[0]
    for count in counts[1:]:
        if seconds[count] < WORTH * seconds[best]:
            best = count
    times = ", ".join(f"{1000 * seconds[count]:.3g} ms with {count}" for count in counts)
    if kind is None:
        return Choice(best, f"{_threads(best)} for the products. Measured before the run began: a step takes {times}.")
    halved = (measure_half or measured_half)(kind, config, classes) + MEETING
    times += f", and {1000 * halved:.3g} ms in halves"
    saved = (seconds[best] - halved) * images / (config.batch_size or images)
    if halved < WORTH * seconds[best] and saved > START:
        return Choice(best, f"{_HALVES[kind]} Measured before the run began: a step takes {times}.", kind)
    return Choice(best, f"{_threads(best)} for the products. Measured before the run began: a step takes {times}.")


def candidates(most: int) -> list[int]:
    """Return the numbers of threads worth trying: all up to 4, then each half as many again, and the most."""
    counts = [1]
    while counts[-1] < most:
        counts.append(min(most, max(counts[-1] + 1, counts[-1] * 3 // 2)))
    return counts


def measured(config: TrainingConfig, classes: int, counts: list[int]) -> dict[int, float]:
    """Return the seconds that a step of this run takes with each number of threads: the shortest of some."""
    rng = np.random.default_rng(0)
    network = Network((*config.sizes[:-1], classes), config.activation, rng, config.dtype)
    back = Backpropagation(network)
    columns = min(config.batch_size or _COLUMNS, _COLUMNS)
    X = rng.random((columns, config.sizes[0])).astype(config.dtype).T
    Y = one_hot(rng.integers(0, classes, columns), classes, dtype=config.dtype)
    seconds = dict.fromkeys(counts, math.inf)
    for count in counts * _ROUNDS:
        if 2 * min(seconds.values()) < seconds[count] < math.inf:
            continue  # hopeless, and slow to find out
        if config.batch_size is None:
            step = _shortest_divided(network, X, Y, count)
        else:
            with threadpool_limits(count, user_api="blas"):
                step = _shortest(lambda: back.batch(X, Y))
        seconds[count] = min(seconds[count], step)
    return seconds


def measured_half(kind: Kind, config: TrainingConfig, classes: int) -> float:
    """Return the seconds that half of a step of this run takes, with one thread."""
    rng = np.random.default_rng(0)
    half = half_of(kind, config, classes, 0, 1 / 255)
    whole = config.batch_size or _COLUMNS
    place = half.share(Place(0, 0, 0, np.arange(whole)))
    columns = len(place.rows)
    X = rng.random((columns, config.sizes[0])).astype(config.dtype).T
    batch = Batch(X, one_hot(rng.integers(0, classes, columns), classes, dtype=config.dtype), rng)
    offers = np.zeros((2, half.offer_size(whole)), config.dtype)
    half.network.parameters[:] = 0.01 * rng.standard_normal(half.network.parameter_count)

    def step() -> None:
        half.offer(batch, whole, offers[0])
        half.finish(batch, (offers[0], offers[1]), 0.0, is_last=False)

    with threadpool_limits(1, user_api="blas"), np.errstate(all="ignore"):
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


_HALVES: dict[Kind, str] = {
    "neurons": "2 processes, each with half of the hidden neurons.",
    "images": "2 processes, each with half of each batch's images.",
}


def _threads(count: int) -> str:
    return "1 thread" if count == 1 else f"{count} threads"
