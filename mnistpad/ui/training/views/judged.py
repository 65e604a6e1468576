"""An evaluation beside the images it is of: who was mistaken for what, and how surely. Knows no widgets."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mnistpad.data.dataset import DIGITS, EDGE
from mnistpad.data.mixture import NamedImages
from mnistpad.training import Evaluation
from mnistpad.ui.pad.paper.content import Content, PadPicture
from mnistpad.ui.session import Piece, percent

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Table:
    """A chart in numbers, for those who read these and for screen readers."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class PictureChoice:
    """An image that a person clicked, on its way to the pad as it is.

    Attributes
    ----------
    image
        Ink from 0 (paper) to 255, uint8, shape (784,).
    label, read_as
        What its source says it is, and what the network said.
    probability
        How sure the network was of `read_as`, 0 to 1.
    number
        The image's place in its source's own order, from 0.
    source
        What people call the source.
    learned
        Whether the run learned this image.
    """

    image: npt.NDArray[np.uint8]
    label: int
    read_as: int
    probability: float
    number: int
    source: str
    learned: bool = False

    @property
    def badge(self) -> str:
        """What the pad says beside it."""
        badge = f"{self.source} image {self.number:,}, labelled {self.label}"
        return f"{badge}; this run learned this image" if self.learned else badge

    @property
    def piece(self) -> Piece:
        """The same for the pad."""
        ink = self.image.reshape(EDGE, EDGE).astype(np.float32) / 255
        return Piece(Content(picture=PadPicture.of_image(ink, self.badge)), self.badge)


@dataclass(frozen=True, eq=False)
class Judged:
    """What a network made of images that it did not learn.

    Parameters
    ----------
    evaluation
        Of all `parts`, one after another.
    parts
        The images of each source.
    epoch
        When that was, 0 for the untrained network; None where that is not known.
    only
        The one source to look at; None looks at all.
    """

    evaluation: Evaluation
    parts: tuple[NamedImages, ...]
    epoch: float | None = None
    only: int | None = None

    def of_source(self, only: int | None) -> "Judged":
        """Return the same, looking at one source alone, or at all."""
        return replace(self, only=only)

    @cached_property
    def _starts(self) -> Ints:
        return np.cumsum([0, *(len(part.images) for part in self.parts)])

    @cached_property
    def rows(self) -> Ints:
        """The rows of the evaluation that are looked at."""
        if self.only is None:
            return np.arange(self._starts[-1])
        return np.arange(self._starts[self.only], self._starts[self.only + 1])

    @cached_property
    def labels(self) -> Ints:
        """The label of each row."""
        return np.concatenate([part.images.labels for part in self.parts]).astype(np.int64)[self.rows]

    @cached_property
    def read(self) -> Ints:
        """The most probable digit of each row."""
        read: Ints = self.evaluation.probabilities.argmax(axis=0)[self.rows]
        return read

    @cached_property
    def sureness(self) -> npt.NDArray[np.float32]:
        """How sure the network was of it, 0 to 1."""
        return np.asarray(self.evaluation.probabilities.max(axis=0)[self.rows], np.float32)

    @cached_property
    def confusion(self) -> Ints:
        """How often each digit, by row, was read as each, by column: (10, 10)."""
        counts: Ints = np.bincount(DIGITS * self.labels + self.read, minlength=DIGITS * DIGITS)
        return counts.reshape(DIGITS, DIGITS)

    @property
    def count(self) -> int:
        """How many images are looked at."""
        return len(self.rows)

    @property
    def accuracy(self) -> float:
        """The part of them that was read right, 0 to 1."""
        return float(np.trace(self.confusion)) / max(1, self.count)

    def mistakes(self, label: int | None = None) -> Ints:
        """Return the mistakes, the surest first, of one label or of all: places in `rows`."""
        wrong = self.labels != self.read
        return self._by_sureness(wrong if label is None else wrong & (self.labels == label))

    def behind(self, label: int, read_as: int) -> Ints:
        """Return the images behind a cell of the matrix: mistakes surest first, those read right least sure first."""
        found = self._by_sureness((self.labels == label) & (self.read == read_as))
        return found[::-1] if label == read_as else found

    def _by_sureness(self, which: npt.NDArray[np.bool_]) -> Ints:
        places = np.flatnonzero(which)
        return places[np.argsort(-self.sureness[places], kind="stable")]

    def pixels(self, place: int) -> npt.NDArray[np.uint8]:
        """Return an image, uint8 (784,)."""
        part, row = self._find(place)
        return np.asarray(part.images.pixels[row])

    def choice(self, place: int) -> PictureChoice:
        """Return an image with all that is known of it."""
        part, row = self._find(place)
        label, read = int(self.labels[place]), int(self.read[place])
        sureness, number = float(self.sureness[place]), int(part.images.places[row])
        return PictureChoice(part.images.pixels[row].copy(), label, read, sureness, number, part.name)

    def _find(self, place: int) -> tuple[NamedImages, int]:
        row = int(self.rows[place])
        source = int(np.searchsorted(self._starts, row, side="right")) - 1
        return self.parts[source], row - int(self._starts[source])

    @property
    def caption(self) -> str:
        """The score, and whose images it is of."""
        parts = self.parts if self.only is None else self.parts[self.only : self.only + 1]
        names = " and ".join(each.name for each in parts)
        return f"{percent(self.accuracy)} of {images_in_words(self.count, 'held-out', names)}{self._when}"

    @property
    def _when(self) -> str:
        if self.epoch is None:
            return ""
        if self.epoch == 0:
            return ", before training"
        return f", after epoch {self.epoch:g}" if self.epoch >= 1 else ", within epoch 1"


def images_in_words(count: int, part: str, name: str) -> str:
    """Return "10,000 held-out MNIST images" or "10,000 MNIST test images"; digits are not called images as well."""
    number = f"{count:,}" if count else ""
    if "digit" in name.lower():
        words = [number, part, name]
    else:
        words = [number, name, part, "images"] if part == "test" else [number, part, name, "images"]
    return " ".join(word for word in words if word)


def describe_cell(label: int, read_as: int, count: int, total: int) -> str:
    """Return a cell of the matrix in words. MNIST has wrong labels, so nothing is called right or wrong."""
    return f"labelled {label}, read as {read_as}: {count:,} of {total:,}"


def sure(probability: float) -> str:
    """Return how sure a reading was, in whole per cent, and never quite 100."""
    whole = round(100 * probability)
    return ">99 %" if whole >= 100 else f"{whole} %"
