"""Pictures of what is on the pad, for the clipboard."""

from PySide6.QtGui import QColor, QImage, QPainter

from mnistpad.ui import theme
from mnistpad.ui.look.steps import paint_ink
from mnistpad.ui.pad.paper.content import Content
from mnistpad.ui.pad.paper.painting.surface import Look, on_paper

SIDE = 1024  # px


def picture_of(content: Content) -> QImage:
    """Return the pad as a picture, black on white unless the paper is a blackboard."""
    colours = theme.DARK if theme.theme.paper is theme.Paper.BLACKBOARD else theme.LIGHT
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor(colours.paper))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if content.picture is not None:
            painter.drawPixmap(0, 0, on_paper(content, Look(SIDE, 1.0, colours.paper, colours.ink)))
        else:
            paint_ink(painter, content.drawing, SIDE, colours.ink)
    return image
