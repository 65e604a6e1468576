"""Which steps can be halved, and which of the ways is worth it: what is known of a run before anything is measured."""

import os
import platform
import sys

from mnistpad.nn.network import parameter_count
from mnistpad.training.config import TrainingConfig
from mnistpad.training.step.halves import Kind

# Parameters with which it costs less to add up all gradients than to have all images twice.
_SMALL = 16_000
_FEWEST = 16  # images of a step: with fewer, the meetings would cost more than they save


def kinds_of_halves(config: TrainingConfig) -> tuple[Kind, ...]:
    """Return the ways in which the steps of a run can be halved, on any machine.

    A full batch has threads of its own already, and distortion keeps the second core busy. With more than one hidden
    layer, halves of the neurons would have to meet at each.
    """
    if config.augmentation is not None or config.batch_size is None or config.batch_size < _FEWEST:
        return ()
    return ("neurons", "images") if len(config.hidden) == 1 and config.hidden[0] > 1 else ("images",)


def is_turned(config: TrainingConfig, classes: int) -> bool:
    """Return whether a run that nobody halves has its pixels in the order of `outwards`.

    Distortion moves the ink, a full batch has an order of its own, and a small network is not worth the copy of the
    images.
    """
    small = parameter_count((*config.sizes[:-1], classes)) <= _SMALL
    return not small and config.augmentation is None and config.batch_size is not None


def may_be_halved(config: TrainingConfig) -> bool:
    """Return whether this machine, and the person at it, let the steps of a run be halved at all."""
    return is_possible() and min(cores(), most_threads()) > 1 and bool(kinds_of_halves(config))


def kind_of_halves(config: TrainingConfig, classes: int) -> Kind | None:
    """Return the way that is best for a run on this machine; None where there is none."""
    kinds = kinds_of_halves(config) if is_possible() else ()
    small = parameter_count((*config.sizes[:-1], classes)) <= _SMALL
    best: Kind = "images" if small else "neurons"
    return best if best in kinds else None


def cores() -> int:
    """Return how many of the machine's cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1


def most_threads() -> int:
    """Return how many threads a person lets BLAS take; a window lets it take fewer, which is another thing."""
    words = [os.environ.get(name, "") for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")]  # the first one counts
    return next((int(word) for word in words if word.isdecimal() and int(word)), sys.maxsize)


def is_possible() -> bool:
    """Return whether two processes can look at one memory here, and see what is written in the order of writing."""
    return sys.platform == "linux" and platform.machine() in {"x86_64", "AMD64"}
