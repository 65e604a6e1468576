import re
from collections import Counter

import shiboken6
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage
from PySide6.QtWidgets import QToolButton

from mnistpad import resources
from mnistpad.ui import theme
from mnistpad.ui.style import icons, svg

NAMES = sorted(file.stem for file in resources.path("icons").glob("*.svg") if file.stem != "mnistpad")


def colours_in(image: QImage) -> set[str]:
    """Return the colours that more than a tenth of the pixels have of those that are fully there."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    counts = Counter(pixel.name().upper() for pixel in pixels if pixel.alpha() == 255)
    return {colour for colour, count in counts.items() if count > counts.total() / 10}


def test_the_set_has_what_the_window_needs():
    assert {"pen", "eraser", "undo", "redo", "clear", "open", "save", "copy", "paste"} <= set(NAMES)
    assert {"play", "pause", "step", "stop", "settings", "numbers", "close", "back", "sun", "moon"} <= set(NAMES)


def test_every_icon_is_one_drawing_of_one_colour_with_strokes_of_one_width():
    for name in NAMES:
        source = resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")

        assert 'viewBox="0 0 20 20"' in source
        assert 'stroke="currentColor" stroke-width="1.5" stroke-linecap="round"' in source
        assert "#" not in source


def test_every_icon_shows_something_in_the_colour_that_was_asked_for(qapp):
    for name in NAMES:
        image = svg.pixmap(name, theme.LIGHT.bad, 40, 2.0).toImage()

        assert colours_in(image) == {theme.LIGHT.bad}, name


def test_an_icon_is_drawn_at_the_density_of_the_screen(qapp):
    icon = icons.icon("pen")

    for ratio in (1.0, 1.5, 2.0):
        assert icon.pixmap(QSize(20, 20), ratio).width() == round(20 * ratio)


def test_a_checked_icon_has_the_colour_that_reads_on_accent(qapp):
    icon = icons.icon("eraser")

    plain = icon.pixmap(QSize(20, 20), 2.0, QIcon.Mode.Normal, QIcon.State.Off).toImage()
    checked = icon.pixmap(QSize(20, 20), 2.0, QIcon.Mode.Normal, QIcon.State.On).toImage()

    assert colours_in(plain) == {theme.LIGHT.text}
    assert colours_in(checked) == {theme.LIGHT.on_accent}


def test_a_button_is_tinted_again_when_the_colours_change(qapp, qtbot):
    button = QToolButton()
    qtbot.addWidget(button)
    icons.follow_theme(button, "undo")

    theme.theme.scheme = "dark"

    assert colours_in(button.icon().pixmap(QSize(20, 20), 2.0).toImage()) == {theme.DARK.text}


def test_a_button_that_is_gone_is_not_tinted(qapp):
    button = QToolButton()
    icons.follow_theme(button, "undo")
    shiboken6.delete(button)

    theme.theme.scheme = "dark"


def test_the_program_s_icon_is_a_white_three_on_accent_at_every_size(qapp):
    icon = icons.app_icon()

    for size in (16, 32, 48, 256):
        image = icon.pixmap(size, size).toImage()
        cell = size // 16
        rows = ["1110", "0001", "0110", "0001", "1110"]
        for row, cells in enumerate(rows):
            for column, cell_is_white in enumerate(cells):
                middle = image.pixelColor((5 + 2 * column) * cell, (4 + 2 * row) * cell).name().upper()
                assert middle == ("#FFFFFF" if cell_is_white == "1" else theme.LIGHT.accent)


def test_the_icons_of_style_sheets_are_written_once(qapp):
    assert svg.file("check", theme.LIGHT.accent) == svg.file("check", theme.LIGHT.accent)
    named = re.findall(r"url\(\"?([^)\"]*chevron-down[^)\"]*)", qapp.styleSheet())
    assert len(named) >= 2
    assert len(set(named)) == 1
