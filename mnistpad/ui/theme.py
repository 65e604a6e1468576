"""Every colour, type size and gap of the window. No other file names a colour.

`theme` is the one source: it says which palette is in force, and `changed` fires after any of it changed.
Widgets that paint ask `tokens()` while they paint; `em()` and `px()` are lengths that grow with the type.

Plain widgets get their look from dynamic properties: `role` of a QLabel is "headline" or "note", `primary` of a
QPushButton makes it the page's accent button. Progress bars are thin and carry no text: say it beside them.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from mnistpad.ui import platform_hints, svg

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
SCALES = (80, 200)  # per cent


@dataclass(frozen=True)
class Tokens:
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
    return replace(colours, text2=colours.text, control=colours.text2, divider=colours.control, hint=colours.ink)


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
        base = DARK if self.is_dark else LIGHT
        sheet = {Paper.THEME: base, Paper.WHITE: LIGHT, Paper.BLACKBOARD: DARK}[self._paper]
        colours = replace(base, paper=sheet.paper, ink=sheet.ink, hint=sheet.hint)
        return with_high_contrast(colours) if self.high_contrast else colours

    def em(self) -> int:
        """Return the size of body type in px."""
        scaled = round(platform_hints.type_size(EM) * self._scale / 100)
        return max(scaled, PRESENTATION_TYPE) if self._presentation else scaled

    def apply(self, app: QApplication) -> None:
        """Dress the application, and keep it dressed when the platform or a setting changes."""
        if self._app is not app:
            self._app = app
            app.setStyle("Fusion")
            platform_hints.watch(self._platform_changed)
            self._tell_the_platform()
        self._refresh()

    def _platform_changed(self) -> None:
        # Our own set_color_scheme echoes here; only a difference is news.
        if self.tokens() != self._applied:
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
            self._applied = self.tokens()
            self._app.setPalette(palette(self._applied))
            self._app.setFont(body_font())
            self._app.setStyleSheet(style_sheet(self._applied))
        self.changed.emit()


theme = Theme()


def tokens() -> Tokens:
    """Return the colours in force."""
    return theme.tokens()


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


def style_sheet(colours: Tokens) -> str:
    """Return what a palette cannot say: flat buttons, borders that can be seen in the dark, visible focus."""
    c = colours
    inner = max(px(BUTTON_HEIGHT), BUTTON_HEIGHT) - 2  # without the border
    box = px(16)
    return f"""
QToolTip {{ color: {c.text}; background: {c.surface}; border: 1px solid {c.control}; padding: 3px; }}
QLabel[role="headline"] {{ font-size: {headline_font().pixelSize()}px; font-weight: 600; }}
QLabel[role="note"] {{ font-size: {note_font().pixelSize()}px; color: {c.text2}; }}

QPushButton {{ min-height: {inner}px; padding: 0 {px(12)}px; border: 1px solid {c.control};
    border-radius: {RADIUS}px; background: {c.surface}; }}
QToolButton {{ border: 1px solid transparent; border-radius: {RADIUS}px; padding: 2px; }}
QPushButton:hover, QToolButton:hover {{ background: {c.track}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {c.divider}; }}
QPushButton:disabled {{ border-color: {c.divider}; color: {c.control}; background: {c.window}; }}
QPushButton[primary="true"] {{ font-weight: 600; }}
QPushButton[primary="true"], QPushButton:checked, QToolButton:checked {{ background: {c.accent};
    border-color: {c.accent}; color: {c.on_accent}; }}
QPushButton[primary="true"]:disabled {{ background: {c.track}; border-color: {c.divider}; color: {c.control}; }}
QPushButton:focus {{ border: 2px solid {c.accent}; padding: 0 {px(12) - 1}px; min-height: {inner - 2}px; }}
QToolButton:focus {{ border: 2px solid {c.accent}; padding: 1px; }}
QPushButton[primary="true"]:focus, QPushButton:checked:focus, QToolButton:checked:focus {{ border-color: {c.text}; }}

QLineEdit, QAbstractSpinBox, QComboBox {{ min-height: {inner}px; padding: 0 {UNIT}px 0 {GAP}px;
    border: 1px solid {c.control}; border-radius: {RADIUS}px; background: {c.surface}; }}
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {{ border: 2px solid {c.accent};
    min-height: {inner - 2}px; padding: 0 {UNIT - 1}px 0 {GAP - 1}px; }}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {{ border-color: {c.divider};
    background: {c.window}; color: {c.control}; }}
QComboBox::drop-down {{ border: 0; width: {px(24)}px; }}
QComboBox::down-arrow {{ image: url({svg.file("chevron-down", c.text2)}); width: {box}px; height: {box}px; }}
QAbstractSpinBox {{ padding-right: {px(20)}px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: 0; width: {px(20)}px; }}
QAbstractSpinBox::up-arrow, QAbstractSpinBox::down-arrow {{ width: {px(14)}px; height: {px(14)}px; }}
QAbstractSpinBox::up-arrow {{ image: url({svg.file("chevron-up", c.text2)}); }}
QAbstractSpinBox::down-arrow {{ image: url({svg.file("chevron-down", c.text2)}); }}

QCheckBox, QRadioButton {{ min-height: {max(SMALLEST_TARGET, px(20))}px; spacing: {GAP}px; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: {box}px; height: {box}px; border: 1px solid {c.control};
    border-radius: 3px; background: {c.surface}; }}
QRadioButton::indicator {{ border-radius: {box // 2 + 1}px; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 2px solid {c.text}; }}
QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent};
    image: url({svg.file("check", c.on_accent)}); }}
QRadioButton::indicator:checked {{ border-color: {c.accent}; background: qradialgradient(cx: 0.5, cy: 0.5,
    radius: 0.5, fx: 0.5, fy: 0.5, stop: 0 {c.accent}, stop: 0.55 {c.accent}, stop: 0.65 {c.surface}); }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {c.divider}; }}

QSlider:horizontal {{ min-height: {SMALLEST_TARGET}px; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {c.control}; }}
QSlider::sub-page:horizontal {{ border-radius: 2px; background: {c.accent}; }}
QSlider::handle:horizontal {{ width: 16px; height: 16px; margin: -7px 0; border-radius: 9px;
    border: 1px solid {c.accent}; background: {c.accent}; }}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ background: {c.surface};
    border: 3px solid {c.accent}; width: 12px; height: 12px; }}

QProgressBar {{ border: 0; border-radius: 3px; background: {c.track}; max-height: 8px; color: transparent; }}
QProgressBar::chunk {{ border-radius: 3px; background: {c.accent}; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {c.divider}; }}
QTabBar::tab {{ padding: {px(6)}px {px(14)}px; border: 0; border-bottom: 2px solid transparent; color: {c.text2};
    background: transparent; }}
QTabBar::tab:selected {{ color: {c.text}; border-bottom-color: {c.accent}; }}
QTabBar::tab:focus {{ color: {c.accent}; }}
QTableView {{ border: 1px solid {c.divider}; gridline-color: {c.divider}; }}
QTableCornerButton::section {{ border: 0; background: {c.window}; }}
QHeaderView::section {{ padding: {UNIT}px {GAP}px; border: 0; border-bottom: 1px solid {c.divider};
    background: {c.window}; color: {c.text2}; }}
"""
