"""What is said about a source: in sentences, and as a table."""

from pathlib import Path

from mnistpad.data.dataset import DIGITS, PARTS, Part
from mnistpad.ui.data.contents.contents import PART_WORDS, Contents
from mnistpad.ui.training.views.judged import Table

NO_LABELS = "These images have no labels, so nothing can be learned from them"
PART_TITLES: dict[Part, str] = {"train": "To learn", "validation": "Held out", "test": "Final exam"}


def overview(contents: Contents) -> str:
    """Say how many images there are, by part."""
    dataset, total = contents.dataset, len(contents)
    parts = [f"{len(dataset.part(part)):,} {PART_WORDS[part]}" for part in PARTS if len(dataset.part(part))]
    images = "1 image" if total == 1 else f"{total:,} images"
    if not dataset.is_labelled:
        return f"{images} without labels: to look at, not to learn from or to be scored on. {dataset.to_label}"
    if len(parts) == 1:
        return f"{images}, {PART_WORDS['train']}" if len(dataset.train) else images
    return f"{images}: {', '.join(parts[:-1])} and {parts[-1]}"


def origin(where: str, licence: str) -> str:
    """Say where it lies and what its licence is."""
    place = f"In {where}" if Path(where).is_absolute() else where[:1].upper() + where[1:]
    return " · ".join(words for words in (place, licence) if words)


def part_words(contents: Contents, part: Part, digit: int | None) -> str:
    """Return "50,000 to learn", or how many of one digit these are."""
    counts = contents.counts_of(part)
    number = f"{int(counts.sum() if digit is None else counts[digit]):,}"
    return f"All parts: {number}" if part == "all" else f"{PART_TITLES[part]}: {number}"


def digit_words(contents: Contents, part: Part, digit: int | None) -> str:
    """Return "All digits: 70,000" or "Labelled 3: 7,141"."""
    counts = contents.counts_of(part)
    return f"All digits: {int(counts.sum()):,}" if digit is None else f"Labelled {digit}: {int(counts[digit]):,}"


def table_of(contents: Contents, name: str) -> Table:
    """Return how many images of each digit each part has."""
    if not contents.dataset.is_labelled:
        return Table(f"Images in {name}", ("Label", "All"), (("None", f"{len(contents):,}"),))
    columns = ("Label", *(PART_TITLES[part] for part in PARTS), "All")
    rows = [
        (str(digit), *(f"{int(contents.counts_of(part)[digit]):,}" for part in (*PARTS, "all")))
        for digit in range(DIGITS)
    ]
    total = ("All", *(f"{int(contents.counts_of(part).sum()):,}" for part in (*PARTS, "all")))
    return Table(f"Images of each digit in {name}", columns, (*rows, total))
