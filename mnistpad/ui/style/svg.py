"""Line drawings in one colour, as pixmaps or as files. Knows nothing of the theme."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from mnistpad import resources


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return resources/icons/`name`.svg, `size` logical px wide, with `colour` for currentColor."""
    edge = round(size * ratio)
    image = QPixmap(QSize(edge, edge))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(_tinted(name, colour).encode())).render(painter, QRectF(0, 0, edge, edge))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def file(name: str, colour: str) -> str:
    """Return the path of a tinted copy: a style sheet can only name files. It is gone when the program ends."""
    copy = _folder() / f"{name}-{colour.removeprefix('#')}.svg"
    if not copy.exists():
        copy.write_text(_tinted(name, colour), encoding="utf-8")
    return copy.as_posix()


def _tinted(name: str, colour: str) -> str:
    return _source(name).replace("currentColor", colour)


@cache
def _source(name: str) -> str:
    return resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")


@cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="mnistpad-icons-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
