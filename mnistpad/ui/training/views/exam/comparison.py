"""When two models may be compared: only on images that neither has learned. Knows no widgets."""

from typing import Any

from mnistpad.data import mnist
from mnistpad.data.dataset import Dataset, Images, Part
from mnistpad.data.familiar import holds_mnist
from mnistpad.data.mixture import TrainingData
from mnistpad.model_file import Header

SEEN = "Not comparable: the shipped model has seen these images."


def comparable(header: Header, data: TrainingData, part: Part) -> bool:
    """Return whether a model has learned none of the images of a part of a run's data.

    Parameters
    ----------
    header
        Of the other model, such as the shipped one.
    data
        What the run learned from; all its sources must pass.
    part
        "validation" or "test".
    """
    datasets = [dataset for dataset, _ in data.shares if len(dataset.part("test" if part == "test" else "validation"))]
    return bool(datasets) and all(_unseen(header, dataset, part) for dataset in datasets)


def _unseen(header: Header, dataset: Dataset, part: Part) -> bool:
    records = [each for each in header.data if _is_same(each, dataset)]
    if not records and any(each.get("name") == mnist.NAME for each in header.data):
        return not holds_mnist(_drawn_from(dataset, part))
    return all(_spared_test(each, dataset) if part == "test" else _spared(each, dataset) for each in records)


def _drawn_from(dataset: Dataset, part: Part) -> Images:
    """Return the images that a part was cut from at random: more tell better what they are."""
    return dataset.part(part if dataset.has_parts and part == "test" else "all")


def _is_same(record: dict[str, Any], dataset: Dataset) -> bool:
    """Return whether a source is the same; by its name too, since a file that was packed anew may differ by a pixel."""
    return record.get("sha256") == dataset.sha256 or record.get("name") == dataset.name


def _spared_test(record: dict[str, Any], dataset: Dataset) -> bool:
    """Return whether the test images were left alone: a source's own are, and equal contents are cut alike."""
    has_parts = bool(record.get("has_parts")) and dataset.has_parts
    return has_parts or record.get("sha256") == dataset.sha256


def _spared(record: dict[str, Any], dataset: Dataset) -> bool:
    """Return whether the images were held out there too: of equal contents, a larger cut holds a smaller one."""
    held, learned = record.get("held_out"), record.get("learned")
    if record.get("sha256") != dataset.sha256 or type(held) is not int or type(learned) is not int:
        return False
    whole = len(dataset.train) + len(dataset.validation)
    return held + learned == whole and 0 < len(dataset.validation) <= held
