"""`mnistpad data`: the sources of labelled images."""

import argparse
from typing import Any

from mnistpad.cli.output import ProgressBar, note, print_json, print_line
from mnistpad.data import sources
from mnistpad.data.dataset import PARTS, Dataset
from mnistpad.data.download.progress import Progress, Stage, in_words
from mnistpad.data.formats.watching import Watch, watched_by


def run_list(arguments: argparse.Namespace) -> int:
    """Say which sources there are on this computer."""
    for source in sources.known_sources():
        if arguments.json:
            print_json(vars(source))
            continue
        count = "" if source.images is None else f"{source.images:,} images, "
        state = f"{count}{source.where}" if source.available else f"not here: {source.where}"
        print_line(f"{source.key:10}  {source.name}: {state}")
    if not arguments.json:
        print_line(f"{'a path':10}  {sources.KINDS}")
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    """Show the parts of one source."""
    dataset = _read(arguments.source)
    if arguments.json:
        print_json(_record(dataset))
        return 0
    print_line(f"{dataset.name}: {len(dataset):,} images")
    if dataset.is_labelled:
        _print_parts(dataset)
    else:
        print_line("They have no labels: they can be looked at, but not learned from or scored on.")
        print_line(dataset.to_label)
    for words in dataset.notes:
        print_line(words)
    print_line(f"Where: {sources.where(dataset)}")
    if dataset.licence:
        print_line(f"Licence: {dataset.licence}")
    print_line(f"SHA-256: {dataset.sha256}")
    return 0


def _read(source: str) -> Dataset:
    """Return a source, telling on standard error how far a long folder of pictures is."""
    bar = ProgressBar()

    def tell(done: int, total: int) -> None:
        if bar.is_due:
            bar.show(done / total, f"{done:,} of {total:,} pictures")

    try:
        with watched_by(Watch(tell)):
            return sources.read(source)
    finally:
        bar.clear()


def _print_parts(dataset: Dataset) -> None:
    print_line(f"\n{'':12}{'images':>8}{''.join(f'{digit:7}' for digit in range(10))}")
    for part in PARTS:
        images = dataset.part(part)
        print_line(f"{part:12}{len(images):8,}{''.join(f'{count:7,}' for count in images.counts.tolist())}")
    print_line("\nThe parts are the source's own." if dataset.has_parts else "\nThe parts were cut by MnistPad.")


def note_remarks(dataset: Dataset) -> None:
    """Say beside the result what was left out of a source."""
    for remark in dataset.remarks:
        note(f"{dataset.name}: {remark}")


def run_fetch(arguments: argparse.Namespace) -> int:
    """Download MNIST, unless it is here."""
    from mnistpad.data.download import MNIST_MIRRORS, ready

    bar = ProgressBar()
    came: list[Progress] = []

    def show(progress: Progress) -> None:
        came.append(progress)
        if bar.is_due or progress.stage is not Stage.FETCHING:
            bar.show(progress.fraction, in_words(progress))

    try:
        folder = ready.fetch_mnist(show, lambda: False, mirrors=arguments.mirror or MNIST_MIRRORS)
    finally:
        bar.clear()
    count = came[-1].done if came else 0
    if arguments.json:
        print_json({"source": "mnist", "folder": str(folder), "downloaded": count})
    else:
        print_line(f"MNIST is ready in {folder}." if count else f"MNIST is here already, in {folder}.")
    return 0


def _record(dataset: Dataset) -> dict[str, Any]:
    return {
        "source": dataset.key,
        "name": dataset.name,
        "images": len(dataset),
        "parts": {part: len(dataset.part(part)) for part in PARTS},
        "digits": sources.counts(dataset),
        "has_parts": dataset.has_parts,
        "is_labelled": dataset.is_labelled,
        "where": sources.where(dataset),
        "licence": dataset.licence,
        "notes": dataset.notes,
        "sha256": dataset.sha256,
    }
