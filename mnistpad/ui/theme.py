"""Every colour, type size and gap of the window. No other file names a colour.

`theme` is the one source: it says which palette is in force, and `changed` fires after any of it changed.
Widgets that paint ask `tokens()` while they paint; `em()` and `px()` are lengths that grow with the type.

Plain widgets get their look from dynamic properties: `role` of a QLabel is "headline" or "note", `primary` of a
QPushButton makes it the page's accent button. Progress bars are thin and carry no text: say it beside them.
"""

from enum import StrEnum
from functools import cache
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from mnistpad.ui.style import platform_hints

UNIT = 4  # px; every gap is a multiple
GAP_INSIDE = UNIT  # inside a group
GAP = 2 * UNIT  # between controls
GAP_COLUMNS = 4 * UNIT
MARGIN = 3 * UNIT  # of the window
RADIUS_PAD = 8
RADIUS = 6  # buttons and chips
BUTTON_HEIGHT = 32
RUN_BAR_HEIGHT = 36
SMALLEST_TARGET = 24
EM = 13  # px, where the system says nothing
SMALLEST_TYPE = 11  # px
PRESENTATION_TYPE = 24  # px
READABLE = 4.5  # least contrast of words
SCALES = (80, 200)  # per cent


class Tokens(NamedTuple):
    """The colours by use, each "#RRGGBB". The contrasts are proven in tests/ui/test_theme.py."""

    window: str
    surface: str  # plots, cards, fields
    track: str  # bar track, empty cells
    text: str
    text2: str  # notes, axes, the outlined digit
    control: str  # borders of controls, the bars that are not on top
    divider: str  # dividers only, never the border of a control
    accent: str  # primary button, top bar, training curve, focus ring
    on_accent: str
    second: str  # validation curve
    earlier: str  # a pinned earlier run
    good: str  # always with a tick and a word
    warn: str  # always with ! and a word
    bad: str  # always with a word, never in a plot
    hint: str  # "Draw a digit", on paper
    paper: str
    ink: str
    fewest: str  # ends of the confusion matrix's scale, of its mistakes alone
    most: str


LIGHT = Tokens(
    window="#F3F4F6",
    surface="#FFFFFF",
    track="#E6E9EE",
    text="#1B1F27",
    text2="#565D6B",
    control="#78818F",
    divider="#D3D7DE",
    accent="#1B5FC1",
    on_accent="#FFFFFF",
    second="#B84A00",
    earlier="#6B5B95",
    good="#0B7A5B",
    warn="#8A5A00",
    bad="#B3261E",
    hint="#6B7280",
    paper="#FFFFFF",
    ink="#14171C",
    fewest="#FFFFFF",
    most="#08306B",
)

DARK = Tokens(
    window="#16191F",
    surface="#1E222A",
    track="#2A303A",
    text="#E9ECF1",
    text2="#A6AEBC",
    control="#7A8496",
    divider="#333945",
    accent="#6FA8FF",
    on_accent="#0B1220",
    second="#FFA657",
    earlier="#B9A7E6",
    good="#4CC38A",
    warn="#F2B84B",
    bad="#FF8A80",
    hint="#8E97A6",
    paper="#0F1216",
    ink="#F2F4F8",
    fewest="#1E222A",
    most="#9CC4FF",
)


class Scheme(StrEnum):
    """View ▸ Colours."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Paper(StrEnum):
    """View ▸ Paper."""

    THEME = "theme"
    WHITE = "white"
    BLACKBOARD = "blackboard"


def with_high_contrast(colours: Tokens) -> Tokens:
    """Return the palette with every faint colour moved one step towards the text."""
    return colours._replace(text2=colours.text, control=colours.text2, divider=colours.control, hint=colours.ink)


@cache
def _colours(dark: bool, paper: Paper, strong: bool) -> Tokens:
    base = DARK if dark else LIGHT
    sheet = {Paper.THEME: base, Paper.WHITE: LIGHT, Paper.BLACKBOARD: DARK}[paper]
    colours = base._replace(paper=sheet.paper, ink=sheet.ink, hint=sheet.hint)
    return with_high_contrast(colours) if strong else colours


class Theme(QObject):
    """What the window looks like now. Assigning to a property dresses the application anew."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._scheme = Scheme.SYSTEM
        self._paper = Paper.THEME
        self._scale = 100
        self._presentation = False
        self._reduced_motion: bool | None = None
        self._high_contrast: bool | None = None
        self._app: QApplication | None = None
        self._applied: Tokens | None = None

    @property
    def scheme(self) -> Scheme:
        """System, light or dark."""
        return self._scheme

    @scheme.setter
    def scheme(self, value: str) -> None:
        self._scheme = Scheme(value)
        if self._app is not None:
            self._tell_the_platform()
        self._refresh()

    @property
    def paper(self) -> Paper:
        """What the pad looks like: as the theme, white or a blackboard."""
        return self._paper

    @paper.setter
    def paper(self, value: str) -> None:
        self._paper = Paper(value)
        self._refresh()

    @property
    def scale(self) -> int:
        """Size of all type in per cent, 80 to 200; what lies outside is moved to the nearest end."""
        return self._scale

    @scale.setter
    def scale(self, value: int) -> None:
        self._scale = min(max(value, SCALES[0]), SCALES[1])
        self._refresh()

    @property
    def presentation(self) -> bool:
        """Whether the type is at least 24 px, for a projector."""
        return self._presentation

    @presentation.setter
    def presentation(self, value: bool) -> None:
        self._presentation = value
        self._refresh()

    @property
    def reduced_motion(self) -> bool:
        """Whether nothing may glide. Assign None to follow the platform again."""
        return platform_hints.reduces_motion() if self._reduced_motion is None else self._reduced_motion

    @reduced_motion.setter
    def reduced_motion(self, value: bool | None) -> None:
        self._reduced_motion = value
        self._refresh()

    @property
    def high_contrast(self) -> bool:
        """Whether faint colours are avoided. Assign None to follow the platform again."""
        return platform_hints.wants_contrast() if self._high_contrast is None else self._high_contrast

    @high_contrast.setter
    def high_contrast(self, value: bool | None) -> None:
        self._high_contrast = value
        self._refresh()

    @property
    def is_dark(self) -> bool:
        """Whether the dark palette is in force. A platform that reports no scheme is light."""
        if self._scheme is Scheme.SYSTEM:
            return platform_hints.is_dark()
        return self._scheme is Scheme.DARK

    def tokens(self) -> Tokens:
        """Return the colours in force."""
        # Asked for many times in every paint; asking the platform each time was a tenth of painting.
        return self._applied or self._colours_now()

    def _colours_now(self) -> Tokens:
        return _colours(self.is_dark, self._paper, self.high_contrast)

    def em(self) -> int:
        """Return the size of body type in px."""
        scaled = round(platform_hints.type_size(EM) * self._scale / 100)
        return max(scaled, PRESENTATION_TYPE) if self._presentation else scaled

    def apply(self, app: QApplication) -> None:
        """Dress the application, and keep it dressed when the platform or a setting changes."""
        if self._app is not app:
            self._app = app
            platform_hints.watch(self._platform_changed)
            self._tell_the_platform()
        self._refresh()

    def _platform_changed(self) -> None:
        # Our own set_color_scheme echoes here; only a difference is news.
        if self._colours_now() != self._applied:
            self._refresh()

    def _tell_the_platform(self) -> None:
        """Let the system draw title bars and its own dialogs to match."""
        hints = QGuiApplication.styleHints()
        if self._scheme is Scheme.SYSTEM:
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if self.is_dark else Qt.ColorScheme.Light)

    def _refresh(self) -> None:
        if self._app is not None:
            from mnistpad.ui.style.style_sheet import style_sheet  # here, because it is made of this module

            self._applied = self._colours_now()
            self._app.setPalette(palette(self._applied))
            self._app.setFont(body_font())
            self._app.setStyleSheet(style_sheet(self._applied))
        self.changed.emit()


theme = Theme()


def tokens() -> Tokens:
    """Return the colours in force."""
    return theme.tokens()


def blend(low: str, high: str, share: float) -> str:
    """Return the colour that lies this far, 0 to 1, on the way from one to another."""
    share = min(max(share, 0.0), 1.0)
    ends = zip(_channels(low), _channels(high), strict=True)
    return "#" + "".join(f"{round(a + share * (b - a)):02X}" for a, b in ends)


def contrast(one: str, other: str) -> float:
    """Return WCAG 2's contrast ratio, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@cache
def readable_on(background: str) -> str:
    """Return a colour for words on a background: one of the theme's if it has a contrast of 4.5, else black or white.

    One of those two always has: on the worst grey, both have 4.58.
    """
    ends = ("#000000", "#FFFFFF")
    wished = next((colour for colour in (LIGHT.text, DARK.text) if contrast(colour, background) >= READABLE), None)
    return wished or max(ends, key=lambda colour: contrast(colour, background))


def _channels(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def _luminance(colour: str) -> float:
    shares = [channel / 255 for channel in _channels(colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def em() -> int:
    """Return the size of body type in px."""
    return theme.em()


def px(length: float) -> int:
    """Return a length that was designed for 13 px type, grown with the type, in whole px."""
    return round(length * em() / EM)


def body_font(weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the system's family at 1 em, with figures of equal width."""
    return _font(em(), weight)


def headline_font() -> QFont:
    """Return 1.25 em, semibold."""
    return _font(round(1.25 * em()), QFont.Weight.DemiBold)


def note_font(weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return 0.92 em, never under 11 px."""
    return _font(max(round(0.92 * em()), SMALLEST_TYPE), weight)


def font_of_cap_height(height: float, weight: QFont.Weight = QFont.Weight.Bold) -> QFont:
    """Return the font whose capitals and figures stand `height` px tall."""
    font = _font(100, weight)
    font.setPixelSize(max(1, round(100 * height / QFontMetricsF(font).capHeight())))
    return font


def _font(size: int, weight: QFont.Weight) -> QFont:
    return QFont(_prepared(size, weight))


@cache  # widgets ask for fonts while they paint
def _prepared(size: int, weight: QFont.Weight) -> QFont:
    font = platform_hints.system_font()
    font.setPixelSize(size)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def palette(colours: Tokens) -> QPalette:
    """Return the palette of the Fusion style, every role and group set."""
    role = QPalette.ColorRole
    result = QPalette()
    roles = {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.surface,
        role.AlternateBase: colours.window,
        role.Text: colours.text,
        role.PlaceholderText: colours.text2,
        role.Button: colours.surface,
        role.ButtonText: colours.text,
        role.BrightText: colours.bad,
        role.ToolTipBase: colours.surface,
        role.ToolTipText: colours.text,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.earlier,
        role.Light: colours.surface,
        role.Midlight: colours.track,
        role.Mid: colours.divider,
        role.Dark: colours.control,
        role.Shadow: colours.control,
    }
    for which, colour in roles.items():
        result.setColor(QPalette.ColorGroup.All, which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.PlaceholderText):
        result.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.control))
    result.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colours.divider))
    result.setColor(QPalette.ColorGroup.Disabled, role.HighlightedText, QColor(colours.text2))
    return result
