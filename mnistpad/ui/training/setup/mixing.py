"""A person's own digits beside other images: one choice that stands for two sources, in words and as SOURCEs."""

import re

from mnistpad.data import own, sources
from mnistpad.data.sources import SourceInfo
from mnistpad.errors import UsageError

TIMES = (1, 10, 100)  # how often an epoch shows each of a person's own digits beside other images
_BOTH = re.compile(rf"(?s)(.+) \+ ({own.KEY}(?:\*\d{{1,3}})?)")
_FIRST = ("mnist", "builtin")


def with_own(source: str, times: int) -> str:
    """Return the choice of a source and a person's own digits, each of them shown so many times."""
    return f"{source} + {own.KEY}" if times == 1 else f"{source} + {own.KEY}*{times}"


def parts(choice: str) -> tuple[str, ...]:
    """Return the SOURCEs that a choice stands for: one, or two."""
    both = _BOTH.fullmatch(choice)
    return (both[1], both[2]) if both else (choice,)


def plain(spec: str) -> str:
    """Return a SOURCE without its weight; a weight that cannot be is left for the loading to refuse."""
    try:
        return sources.parse(spec)[0]
    except UsageError:
        return spec


def joined(specs: tuple[str, ...]) -> str:
    """Return the choice that stands for SOURCEs."""
    return " + ".join(specs)


def words(choice: str, name: str) -> str:
    """Return a choice in words, such as "MNIST + my digits, each 10 times".

    Parameters
    ----------
    choice
        Of two sources.
    name
        What people call the first.
    """
    _, _, times = choice.rpartition("*")
    often = f", each {times} times" if times.isdecimal() else ""
    return f"{name} + {own.NAME}{often}"


def mixtures(available: list[SourceInfo]) -> dict[str, str]:
    """Return the choices of two sources that can be offered, and what they are called; none without own digits."""
    named = {source.key: source.name for source in available}
    if own.KEY not in named:
        return {}
    choices = [with_own(key, times) for key in _FIRST if key in named for times in TIMES]
    return {choice: words(choice, named[parts(choice)[0]]) for choice in choices}
