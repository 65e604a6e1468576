"""The place of training in the window. Today it says how the command line trains."""

from mnistpad.ui.window.page import Page
from mnistpad.ui.window.wordings import train_command

EMPTY = "Teach a network in a few seconds. Nothing can break: the shipped model stays."


class TrainingTab(Page):
    """What can be done today, in words and a command."""

    def __init__(self) -> None:
        super().__init__("trainingTab", "Train a network of your own")
        self.add_label(EMPTY)
        self.add_label(
            "This window does not train yet. The command line does, with the same network and the same data:"
        )
        self.add_command("trainCommand", train_command())
        self.add_label("Then open my-model.npz here, and let it read what you draw.", "note")
        self.rows.addStretch(1)
