"""The manual page, made of the very parsers that the program reads its command line with."""

import argparse
from datetime import UTC, datetime

from mnistpad.cli import arguments
from tools.packaging import facts

_FILES = """\
.SH FILES
.TP
.I ~/.local/share/MnistPad
Settings, kept digits, runs and downloaded MNIST. Removing the program leaves them.
.SH ENVIRONMENT
.TP
.B MNISTPAD_HOME
Another place for those.
.TP
.B MNISTPAD_DATA_DIR
A folder whose
.I mnist
is looked into first.
.TP
.B QT_QPA_PLATFORM
.I offscreen
lets the smoke test run without a screen.
.SH EXIT STATUS
0 done; 1 the work failed; 2 the arguments or files are unusable; 130 interrupted.
"""


def manual() -> str:
    """Return mnistpad(1) in man's own notation."""
    day = datetime.fromtimestamp(facts.epoch(), UTC).date()
    lines = [
        f'.TH MNISTPAD 1 "{day}" "{facts.TITLE} {facts.VERSION}" "User Commands"',
        ".SH NAME",
        f"{facts.NAME} \\- {_plain(facts.SUMMARY[0].lower() + facts.SUMMARY[1:])}",
        ".SH SYNOPSIS",
        ".B mnistpad",
        ".RI [ FILE ]",
        ".br",
        ".B mnistpad",
        ".I COMMAND",
        ".RI [ ... ]",
        ".SH DESCRIPTION",
        "MnistPad is a window with a pad to draw a digit on. It reads the digit while it is drawn, shows how, and",
        "trains networks of one's own. The commands do the same without a window. With",
        ".B \\-\\-json",
        "standard output carries JSON Lines alone.",
        ".SH OPTIONS",
    ]
    parsers = arguments.parsers()
    lines += _arguments(parsers.pop(""))
    lines.append(".SH COMMANDS")
    for name, parser in parsers.items():
        lines += [f".SS {facts.NAME} {_plain(name)}", _plain(parser.description or "")]
        lines += _arguments(parser)
    return "\n".join(lines) + "\n" + _FILES


def _arguments(parser: argparse.ArgumentParser) -> list[str]:
    lines = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            continue
        if "--help" not in action.option_strings:
            lines += [".TP", _heading(action), _plain((action.help or "").replace("%%", "%"))]
    return lines


def _heading(action: argparse.Action) -> str:
    value = str(action.metavar or ("|".join(map(str, action.choices)) if action.choices else action.dest.upper()))
    if not action.option_strings:
        return f".I {_plain(value)}"
    names = ", ".join(rf"\fB{_plain(name)}\fR" for name in action.option_strings)
    return names if action.nargs == 0 else rf"{names} \fI{_plain(value)}\fR"


def _plain(text: str) -> str:
    """Return text that man takes for text."""
    safe = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe
