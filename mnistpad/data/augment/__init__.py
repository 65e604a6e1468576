"""Training images varied as hands vary: moved, turned, stretched, slanted, bent, and written with another pen.

`ranges` says how far, and draws; `bends` knows the elastic field; `distorter` does the work, 128 images at a time.
"""

from mnistpad.data.augment.distorter import Distorter
from mnistpad.data.augment.ranges import Augmentation

__all__ = ["Augmentation", "Distorter"]
