"""The program itself, as a process to talk to, to hang and to kill: `mnistpad [FILE]` with a hand that moves.

    python -m tests.end_to_end.process.program ACT [WORD ...]

WORDs are what follows `mnistpad` on the command line. ACT is what happens once the window is there: `wait` nothing,
`draw` somebody draws a 3, `close` it is closed, `draw-close` both, `hang` it answers nobody for a minute, `look`
somebody looks at every tab and page and trains. What is seen is said on standard output, a line each.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest

import mnistpad
from mnistpad import resources
from mnistpad.cli import main as run_command
from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.program import single
from mnistpad.ui.program.single import FrontDoor
from mnistpad.ui.program.sitting import Sitting
from mnistpad.ui.training.run.controller import Phase
from tests.ui.window.shapes import THREE

PATIENCE = 60.0  # seconds that a slow machine's window may take to answer
HANGING = 60.0


def main(act: str, *words: str) -> int:
    single.PATIENCE = 1.0 if "--impatient" in words else PATIENCE
    if "--older" in words:
        mnistpad.__version__ = "0.0.1"
    open_door = FrontDoor.open

    def open_and_act(door: FrontDoor) -> bool:  # the last that a start does
        window = door.parent().window
        listen(window)
        QTimer.singleShot(0, lambda: ACTS[act](window))
        return open_door(door)

    FrontDoor.open = open_and_act
    return run_command([word for word in words if word not in ("--impatient", "--older")])


def listen(window: MainWindow) -> None:
    """Say what happens to the window."""
    window.exchange.piece_opened.connect(lambda piece: say(f"opened {piece.name}"))
    window.exchange.data_opened.connect(lambda paths: say(f"data {paths[0].name}"))
    (sitting,) = window.findChildren(Sitting)
    sitting.door.visited.connect(lambda visit: say(f"visited {visit.token}".strip()))


def tell(window: MainWindow) -> None:
    """Say how things are at the start."""
    (sitting,) = window.findChildren(Sitting)
    answer, message = window.session.answer, window.desk.strip.message
    say(f"pad {'blank' if answer.blank else answer.guess}, recent {len(window.session.recent)}")
    say(f"strip {message.text if message else 'empty'}")
    say("here" if sitting.door.is_open else "here, in private")


def draw(window: MainWindow) -> None:
    tell(window)
    canvas = window.desk.canvas
    places = [QPoint(*map(round, (canvas.paper.left() + x * canvas.paper.width(),
                                  canvas.paper.top() + y * canvas.paper.height()))) for x, y in THREE]  # fmt: skip
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(canvas, place)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])
    when(is_kept, lambda: say("kept"))


def is_kept() -> bool:
    """Whether the ink is on the disk."""
    return any('"strokes": [[[' in path.read_text("utf-8") for path in desk_files())


def desk_files() -> list[Path]:
    return sorted((resources.user_data_dir() / "desk").glob("*.json"))


def draw_and_close(window: MainWindow) -> None:
    draw(window)
    window.close()


def close(window: MainWindow) -> None:
    tell(window)
    window.close()


def hang(window: MainWindow) -> None:
    tell(window)
    QTimer.singleShot(0, lambda: time.sleep(HANGING))


def look(window: MainWindow) -> None:
    """Do what one can do without pressing Get MNIST."""
    draw(window)
    actions = window.actions_
    for action in (actions.shortcuts, actions.about, actions.train, actions.data, actions.numbers, actions.first_page):
        action.trigger()
    window.training.learn_from("learned.npz")
    window.training.plan.change("epochs", 2)
    window.training.plan.change("hidden", [16])
    actions.start_run.trigger()
    when(lambda: window.runs.phase is Phase.FINISHED, window.close)


def when(condition: Callable[[], bool], then: Callable[[], object]) -> None:
    """Do something as soon as something is so."""
    if condition():
        then()
    else:
        QTimer.singleShot(50, lambda: when(condition, then))


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


ACTS: dict[str, Callable[[MainWindow], None]] = {
    "wait": tell, "draw": draw, "close": close, "draw-close": draw_and_close, "hang": hang, "look": look,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
