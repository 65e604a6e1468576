"""`mnistpad predict`: read the digits in pictures and drawing files."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from mnistpad import model_file, resources
from mnistpad.answer import Answer, Unsure, Verdict
from mnistpad.cli.output import note, print_json, print_line
from mnistpad.errors import MnistPadError
from mnistpad.ink import drawing_file
from mnistpad.ink.picture import picture_to_image
from mnistpad.recognizer import Recognizer

LEAST_SHARE = 0.05  # a second choice below it is not worth a word


def run(arguments: argparse.Namespace) -> int:
    """Read every file; 2 if one of them is unusable, when the others have been read all the same."""
    model = resources.shipped_model() if arguments.model is None else Path(arguments.model).expanduser()
    recognizer = Recognizer(model_file.load(model))
    status = 0
    for name in arguments.files:
        try:
            for index, (answer, label) in enumerate(_answers(recognizer, Path(name).expanduser(), arguments.unsure)):
                _print(name, index, answer, label, json=arguments.json)
        except MnistPadError as error:
            note(f"mnistpad: {error}")
            status = 2
    return status


def _answers(recognizer: Recognizer, path: Path, unsure: Unsure) -> Iterator[tuple[Answer, int | None]]:
    if not _is_drawing(path):
        yield recognizer.read_image(picture_to_image(path), unsure), None
        return
    for drawing in drawing_file.load(path):
        yield recognizer.read(drawing, unsure), drawing.label


def _is_drawing(path: Path) -> bool:
    """Tell a drawing file from a picture by its name or, whatever it is called, by how it begins."""
    if path.suffix.lower() == ".json":
        return True
    try:
        with path.open("rb") as file:
            return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    except OSError:
        return False  # whoever reads it as a picture says what is wrong


def _print(name: str, index: int, answer: Answer, label: int | None, *, json: bool) -> None:
    if json:
        digit = None if answer.digit is None else int(answer.digit)
        probabilities = [float(p) for p in answer.probabilities]
        print_json({"file": name, "index": index, "label": label, "digit": digit, "probabilities": probabilities})
        return
    where = f"{name}, drawing {index + 1}" if index else name
    labelled = "" if label is None else f" (labelled {label})"
    print_line(f"{where}: {_in_words(answer)}{labelled}")


def _in_words(answer: Answer) -> str:
    if answer.verdict is Verdict.BLANK:
        return "no digit"
    first, second = answer.ranking[:2]
    if answer.verdict is Verdict.NOT_A_DIGIT:
        return f"doesn't look like a digit; it would have guessed {first}"
    if answer.verdict is Verdict.EITHER:
        return f"not sure: {first} or {second}"
    then = f", then {_share(answer, second)}" if answer.probabilities[second] >= LEAST_SHARE else ""
    return f"{_share(answer, first)}{then}"


def _share(answer: Answer, digit: int) -> str:
    """Return a digit with its probability, which is never called certain."""
    percent = round(100 * answer.probabilities[digit])
    return f"{digit} ({percent if percent < 100 else '>99'} %)"
