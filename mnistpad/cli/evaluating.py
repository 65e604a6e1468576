"""`mnistpad evaluate`: how well a model reads labelled images."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mnistpad import model_file
from mnistpad.cli.data import note_remarks
from mnistpad.cli.output import note, percent, print_json, print_line
from mnistpad.data import mnist, sources
from mnistpad.data.dataset import Dataset, Images, Part, join
from mnistpad.data.familiar import holds_mnist
from mnistpad.errors import DataError, UsageError
from mnistpad.model_file import OUTPUTS, Header, Model
from mnistpad.recognizer import UNFITTED
from mnistpad.training import Evaluation, evaluate
from mnistpad.training.judging.declining import named_and_right

HELD_OUT = "held-out"
_NAMES = {"train": "training", "validation": "validation", "test": "test", "all": "", HELD_OUT: "held-out"}


def run(arguments: argparse.Namespace) -> int:
    """Evaluate as the arguments say."""
    model = model_file.load(Path(arguments.model).expanduser())
    dataset = sources.load(arguments.data)
    note_remarks(dataset)
    part, images = choose_images(dataset, model.header, arguments.part)
    if not len(images):
        msg = f"{dataset.name} has no {_NAMES[part]} images. Choose another --part, or another source."
        raise DataError(msg)
    if _flatters(model.header, dataset, part, images):
        note("The model learned from some of these images, so the score flatters it.")
    elif _may_flatter(model.header, dataset, part):
        note(f"The model learned from {dataset.name} as it was then, so it may have learned some of these images.")
    declining = {} if arguments.unsure is None else _declining(model, images, arguments.unsure)
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
            | declining
        )
    else:
        _print(result, f"{_NAMES[part]} images of {dataset.name}".strip())
        if declining:
            print_line(f"\n{_in_words(declining)}")
    return 0


def _flatters(header: Header, dataset: Dataset, part: str, images: Images) -> bool:
    """Return whether the model learned from some of the images, as far as that can be known."""
    if header.saw(dataset.sha256):
        return part in ("train", "all")
    return any(each.get("name") == mnist.NAME for each in header.data) and holds_mnist(images)


def _may_flatter(header: Header, dataset: Dataset, part: str) -> bool:
    """Return whether the model learned from a source of this name that has changed, and was cut anew, since."""
    is_changed = any(each.get("name") == dataset.name for each in header.data) and not header.saw(dataset.sha256)
    return is_changed and (part in ("train", "all") or not dataset.has_parts)


def _declining(model: Model, images: Images, stop: str) -> dict[str, Any]:
    """Return how many images are given an answer at all, and how many of the answers are right."""
    if model.network.sizes[-1] not in OUTPUTS[1:]:
        msg = "This model has only seen digits and declines nothing. Leave --unsure out."
        raise UsageError(msg)
    threshold = model.header.thresholds.get(stop, UNFITTED[stop])
    named, right = named_and_right(model.network, model.header.temperature, threshold, images)
    return {"unsure": stop, "named": named, "named_right": right}


def _in_words(declining: Mapping[str, Any]) -> str:
    right = "" if declining["named_right"] is None else f", {percent(declining['named_right'])} of them rightly"
    return f"{declining['unsure']}: names {percent(declining['named'])}{right}"


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
