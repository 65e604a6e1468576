"""The place of data in the window. Today it says what there is to learn from, and how the command line uses it."""

from collections.abc import Sequence
from pathlib import Path

from mnistpad.ui.window.exchange.wordings import show_command, train_command
from mnistpad.ui.window.pages.page import Page

NO_MNIST = "Built-in digits are ready: drawn by the program itself, so synthetic. They need no download."
OTHERS = (
    "The command line also reads MNIST's own files, folders of IDX files and UNIPEN files. "
    "Drop such a file or folder on this window to see its command."
)


class DataTab(Page):
    """The built-in digits, or what was dropped, and the commands for it."""

    def __init__(self) -> None:
        super().__init__("dataTab", "Data to learn from")
        self._about = self.add_label(NO_MNIST)
        self._about.setObjectName("dataSource")
        self.add_label("See what is in it:", "note")
        self._show = self.add_command("showCommand", show_command())
        self.add_label("Train a network on it:", "note")
        self._train = self.add_command("dataTrainCommand", train_command())
        self.add_label(OTHERS, "note")
        self.rows.addStretch(1)

    def show_source(self, paths: Sequence[Path]) -> None:
        """Say what can be done with a file or folder of labelled images."""
        path = paths[0]
        self._about.setText(f"{path.name} holds data to learn from.")
        self._show.set_text(show_command(path))
        self._train.set_text(train_command(path))
