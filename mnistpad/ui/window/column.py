"""Where everything lies in the window: the column with pad, tools, answer and bars, and the place beside it.

Only numbers here. The pad is square; extra height goes to it, then to the bars.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRect

from mnistpad.ui.theme import EM, GAP, GAP_COLUMNS, GAP_INSIDE, MARGIN, UNIT

COLUMN = 280  # px at 13 px type, the narrowest
BESIDE = 580  # px that the tabs get before the pad grows
BOXES = (84, 112)  # px, answer and preview: whole multiples of 28
LARGE_BOX = 224  # px, without the tabs
BARS = 99  # px at least
WIDEST_TOOLS = 420  # px at 13 px type; a longer slider is no better
SMALLEST_PAD = 160  # px
COMFORTABLE_PAD = 280  # px; what is not needed makes way for a pad of this size


@dataclass(frozen=True)
class Needs:
    """Heights that follow the type, in px, and the type itself."""

    reader: int
    tools: int
    caption: int
    ribbon: int = 24
    bars: int = BARS
    em: int = EM


@dataclass(frozen=True)
class Places:
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


@dataclass(frozen=True)
class _Rows:
    """What the column has besides pad and bars."""

    ribbon: bool
    caption: bool
    box: int
    smallest_pad: int = COMFORTABLE_PAD

    def height(self, needs: Needs) -> int:
        height = needs.reader + GAP + GAP_INSIDE + needs.tools + GAP + self.box + GAP
        height += needs.ribbon + GAP_INSIDE if self.ribbon else 0
        return height + (needs.caption + GAP_INSIDE if self.caption else 0)


# From the fullest to the barest.
_CHOICES = (
    _Rows(ribbon=True, caption=True, box=LARGE_BOX, smallest_pad=800),
    _Rows(ribbon=True, caption=True, box=168, smallest_pad=600),
    _Rows(ribbon=True, caption=True, box=BOXES[1]),
    _Rows(ribbon=True, caption=True, box=BOXES[0]),
    _Rows(ribbon=True, caption=False, box=BOXES[0]),
    _Rows(ribbon=False, caption=False, box=BOXES[0]),
)


def arrange(width: int, height: int, needs: Needs, *, tabs: bool = True) -> Places:
    """Return where everything lies in a window of this size, menu bar not counted."""
    return _with_tabs(width, height, needs) if tabs else _without_tabs(width, height, needs)


def _with_tabs(width: int, height: int, needs: Needs) -> Places:
    inner = height - 2 * MARGIN
    narrowest = min(COLUMN * needs.em // EM, width // 2)
    widest = max(narrowest, width - 2 * MARGIN - GAP_COLUMNS - BESIDE)
    rows = next((rows for rows in _CHOICES if min(_pad(inner, rows, needs), widest) >= rows.smallest_pad), _CHOICES[-1])
    pad = min(_pad(inner, rows, needs), widest)
    column = max(pad, narrowest)
    bars = min(inner - rows.height(needs) - pad, max(column, needs.bars))
    x, y = MARGIN, MARGIN
    reader = QRect(x, y, column, needs.reader)
    y += needs.reader + GAP
    square = QRect(x + (column - pad) // 2, y, pad, pad)
    y += pad + GAP_INSIDE
    ribbon = QRect(x, y, column, needs.ribbon)
    y += needs.ribbon + GAP_INSIDE if rows.ribbon else 0
    tools = QRect(x, y, _tools_width(column, needs), needs.tools)
    y += needs.tools + GAP
    answer = QRect(x, y, column - rows.box - GAP, rows.box)
    preview = QRect(x + column - rows.box, y, rows.box, rows.box)
    if not rows.ribbon:  # over the gap, a bit of the pad, and as little of the tools as can be
        ribbon = QRect(x, tools.y() + 2 * UNIT - needs.ribbon, column - GAP, needs.ribbon)
    y += rows.box + GAP
    caption = QRect(x, y - GAP_INSIDE, column, needs.caption) if rows.caption else None
    y += needs.caption + GAP_INSIDE if rows.caption else 0
    beside = QRect(x + column + GAP_COLUMNS, 0, width - column - GAP_COLUMNS - 2 * MARGIN, height - MARGIN)
    return Places(reader, square, ribbon, tools, answer, preview, caption, QRect(x, y, column, bars), beside)


def _pad(inner: int, rows: _Rows, needs: Needs) -> int:
    """Return the edge of the largest pad that leaves the bars their least."""
    left = inner - rows.height(needs)
    # On a large screen a fifth of the pad, so that the bars are not a line at its foot.
    return max(SMALLEST_PAD, min(left - needs.bars, left * 5 // 6) // UNIT * UNIT)


def _tools_width(room: int, needs: Needs) -> int:
    return min(room, WIDEST_TOOLS * needs.em // EM)


def _without_tabs(width: int, height: int, needs: Needs) -> Places:
    inner = height - 2 * MARGIN
    spare = needs.reader + GAP + GAP_INSIDE + needs.ribbon + GAP_INSIDE + needs.tools
    pad = max(SMALLEST_PAD, min(inner - spare, (width - 2 * MARGIN - GAP_COLUMNS) * 6 // 10) // UNIT * UNIT)
    x, y = MARGIN, MARGIN
    reader = QRect(x, y, pad, needs.reader)
    y += needs.reader + GAP
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
