"""What the command line understands."""

import argparse
import importlib
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, NoReturn

from mnistpad.errors import UsageError

_DESCRIPTION = "Draw a digit, see a neural network read it, and train one of your own."
_SOURCE = (
    "builtin, mnist, my-digits, or a path: a folder of IDX files or of pictures by digit, "
    "a .csv, a .npz, a drawing file, a .unipen file; where MnistPad is wrong about how images are stored, "
    "end the path with #upright or #transposed, #light-ink or #dark-ink"
)
_PRESETS = (
    "the settings to start from: seed, the textbook's run, which reads 93 %% of MNIST's test images; "
    "quick, 97.8 %% in seconds (the default); best, the most in minutes"
)
_CALIBRATE = (
    "digits to fit probabilities and thresholds on, of which the run learns none: SOURCE's held-out part, or else its "
    "test part; may be repeated; without it, what the run holds out"
)
_SOURCE_WEIGHT = (
    f"{_SOURCE}; also shapes, every shape in which people write a digit, and not-digits, letters and scribbles by "
    "which a network learns to decline; may be repeated; SOURCE*2 shows its images twice as often"
)


class _Parser(argparse.ArgumentParser):
    """One that raises its complaint as a sentence."""

    def error(self, message: str) -> NoReturn:
        sentence = f"{message[:1].upper()}{message[1:].rstrip('.')}. See `{self.prog} --help`."
        raise UsageError(sentence)


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return the arguments, with the function to call in `run`.

    Raises
    ------
    UsageError
        If they are not understood.
    SystemExit
        After `--help`, with status 0.
    """
    if argv and argv[0] in _commands():
        return _parser_of(argv[0]).parse_args(argv[1:])
    return _parser_of_window().parse_args(argv)


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of every command by its name, the window's as ``""``: the manual page is made of them."""
    found = {"": _parser_of_window()}
    for name in _commands():
        parser = found[name] = _parser_of(name)
        groups = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
        found |= {f"{name} {inner}": each for group in groups for inner, each in group.choices.items()}
    return found


def _parser_of(name: str) -> argparse.ArgumentParser:
    command = _commands()[name]
    parser = _Parser(prog=f"mnistpad {name}", description=command.purpose, allow_abbrev=False)
    command.add_arguments(parser)
    return parser


def _parser_of_window() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="mnistpad",
        description=_DESCRIPTION,
        usage="mnistpad [FILE]\n       mnistpad COMMAND --help",
        epilog="\n".join(["commands:", *(f"  {name:12}{command.purpose}" for name, command in _commands().items())]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _window(parser)
    return parser


class _Command(NamedTuple):
    purpose: str
    add_arguments: Callable[[argparse.ArgumentParser], None]


def _commands() -> dict[str, _Command]:
    return {
        "train": _Command("Train a network and save it.", _train),
        "evaluate": _Command("Score a model on labelled images.", _evaluate),
        "predict": _Command("Read the digits in pictures and drawing files.", _predict),
        "data": _Command("List the sources of labelled images, show one, or download MNIST.", _data),
        "smoke-test": _Command(
            "Draw a digit in the real window, train a network, and say whether all works.", _smoke_test
        ),
    }


def _later(module: str, function: str = "run") -> Callable[[argparse.Namespace], int]:
    """Return a function that is imported when it is called."""

    def call(arguments: argparse.Namespace) -> int:
        status: int = getattr(importlib.import_module(f"mnistpad.cli.{module}"), function)(arguments)
        return status

    return call


def _window(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help="a picture, a drawing or a model to open in the window")
    parser.add_argument(
        "--new-window", action="store_true", help="open a window of its own, even if there is one that could open FILE"
    )
    parser.add_argument("--version", action="store_true", help="print the versions of MnistPad and what it stands on")
    parser.set_defaults(run=_later("window"))


def _train(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--data", action="append", metavar="SOURCE", help=_SOURCE_WEIGHT)
    add("--out", required=True, metavar="MODEL", help="the model file to write; MODEL.checkpoint grows beside it")
    add("--preset", metavar="NAME", help=_PRESETS)
    add("--hidden", type=_hidden, metavar="N,N", help="neurons of each hidden layer, such as 128,64; none for none")
    add("--activation", metavar="NAME", help="relu, sigmoid or tanh")
    add("--optimizer", metavar="NAME", help="sgd, momentum or adam")
    add("--learning-rate", type=float, metavar="F", help="the step size, alpha")
    add("--batch-size", type=_batch_size, metavar="N", help="images a step, or full for all of them")
    add("--epochs", type=int, metavar="N", help="how often every image is shown")
    add("--schedule", metavar="NAME", help="constant, or cosine: alpha falls to 0 over the run")
    add("--patience", type=int, metavar="N", help="end after so many epochs without a new best on held-out images")
    add("--label-smoothing", type=float, metavar="F", help="part of each label that is spread over all classes")
    add("--l2", type=float, metavar="F", help="weight decay, such as 0.0001")
    add("--dropout", type=float, metavar="F", help="part of the hidden neurons that is silent in each batch")
    add("--augment", action=argparse.BooleanOptionalAction, default=None, help="distort the images as hands do")
    add("--validation", type=int, metavar="N", help="how many images to hold out; without it, each source says")
    add("--seed", type=int, metavar="N", help="the random seed")
    add("--config", metavar="FILE.toml", help="a file of these settings; flags override it")
    add("--resume", metavar="CHECKPOINT", help="go on with a run that was stopped; --epochs may extend it")
    add("--calibrate", action="append", metavar="SOURCE", help=_CALIBRATE)
    add("--exam", action="store_true", help="score the result on the sources' test images too, and note it in the file")
    add("--half", action="store_true", help="keep the weights as 16-bit numbers, and score them so: half the file")
    _add_json(parser)
    parser.set_defaults(run=_later("training"))


def _evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL", help="a model file")
    parser.add_argument("--data", required=True, metavar="SOURCE", help=_SOURCE)
    parser.add_argument(
        "--part",
        choices=["train", "validation", "test", "all"],
        help="without it, test; of a source without parts, all that the model did not learn",
    )
    parser.add_argument("--unsure", choices=["balanced", "sure"], help="also count what it names when it may decline")
    _add_json(parser)
    parser.set_defaults(run=_later("evaluating"))


def _predict(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="a picture of one digit, or a drawing file")
    parser.add_argument("--model", metavar="MODEL", help="the model file that reads; without it, the shipped one")
    parser.add_argument(
        "--unsure",
        choices=["guess", "balanced", "sure"],
        default="balanced",
        help="whether it may decline: guess never, balanced what does not look like a digit (the default), "
        "sure also where it is little less than certain",
    )
    _add_json(parser)
    parser.set_defaults(run=_later("predicting"))


def _data(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|fetch|show")
    every = _action(actions, "list", "which sources there are on this computer")
    _add_json(every)
    every.set_defaults(run=_later("data", "run_list"))
    fetch = _action(actions, "fetch", "download MNIST, 12 MB, unless it is here")
    fetch.add_argument("source", choices=["mnist"], metavar="mnist", help="what to download: mnist")
    fetch.add_argument(
        "--mirror", action="append", metavar="URL", help="a folder on the web that serves it; may be repeated"
    )
    _add_json(fetch)
    fetch.set_defaults(run=_later("data", "run_fetch"))
    one = _action(actions, "show", "the parts of a source and how many of each digit")
    one.add_argument("source", metavar="SOURCE", help=_SOURCE)
    _add_json(one)
    one.set_defaults(run=_later("data", "run_show"))


def _action(actions: Any, name: str, what: str) -> argparse.ArgumentParser:
    description = f"{what[0].upper()}{what[1:]}."
    parser: argparse.ArgumentParser = actions.add_parser(name, help=what, description=description, allow_abbrev=False)
    return parser


def _smoke_test(parser: argparse.ArgumentParser) -> None:
    _add_json(parser)
    parser.set_defaults(run=_later("window", "run_smoke_test"))


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON Lines, and nothing else, on standard output")


def _hidden(text: str) -> list[int]:
    if text.strip().lower() in ("", "0", "none"):
        return []
    try:
        return [int(size) for size in text.split(",")]
    except ValueError as error:
        msg = f"{text!r} is not a list of numbers such as 128,64, nor none"
        raise argparse.ArgumentTypeError(msg) from error


def _batch_size(text: str) -> int | str:
    if text == "full":
        return text
    try:
        return int(text)
    except ValueError as error:
        msg = f"{text!r} is neither a whole number nor full"
        raise argparse.ArgumentTypeError(msg) from error
