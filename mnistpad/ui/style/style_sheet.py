"""What a palette cannot say. The one style sheet of the application, built from the tokens."""

from mnistpad.ui import theme
from mnistpad.ui.style import svg


def style_sheet(colours: theme.Tokens) -> str:
    """Return what a palette cannot say: flat buttons, borders that can be seen in the dark, visible focus."""
    c = colours
    inner = max(theme.px(theme.BUTTON_HEIGHT), theme.BUTTON_HEIGHT) - 2  # without the border
    box = theme.px(16)
    return f"""
QToolTip {{ color: {c.text}; background: {c.surface}; border: 1px solid {c.control}; padding: 3px; }}
QLabel[role="headline"] {{ font-size: {theme.headline_font().pixelSize()}px; font-weight: 600; }}
QLabel[role="fault"] {{ font-size: {theme.note_font().pixelSize()}px; color: {c.bad}; }}
QLabel[role="note"] {{ font-size: {theme.note_font().pixelSize()}px; color: {c.text2}; }}

QPushButton {{ min-height: {inner}px; padding: 0 {theme.px(12)}px; border: 1px solid {c.control};
    border-radius: {theme.RADIUS}px; background: {c.surface}; }}
QToolButton {{ border: 1px solid transparent; border-radius: {theme.RADIUS}px; padding: 2px; }}
QToolButton[boxed="true"] {{ border-color: {c.control}; background: {c.surface};
    padding: 0 {theme.px(25)}px 0 {theme.px(6)}px; }}
QToolButton[boxed="true"]:disabled {{ border-color: {c.divider}; color: {c.control}; background: {c.window}; }}
QToolButton::menu-button {{ border: 0; border-left: 1px solid {c.divider}; width: {theme.px(22)}px; }}
QToolButton[popupMode="2"] {{ padding: 2px {theme.px(20)}px 2px {theme.px(6)}px; min-height: {theme.px(20)}px; }}
QToolButton::menu-indicator, QToolButton::menu-arrow {{ image: url("{svg.file("chevron-down", c.text2)}");
    width: {theme.px(14)}px; height: {theme.px(14)}px; }}
QToolButton::menu-indicator {{ subcontrol-origin: padding; subcontrol-position: right center; right: {theme.UNIT}px; }}
QPushButton:hover, QToolButton:hover {{ background: {c.track}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {c.divider}; }}
QPushButton:disabled {{ border-color: {c.divider}; color: {c.control}; background: {c.window}; }}
QPushButton[primary="true"] {{ font-weight: 600; }}
QPushButton[primary="true"], QPushButton:checked, QToolButton:checked {{ background: {c.accent};
    border-color: {c.accent}; color: {c.on_accent}; }}
QPushButton[primary="true"]:disabled {{ background: {c.track}; border-color: {c.divider}; color: {c.control}; }}
QPushButton:focus {{ border: 2px solid {c.accent}; padding: 0 {theme.px(12) - 1}px; min-height: {inner - 2}px; }}
QToolButton:focus {{ border: 2px solid {c.accent}; padding: 1px; }}
QToolButton[boxed="true"]:focus {{ padding: 0 {theme.px(25) - 1}px 0 {theme.px(6) - 1}px; }}
QPushButton[tight="true"] {{ padding: 0 {theme.px(8)}px; }}
QPushButton[tight="true"]:focus {{ padding: 0 {theme.px(8) - 1}px; }}
QPushButton[primary="true"]:focus, QPushButton:checked:focus, QToolButton:checked:focus {{ border-color: {c.text}; }}

QLineEdit, QAbstractSpinBox, QComboBox {{ min-height: {inner}px; padding: 0 {theme.UNIT}px 0 {theme.GAP}px;
    border: 1px solid {c.control}; border-radius: {theme.RADIUS}px; background: {c.surface}; }}
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {{ border: 2px solid {c.accent};
    min-height: {inner - 2}px; padding: 0 {theme.UNIT - 1}px 0 {theme.GAP - 1}px; }}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {{ border-color: {c.divider};
    background: {c.window}; color: {c.control}; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox QAbstractItemView {{ border: 1px solid {c.control}; }}
QComboBox QAbstractItemView::item {{ min-height: {max(theme.SMALLEST_TARGET, theme.px(24))}px; }}
QComboBox::drop-down {{ border: 0; width: {theme.px(24)}px; }}
QComboBox::down-arrow {{ image: url("{svg.file("chevron-down", c.text2)}"); width: {box}px; height: {box}px; }}
QAbstractSpinBox {{ padding-right: {theme.px(20)}px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: 0; width: {theme.px(20)}px; }}
QAbstractSpinBox::up-arrow, QAbstractSpinBox::down-arrow {{ width: {theme.px(14)}px; height: {theme.px(14)}px; }}
QAbstractSpinBox::up-arrow {{ image: url("{svg.file("chevron-up", c.text2)}"); }}
QAbstractSpinBox::down-arrow {{ image: url("{svg.file("chevron-down", c.text2)}"); }}

QCheckBox, QRadioButton {{ min-height: {max(theme.SMALLEST_TARGET, theme.px(20))}px; spacing: {theme.GAP}px; }}
QCheckBox::indicator, QRadioButton::indicator, QTreeView::indicator {{ width: {box}px; height: {box}px;
    border: 1px solid {c.control}; border-radius: 3px; background: {c.surface}; }}
QRadioButton::indicator {{ border-radius: {box // 2 + 1}px; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 2px solid {c.text}; }}
QCheckBox::indicator:checked, QTreeView::indicator:checked {{ background: {c.accent}; border-color: {c.accent};
    image: url("{svg.file("check", c.on_accent)}"); }}
QRadioButton::indicator:checked {{ border-color: {c.accent}; background: qradialgradient(cx: 0.5, cy: 0.5,
    radius: 0.5, fx: 0.5, fy: 0.5, stop: 0 {c.accent}, stop: 0.55 {c.accent}, stop: 0.65 {c.surface}); }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled, QTreeView::indicator:disabled {{
    border-color: {c.divider}; }}

QSlider:horizontal {{ min-height: {theme.SMALLEST_TARGET}px; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {c.control}; }}
QSlider::sub-page:horizontal {{ border-radius: 2px; background: {c.accent}; }}
QSlider::handle:horizontal {{ width: 16px; height: 16px; margin: -7px 0; border-radius: 9px;
    border: 1px solid {c.accent}; background: {c.accent}; }}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ background: {c.surface};
    border: 3px solid {c.accent}; width: 12px; height: 12px; }}

QProgressBar {{ border: 0; border-radius: 3px; background: {c.track}; max-height: 8px; color: transparent; }}
QProgressBar::chunk {{ border-radius: 3px; background: {c.accent}; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {c.divider}; }}
QTabBar::tab {{ padding: {theme.px(6)}px {theme.px(14)}px; border: 0; border-bottom: 2px solid transparent;
    background: transparent; color: {c.text2}; }}
QTabBar::tab:selected {{ color: {c.text}; border-bottom-color: {c.accent}; }}
QTabBar::tab:focus {{ color: {c.accent}; }}
QTableView {{ border: 1px solid {c.divider}; gridline-color: {c.divider}; }}
QTableCornerButton::section {{ border: 0; background: {c.window}; }}
QHeaderView::section {{ padding: {theme.UNIT}px {theme.GAP}px; border: 0; border-bottom: 1px solid {c.divider};
    background: {c.window}; color: {c.text2}; }}
"""
