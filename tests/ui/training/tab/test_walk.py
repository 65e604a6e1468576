"""Whatever a person presses in whatever order: never a stuck state, a leaked thread or a lost curve."""

import random

import pytest
from PySide6.QtCore import Qt, QThread
from PySide6.QtTest import QTest

from mnistpad.training import DivergedError
from mnistpad.ui.training.run.controller import Phase
from tests.ui.training.conftest import ENDED
from tests.ui.window.shapes import ONE, THREE

BUTTONS = ("startButton", "pauseButton", "stepButton", "stopButton", "continueButton", "coachButton", "useOnPadButton")
PACES = ("Slow", "Brisk", "Full speed", "Full speed")


class Walker:
    """An impatient person."""

    def __init__(self, desk, hand, rng: random.Random) -> None:
        self.desk, self.hand, self.rng = desk, hand, rng
        self.closed = False
        self.did: list[str] = []

    def deeds(self):
        return {
            **{name: lambda name=name: self.press(name) for name in BUTTONS},
            "F5": lambda: self.desk.press(Qt.Key.Key_F5),
            "F10": lambda: self.desk.press(Qt.Key.Key_F10),
            "F6": lambda: self.desk.press(Qt.Key.Key_F6),
            "epoch": self.desk.actions_.step_epoch.trigger,
            "pace": lambda: self.desk.training._choose_pace(self.rng.choice(PACES)),
            "rate": lambda: self.desk.training.change_rate(self.rng.choice([0.01, 0.1, 0.1, 800.0])),
            "epochs": lambda: self.desk.plan(epochs=self.rng.choice([1, 3, 500])),
            "tab": lambda: self.desk.tabs.setCurrentIndex(self.rng.randrange(3)),
            "train": lambda: self.desk.window.show_tab(self.desk.training),
            "view": lambda: self.desk.training.pages.tabs.setCurrentIndex(self.rng.randrange(4)),
            "settings": self.desk.training.bar.settings.click,
            "draw": lambda: self.hand.draw(self.rng.choice([ONE, THREE])),
            "clear": self.desk.actions_.clear.trigger,
            "home": self.desk.actions_.shipped_model.trigger,
            "back": self.look_back,
        }

    def press(self, name: str) -> None:
        button = self.desk.find(name)
        if button.isVisible() and button.isEnabled():
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def look_back(self) -> None:
        run = self.desk.runs.run
        if run is not None:
            self.desk.probe.look_back(self.rng.uniform(0, run.step))
            self.rng.choice([self.desk.probe.return_to_now, lambda: None])()

    def walk(self, steps: int) -> None:
        deeds = self.deeds()
        for _ in range(steps):
            name = self.rng.choice(list(deeds))
            self.did.append(name)
            deeds[name]()
            self.desk.qtbot.wait(self.rng.choice([0, 0, 1, 5, 30]))
            self.check()

    def check(self) -> None:
        desk, phase = self.desk, self.desk.phase
        assert desk.find("startButton").isEnabled() or phase.is_busy, self.did[-8:]
        assert desk.actions_.stop_run.isEnabled() == (phase.is_busy and phase is not Phase.STOPPING), self.did[-8:]
        assert desk.session.reader is not None
        assert desk.session.reader in desk.session.readers

    def come_to_an_end(self) -> None:
        desk = self.desk
        desk.actions_.stop_run.trigger()
        desk.wait_for(*ENDED)
        run, state = desk.runs.run, desk.runs.state
        if run is not None and state is not None:
            told, kept = run.history, state.history
            if isinstance(desk.runs.error, DivergedError):  # the curves show how; the state is back before it
                told = told.copy()
                told.cut(state.step)
            assert told.losses == kept.losses
            assert told.evaluations == kept.evaluations
        assert not [thread for thread in desk.runs.findChildren(QThread) if thread.isRunning()]


def walk(desk, hand, seed: int, steps: int) -> None:
    walker = Walker(desk, hand, random.Random(seed))
    walker.walk(steps)
    walker.come_to_an_end()


def test_a_hundred_presses_in_any_order_never_stick(desk, hand):
    walk(desk, hand, 1, 100)


def test_closing_at_any_moment_is_possible(desk, hand, dice):
    walker = Walker(desk, hand, dice)
    walker.walk(40)

    assert desk.window.close()
    assert not desk.phase.is_busy


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 14))
def test_a_thousand_presses_in_any_order_never_stick(desk, hand, seed):
    walk(desk, hand, seed, 1000)
