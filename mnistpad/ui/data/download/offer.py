"""What to do where MNIST is missing: fetch it, with a bar and Cancel, or use files that are already there."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QProgressBar, QPushButton, QVBoxLayout, QWidget

from mnistpad.data.download import Progress, Stage, chosen, ready
from mnistpad.data.download.progress import in_words
from mnistpad.ui import theme
from mnistpad.ui.data.download import wordings as words
from mnistpad.ui.data.download.fetching import MnistDownload
from mnistpad.ui.data.errand import Errand
from mnistpad.ui.data.paragraph import WIDEST, Paragraph
from mnistpad.ui.pad.answer import announce
from mnistpad.ui.training.flow import Flow
from mnistpad.ui.widgets import push_button

STEPS = 1000  # of the bar


class MnistOffer(QWidget):
    """Hidden where MNIST is here. While it comes, every offer of the window shows the same bar.

    Parameters
    ----------
    download
        The window's.
    place
        Stands in the names of the buttons, where a window has several offers: `getMnist{place}Button`.
    serve_from
        Lets a folder serve MNIST; returns whether it holds it.
    """

    ready_here = Signal()  # MNIST is here, and whoever pressed this offer's buttons waits for it
    folder_chosen = Signal(str)  # a folder that holds something else
    builtin_chosen = Signal()

    def __init__(
        self,
        download: MnistDownload,
        place: str = "",
        serve_from: Callable[[Path], bool] = ready.serve_from,
    ) -> None:
        super().__init__()
        self.setObjectName(f"mnistOffer{place}")
        self._download = download
        self._serve_from = serve_from
        self._is_needed = False
        self._is_mine = False  # pressed here
        self._is_cancelling = False
        self._trouble = ""
        self._gone: Path | None = None  # the folder that served MNIST
        self._errand = Errand(self)
        self.words = Paragraph(f"mnistOffer{place}Words")
        self.bar = QProgressBar(minimum=0, maximum=STEPS, textVisible=False)
        self.bar.setObjectName(f"mnist{place}Bar")
        self.get = _button(f"getMnist{place}Button", words.GET, self.get_mnist)
        self.again = _button(f"tryMnistAgain{place}Button", words.AGAIN, self.get_mnist)
        self.look_again = _button(f"lookAgain{place}Button", words.LOOK_AGAIN, self._look_again)
        self.use_files = _button(f"useFiles{place}Button", words.USE_FILES, self.ask_for_folder)
        self.use_builtin = _button(f"useBuiltin{place}Button", words.USE_BUILTIN, self._use_builtin)
        self.cancel = _button(f"cancelMnist{place}Button", words.CANCEL, self._cancel)
        self._buttons = (self.get, self.again, self.look_again, self.use_files, self.use_builtin, self.cancel)
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        self._row = QWidget()
        flow = Flow(self._row)
        for button in self._buttons:
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        for part in (self.words, self.bar, self._row):
            column.addWidget(part)
        theme.theme.changed.connect(self._limit_bar)
        self._limit_bar()

    def _limit_bar(self) -> None:
        self.bar.setMaximumWidth(theme.px(WIDEST))

    def _connect(self) -> None:
        download = self._download
        download.begun.connect(self._begun)
        download.progressed.connect(self._show_progress)
        download.finished.connect(self._finished)
        download.failed.connect(self._failed)
        download.cancelled.connect(self._cancelled)
        self._errand.done.connect(self._looked)
        self._errand.failed.connect(self._complain)
        self._errand.slow.connect(lambda: self.words.setText(words.LOOKING))

    @property
    def is_wanted(self) -> bool:
        """Whether there is something to say: MNIST is missing, it is just coming, or it did not come."""
        return self._is_needed or self._download.is_running or bool(self._trouble)

    def set_needed(self, needed: bool) -> None:
        """Offer MNIST, because it is not here; or do not."""
        if needed == self._is_needed:
            return
        self._is_needed = needed
        self._gone = chosen.gone() if needed else None
        self._refresh()

    def forget_trouble(self) -> None:
        """Say no more of what went wrong."""
        self._trouble = ""
        self._refresh()

    def close_errand(self) -> None:
        """Wait a little for a folder that is being looked into, because the window closes."""
        self._errand.close()

    # What a person does

    def get_mnist(self) -> None:
        """Fetch it, because the person pressed the button, here or elsewhere on the page."""
        self._is_mine = True
        self._download.start()

    def _cancel(self) -> None:
        self._is_cancelling = True
        self.words.setText(words.CANCELLING)
        self._download.cancel()

    def _use_builtin(self) -> None:
        self.forget_trouble()
        self.builtin_chosen.emit()

    def _look_again(self) -> None:
        self._gone = chosen.gone()
        if self._gone is None:
            self._found()

    def ask_for_folder(self) -> None:
        """Let the person choose the folder that holds MNIST, or other digits."""
        path = QFileDialog.getExistingDirectory(self.window(), words.DIALOG)
        if path:
            self._errand.send(lambda: _Look(path, self._serve_from(Path(path))))

    # What came of it

    def _begun(self) -> None:
        self._trouble = ""
        had_focus = any(button.hasFocus() for button in self._buttons)
        self._is_cancelling = False
        self._refresh()
        if had_focus:
            self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._is_mine:
            announce(self, "Getting MNIST")

    def _show_progress(self, progress: Progress) -> None:
        self.bar.setMaximum(0 if progress.stage is Stage.WAITING else STEPS)
        self.bar.setValue(round(progress.fraction * STEPS))
        if not self._is_cancelling:
            self.words.setText(words.getting(in_words(progress)))

    def _finished(self) -> None:
        mine, self._is_mine = self._is_mine, False
        self._is_needed = False
        self.forget_trouble()
        if mine:
            announce(self, words.HERE)
            self.ready_here.emit()

    def _found(self) -> None:
        self._is_mine = True
        self._download.found()

    def _failed(self, why: str) -> None:
        self._is_mine = False
        self._complain(why)

    def _complain(self, why: str) -> None:
        self._trouble = why
        self._refresh()
        if self.isVisible():
            announce(self, why)

    def _cancelled(self) -> None:
        self._is_mine = False
        had_focus = self.cancel.hasFocus()
        self._refresh()
        if had_focus:
            self.get.setFocus(Qt.FocusReason.OtherFocusReason)

    def _looked(self, look: "_Look") -> None:
        if look.holds_mnist:
            self._found()
        else:
            self.forget_trouble()
            self.folder_chosen.emit(look.path)

    # What is shown

    def _refresh(self) -> None:
        busy = self._download.is_running
        gone = None if busy or self._trouble else self._gone
        self.get.setVisible(not busy and not self._trouble)
        self.again.setVisible(not busy and bool(self._trouble))
        self.look_again.setVisible(gone is not None)
        self.use_files.setVisible(not busy)
        self.use_builtin.setVisible(not busy and bool(self._trouble))
        self.cancel.setVisible(busy)
        self.bar.setVisible(busy)
        self.bar.setAccessibleName("Download of MNIST")
        if not busy:
            self.words.setText(f"! {self._trouble}" if self._trouble else words.gone(gone) if gone else words.OFFER)
        elif self._download.progress is None:
            self.bar.setMaximum(0)
            self.words.setText(words.BEGINNING)
        self.setAccessibleName(self.words.text())
        self.setVisible(self.is_wanted)


class _Look:
    """What a look into a folder found."""

    def __init__(self, path: str, holds_mnist: bool) -> None:
        self.path = path
        self.holds_mnist = holds_mnist


def _button(name: str, text: str, does: Callable[[], None]) -> QPushButton:
    button = push_button(name, text, words.TIPS[text])
    button.clicked.connect(lambda: does())
    return button


class OfferPage(QWidget):
    """The offer at the top of a page that has nothing else to show."""

    def __init__(self, offer: MnistOffer) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * theme.GAP, 0, 0)
        column.addWidget(offer)
        column.addStretch(1)
