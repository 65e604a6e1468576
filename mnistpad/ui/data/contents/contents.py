"""A loaded source as it is shown: its parts, counts, means, and the order of its pictures. Knows no widgets."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mnistpad.data.dataset import DIGITS, EDGE, PARTS, PIXELS, Bytes, Dataset, Images, Ints, Part
from mnistpad.data.mixture import TrainingData
from mnistpad.data.sources import NAMED
from mnistpad.ui.pad.paper.content import Content, PadPicture
from mnistpad.ui.session import Piece

PART_WORDS: dict[Part, str] = {"train": "to learn", "validation": "held out", "test": "for the final exam"}
_CHUNK = 4096  # images at a time: 13 MB of float32


@dataclass(frozen=True, eq=False)
class Contents:
    """A source and what is counted of it. Made by `survey`.

    Its pictures are numbered through: those to learn from and held out in their source's own order, then the test's.

    Attributes
    ----------
    counts
        How many of each digit each part has, shape (3, 10), rows in the order of `PARTS`.
    sums
        The sum of each part's images of each digit, shape (3, 10, 784).
    unlabelled
        The sum of the images without a label, shape (784,).
    """

    dataset: Dataset
    counts: Ints
    sums: npt.NDArray[np.float64]
    unlabelled: npt.NDArray[np.float64]
    _order: Ints  # the row of each picture in the parts laid one after another

    def __len__(self) -> int:
        return len(self._order)

    @cached_property
    def _starts(self) -> Ints:
        return np.cumsum([0, *(len(self.dataset.part(part)) for part in PARTS)])

    @cached_property
    def labels(self) -> Bytes:
        """The label of each picture."""
        labels: Bytes = np.concatenate([self.dataset.part(part).labels for part in PARTS])[self._order]
        return labels

    def counts_of(self, part: Part) -> Ints:
        """Return how many of each digit a part has, or all parts have, shape (10,)."""
        counts: Ints = self.counts.sum(axis=0) if part == "all" else self.counts[PARTS.index(part)]
        return counts

    def means_of(self, part: Part) -> Bytes:
        """Return the mean image of each digit, shape (10, 784); blank where there is none."""
        sums = self.sums.sum(axis=0) if part == "all" else self.sums[PARTS.index(part)]
        means = sums / np.maximum(self.counts_of(part), 1)[:, None]
        rounded: Bytes = np.rint(means).astype(np.uint8)
        return rounded

    @property
    def mean(self) -> Bytes:
        """The mean of all images, shape (784,)."""
        rounded: Bytes = np.rint((self.sums.sum(axis=(0, 1)) + self.unlabelled) / max(len(self), 1)).astype(np.uint8)
        return rounded

    def pictures(self, digit: int | None = None, part: Part = "all") -> Ints:
        """Return the pictures of one digit or all, of one part or all: their numbers from 0, ascending."""
        wanted = np.ones(len(self), np.bool_) if digit is None else self.labels == digit
        if part != "all":
            at = PARTS.index(part)
            wanted &= (self._order >= self._starts[at]) & (self._order < self._starts[at + 1])
        return np.flatnonzero(wanted)

    def pixels(self, pictures: Ints) -> Bytes:
        """Return some pictures, shape (n, 784)."""
        rows = self._order[pictures]
        pixels = np.empty((len(rows), PIXELS), np.uint8)
        for start, end, part in zip(self._starts[:-1], self._starts[1:], PARTS, strict=True):
            here = (rows >= start) & (rows < end)
            if here.any():
                pixels[here] = self.dataset.part(part).pixels[rows[here] - start]
        return pixels

    def about(self, picture: int, run: TrainingData | None = None) -> "Picture":
        """Return one picture with all that is known of it, also whether a run learned it."""
        row = int(self._order[picture])
        at = int(np.searchsorted(self._starts, row, side="right")) - 1
        images, row = self.dataset.part(PARTS[at]), row - int(self._starts[at])
        number = int(images.places[row])
        pixels = images.pixels[row].copy()
        learned = run is not None and has_learned(run, self.dataset.sha256, number, pixels)
        return Picture(pixels, int(images.labels[row]), number, PARTS[at], self.dataset, learned)


@dataclass(frozen=True, eq=False)
class Picture:
    """One picture of a source.

    Attributes
    ----------
    number
        Its place in its source's own order, from 0.
    learned
        Whether the present run learned it.
    """

    pixels: Bytes
    label: int
    number: int
    part: Part
    dataset: Dataset
    learned: bool = False

    @property
    def badge(self) -> str:
        """What the pad says beside it."""
        # The files of MNIST are numbered apart, so a number alone does not tell which image it is.
        name = name_of(self.dataset)
        kind = "test image" if self.part == "test" and self.dataset.has_parts else "image"
        label = f"labelled {self.label}" if self.dataset.is_labelled else "without a label"
        words = f"{name} {kind} {self.number:,}, {label}"
        return f"{words}; this run learned this image" if self.learned else words

    @property
    def sentence(self) -> str:
        """The picture in words, for its tooltip and for screen readers."""
        if not self.dataset.is_labelled:
            return f"Image {self.number:,}, without a label"
        words = f"Image {self.number:,}, labelled {self.label}, {PART_WORDS[self.part]}"
        return f"{words}; this run learned it" if self.learned else words

    @property
    def piece(self) -> Piece:
        """The same for the pad."""
        ink = self.pixels.reshape(EDGE, EDGE).astype(np.float32) / 255
        return Piece(Content(picture=PadPicture.of_image(ink, self.badge)), self.badge)


def survey(dataset: Dataset) -> Contents:
    """Count a source: some tenths of a second for 70,000 images, so not in the window's thread."""
    parts = [dataset.part(part) for part in PARTS]
    counts = np.stack([images.counts[:DIGITS] for images in parts])
    sums = np.stack([_sums(images.pixels, images.labels) for images in parts])
    unlabelled = np.zeros(PIXELS) if dataset.is_labelled else _sum(dataset.train.pixels)
    pool = np.concatenate([images.places for images in parts[:2]])
    first = np.argsort(pool, kind="stable").astype(np.int64)
    rest = len(pool) + np.argsort(parts[2].places, kind="stable").astype(np.int64)
    return Contents(dataset, counts, sums, unlabelled, np.concatenate([first, rest]))


def _sums(pixels: Bytes, labels: Bytes) -> npt.NDArray[np.float64]:
    """Return the sum of the images of each digit, shape (10, 784), as one product a chunk."""
    sums = np.zeros((DIGITS, PIXELS))
    digits = np.arange(DIGITS)[:, None]
    for start in range(0, len(labels), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        sums += (labels[chunk] == digits).astype(np.float32) @ pixels[chunk].astype(np.float32)
    return sums


def _sum(pixels: Bytes) -> npt.NDArray[np.float64]:
    """Return the sum of all images, shape (784,)."""
    chunks = (pixels[start : start + _CHUNK] for start in range(0, len(pixels), _CHUNK))
    total: npt.NDArray[np.float64] = np.sum([chunk.sum(axis=0, dtype=np.float64) for chunk in chunks], axis=0)
    return total


def has_learned(run: TrainingData, sha256: str, number: int, pixels: Bytes) -> bool:
    """Return whether a run learns from the image of that number in a source's own order.

    Training and test images may be numbered apart, so a number alone does not tell.
    """
    trains = [dataset.train for dataset, _ in run.shares if dataset.sha256 == sha256]
    return any(np.array_equal(train.pixels[row], pixels) for train in trains for row in _rows(train, number))


def _rows(images: Images, number: int) -> list[int]:
    rows: list[int] = np.flatnonzero(images.places == number).tolist()
    return rows


def name_of(dataset: Dataset) -> str:
    """Return a source's name as a sentence begins with it; a file's stays as it is written."""
    return dataset.name if dataset.key not in NAMED else dataset.name[:1].upper() + dataset.name[1:]
