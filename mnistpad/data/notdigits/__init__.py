"""Things that are no digits, drawn by the program itself: letters, signs, scribbles, several digits at once, halves.

A network that learns them as an eleventh class can say that a drawing doesn't look like a digit. Synthetic, and
labelled so.
"""

from mnistpad.data.notdigits.characters import HELD_OUT
from mnistpad.data.notdigits.generator import Lot, judging_lot, lot
from mnistpad.data.notdigits.source import COUNT, KEY, LICENCE, NAME, judging, load

__all__ = ["COUNT", "HELD_OUT", "KEY", "LICENCE", "NAME", "Lot", "judging", "judging_lot", "load", "lot"]
