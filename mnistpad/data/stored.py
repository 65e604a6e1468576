"""How a file keeps its images, which is seldom written in it: what was noticed, and what a person may say instead."""

import os
from dataclasses import dataclass, replace

EDGE = 28  # pixels along the edge of the images that a Dataset holds


@dataclass(frozen=True)
class Wishes:
    """What a person says of a file's images; None leaves it to be noticed.

    Parameters
    ----------
    transposed
        Rows and columns are exchanged, as in EMNIST.
    dark
        The ink is darker than the paper.
    """

    transposed: bool | None = None
    dark: bool | None = None


AS_NOTICED = Wishes()


@dataclass(frozen=True)
class Switch:
    """Something that a person may say of a file's images, where what was noticed is wrong."""

    source: str  # the SOURCE that has them that way
    words: str  # for a button


@dataclass(frozen=True)
class Stored:
    """How a file keeps its images.

    Parameters
    ----------
    edge
        Pixels along their edges.
    low, high
        The numbers of plain paper and of full ink, or the other way round.
    transposed, dark
        As in `Wishes`.
    """

    edge: int = EDGE
    low: float = 0
    high: float = 255
    transposed: bool = False
    dark: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What was done to the images for that, a sentence each."""
        found = {
            f"The values go from {self.low:g} to {self.high:g}: stretched to 0 to 255.": (self.low, self.high)
            not in {(0, 255), (0, 1)},
            "Dark ink on light paper: inverted.": self.dark,
            f"Images of {self.edge}×{self.edge} pixels: {'scaled up' if self.edge < EDGE else 'scaled'} to 28×28, "
            "as drawings are.": self.edge != EDGE,
            "Stored transposed, like EMNIST: turned upright.": self.transposed,
        }
        return tuple(words for words, is_so in found.items() if is_so)

    def switches(self, source: str) -> tuple[Switch, ...]:
        """Return what a person may say instead, about one thing each.

        Parameters
        ----------
        source
            The SOURCE that was read, with or without what was said about it.
        """
        plain, wishes = split(source)
        turned = replace(wishes, transposed=not self.transposed)
        inverted = replace(wishes, dark=not self.dark)
        turn = "Leave them as stored" if self.transposed else "Swap rows and columns"
        invert = "Leave the ink as stored" if self.dark else "Swap dark and light"
        return Switch(joined(plain, turned), turn), Switch(joined(plain, inverted), invert)


_SAYS = {
    "upright": Wishes(transposed=False),
    "transposed": Wishes(transposed=True),
    "light-ink": Wishes(dark=False),
    "dark-ink": Wishes(dark=True),
}
WORDS = ", ".join(f"#{word}" for word in _SAYS)


def split(source: str) -> tuple[str, Wishes]:
    """Return a SOURCE without what it says about its images, such as `#transposed#dark-ink`, and that.

    What is there under the whole name is that file. Of two words about one thing, the last counts.
    """
    plain, mark, word = source.rpartition("#")
    if not mark or not plain or word not in _SAYS or os.path.lexists(source):
        return source, AS_NOTICED
    plain, earlier = split(plain)
    said = _SAYS[word]
    return plain, Wishes(
        earlier.transposed if said.transposed is None else said.transposed,
        earlier.dark if said.dark is None else said.dark,
    )


def joined(plain: str, wishes: Wishes) -> str:
    """Return the SOURCE that says this about its images; the opposite of `split`."""
    turned = {None: "", False: "#upright", True: "#transposed"}[wishes.transposed]
    inked = {None: "", False: "#light-ink", True: "#dark-ink"}[wishes.dark]
    return plain + turned + inked
