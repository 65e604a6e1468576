"""`mnistpad evaluate`: how well a model reads labelled images."""

import argparse
from pathlib import Path

from mnistpad import model_file
from mnistpad.cli.output import note, percent, print_json, print_line
from mnistpad.data import sources
from mnistpad.data.dataset import Dataset, Images, Part, join
from mnistpad.errors import DataError
from mnistpad.model_file import Header
from mnistpad.training import Evaluation, evaluate

HELD_OUT = "held-out"
_NAMES = {"train": "training", "validation": "validation", "test": "test", "all": "", HELD_OUT: "held-out"}


def run(arguments: argparse.Namespace) -> int:
    """Evaluate as the arguments say."""
    model = model_file.load(Path(arguments.model).expanduser())
    dataset = sources.load(arguments.data)
    part, images = choose_images(dataset, model.header, arguments.part)
    if not len(images):
        msg = f"{dataset.name} has no {_NAMES[part]} images. Choose another --part, or another source."
        raise DataError(msg)
    if part in ("train", "all") and model.header.saw(dataset.sha256):
        note("The model learned from some of these images, so the score flatters it.")
    result = evaluate(model.network, images)
    if arguments.json:
        print_json(
            {
                "images": result.images,
                "accuracy": result.accuracy,
                "loss": result.loss,
                "confusion": result.confusion.tolist(),
                "part": part,
            }
        )
    else:
        _print(result, f"{_NAMES[part]} images of {dataset.name}".strip())
    return 0


def choose_images(dataset: Dataset, header: Header, part: Part | None) -> tuple[str, Images]:
    """Return the part to score a model on, and its images.

    Without a wish it is the test part. A source without parts is used whole, unless the model learned from it: then
    only what its run did not learn from is fair.
    """
    if part is not None:
        return part, dataset.part(part)
    if dataset.has_parts:
        return "test", dataset.test
    record = next((each for each in header.data if each.get("sha256") == dataset.sha256), None)
    if record is None:
        return "all", dataset.part("all")
    held_out = record.get("held_out")
    as_it_was = dataset.with_validation(held_out) if isinstance(held_out, int) else dataset
    return HELD_OUT, join([as_it_was.validation, as_it_was.test])


def _print(result: Evaluation, what: str) -> None:
    print_line(f"{percent(result.accuracy)} of {result.images:,} {what} right, loss {result.loss:.4f}")
    width = max(4, len(str(result.confusion.max())) + 1)
    print_line(f"\n{'':8}read as\n{'label':8}{''.join(f'{digit:{width}}' for digit in range(10))}")
    for digit, row in enumerate(result.confusion):
        print_line(f"{digit:<8}{''.join(f'{count or chr(46):>{width}}' for count in row.tolist())}")
