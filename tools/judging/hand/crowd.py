"""Many people drawing many things: what a judgement is made on. The same seed gives the same drawings."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import cycle, islice
from typing import NamedTuple

from mnistpad.ink.stroke import Drawing
from tools.judging.hand import strangers
from tools.judging.hand.digits import SHAPES
from tools.judging.hand.strangers import Thing
from tools.judging.hand.writer import Writer

WRITERS = 30
DIGITS_EACH = 6  # of every shape
LETTERS_EACH = 3
OTHERS_EACH = 10  # of every kind of thing that is no letter

KINDS = ("letters", "signs", "scribbles", "dots", "arrows", "two digits", "half a digit")


class Sample(NamedTuple):
    """A drawing, what it is, and who drew it."""

    drawing: Drawing
    kind: str  # "digit", or one of KINDS
    name: str  # of the shape: "zero, slashed", "K", "spiral"
    writer: int


def digits(seed: int = 0, *, writers: int = WRITERS, each: int = DIGITS_EACH) -> list[Sample]:
    """Return every shape from every writer, `each` times."""
    return [sample for name in SHAPES for sample in _digits(name, seed, writers, each)]


def others(
    seed: int = 0, *, writers: int = WRITERS, letters: int = LETTERS_EACH, each: int = OTHERS_EACH
) -> list[Sample]:
    """Return what is no digit: `letters` of every letter, and `each` of every other kind, from every writer."""
    crowd = [Writer(number, seed) for number in range(writers)]
    return [sample for writer in crowd for sample in _others(writer, letters, each)]


def _digits(name: str, seed: int, writers: int, each: int) -> Iterator[Sample]:
    shape = SHAPES[name]
    for number in range(writers):
        for nth in range(each):
            hand = Writer(number, seed).hand(name, nth)
            yield Sample(hand.draw(shape.lines(hand), shape.digit), "digit", name, number)


def _others(writer: Writer, letters: int, each: int) -> Iterator[Sample]:
    for letter in strangers.LETTERS:
        yield from _drawn(writer, "letters", strangers.LETTERS, [letter] * letters)
    kinds = {"signs": strangers.SIGNS, "scribbles": strangers.SCRIBBLES, "arrows": strangers.ARROWS}
    for kind, things in kinds.items():
        yield from _drawn(writer, kind, things, _in_turn(things, each))
    halves = {"half a digit": strangers.half_digit}
    wholes = {"dots": strangers.DOTS, "two digits": {"two digits": strangers.two_digits}, "half a digit": halves}
    for kind, makers in wholes.items():
        for nth, name in enumerate(_in_turn(makers, each)):
            yield Sample(makers[name](writer.hand(name, nth)), kind, name, writer.number)


def _drawn(writer: Writer, kind: str, things: Mapping[str, Thing], names: list[str]) -> Iterator[Sample]:
    for nth, name in enumerate(names):
        hand = writer.hand(name, nth)
        yield Sample(hand.draw(things[name](hand)), kind, name, writer.number)


def _in_turn(names: Iterable[str], count: int) -> list[str]:
    return list(islice(cycle(names), count))
