"""Draws the README's picture of the activations and their derivatives, from the code that the network runs.

python tools/activation_curves.py resources/pictures/activations.svg
"""

import sys
from pathlib import Path

import numpy as np

from mnistpad.nn import ACTIVATIONS

WIDTH, HEIGHT, GAP, MARGIN = 240, 170, 30, 34
LOW, HIGH = -1.25, 2.25  # of the values shown
Z = np.linspace(-4, 4, 321)


def picture() -> str:
    """Return an SVG with one panel an activation: the function solid, its derivative dashed."""
    panels = "".join(panel(name, index) for index, name in enumerate(ACTIVATIONS))
    width = 2 * MARGIN + 3 * WIDTH + 2 * GAP
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT + 74}" width="{width}"'
    style = 'font-family="sans-serif" font-size="13" fill="#1B1F27"'
    return f'{head} {style}><rect width="{width}" height="{HEIGHT + 74}" fill="#FFFFFF"/>{panels}{legend()}</svg>\n'


def panel(name: str, index: int) -> str:
    """Return the axes and the two curves of one activation."""
    left = MARGIN + index * (WIDTH + GAP)
    A = ACTIVATIONS[name].function(Z.copy())
    slope = ACTIVATIONS[name].derivative(A, np.empty_like(A))
    grid = "".join(level(left, value) for value in (-1, 0, 1, 2))
    zero = f'<path d="M{left + WIDTH / 2:.1f} 28V{28 + HEIGHT}" stroke="#D3D7DE"/>'
    title = f'<text x="{left + WIDTH / 2:.1f}" y="18" text-anchor="middle" font-weight="600">{name}</text>'
    curves = curve(left, A, "#1B5FC1", "") + curve(left, slope, "#B84A00", ' stroke-dasharray="5 4"')
    return title + grid + zero + curves


def level(left: float, value: float) -> str:
    """Return a horizontal line with its value."""
    y = height_of(value)
    text = f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end" font-size="11" fill="#565D6B">{value}</text>'
    return f'<path d="M{left} {y:.1f}h{WIDTH}" stroke="#D3D7DE"/>{text}'


def curve(left: float, values: np.ndarray, colour: str, dash: str) -> str:
    """Return a line through the values, cut where a jump would draw a false slope."""
    x = left + (Z - Z[0]) / (Z[-1] - Z[0]) * WIDTH
    steps = np.abs(np.diff(values, prepend=values[0])) > 0.5
    shown = values <= HIGH
    points = zip(x[shown], np.atleast_1d(height_of(values[shown])), steps[shown], strict=True)
    path = "".join(f"{'M' if jump or not i else 'L'}{a:.1f} {b:.1f}" for i, (a, b, jump) in enumerate(points))
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'


def height_of(value: "float | np.ndarray") -> "float | np.ndarray":
    """Return where a value stands, in px from the top."""
    return 28 + HEIGHT * (HIGH - value) / (HIGH - LOW)


def legend() -> str:
    """Return the line that says which curve is which."""
    y = HEIGHT + 56
    solid = f'<path d="M{MARGIN} {y - 4}h28" stroke="#1B5FC1" stroke-width="2"/>'
    dashed = f'<path d="M{MARGIN + 130} {y - 4}h28" stroke="#B84A00" stroke-width="2" stroke-dasharray="5 4"/>'
    words = f'<text x="{MARGIN + 36}" y="{y}">A = g(z)</text><text x="{MARGIN + 166}" y="{y}">g′(z)</text>'
    return solid + dashed + words + f'<text x="{MARGIN + 260}" y="{y}" fill="#565D6B">z from −4 to 4</text>'


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(picture(), encoding="utf-8")
