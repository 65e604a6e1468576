import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

import mnistpad.ui
from mnistpad.ui import theme
from mnistpad.ui.theme import DARK, LIGHT, Tokens, blend, contrast, readable_on, with_high_contrast

PALETTES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def test_the_formula_knows_its_ends():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


@PALETTES
@pytest.mark.parametrize("name", ["text", "text2", "accent", "second", "earlier", "good", "warn", "bad"])
def test_words_are_readable_on_window_and_surface(colours: Tokens, name: str):
    colour = getattr(colours, name)

    assert contrast(colour, colours.window) >= 4.5
    assert contrast(colour, colours.surface) >= 4.5


@PALETTES
def test_bars_and_borders_stand_out_from_what_is_behind_them(colours: Tokens):
    for behind in (colours.window, colours.surface, colours.track):
        assert contrast(colours.control, behind) >= 3
        assert contrast(colours.accent, behind) >= 3


@PALETTES
def test_words_on_accent_and_on_paper_are_readable(colours: Tokens):
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    assert contrast(colours.hint, colours.paper) >= 4.5
    assert contrast(colours.ink, colours.paper) >= 17


@PALETTES
def test_a_number_is_readable_on_every_step_of_the_confusion_matrix(colours: Tokens):
    steps = [blend(colours.fewest, colours.most, share / 200) for share in range(201)]

    assert steps[0] == colours.fewest
    assert steps[-1] == colours.most
    assert all(contrast(readable_on(step), step) >= 4.5 for step in steps)


def test_words_are_readable_on_any_grey():
    greys = [f"#{grey:02X}{grey:02X}{grey:02X}" for grey in range(256)]

    assert all(contrast(readable_on(grey), grey) >= 4.5 for grey in greys)


@pytest.mark.parametrize(
    ("colours", "name", "on_window", "on_surface"),
    [
        (LIGHT, "text", 15.0, 16.5),
        (LIGHT, "text2", 6.0, 6.6),
        (LIGHT, "control", 3.6, 3.9),
        (LIGHT, "accent", 5.5, 6.1),
        (LIGHT, "second", 4.8, 5.2),
        (DARK, "text", 14.9, 13.5),
        (DARK, "text2", 7.9, 7.1),
        (DARK, "control", 4.7, 4.2),
        (DARK, "accent", 7.3, 6.6),
        (DARK, "second", 9.1, 8.2),
    ],
)
def test_the_contrasts_are_those_of_the_design(colours: Tokens, name: str, on_window: float, on_surface: float):
    assert contrast(getattr(colours, name), colours.window) == pytest.approx(on_window, abs=0.1)
    assert contrast(getattr(colours, name), colours.surface) == pytest.approx(on_surface, abs=0.1)


@PALETTES
def test_high_contrast_makes_every_faint_colour_stronger(colours: Tokens):
    strong = with_high_contrast(colours)

    for name in ("text2", "control", "divider"):
        assert contrast(getattr(strong, name), strong.window) > contrast(getattr(colours, name), colours.window)
    assert contrast(strong.text2, strong.window) >= 7
    assert contrast(strong.control, strong.track) >= 4.5


def test_no_other_file_of_the_window_names_a_colour():
    folder = Path(mnistpad.ui.__file__).parent
    named = re.compile(r"""["']#[0-9A-Fa-f]{3,8}["']|QColor\(\d+|GlobalColor\.(?!white|black|transparent|color)""")
    guilty = [
        f"{file.relative_to(folder)}: {line.strip()}"
        for file in sorted(folder.rglob("*.py"))
        if file.name != "theme.py"
        for line in file.read_text(encoding="utf-8").splitlines()
        if named.search(line)
    ]

    assert not guilty


def test_an_unknown_system_scheme_is_light(qapp):
    theme.theme.scheme = "system"

    assert theme.tokens() == LIGHT


def test_dark_reaches_every_widget_and_is_announced(qapp, qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)

    with qtbot.waitSignal(theme.theme.changed):
        theme.theme.scheme = "dark"

    assert theme.tokens() == DARK
    assert widget.grab().toImage().pixelColor(1, 1).name().upper() == DARK.window
    assert widget.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.window


def test_a_scheme_that_does_not_exist_is_refused(qapp):
    with pytest.raises(ValueError, match="sepia"):
        theme.theme.scheme = "sepia"

    assert theme.theme.scheme == "light"


@pytest.mark.parametrize(("scheme", "paper", "sheet"), [("dark", "white", LIGHT), ("light", "blackboard", DARK)])
def test_paper_can_differ_from_the_theme(qapp, scheme: str, paper: str, sheet: Tokens):
    theme.theme.scheme = scheme
    theme.theme.paper = paper

    colours = theme.tokens()._asdict()
    assert [colours[name] for name in ("paper", "ink", "hint")] == [sheet.paper, sheet.ink, sheet.hint]
    assert colours["window"] == (DARK if scheme == "dark" else LIGHT).window


@pytest.mark.parametrize(("scale", "em"), [(80, 10), (100, 13), (150, 20), (200, 26), (20, 10), (900, 26)])
def test_type_scales_from_80_to_200_per_cent(qapp, scale: int, em: int):
    theme.theme.scale = scale

    assert theme.em() == em
    assert QFontInfo(QApplication.font()).pixelSize() == em
    assert theme.note_font().pixelSize() >= 11


def test_presentation_type_is_at_least_24_px(qapp):
    theme.theme.presentation = True

    assert theme.em() == 24
    assert theme.px(26) == 48


def test_figures_are_all_of_one_width(qapp):
    font = theme.body_font()

    assert font.featureValue(QFont.Tag("tnum")) == 1
    assert len({QFontMetricsF(font).horizontalAdvance(figure) for figure in "0123456789"}) == 1


@pytest.mark.parametrize("height", [60.48, 80.64, 132])
def test_the_big_digit_has_the_cap_height_that_was_asked_for(qapp, height: float):
    font = theme.font_of_cap_height(height)

    assert QFontMetricsF(font).capHeight() == pytest.approx(height, abs=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_borders_of_fields_and_boxes_can_be_seen(qapp, qtbot, scheme: str):
    theme.theme.scheme = scheme
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    box = QCheckBox("Augment")
    for widget in (QPushButton("Start"), QLineEdit(), box):
        layout.addWidget(widget)

    with qtbot.waitExposed(window):
        window.show()
    window.setFocus()

    control = theme.tokens().control.lower()
    for widget in (window.findChild(QPushButton), window.findChild(QLineEdit), box):
        image = widget.grab().toImage()
        edge = {image.pixelColor(x, image.height() // 2).name() for x in range(4)}
        assert control in edge


def test_a_button_is_at_least_32_px_tall_and_grows_with_the_type(qapp, qtbot):
    button = QPushButton("Start")
    qtbot.addWidget(button)

    assert button.sizeHint().height() == 32
    theme.theme.scale = 200
    assert button.sizeHint().height() == 64


def test_focus_is_seen_on_a_button(qapp, qtbot):
    button = QPushButton("Show me one")
    qtbot.addWidget(button)
    button.show()
    button.activateWindow()
    button.clearFocus()
    without = button.grab().toImage()

    button.setFocus()
    qtbot.waitUntil(button.hasFocus)

    picture = button.grab().toImage()
    assert without.pixelColor(without.width() // 2, 1).name().upper() == LIGHT.surface
    assert picture.pixelColor(picture.width() // 2, 1).name().upper() == LIGHT.accent
