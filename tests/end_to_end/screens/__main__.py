"""Writes a picture of every screen to a folder, for people to look at.

    QT_QPA_PLATFORM=offscreen python -m tests.end_to_end.screens FOLDER
    QT_QPA_PLATFORM=offscreen QT_SCALE_FACTOR=2 python -m tests.end_to_end.screens FOLDER

The README's pictures are `readme` and, of MNIST, `readme-train`. With QT_SCALE_FACTOR the names carry it. Beside each
picture of the default window stands its copy in greys.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

os.environ.setdefault("MNISTPAD_HOME", tempfile.mkdtemp())

from mnistpad import resources
from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.ui import app, theme
from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.pad.paper.content import fitted
from tests.end_to_end.reading.replay import draw, put
from tests.end_to_end.screens import data_scenes, mnist_scenes, train_scenes, unsure_scenes
from tests.ui.window.shapes import ONE, THREE

SEVEN = ((0.3, 0.2), (0.5, 0.19), (0.72, 0.18), (0.62, 0.45), (0.5, 0.85))


class Photographer:
    """Opens the window, sets a scene, takes its picture."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app = app.application()
        theme.theme.reduced_motion = True
        factor = os.environ.get("QT_SCALE_FACTOR", "1")
        self.suffix = "" if factor == "1" else f"@{factor}x"

    def settle(self, seconds: float = 0.4) -> None:
        """Let timers and layouts run."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            QApplication.processEvents()
            time.sleep(0.01)

    def take(self, name: str, scene: Callable[[MainWindow], None], size: tuple[int, int] = (1280, 800)) -> None:
        """Write FOLDER/name.png."""
        shutil.rmtree(resources.user_data_dir() / "runs", ignore_errors=True)
        window = MainWindow()
        window.tabs.setCurrentIndex(0)
        window.resize(*size)
        window.show()
        window.load_model()
        window.desk.canvas.interval = 0.0  # strokes come at once here, and the ribbon wants every reading
        self.settle(0.1)
        scene(window)
        self.settle()
        picture = window.grab().toImage()
        picture.save(str(self.folder / f"{name}{self.suffix}.png"))
        if name in {"drawn-light", "drawn-dark"}:
            grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
            grey.save(str(self.folder / f"{name}-grey{self.suffix}.png"))
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        theme.theme.scheme, theme.theme.paper = theme.Scheme.LIGHT, theme.Paper.THEME
        theme.theme.reduced_motion, theme.theme.high_contrast = True, False
        theme.theme.scale, theme.theme.presentation = 100, False


def scene_blank(window: MainWindow) -> None:
    """Nothing was drawn yet."""


def scene_drawn(window: MainWindow) -> None:
    """A 3, with three drawings before it."""
    for shape in (ONE, SEVEN, ONE):
        scene_stroke(window, shape)
        window.actions_.clear.trigger()
    scene_stroke(window, THREE)


def scene_stroke(window: MainWindow, shape: tuple[tuple[float, float], ...]) -> None:
    """One smooth stroke through the points."""
    along = np.linspace(0, len(shape) - 1, 80)
    points = np.stack([np.interp(along, range(len(shape)), axis) for axis in zip(*shape, strict=True)], axis=1)
    put(window.desk.canvas, Drawing((Stroke(points),)))


def scene_readme(window: MainWindow) -> None:
    """A 3 by a steady hand, with other digits before it."""
    from mnistpad.data import builtin

    *before, last = [builtin.sample(digit, np.random.default_rng(digit)) for digit in (5, 0, 9, 4, 2, 7, 3)]
    for drawing in before:
        scene_strokes(window, fitted(drawing))
        window.actions_.clear.trigger()
    scene_strokes(window, fitted(last))


def scene_readme_train(window: MainWindow) -> None:
    """Half of a quick run on MNIST, and a 3 that was on the pad from its first batch on."""
    from mnistpad.data import builtin

    scene_strokes(window, fitted(builtin.sample(3, np.random.default_rng(5))))
    train_scenes.ready(window)
    window.training.plan.choose_source("mnist")
    train_scenes.until(lambda: "50,000 to learn" in window.training.summary.text())
    window.actions_.start_run.trigger()
    train_scenes.until(lambda: window.runs.run is not None and window.runs.run.epoch >= 4)
    then = time.monotonic() + 0.1
    train_scenes.until(lambda: time.monotonic() >= then)
    window.actions_.pace.actions()[1].trigger()
    window.desk.strip.hide_all()


def scene_strokes(window: MainWindow, drawing: Drawing) -> None:
    """A drawing in pad units, by a pen that knows parts of pixels."""
    draw(window.desk.canvas, [stroke.points * window.desk.canvas.paper.width() for stroke in drawing.strokes])


def scene_drawing(window: MainWindow) -> None:
    """The pen is still down."""
    theme.theme.reduced_motion = False
    window.desk.canvas.play(window.bench.sample(2), 700)


def styled(scene: Callable[[MainWindow], None], **look: object) -> Callable[[MainWindow], None]:
    """Return the scene in other colours or another type size."""

    def dressed(window: MainWindow) -> None:
        for name, value in look.items():
            setattr(theme.theme, name, value)
        scene(window)

    return dressed


def then(scene: Callable[[MainWindow], None], action: str) -> Callable[[MainWindow], None]:
    """Return the scene after one more action."""

    def acted(window: MainWindow) -> None:
        scene(window)
        getattr(window.actions_, action).trigger()

    return acted


def told(window: MainWindow) -> None:
    """Something went wrong, and the window says so."""
    scene_drawn(window)
    window.exchange.open_paths([Path("no such picture.png")])


def asked(window: MainWindow) -> None:
    """A model is offered."""
    scene_drawn(window)
    from mnistpad import resources

    window.exchange.open_paths([resources.shipped_model()])


def dropped(window: MainWindow) -> None:
    """A picture hangs over the window."""
    scene_drawn(window)
    window.drop_zone.show_promise("Drop to put this picture on the pad")


def results(window: MainWindow) -> None:
    """Several drawings were opened."""
    from mnistpad.ui.pad.paper.content import Content, fitted
    from mnistpad.ui.session import Piece

    pieces = tuple(Piece(Content(fitted(window.bench.sample(n % 10))), f"digits, {n}") for n in range(40))
    window.exchange.several_opened.emit(pieces)


def pictured(window: MainWindow) -> None:
    """A picture lies on the pad."""
    scene_drawn(window)
    image = window.session.answer.image
    from mnistpad.ui.pad.paper.content import Content, PadPicture
    from mnistpad.ui.session import Piece

    window.bench.put(Piece(Content(picture=PadPicture.of_image(image, "three.png")), "three.png"))


SCENES: dict[str, tuple[Callable[[MainWindow], None], tuple[int, int]]] = {
    "readme": (scene_readme, (1280, 800)),
    "readme-train": (scene_readme_train, (1280, 800)),
    "blank": (scene_blank, (1280, 800)),
    "drawing": (scene_drawing, (1280, 800)),
    "drawn-light": (scene_drawn, (1280, 800)),
    "drawn-dark": (styled(scene_drawn, scheme="dark"), (1280, 800)),
    "drawn-contrast": (styled(scene_drawn, high_contrast=True), (1280, 800)),
    "drawn-blackboard": (styled(scene_drawn, paper="blackboard"), (1280, 800)),
    "drawn-900x600": (scene_drawn, (900, 600)),
    "drawn-900x600-dark": (styled(scene_drawn, scheme="dark"), (900, 600)),
    "drawn-1920x1080": (scene_drawn, (1920, 1080)),
    "drawn-4k": (scene_drawn, (3840, 2160)),
    "type-80": (styled(scene_drawn, scale=80), (1280, 800)),
    "type-150": (styled(scene_drawn, scale=150), (1280, 800)),
    "type-200": (styled(scene_drawn, scale=200), (1280, 800)),
    "type-150-900x600": (styled(scene_drawn, scale=150), (900, 600)),
    "type-200-900x600": (styled(scene_drawn, scale=200), (900, 600)),
    "first-page-150-900x600": (styled(scene_blank, scale=150), (900, 600)),
    "f9": (then(scene_drawn, "hide_tabs"), (1280, 800)),
    "f9-900x600": (then(scene_drawn, "hide_tabs"), (900, 600)),
    "f9-error": (then(told, "hide_tabs"), (1280, 800)),
    "presentation": (then(scene_drawn, "presentation"), (1280, 800)),
    "numbers": (then(scene_drawn, "numbers"), (1280, 800)),
    "data": (then(scene_drawn, "data"), (1280, 800)),
    "keys": (then(scene_drawn, "shortcuts"), (900, 600)),
    "about": (then(scene_drawn, "about"), (1280, 800)),
    "error": (told, (1280, 800)),
    "model": (asked, (900, 600)),
    "drop": (dropped, (1280, 800)),
    "results": (results, (1280, 800)),
    "results-dark-900x600": (styled(results, scheme="dark"), (900, 600)),
    "picture": (pictured, (1280, 800)),
}


def after_drawing(scene: Callable[[MainWindow], None]) -> Callable[[MainWindow], None]:
    """Return the scene with a 3 on the pad."""

    def drawn(window: MainWindow) -> None:
        scene_stroke(window, THREE)
        scene(window)

    return drawn


def add_train_scenes() -> None:
    """Add each scene of the Train tab, and most of them dark and small too."""
    for name, (scene, size) in train_scenes.SCENES.items():
        SCENES[name] = (after_drawing(scene), size)
    for name in (f"train-{each}" for each in train_scenes.EVERYWHERE):
        SCENES[f"{name}-dark"] = (styled(SCENES[name][0], scheme="dark"), train_scenes.NORMAL)
        SCENES[f"{name}-900x600"] = (SCENES[name][0], train_scenes.SMALL)


def add_mnist_scenes() -> None:
    """Add the scenes of an MNIST that is missing, and dark ones too."""
    for name, (scene, size) in mnist_scenes.SCENES.items():
        SCENES[name] = (scene, size)
        if size == mnist_scenes.NORMAL:
            SCENES[f"{name}-dark"] = (styled(scene, scheme="dark"), size)
        else:
            SCENES[f"{name}-150"] = (styled(scene, scale=150), size)


def add_data_scenes() -> None:
    """Add each scene of the Data tab, and most of them dark, small and in large type too."""
    SCENES.update(data_scenes.SCENES)
    for name in (f"data-{each}" for each in data_scenes.EVERYWHERE):
        scene, _ = data_scenes.SCENES[name]
        SCENES[f"{name}-dark"] = (styled(scene, scheme="dark"), train_scenes.NORMAL)
        SCENES[f"{name}-900x600"] = (scene, train_scenes.SMALL)
        SCENES[f"{name}-150"] = (styled(scene, scale=150), train_scenes.NORMAL)
        SCENES[f"{name}-150-900x600"] = (styled(scene, scale=150), train_scenes.SMALL)


def add_unsure_scenes() -> None:
    """Add what is said of something that is none, and most of it dark, small and in large type too."""
    SCENES.update(unsure_scenes.SCENES)
    for name in unsure_scenes.EVERYWHERE:
        scene, _ = unsure_scenes.SCENES[name]
        SCENES[f"{name}-dark"] = (styled(scene, scheme="dark"), train_scenes.NORMAL)
        SCENES[f"{name}-900x600"] = (scene, train_scenes.SMALL)
        SCENES[f"{name}-150-900x600"] = (styled(scene, scale=150), train_scenes.SMALL)


add_train_scenes()
add_mnist_scenes()
add_unsure_scenes()
add_data_scenes()


def main() -> None:
    """Take all pictures, or those whose names were given."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    photographer = Photographer(folder)
    for name in sys.argv[2:] or SCENES:
        scene, size = SCENES[name]
        photographer.take(name, scene, size)


if __name__ == "__main__":
    main()
