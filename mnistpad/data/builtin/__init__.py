"""Digits drawn by the program itself, so that training works at once, offline. Synthetic, and labelled so."""

from mnistpad.data.builtin import kept
from mnistpad.data.builtin.generator import Lot, digits, lot, sample, shapes
from mnistpad.data.builtin.source import COUNT, LICENCE, NAME, load

__all__ = ["COUNT", "LICENCE", "NAME", "Lot", "digits", "kept", "load", "lot", "sample", "shapes"]
