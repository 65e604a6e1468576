"""The curves as an SVG: accuracy against pen width, size, slant and tremor."""

from collections.abc import Mapping

from tools.judging.curves import Curve

SHOWN = ("pen", "size", "slant", "tremor")
WIDTH, HEIGHT, GAP, MARGIN, TOP = 190, 150, 46, 46, 30
LOW, HIGH = 50.0, 100.0  # percent; below, a curve runs along the floor
LOOKS = {"kept": ("Kept writers", "#1B5FC1", ""), "shapes": ("Own shapes", "#B84A00", ' stroke-dasharray="5 4"')}


def picture(curves: Mapping[str, Mapping[str, Curve]]) -> str:
    """Return an SVG with a panel a way, and in it a curve for each collection of drawings."""
    width = MARGIN + len(SHOWN) * (WIDTH + GAP)
    height = TOP + HEIGHT + 76
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
    style = 'font-family="sans-serif" font-size="13" fill="#1B1F27"'
    panels = "".join(_panel(curves, name, index) for index, name in enumerate(SHOWN))
    return f'{head} {style}><rect width="{width}" height="{height}" fill="#FFFFFF"/>{panels}{_legend(curves)}</svg>\n'


def _panel(curves: Mapping[str, Mapping[str, Curve]], name: str, index: int) -> str:
    left = MARGIN + index * (WIDTH + GAP)
    way = next(iter(curves.values()))[name].way
    title = _text(left + WIDTH / 2, 18, way.title, 'text-anchor="middle" font-weight="600"')
    unit = _text(left + WIDTH / 2, TOP + HEIGHT + 36, way.unit, 'text-anchor="middle" font-size="11" fill="#565D6B"')
    levels = "".join(_level(left, value) for value in (50, 60, 70, 80, 90, 100))
    shown = range(0, len(way.values), 2 if len(way.values) > 6 else 1)
    ticks = "".join(_tick(_across(left, i, len(way.values)), f"{way.values[i]:g}") for i in shown)
    usual = _across(left, way.values.index(way.usual), len(way.values))
    mark = f'<path d="M{usual:.1f} {TOP}v{HEIGHT}" stroke="#D3D7DE"/>'
    lines = "".join(_line(left, of[name], *LOOKS[images][1:]) for images, of in curves.items())
    return title + levels + mark + ticks + unit + lines


def _line(left: float, curve: Curve, colour: str, dash: str) -> str:
    count = len(curve.tallies)
    points = [(_across(left, i, count), _down(100 * each.part)) for i, each in enumerate(curve.tallies)]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>' for x, y in points)
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>{dots}'


def _level(left: float, percent: float) -> str:
    y = _down(percent)
    words = _text(left - 6, y + 4, f"{percent:g}", 'text-anchor="end" font-size="11" fill="#565D6B"')
    return f'<path d="M{left} {y:.1f}h{WIDTH}" stroke="#E6E9EE"/>{words}'


def _tick(x: float, words: str) -> str:
    return _text(x, TOP + HEIGHT + 18, words.replace("-", "−"), 'text-anchor="middle" font-size="11" fill="#565D6B"')


def _legend(curves: Mapping[str, Mapping[str, Curve]]) -> str:
    y, parts = TOP + HEIGHT + 62, []
    for nth, images in enumerate(curves):
        words, colour, dash = LOOKS[images]
        x = MARGIN + 150 * nth
        parts.append(f'<path d="M{x} {y - 4}h28" stroke="{colour}" stroke-width="2"{dash}/>' + _text(x + 36, y, words))
    note = _text(MARGIN + 150 * len(curves), y, "% read right; the upright line: as drawn", 'fill="#565D6B"')
    return "".join(parts) + note


def _text(x: float, y: float, words: str, style: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{words}</text>'


def _across(left: float, index: int, count: int) -> float:
    return left + WIDTH * index / (count - 1)


def _down(percent: float) -> float:
    return TOP + HEIGHT * (HIGH - max(percent, LOW)) / (HIGH - LOW)
