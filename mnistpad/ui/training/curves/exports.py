"""The curves as files: a picture, a drawing, a table. Always light, whatever the window looks like."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from mnistpad.errors import TrainingError
from mnistpad.files import replacing
from mnistpad.training.state import History
from mnistpad.ui import theme
from mnistpad.ui.training.curves.compose import Scene, compose
from mnistpad.ui.training.curves.data.track import Measure
from mnistpad.ui.training.curves.readout import Readout
from mnistpad.ui.training.curves.sheet.look import Look
from mnistpad.ui.training.curves.sheet.plot import Plot

SIZE = QSize(960, 640)  # px; a picture has twice as many
DENSITY = 2
COLUMNS = "step,epoch,training_loss,training_accuracy,validation_loss,validation_accuracy,learning_rate"


def png(scene: Scene, words: tuple[str, str, str], caption: str) -> bytes:
    """Return a picture of 1920×1280 pixels."""
    image = QImage(SIZE * DENSITY, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(DENSITY)
    with QPainter(image) as painter:
        _paint(painter, scene, words, caption)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def svg(scene: Scene, words: tuple[str, str, str], caption: str) -> bytes:
    """Return a drawing of lines and letters."""
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(SIZE)
    generator.setViewBox(QRect(0, 0, SIZE.width(), SIZE.height()))
    generator.setResolution(96)  # a px of the window is a px of the file
    generator.setTitle("Learning curves")
    generator.setDescription(caption)
    with QPainter(generator) as painter:
        _paint(painter, scene, words, caption)
    return bytes(buffer.data().data())


def save_csv(history: History, batches: int, path: Path) -> None:
    """Save a table with a line for each step, in full precision whatever the locale; fractions from 0 to 1.

    Step 0 is the untrained network. The training loss of a step is that of its first batch after it, which the network
    had not learned from yet, and the learning rate is the one that was set then.

    Raises
    ------
    TrainingError
        If the file cannot be written.
    """
    with _opened(path) as file:
        file.write(f"{COLUMNS}\n".encode())
        lines = _lines(history, batches)
        while some := "".join(islice(lines, 10_000)):
            file.write(some.encode())


def _lines(history: History, batches: int) -> Iterator[str]:
    evaluations = {each.step: each for each in history.evaluations}
    rates = dict(history.rates)
    count, rate = len(history.losses), ""
    for step in range(max([count, *(at + 1 for at in evaluations)])):
        rate = repr(float(rates[step])) if step in rates else rate
        learned = f"{history.losses[step]!r},{history.accuracies[step]!r}" if step < count else ","
        tried = f"{evaluations[step].loss!r},{evaluations[step].accuracy!r}" if step in evaluations else ","
        yield f"{step},{step / batches!r},{learned},{tried},{rate}\n"


def _paint(painter: QPainter, scene: Scene, words: tuple[str, str, str], caption: str) -> None:
    """Paint caption, legend and both plots, one below the other."""
    look = Look.of_a_file()
    painter.fillRect(QRect(QPointF(0, 0).toPoint(), SIZE), QColor(look.colours.surface))
    top = theme.GAP_COLUMNS
    if caption:
        painter.setFont(look.bold)
        painter.setPen(QColor(look.colours.text))
        line = QRectF(theme.GAP_COLUMNS, top, SIZE.width() - 2 * theme.GAP_COLUMNS, look.line_height)
        fitting = look.metrics.elidedText(caption, Qt.TextElideMode.ElideRight, 0.92 * line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, fitting)
        top += look.line_height + theme.GAP
    top += _paint_legend(painter, look, words, top)
    height = (SIZE.height() - top - theme.GAP) // 2
    for measure in Measure:
        _paint_plot(painter, scene, measure, look, QRect(theme.GAP, top, SIZE.width() - 2 * theme.GAP, height))
        top += height


def _paint_legend(painter: QPainter, look: Look, words: tuple[str, str, str], top: int) -> int:
    legend = Readout(look=look)
    legend.resize(SIZE.width() - 2 * theme.GAP_COLUMNS, 100)
    legend.set_texts(*words)
    painter.save()
    painter.translate(theme.GAP_COLUMNS, top)
    legend.paint_on(painter)
    painter.restore()
    return legend.sizeHint().height() + theme.UNIT


def _paint_plot(painter: QPainter, scene: Scene, measure: Measure, look: Look, room: QRect) -> None:
    plot = Plot(look, with_numbers_below=measure is Measure.LOSS)
    plot.resize(room.size())
    plot.resizeEvent(None)  # a widget that is never shown is never told
    plot.show_content(compose(scene, measure, look, plot.columns))
    source = QRectF(QPointF(0, 0), room.size().toSizeF())
    plot.scene().prepareForPaint()
    plot.scene().render(painter, QRectF(room), source)


def write(path: Path, content: bytes) -> None:
    """Save what one of the others returned.

    Raises
    ------
    TrainingError
        If the file cannot be written.
    """
    with _opened(path) as file:
        file.write(content)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        with replacing(path) as file:
            yield file
    except OSError as error:
        msg = f"{path.name} could not be saved: {error.strerror or error}. Choose another folder, or make room there."
        raise TrainingError(msg) from error
