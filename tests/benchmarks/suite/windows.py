"""What a person feels: drawing, training in the window, the wall of pictures and long curves."""

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import Qt, QTimer
from threadpoolctl import threadpool_limits

from mnistpad.data import sources
from mnistpad.data.mixture import TrainingData
from mnistpad.training import Evaluated, TrainingConfig, preset, train
from mnistpad.training.feed import Choice, choose
from mnistpad.training.feed.threads import cores
from mnistpad.training.state import History
from mnistpad.ui import app
from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.training.curves.view import CurvesView
from mnistpad.ui.training.run.controller import Phase
from tests.benchmarks import drawing, wall
from tests.benchmarks.suite.images import begun
from tests.benchmarks.suite.table import AT_LEAST, Measure, Row, against, limited
from tests.benchmarks.training_window import TICK, wait, wait_until

QUICK = preset("quick")
MARKS = {  # of held-out images that are read rightly, and a run that gets there: `quick` ends below 98 %
    0.95: QUICK,
    0.98: replace(QUICK, hidden=(512,), learning_rate=0.1, dropout=0.2, schedule="cosine"),
}
NOT_REACHED = "the run ended before the mark"
POINTS = 1_000_000
FEW_ROUNDS = 4  # at most, of whole runs


def measures(rounds: int, threads: int) -> Iterator[Measure]:
    """Yield what is measured."""
    app.application()
    for mark, config in MARKS.items():
        yield Measure(f"Start to {100 * mark:.0f} %", partial(trained, mark, config, min(rounds, FEW_ROUNDS)))
    share_the_machine(by=True)
    yield Measure("move to bars", partial(drawn, rounds))
    yield Measure("wall of 70,000 pictures", partial(scrolled, min(rounds, 3)))
    yield Measure("curves of 1,000,000 points", partial(long_curves, rounds))


def share_the_machine(*, by: bool) -> None:
    """Give the window its part, as the program does when it starts; or, for a run without a window, take it away."""
    if by:
        app.share_the_machine()
    else:
        threadpool_limits(cores(), user_api="blas")
        sys.setswitchinterval(0.005)


def trained(mark: float, config: TrainingConfig, rounds: int) -> Iterator[Row]:
    """Yield how long it takes from Start to a mark, beside the same run without a window, and its fastest threads."""
    data = sources.load_all(["mnist"], config.validation)
    window, same, fastest = [], [], []
    for _ in range(rounds):
        share_the_machine(by=True)
        seconds, choice = in_window(config, mark)
        share_the_machine(by=False)
        best = choose(config, images=config.epochs * data.epoch_size)
        ways = {(each.threads, each.halves): each for each in (choice, best, Choice(1, ""), Choice(cores(), ""))}
        alone = {way: without_window(config, data, each, mark) for way, each in ways.items()}
        window.append(seconds)
        same.append(alone[choice.threads, choice.halves])
        fastest.append(min(alone.values()))
    name = f"Start to {100 * mark:.0f} % held out in the window, {config.sizes[1]} hidden, s"
    for peer, took in (("the same without a window", same), ("the fastest without a window", fastest)):
        ratios = [least / own for least, own in zip(took, window, strict=True)]
        yield against(f"{name}; {peer}", window, ratios, f"{AT_LEAST} 0.85")


def without_window(config: TrainingConfig, data: TrainingData, choice: Choice, mark: float) -> float:
    """Return the seconds to the mark of a run that nobody watches."""
    begin = time.perf_counter()
    for event in train(begun(config, data, choice), data):
        if _has_reached(event, mark):
            return time.perf_counter() - begin
    raise RuntimeError(NOT_REACHED)


def in_window(config: TrainingConfig, mark: float) -> tuple[float, Choice]:
    """Return the seconds to the mark from pressing Start, curves on the screen, and how the run was divided."""
    window = opened()
    window.show_tab(window.training)
    window.shelf.load(("mnist",), config.validation)  # as on the second Start: loading is measured elsewhere
    wait(0.5)
    reached: list[float] = []
    window.runs.advanced.connect(
        lambda events: reached.extend(time.perf_counter() for event in events if _has_reached(event, mark))
    )
    begin = time.perf_counter()
    window.runs.start(config, ("mnist",), "quick")
    wait_until(lambda: reached or not window.runs.phase.is_busy)
    run = window.runs.run
    window.close()
    window.deleteLater()
    if not reached or run is None:
        raise RuntimeError(NOT_REACHED)
    return reached[0] - begin, run.choice


def _has_reached(event: object, mark: float) -> bool:
    return isinstance(event, Evaluated) and event.accuracy >= mark


def drawn(rounds: int) -> Iterator[Row]:
    """Yield how long a move of the mouse takes to the bars, with nothing else to do and while a network trains."""
    drawing.tell_when_bars_are_painted()
    window = opened()
    window.show_tab(window.training)
    moves = 2000 if rounds > 1 else 300
    wait(1)
    yield _latency("move to bars, idle, p99 in ms", window, moves, 8)
    window.runs.start(replace(QUICK, epochs=1000), ("mnist",), "quick")
    wait_until(lambda: window.runs.phase is not Phase.PREPARING)
    wait(1)
    assert window.runs.phase is Phase.RUNNING
    yield _latency("move to bars, while training, p99 in ms", window, moves, 16.7)
    window.close()


def _latency(name: str, window: MainWindow, moves: int, most: float) -> Row:
    took = drawing.draw(window, moves)
    # The moves in four parts stand for rounds where it is about the spread.
    parts = limited(name, [float(np.percentile(part, 99)) for part in np.array_split(took, 4)], most)
    p99 = float(np.percentile(took, 99))
    return replace(parts, median=p99, ratio=p99 / most, met=p99 <= most)


def scrolled(rounds: int) -> Iterator[Row]:
    """Yield the longest gap while the wall of MNIST's pictures is scrolled."""
    window = opened()
    wall.load(window)
    for name, way in wall.WAYS.items():
        gaps = [float(wall.scroll(window, way).gaps.max()) for _ in range(rounds)]
        yield longest(f"wall of 70,000 pictures, {name}: longest gap, ms", gaps, 50)
    window.close()


def longest(name: str, gaps: list[float], most: float) -> Row:
    """Return the row of gaps of which none may be longer: the longest counts, not the median."""
    return replace(limited(name, gaps, most), median=max(gaps), ratio=max(gaps) / most, met=max(gaps) <= most)


def long_curves(rounds: int) -> Iterator[Row]:
    """Yield the longest gap while curves of a million points grow, ten times a second."""
    app.collect_again()  # as the program does once it has begun
    history, view = made_up(POINTS), CurvesView()
    view.resize(900, 500)
    view.show()
    view.set_history(history, 469)
    wait(0.5)

    def grow() -> None:
        history.losses.extend([0.1] * 200)
        history.accuracies.extend([0.97] * 200)
        view.advance()

    timer = QTimer(interval=100)
    timer.timeout.connect(grow)
    timer.start()
    gaps = [_longest_gap(3) for _ in range(max(2, rounds))]
    timer.stop()
    view.close()
    yield longest("curves of 1,000,000 points: longest gap, ms", gaps, 50)


def _longest_gap(lasting: float) -> float:
    ticks: list[float] = []
    ticker = QTimer(interval=TICK, timerType=Qt.TimerType.PreciseTimer)
    ticker.timeout.connect(lambda: ticks.append(time.perf_counter()))
    ticker.start()
    wait(lasting)
    ticker.stop()
    return float(1000 * np.diff(ticks).max())


def made_up(batches: int) -> History:
    """Return a run that learned as runs do, for so many batches."""
    rng = np.random.default_rng(0)
    still = np.exp(-np.arange(batches) / 2000)
    losses = 0.1 + 2.2 * still + 0.05 * rng.random(batches)
    accuracies = 0.97 - 0.87 * still - 0.02 * rng.random(batches)
    history = History(losses.tolist(), accuracies.tolist(), rates=[(0, 0.1)])
    for epoch in range(batches // 469):
        history.evaluations.append(Evaluated(469 * epoch, float(epoch), 0.1, 0.97, 10_000, is_best=epoch == 0))
    return history


def opened() -> MainWindow:
    """Return the real window, as a person sees it after the start."""
    window = MainWindow()
    window.resize(1280, 800)
    window.show()
    window.load_model()
    wait(0.5)
    app.collect_again()  # as the program does then
    return window
