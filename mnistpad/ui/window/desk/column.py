"""Where everything lies in the window: the column with pad, tools, answer and bars, and the place beside it.

Only numbers here. The pad is square; extra height goes to it, then to the bars.
"""

from typing import NamedTuple

from PySide6.QtCore import QRect

from mnistpad.ui.theme import EM, GAP, GAP_COLUMNS, GAP_INSIDE, MARGIN, UNIT

COLUMN = 280  # px at 13 px type, the narrowest
BESIDE = 580  # px that the tabs get before the pad grows
BOXES = (84, 112)  # px, answer and preview: whole multiples of 28
LARGE_BOX = 224  # px, without the tabs
BARS = 99  # px at least
WIDEST_TOOLS = 420  # px at 13 px type; a longer slider is no better
SMALLEST_PAD = 160  # px
COMFORTABLE_PAD = 280  # px; what is not needed makes way for a pad of this size, or as wide as the column
ABOVE_PAD = GAP  # its focus ring is 4 px around it, and shall not touch what is over it
NARROWEST_WORDS = 72  # px, of the answer


class Needs(NamedTuple):
    """Heights that follow the type, in px, and the type itself."""

    reader: int
    tools: int
    caption: int
    ribbon: int = 24
    bars: int = BARS
    em: int = EM


class Places(NamedTuple):
    """A rectangle for each part; `caption` is None where there is no room for it."""

    reader: QRect
    pad: QRect
    ribbon: QRect
    tools: QRect
    answer: QRect
    preview: QRect
    caption: QRect | None
    bars: QRect
    beside: QRect


class _Rows(NamedTuple):
    """What the column has besides pad and bars, and how far apart."""

    caption: bool
    box: int
    gap: int = GAP
    beside: bool = False  # answer and preview at the pad's right, one over the other
    smallest_pad: int = COMFORTABLE_PAD

    def height(self, needs: Needs) -> int:
        height = needs.reader + ABOVE_PAD + GAP_INSIDE + needs.ribbon + GAP_INSIDE + needs.tools + self.gap
        height += 0 if self.beside else self.box + self.gap
        return height + (needs.caption + GAP_INSIDE if self.caption else 0)

    def pad(self, inner: int, column: int, needs: Needs) -> int:
        """Return the edge of the largest pad that leaves the bars their least."""
        left = inner - self.height(needs)
        if self.beside:
            left = min(left, column - GAP_COLUMNS - self.box - GAP - NARROWEST_WORDS + needs.bars)
        # On a large screen a fifth of the pad, so that the bars are not a line at its foot.
        return max(SMALLEST_PAD, min(left - needs.bars, left * 5 // 6) // UNIT * UNIT)


# From the fullest to the barest.
_CHOICES = (
    _Rows(caption=True, box=LARGE_BOX, smallest_pad=800),
    _Rows(caption=True, box=168, smallest_pad=600),
    _Rows(caption=True, box=BOXES[1]),
    _Rows(caption=True, box=BOXES[0]),
    _Rows(caption=False, box=BOXES[0]),
)
# Of these, the one with the larger pad: large type makes the column wider than the pad, and so room at its side.
_BAREST = (
    _Rows(caption=False, box=BOXES[0], gap=GAP_INSIDE),
    _Rows(caption=False, box=BOXES[0], gap=GAP_INSIDE, beside=True),
)


def arrange(width: int, height: int, needs: Needs, *, tabs: bool = True) -> Places:
    """Return where everything lies in a window of this size, menu bar not counted."""
    return _with_tabs(width, height, needs) if tabs else _without_tabs(width, height, needs)


def _with_tabs(width: int, height: int, needs: Needs) -> Places:
    inner = height - 2 * MARGIN
    narrowest = min(COLUMN * needs.em // EM, width // 2)
    widest = max(narrowest, width - 2 * MARGIN - GAP_COLUMNS - BESIDE)
    barest = max(_BAREST, key=lambda rows: rows.pad(inner, narrowest, needs))
    pads = ((rows, min(rows.pad(inner, widest, needs), widest)) for rows in _CHOICES)
    rows = next((rows for rows, pad in pads if pad >= max(rows.smallest_pad, narrowest)), barest)
    pad = min(rows.pad(inner, narrowest, needs), widest)
    column = max(pad, narrowest)
    bars = min(inner - rows.height(needs) - pad, max(column, needs.bars))
    x, y = MARGIN, MARGIN
    reader = QRect(x, y, column, needs.reader)
    y += needs.reader + ABOVE_PAD
    square = QRect(x if rows.beside else x + (column - pad) // 2, y, pad, pad)
    y += pad + GAP_INSIDE
    ribbon = QRect(x, y, column, needs.ribbon)
    y += needs.ribbon + GAP_INSIDE
    tools = QRect(x, y, _tools_width(column, needs), needs.tools)
    y += needs.tools + rows.gap
    answer, preview = _answer_and_preview(QRect(x, y, column, rows.box), square, beside=rows.beside)
    y += 0 if rows.beside else rows.box + rows.gap
    caption = QRect(x, y - GAP_INSIDE, column, needs.caption) if rows.caption else None
    y += needs.caption + GAP_INSIDE if rows.caption else 0
    beside = QRect(x + column + GAP_COLUMNS, 0, width - column - GAP_COLUMNS - 2 * MARGIN, height - MARGIN)
    return Places(reader, square, ribbon, tools, answer, preview, caption, QRect(x, y, column, bars), beside)


def _answer_and_preview(row: QRect, pad: QRect, *, beside: bool) -> tuple[QRect, QRect]:
    """Return their places in a row of the column, or one over the other at the pad's side."""
    box = row.height()
    if not beside:
        return row.adjusted(0, 0, -box - GAP, 0), QRect(row.x() + row.width() - box, row.y(), box, box)
    left = pad.x() + pad.width() + GAP_COLUMNS
    answer = QRect(left, pad.y(), row.x() + row.width() - left, box)
    return answer, QRect(left, pad.y() + box + GAP, box, box)


def _tools_width(room: int, needs: Needs) -> int:
    return min(room, WIDEST_TOOLS * needs.em // EM)


def _without_tabs(width: int, height: int, needs: Needs) -> Places:
    inner = height - 2 * MARGIN
    spare = needs.reader + ABOVE_PAD + GAP_INSIDE + needs.ribbon + GAP_INSIDE + needs.tools
    pad = max(SMALLEST_PAD, min(inner - spare, (width - 2 * MARGIN - GAP_COLUMNS) * 6 // 10) // UNIT * UNIT)
    x, y = MARGIN, MARGIN
    reader = QRect(x, y, pad, needs.reader)
    y += needs.reader + ABOVE_PAD
    square = QRect(x, y, pad, pad)
    y += pad + GAP_INSIDE
    ribbon = QRect(x, y, pad, needs.ribbon)
    tools = QRect(x, y + needs.ribbon + GAP_INSIDE, _tools_width(pad, needs), needs.tools)
    beside = QRect(x + pad + GAP_COLUMNS, MARGIN, width - pad - GAP_COLUMNS - 2 * MARGIN, inner)
    box = max(size for size in (*BOXES, 168, LARGE_BOX) if size <= max(BOXES[0], min(inner // 3, beside.width() // 3)))
    answer = QRect(beside.x(), beside.y(), beside.width() - box - GAP_COLUMNS, box)
    preview = QRect(beside.x() + beside.width() - box, beside.y(), box, box)
    caption = QRect(beside.x(), beside.y() + box + GAP_INSIDE, beside.width(), needs.caption)
    top = caption.y() + needs.caption + GAP
    bars = QRect(beside.x(), top, beside.width(), min(beside.y() + inner - top, beside.width()))
    return Places(reader, square, ribbon, tools, answer, preview, caption, bars, beside)
