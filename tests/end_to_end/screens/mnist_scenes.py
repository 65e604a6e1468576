"""The scenes of an MNIST that is missing, is coming, or has not come, for the pictures. Nothing here asks a network."""

import time
from collections.abc import Callable
from pathlib import Path

from mnistpad.data.download import Progress, Stage, chosen
from mnistpad.errors import DownloadCancelledError, DownloadError
from mnistpad.ui.main_window import MainWindow
from tests.end_to_end.screens.train_scenes import NORMAL, SMALL, until

Scene = Callable[[MainWindow], None]
FAILED = (
    "MNIST's train-images-idx3-ubyte.gz could not be downloaded: storage.googleapis.com refuses to give it out (403), "
    "and ossci-datasets.s3.amazonaws.com does not answer. Try again later, use files that you already have, or go on "
    "with the built-in digits."
)


def _coming(progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Path:
    progress(Progress(Stage.FETCHING, 4_300_000, 11_594_722, "storage.googleapis.com", 1_240_000, 5.9))
    while not cancelled():
        time.sleep(0.02)
    raise DownloadCancelledError


def _failing(_progress: Callable[[Progress], None], _cancelled: Callable[[], bool]) -> Path:
    raise DownloadError(FAILED)


def _on_train(window: MainWindow) -> None:
    window.show_tab(window.training)
    window.training.prepare()
    window.training.plan.choose_source("builtin")
    until(lambda: "to learn" in window.training.summary.text())


def _on_data(window: MainWindow) -> None:
    window.show_tab(window.data)
    window.data.show_source("mnist")


def missing(place: Scene) -> Scene:
    """MNIST is offered."""
    return place


def gone(place: Scene) -> Scene:
    """The stick is out."""

    def scene(window: MainWindow) -> None:
        chosen.choose(Path("/media/class/mnist"))
        place(window)
        chosen.forget()

    return scene


def pressed(place: Scene, fetch: object) -> Scene:
    """Somebody has pressed Get MNIST, and this came of it."""

    def scene(window: MainWindow) -> None:
        window.download._fetch = fetch
        place(window)
        window.training.no_mnist.get_mnist()

    return scene


SCENES: dict[str, tuple[Scene, tuple[int, int]]] = {
    f"mnist-{state}-{tab}{suffix}": (scene, size)
    for tab, place in (("train", _on_train), ("data", _on_data))
    for state, scene in (
        ("missing", missing(place)),
        ("gone", gone(place)),
        ("coming", pressed(place, _coming)),
        ("failed", pressed(place, _failing)),
    )
    for suffix, size in (("", NORMAL), ("-900x600", SMALL))
}
"""These need a start without MNIST: MNISTPAD_DATA_DIR is not set."""
