"""What the README names exists, and what it tells people to type is understood."""

import importlib
import re
import shlex

import pytest

from mnistpad.cli.arguments import parse
from mnistpad.training.config import PRESETS, preset
from tests import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
LINES = [line.partition("  #")[0] for block in BLOCKS for line in block.replace("\\\n", "").splitlines()]
COMMANDS = [shlex.split(line)[1:] for line in LINES if line.startswith("mnistpad ") and "COMMAND" not in line]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_is_understood(words):
    assert callable(parse(words).run)


def test_every_target_of_make_is_there():
    targets = re.findall(r"^(\w[\w-]*):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    named = re.findall(r"^make ([a-z-]+)", "\n".join(re.findall(r"`([^`]+)`", README) + LINES), re.MULTILINE)

    assert len(named) >= 3
    assert set(named) <= set(targets)


def test_every_picture_is_there():
    pictures = re.findall(r"!\[.+?\]\((.+?)\)", README)

    assert len(pictures) >= 2
    assert [name for name in pictures if not (PROJECT / name).is_file()] == []


def test_every_place_in_the_code_is_there():
    places = re.findall(r"`((?:mnistpad|ink|nn|data|training|tests|tools)/[\w/.]*)`", README)

    missing = [
        place for place in places if not any((root / place).exists() for root in (PROJECT, PROJECT / "mnistpad"))
    ]

    assert len(places) > 5
    assert missing == []


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("backpropagation", ["Backpropagation._forward", "Backpropagation._backward", "add_l2", "dropout_mask"]),
        ("network", ["Network.logits"]),
        ("loss", ["softmax", "cross_entropy"]),
        ("optimizers", ["Optimizer", "Momentum", "Adam"]),
    ],
)
def test_every_formula_stands_where_the_readme_says(module, names):
    for name in names:
        found = importlib.import_module(f"mnistpad.nn.{module}")
        for part in name.split("."):
            found = getattr(found, part)

        assert f"`{name}`" in README


@pytest.mark.parametrize("name", PRESETS)
def test_the_table_of_presets_is_true(name):
    (line,) = [line for line in README.splitlines() if line.startswith(f"| `{name}` ")]
    config = preset(name)

    assert f"784-{'-'.join(map(str, config.hidden))}-10, ReLU" in line
    assert re.search(rf"\b{config.epochs:,} (epochs|steps)", line)
    if config.batch_size and name == "quick":
        assert f"batches of {config.batch_size}" in line
