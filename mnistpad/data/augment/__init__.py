"""Training images varied as hands vary: moved, turned, stretched, slanted, bent, and written with another pen.

`ranges` says how far, and draws; `bends` knows the elastic field; `distorter` does the work, in `pieces` of up to 512
images.
"""

from mnistpad.data.augment.distorter import Distorter, batches_at_a_time
from mnistpad.data.augment.ranges import Augmentation

__all__ = ["Augmentation", "Distorter", "batches_at_a_time"]
