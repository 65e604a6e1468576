"""The scenes of the Data tab for the pictures: what is in each source, a person's own file, and what goes wrong."""

import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from mnistpad.data import sources
from mnistpad.ui.main_window import MainWindow
from tests.end_to_end.screens.train_scenes import NORMAL, Scene, until


def source(key: str) -> Scene:
    """A source with all its pictures."""

    def shown(window: MainWindow) -> None:
        window.show_tab(window.data)
        window.data.show_source(key)
        until(lambda: window.data.contents or window.data.notice.isVisible())

    return shown


def filtered(window: MainWindow) -> None:
    """The fours of MNIST, one of them on the pad, scrolled a bit."""
    source("mnist")(window)
    pictures = window.data.page.pictures
    pictures.show_digit(4)
    pictures.wall.verticalScrollBar().setValue(500)
    pictures.wall.chosen.emit(int(pictures.wall.pictures[70]))


def distorted(window: MainWindow) -> None:
    """What the usual distortion does, one range of it set by hand."""
    source("mnist")(window)
    window.training.plan.choose_preset("best")
    window.data.page.show_view("Distortion")
    window.data.page.distortion.sliders.rows["rotation"].slider.setValue(25)


def numbers(window: MainWindow) -> None:
    """The counts as a table."""
    source("mnist")(window)
    window.actions_.numbers.trigger()


def own_empty(window: MainWindow) -> None:
    """My digits, before one was kept."""
    window.box.delete_all()
    window.show_tab(window.data)
    window.data.show_source("my-digits")


def own(window: MainWindow) -> None:
    """My digits, some dozens of them."""
    window.box.delete_all()
    for number in range(60):
        window.box.keep(window.bench.sample(number % 10), number % 10)
    window.show_tab(window.data)
    window.data.show_source("my-digits")


def collecting(window: MainWindow) -> None:
    """A digit is asked for, and the last one was kept."""
    own(window)
    window.own_digits.collecting.begin()
    window.desk.canvas.set_drawing(window.bench.sample(window.own_digits.collecting.digit))
    window.own_digits.panel.next.click()


def offered(window: MainWindow) -> None:
    """A person's own archive, dark on light and on its side, before it is taken."""
    some = sources.load("builtin").train
    lying = 255 - some.pixels[:3000].reshape(-1, 28, 28).transpose(0, 2, 1)
    path = Path(tempfile.mkdtemp()) / "digits of class 4b.npz"
    np.savez(path, x_train=lying, y_train=some.labels[:3000])
    window.exchange.open_paths([path])
    until(lambda: window.data.accept.isVisible())


def taken(window: MainWindow) -> None:
    """The same, taken."""
    offered(window)
    take(window)


def unlabelled_offered(window: MainWindow) -> None:
    """Images without labels, before they are looked at."""
    path = Path(tempfile.mkdtemp()) / "test.npz"
    np.savez(path, x_test=sources.load("mnist").test.pixels)
    window.exchange.open_paths([path])
    until(lambda: window.data.accept.isVisible())


def unlabelled(window: MainWindow) -> None:
    """The same, taken."""
    unlabelled_offered(window)
    take(window)


def take(window: MainWindow) -> None:
    """Accept what is offered."""
    window.data.accept.use.click()
    until(lambda: window.data.contents)


def counted(window: MainWindow) -> None:
    """A long folder of pictures, while it is read."""
    folder = Path(tempfile.mkdtemp()) / "photos of class 4b"
    (folder / "3").mkdir(parents=True)
    paper = np.full((400, 400), 250, np.uint8)
    paper[80:320, 190:215] = 10
    Image.fromarray(paper).save(folder / "3" / "0.png")
    for number in range(1, 2000):
        (folder / "3" / f"{number}.png").hardlink_to(folder / "3" / "0.png")
    window.exchange.open_paths([folder])
    until(lambda: window.data.waiting.bar.isVisible() and window.data.waiting.bar.value())


def bad(window: MainWindow) -> None:
    """A file that holds no digits."""
    path = Path(tempfile.mkdtemp()) / "shopping list.csv"
    path.write_text("milk,2\nbread,1\n")
    window.exchange.open_paths([path])
    until(lambda: window.data.notice.isVisible())


SCENES: dict[str, tuple[Scene, tuple[int, int]]] = {
    "data-mnist": (source("mnist"), NORMAL),
    "data-builtin": (source("builtin"), NORMAL),
    "data-filtered": (filtered, NORMAL),
    "data-distorted": (distorted, NORMAL),
    "data-numbers": (numbers, NORMAL),
    "data-own-empty": (own_empty, NORMAL),
    "data-own": (own, NORMAL),
    "data-collecting": (collecting, NORMAL),
    "data-offered": (offered, NORMAL),
    "data-taken": (taken, NORMAL),
    "data-unlabelled-offered": (unlabelled_offered, NORMAL),
    "data-unlabelled": (unlabelled, NORMAL),
    "data-counted": (counted, NORMAL),
    "data-bad": (bad, NORMAL),
}
EVERYWHERE = ("mnist", "distorted", "own", "collecting", "offered", "unlabelled", "bad")
"""What is also taken dark, in the smallest window, and in large type."""
