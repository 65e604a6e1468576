"""Small pictures of what was on the pad."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap

from mnistpad.ink.image import to_image
from mnistpad.recognizer import steadied
from mnistpad.ui.pad.paper.content import Content


def image_of(content: Content) -> NDArray[np.float32]:
    """Return the 28×28 image that the network is given, ink in [0, 1]."""
    image = content.image()
    return to_image(steadied(content.drawing)) if image is None else image


def tinted(image: NDArray[np.float32], paper: str, ink: str) -> QImage:
    """Return a picture in which 0 is the colour of the paper and 1 that of the ink.

    Parameters
    ----------
    image
        In [0, 1], shape (h, w).
    paper, ink
        "#RRGGBB".
    """
    ends = [np.frombuffer(bytes.fromhex(colour[1:]), np.uint8).astype(np.float32) for colour in (paper, ink)]
    rgb = ends[0] + np.clip(image, 0, 1)[..., np.newaxis] * (ends[1] - ends[0])
    rows = np.ascontiguousarray(np.rint(rgb).astype(np.uint8))
    height, width = image.shape
    # The copy owns its pixels; the array does not outlive this call.
    return QImage(rows.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def thumbnail(content: Content, side: int, ratio: float, paper: str, ink: str) -> QPixmap:
    """Return a square picture, `side` logical px long, for a screen of that many px per logical px."""
    length = round(side * ratio)
    picture = tinted(image_of(content), paper, ink).scaled(
        QSize(length, length), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    pixmap = QPixmap.fromImage(picture)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
