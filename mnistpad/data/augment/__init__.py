"""Training images varied as hands vary: moved, turned, stretched, slanted, bent, and written with another pen.

`ranges` says how far, and draws; `bends` knows the elastic field; `distorter` does the work, in `pieces` of up to 768
images. For long runs `apart` has a `helper` process do it, whose side is `serving`; both see a `block` of memory.
"""

from mnistpad.data.augment.apart import DistorterApart, distorter_for
from mnistpad.data.augment.distorter import Distorter, Variation, batches_at_a_time
from mnistpad.data.augment.ranges import Augmentation

__all__ = ["Augmentation", "Distorter", "DistorterApart", "Variation", "batches_at_a_time", "distorter_for"]
