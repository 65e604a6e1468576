"""A process to kill: the real window, with a run that a person began or continues through its buttons.

    python -m tests.end_to_end.process.killed SOURCE EPOCHS [MOMENT]

It says each phase of the run on standard output, and ends when the run does. MOMENT kills it from inside, at a place
that cannot be met from outside: `write N` half-way through the N-th file it writes, `epoch N` between epoch N and the
next. `pause N` presses Pause after N batches, and `slow N` does N batches a second: both wait to be killed, and both
hold the run back, so that it cannot end before.
"""

import os
import signal
import sys
import time
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from mnistpad import files
from mnistpad.data import sources
from mnistpad.training import checkpoint
from mnistpad.ui.app import application, begin
from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.run import worker
from mnistpad.ui.training.run.controller import Phase
from mnistpad.ui.training.run.controls import Controls

LOADING = 0.15  # seconds that loading takes at least, so that there is time to be killed in it
ENDED = {Phase.STOPPED, Phase.FINISHED, Phase.FAILED}
UNHURRIED = 20  # batches a second, where Pause is to be pressed: the window may be slow to see how far the run is
PLAN = {"hidden": [16], "batch_size": 20}


def main(source: str, epochs: int, moment: str = "", number: int = 0) -> None:
    """Begin a run, or continue the one that is offered."""
    # A save at the end of each epoch instead of one in five seconds: most kills then meet one that is going on.
    worker.with_checkpoints = partial(checkpoint.with_checkpoints, every=0)
    arm(moment, number)
    application()
    window = MainWindow(Settings(), load_slowly)
    window.show()
    begin(window, None)
    window.runs.phase_changed.connect(lambda phase: say(phase, window))
    if moment == "slow":
        window.runs.set_pace(number)
    elif moment == "pause":
        window.runs.set_pace(UNHURRIED)
        window.runs.advanced.connect(lambda _events: pause_after(number, window))
    if not continue_offered(window):
        start(window, source, epochs)
    QApplication.exec()


def load_slowly(*arguments: object) -> object:
    """Load as the window does, but not in an instant."""
    time.sleep(LOADING)
    return sources.load_all(*arguments)


def arm(moment: str, number: int) -> None:
    """Let the process kill itself at a certain moment."""
    left = [number]

    def count() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    if moment == "write":
        flush = os.fsync

        def die_half_way(file: int) -> None:
            if left[0] == 1:
                os.ftruncate(file, os.fstat(file).st_size // 2)
            count()
            flush(file)

        files.os.fsync = die_half_way
    elif moment == "epoch":
        done = Controls.epoch_done

        def die_between(controls: Controls) -> None:
            count()
            done(controls)

        Controls.epoch_done = die_between


def continue_offered(window: MainWindow) -> bool:
    """Press Continue if the strip offers it."""
    buttons = {button.text(): button for button in window.desk.strip.buttons}
    if "Continue" not in buttons:
        return False
    say_line(f"offered: {window.desk.strip.message.text}")
    press(buttons["Continue"])
    return True


def start(window: MainWindow, source: str, epochs: int) -> None:
    window.show_tab(window.training)
    window.training.learn_from(source)
    for name, value in (PLAN | {"epochs": epochs}).items():
        window.training.plan.change(name, value)
    press(window.findChild(QPushButton, "startButton"))


def press(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def pause_after(batches: int, window: MainWindow) -> None:
    if window.runs.phase is Phase.RUNNING and window.runs.run.step >= batches:
        press(window.findChild(QPushButton, "pauseButton"))


def say(phase: Phase, window: MainWindow) -> None:
    say_line(phase.name)
    if phase in ENDED:
        window.close()
        QApplication.quit()


def say_line(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:4], *map(int, sys.argv[4:5]))
