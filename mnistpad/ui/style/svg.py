"""Line drawings in one colour, as pixmaps or as files. Knows nothing of the theme."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from mnistpad import resources


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return resources/icons/`name`.svg, `size` logical px wide, with `colour` for currentColor."""
    image = _drawn(name, round(size * ratio)).copy()
    if not _has_colours(name):
        with QPainter(image) as painter:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
            painter.fillRect(image.rect(), QColor(colour))
    result = QPixmap.fromImage(image)
    result.setDevicePixelRatio(ratio)
    return result


@cache  # an icon comes in three tints, and drawing it takes much longer than tinting it
def _drawn(name: str, edge: int) -> QImage:
    image = QImage(edge, edge, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        QSvgRenderer(str(resources.path("icons", f"{name}.svg"))).render(painter, QRectF(0, 0, edge, edge))
    return image


def _has_colours(name: str) -> bool:
    """Whether a drawing has colours of its own, as the program's icon does."""
    return "currentColor" not in _source(name)


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
