"""What a model is judged on. MNIST's test images are not among it unless they are asked for."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mnistpad.data import drawn, mnist, unipen
from mnistpad.data.dataset import Dataset, Images
from mnistpad.errors import DataError
from mnistpad.model_file import Header
from tools.judging.hand import crowd
from tools.judging.hand.crowd import Sample
from tools.judging.reading import Pixels, rendered

PENDIGITS = Path("pendigits") / "pendigits-train.unipen.gz"
HELD_OUT = 10_000  # of MNIST's training images, for a model that never met any


@dataclass(frozen=True, eq=False)
class Drawn:
    """Drawings with their images."""

    samples: tuple[Sample, ...]
    images: Pixels

    @property
    def labels(self) -> npt.NDArray[np.int64]:
        """The digits, (n,); −1 where it is none."""
        labels = [-1 if sample.drawing.label is None else sample.drawing.label for sample in self.samples]
        return np.array(labels, np.int64)

    @property
    def kinds(self) -> npt.NDArray[np.str_]:
        """What each is: a digit, or a kind of what is none, (n,)."""
        return np.array([sample.kind for sample in self.samples])

    @property
    def names(self) -> npt.NDArray[np.str_]:
        """The shape of each, (n,)."""
        return np.array([sample.name for sample in self.samples])

    @property
    def writers(self) -> npt.NDArray[np.int64]:
        """Who drew each, (n,)."""
        return np.array([sample.writer for sample in self.samples], np.int64)

    def every(self, step: int) -> "Drawn":
        """Return every so many-th, evenly over shapes and writers where `step` is coprime to their numbers."""
        return Drawn(self.samples[::step], self.images[::step])


@dataclass(frozen=True, eq=False)
class Material:
    """All that a report is about; `kept` and `mnist` are None where they are not on this computer."""

    kept: Drawn | None
    mnist: Dataset | None
    shapes: Drawn
    others: Drawn
    pen_sha256: str = ""  # of the file that the kept writers are in
    pen_learnable: int = 0  # digits in it by other writers


def gather(seed: int = 0, writers: int = crowd.WRITERS) -> Material:
    """Draw the shapes and what is no digit, and load what `$MNISTPAD_DATA_DIR` holds."""
    shapes, others = _drawn(crowd.digits(seed, writers=writers)), _drawn(crowd.others(seed, writers=writers))
    path = Path(os.environ.get("MNISTPAD_DATA_DIR", "")) / PENDIGITS
    images = mnist.load() if mnist.find() else None
    if not path.is_file():
        return Material(None, images, shapes, others)
    digits = unipen.read(path)
    kept = [digit for digit in digits if int(digit.writer or 0) in unipen.KEPT_WRITERS]
    samples = [Sample(digit.drawing, "digit", "kept writers", int(digit.writer or 0)) for digit in kept]
    sha256 = drawn.content_hash([digit.drawing for digit in digits], unipen.numbered_writers(digits))
    return Material(_drawn(samples), images, shapes, others, sha256, len(digits) - len(kept))


def mnist_held_out(dataset: Dataset, header: Header) -> Images:
    """Return training images of MNIST that a model did not learn from, as its header says.

    Raises
    ------
    DataError
        If it learned all of them, or learned from an MNIST of other contents.
    """
    records = [record for record in header.data if record.get("name") == dataset.name]
    if not records:
        return dataset.with_validation(HELD_OUT).validation
    held_out = records[0].get("held_out")
    if len(records) > 1 or records[0].get("sha256") != dataset.sha256:
        raise DataError("not comparable: it learned from an MNIST of other contents")
    if not isinstance(held_out, int) or not 0 < held_out < len(dataset.train) + len(dataset.validation):
        raise DataError("not comparable: it learned all of MNIST's training images")
    return dataset.with_validation(held_out).validation


def refuse_if_learned(material: Material, header: Header) -> None:
    """Do nothing if a model never met the kept writers, as its header says.

    Raises
    ------
    DataError
        If it may have.
    """
    for record in header.data:
        learned = int(record.get("learned", 0)) + int(record.get("held_out", 0))
        same = record.get("sha256") == material.pen_sha256
        named = "pendigits" in f"{record.get('name')} {record.get('key')}"
        if (same and learned > material.pen_learnable) or (named and not same):
            raise DataError("not comparable: it learned from these writers")


def _drawn(samples: Sequence[Sample]) -> Drawn:
    return Drawn(tuple(samples), rendered(sample.drawing for sample in samples))
