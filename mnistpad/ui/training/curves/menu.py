"""The View menu of the curves."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from mnistpad.ui.training.curves.data.options import SMOOTHINGS, CurveOptions

FORMATS = (("Picture (PNG)…", ".png"), ("Drawing (SVG)…", ".svg"), ("Table (CSV)…", ".csv"))


def view_menu(
    parent: QWidget,
    options: Callable[[], CurveOptions],
    choose: Callable[[CurveOptions], None],
    export: Callable[[str], None],
) -> QMenu:
    """Return a menu that shows the options whenever it opens, and hands over those that are chosen.

    Parameters
    ----------
    export
        Is called with the suffix of the wanted file.
    """
    menu = QMenu(parent)
    menu.setObjectName("curvesViewMenu")
    menu.setTitle("View")
    checks: list[tuple[QAction, Callable[[CurveOptions], bool]]] = []

    def add(group: QActionGroup | None, text: str, is_on: Callable[[CurveOptions], bool], **changes: object) -> QAction:
        action = QAction(text, menu, checkable=True)
        if group is not None:
            group.addAction(action)
        checks.append((action, is_on))
        action.triggered.connect(lambda on: choose(_changed(options(), changes, on=on)))
        return action

    def section(*actions: QAction) -> None:
        menu.addActions(actions)
        menu.addSeparator()

    stretch, unit = QActionGroup(menu), QActionGroup(menu)
    section(
        add(stretch, "Follow the end", lambda o: o.follow, follow=True),
        add(stretch, "Whole run", lambda o: not o.follow, follow=False),
    )
    section(
        add(unit, "Count epochs", lambda o: not o.in_batches, in_batches=False),
        add(unit, "Count batches", lambda o: o.in_batches, in_batches=True),
    )
    section(
        add(None, "Logarithmic loss", lambda o: o.log_loss, log_loss=None),
        add(None, "Logarithmic epochs and batches", lambda o: o.log_steps, log_steps=None),
    )
    smooth, amounts = menu.addMenu("Smooth training"), QActionGroup(menu)
    for batches in SMOOTHINGS:
        text = f"Over {batches:,} batches" if batches else "Off"
        smooth.addAction(add(amounts, text, partial(_is_smoothed_over, batches), smoothing=batches))
    menu.addSeparator()
    save = menu.addMenu("Save the curves")
    for text, suffix in FORMATS:
        save.addAction(text).triggered.connect(partial(_call, export, suffix))

    def show_choices() -> None:
        for action, is_on in checks:
            action.setChecked(is_on(options()))

    menu.aboutToShow.connect(show_choices)
    show_choices()
    return menu


def _is_smoothed_over(batches: int, options: CurveOptions) -> bool:
    return options.smoothing == batches


def _call(export: Callable[[str], None], suffix: str, checked: bool = False) -> None:  # noqa: ARG001
    export(suffix)


def _changed(options: CurveOptions, changes: dict[str, object], *, on: bool) -> CurveOptions:
    """Return the options with the changes; None stands for what the check mark says."""
    new = {name: on if value is None else value for name, value in changes.items()}
    return CurveOptions.from_dict(options.to_dict() | new)
