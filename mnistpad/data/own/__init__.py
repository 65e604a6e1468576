"""Digits that a person drew and kept: where they are, what can be done to them, and how they are learned from."""

from mnistpad.data.own.asking import next_round
from mnistpad.data.own.records import LONGEST_NAME, Kept, clean_name
from mnistpad.data.own.source import FEWEST, KEY, LICENCE, NAME, collection, default, load
from mnistpad.data.own.store import ME, Change, Imported, OwnDigits

__all__ = [
    "FEWEST",
    "KEY",
    "LICENCE",
    "LONGEST_NAME",
    "ME",
    "NAME",
    "Change",
    "Imported",
    "Kept",
    "OwnDigits",
    "clean_name",
    "collection",
    "default",
    "load",
    "next_round",
]
