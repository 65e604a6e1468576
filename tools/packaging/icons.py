"""The program's icon in every form that a system asks for, made of the one SVG."""

import io
import struct
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from tools.packaging import facts

DRAWING = facts.PROJECT / "resources" / "icons" / "mnistpad.svg"
HICOLOR = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_ICO = (16, 20, 24, 32, 40, 48, 64, 128, 256)
# The kinds of an .icns file that hold PNG, by their edge in pixels (Apple's Icon Services; "@2x" twice as many).
_ICNS = ((b"icp4", 16), (b"ic11", 32), (b"icp5", 32), (b"ic12", 64), (b"ic07", 128), (b"ic13", 256), (b"ic08", 256),
         (b"ic14", 512), (b"ic09", 512), (b"ic10", 1024))  # fmt: skip


def png(edge: int, margin: float = 0.0) -> bytes:
    """Return the icon as PNG, `edge` pixels wide, with so large a part of the edge empty on each side."""
    image = QImage(edge, edge, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    inner = edge * (1 - 2 * margin)
    QSvgRenderer(QByteArray(DRAWING.read_bytes())).render(painter, QRectF(edge * margin, edge * margin, inner, inner))
    painter.end()
    store = QBuffer()
    store.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(store, "PNG")  # type: ignore[call-overload]  # PySide6's hints know only bytes
    return bytes(store.data().data())


def write_ico(path: Path) -> None:
    """Write Windows' form, each size drawn anew."""
    images = [Image.open(io.BytesIO(png(edge))) for edge in _ICO]
    images[-1].save(path, "ICO", sizes=[image.size for image in images], append_images=images[:-1])


def write_icns(path: Path) -> None:
    """Write the Mac's form: kinds, lengths and PNGs. Its icons stand a tenth away from the edge."""
    parts = []
    for kind, edge in _ICNS:
        picture = png(edge, margin=0.1 if edge > 32 else 0.0)
        parts.append(kind + struct.pack(">I", len(picture) + 8) + picture)
    body = b"".join(parts)
    path.write_bytes(b"icns" + struct.pack(">I", len(body) + 8) + body)
