"""What a window has besides the pad, the answer and Look: Train, Data, and who carries things to and from them.

The first paint and the first stroke need none of it, and making it takes longer than both.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from mnistpad.ui.session import Piece
from mnistpad.ui.window.menus.menus import insert_keep_menu

if TYPE_CHECKING:
    from mnistpad.data.mixture import TrainingData
    from mnistpad.ui.data.download.fetching import Fetch, MnistDownload
    from mnistpad.ui.data.library import Library
    from mnistpad.ui.data.own.box import DigitBox
    from mnistpad.ui.data.own.page import OwnDigitsPage
    from mnistpad.ui.data.tab import DataTab
    from mnistpad.ui.main_window import MainWindow
    from mnistpad.ui.training.probe import Probe
    from mnistpad.ui.training.run.controller import Loader, Phase, RunController
    from mnistpad.ui.training.setup.shelf import Shelf
    from mnistpad.ui.training.tab import KnownSources, TrainingTab
    from mnistpad.ui.window.desk.keeping import Keeping
    from mnistpad.ui.window.desk.run_desk import RunDesk
    from mnistpad.ui.window.exchange.exchange import Exchange

MNIST_IS_HERE = "MNIST is here: 60,000 digits to learn from and 10,000 to test with."
FRAME = 0.007  # seconds between two readings of a pen that moves, while a network trains: most mice move every 8 ms
FRAME_ALONE = 0.006  # and else: every move of most mice, but not of those that tell 1,000 a second

_IMPORTS = (  # in pieces that take a frame or two
    "mnistpad.data.idx",
    "mnistpad.data.sources",
    "mnistpad.ui.window.exchange.exchange",
    "mnistpad.training.config",
    "mnistpad.data.own",
    "mnistpad.ui.training.run.controller",
    "mnistpad.ui.training.tab",
    "mnistpad.ui.data.tab",
    "mnistpad.ui.window.desk.keeping",
)
Part = TypeVar("Part")


class Rooms:
    """Made by `furnish`, in steps.

    Parameters
    ----------
    window
        Whose; its desk, bench, tabs and actions are there.
    load, known
        Loads the images of a run; tells which sources have a name. What the program itself knows by default.
    fetch
        Downloads MNIST, by default from where it is published.
    """

    exchange: "Exchange"
    shelf: "Shelf"
    runs: "RunController"
    library: "Library"
    download: "MnistDownload"
    training: "TrainingTab"
    probe: "Probe"
    data: "DataTab"
    box: "DigitBox"
    run_desk: "RunDesk"
    keeping: "Keeping"

    def __init__(
        self, window: "MainWindow", load: "Loader | None", known: "KnownSources | None", fetch: "Fetch | None"
    ) -> None:
        self.are_whole = False
        self._window = window
        self._steps = self._make(load, known, fetch)

    def furnish(self) -> Iterator[None]:
        """Return the steps that make what is still missing; between them a pen can be followed."""
        return self._steps

    def _make(self, load: "Loader | None", known: "KnownSources | None", fetch: "Fetch | None") -> Iterator[None]:
        for module in _IMPORTS:
            import_module(module)
            yield
        from mnistpad.data import sources
        from mnistpad.data.download.ready import fetch_mnist

        self._make_exchange()
        yield
        yield from self._make_training(load or sources.load_all, known or sources.known_sources, fetch or fetch_mnist)
        self._make_data()
        yield
        self._make_desks()
        self._connect_tabs()
        self._connect_runs()
        self.are_whole = True
        self._window.completed.emit()

    def _make_exchange(self) -> None:
        from mnistpad.ui.window.exchange.exchange import Exchange

        self.exchange = Exchange(self._window.desk, self._window.session)

    def _make_training(self, load: "Loader", known: "KnownSources", fetch: "Fetch") -> Iterator[None]:
        from mnistpad.ui.data.download.fetching import MnistDownload
        from mnistpad.ui.data.library import Library
        from mnistpad.ui.training.probe import Probe
        from mnistpad.ui.training.run.controller import RunController
        from mnistpad.ui.training.setup.shelf import Shelf
        from mnistpad.ui.training.tab import TrainingTab

        window = self._window
        self.shelf = Shelf(load, window.settings, window)
        self.runs = RunController(load=self.shelf.load, parent=window)
        self.library = Library(window.settings, known, window)
        self.download = MnistDownload(fetch, window)
        self.download.finished.connect(self.library.look_again)  # before those who then want MNIST
        yield
        sources = self.library.sources
        self.training = TrainingTab(self.runs, self.shelf, window.settings, window.actions_, sources, self.download)
        window.fill_tab(1, self.training)
        self.probe = Probe(self.runs, window.session, window)
        yield

    def _make_data(self) -> None:
        from mnistpad.ui.data.own.box import DigitBox
        from mnistpad.ui.data.tab import DataTab

        window = self._window
        self.data = DataTab(self.library, self.shelf, self.training.plan, window.settings, self._what_is_learned)
        self.data.take_download(self.download)
        self.box = DigitBox(window.settings, parent=window)
        self.data.take_own(self.box, lambda: self.own_digits)
        window.fill_tab(2, self.data)

    def _make_desks(self) -> None:
        from mnistpad.ui.window.desk.keeping import Keeping
        from mnistpad.ui.window.desk.run_desk import RunDesk

        window = self._window
        self.run_desk = RunDesk(self.training, self.probe, window.session, window.desk.strip)
        self.keeping = Keeping(window.desk, window.bench, self.box, window.actions_, window.settings)
        insert_keep_menu(window.menuBar(), window.actions_, self.keeping.menu)
        window.bench.add_to_menu(self.keeping.menu)

    @cached_property
    def own_digits(self) -> "OwnDigitsPage":
        """The page of a person's own digits; made when it is first wanted."""
        from mnistpad.ui.data.own.page import OwnDigitsPage

        page = OwnDigitsPage(self.box)
        self.keeping.follow(page)
        return page

    def _connect_tabs(self) -> None:
        window = self._window
        self.training.gallery.piece_chosen.connect(window.bench.put)
        self.training.started.connect(lambda: window.show_tab(self.training))
        self.exchange.piece_opened.connect(window.bench.put)
        self.exchange.several_opened.connect(self._show_several)
        self.exchange.data_opened.connect(self._show_data)
        self.data.piece_chosen.connect(window.bench.put)
        self.data.source_chosen.connect(self._learn_from)
        self.library.changed.connect(self.training.look_again)
        self.box.changed.connect(self.training.count_again)

    def _connect_runs(self) -> None:
        window = self._window
        self.download.finished.connect(lambda: window.desk.strip.tell(MNIST_IS_HERE, is_spoken=False))
        window.attention.moved.connect(self.run_desk.step_aside)
        self.runs.phase_changed.connect(self._leave_time_to_the_run)
        self._leave_time_to_the_run(self.runs.phase)

    # What one room says to another

    def _leave_time_to_the_run(self, phase: "Phase") -> None:
        """Follow a hasty mouse less often while another thread wants the interpreter."""
        self._window.desk.canvas.interval = FRAME if phase.is_busy else FRAME_ALONE

    def _show_several(self, pieces: tuple[Piece, ...]) -> None:
        window = self._window
        window.look.show_results(pieces)
        window.show_tab(window.look)
        if pieces[0].content.picture is None:
            window.bench.put(pieces[0])

    def _show_data(self, paths: tuple[Path, ...]) -> None:
        self._window.show_tab(self.data)
        self.data.show_source(str(paths[0]))

    def _what_is_learned(self) -> "TrainingData | None":
        return self.runs.run.data if self.runs.run is not None else None

    def _learn_from(self, source: str) -> None:
        self.training.learn_from(source)
        self._window.show_tab(self.training)

    def close(self) -> None:
        """Let what is being read or fetched end, because the window closes."""
        self.exchange.opener.wait()
        self.download.close()
        self.shelf.close()
        self.data.close_errand()
        if self.data.own is not None:
            self.data.own.close_errands()
        self.box.close()


class Room(Generic[Part]):
    """One of the rooms under its name in the window: whoever asks for it before its time has all of them made."""

    def __init__(self, find: Callable[[Rooms], Part]) -> None:
        self._find = find

    def __get__(self, window: "MainWindow", _kind: "type[MainWindow]") -> Part:
        if not window.rooms.are_whole:
            window.complete()
        return self._find(window.rooms)
