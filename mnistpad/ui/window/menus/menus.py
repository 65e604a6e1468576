"""The menu bar and the pad's own menu, made from the actions."""

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from mnistpad.ui.actions import Actions

Entry = QAction | QActionGroup | None


def fill_menu_bar(bar: QMenuBar, actions: Actions) -> None:
    """Add File, Edit, View, Train and Help."""
    for title, entries in menus(actions).items():
        _fill(bar.addMenu(title), entries)


def insert_keep_menu(bar: QMenuBar, actions: Actions, keep_as: QMenu) -> None:
    """Put the menu that keeps a digit into Edit."""
    for entry in bar.actions():
        menu = entry.menu()
        if isinstance(menu, QMenu) and actions.digit_keys in menu.actions():
            menu.insertMenu(actions.digit_keys, keep_as)


def menus(actions: Actions) -> dict[str, list[Entry]]:
    """Return what each menu holds; None is a line between."""
    a = actions
    return {
        "&File": [a.open, a.save, a.save_as, None, a.quit],
        "&Edit": [
            *(a.undo, a.redo, a.clear, a.forget_recent, None),
            *(a.copy_picture, a.copy_card, a.paste, None),
            *(a.digit_keys, None, a.show_me_one),
        ],
        "&View": [
            *(a.look, a.train, a.data, None),
            *(a.numbers, a.hide_tabs, a.full_screen, a.presentation, None),
            *(a.larger_type, a.smaller_type, a.normal_type, None),
            *(a.colours, a.paper, a.reduced_motion, a.high_contrast),
        ],
        "&Train": [
            *(a.start_run, a.step_batch, a.step_epoch, a.stop_run, a.pace, a.say_state, None),
            *(a.save_network, a.final_exam, None),
            a.shipped_model,
        ],
        "&Help": [a.first_page, a.shortcuts, None, a.show_log, a.about],
    }


def pad_menu(actions: Actions, parent: QWidget) -> QMenu:
    """Return the menu that the right button opens on the pad."""
    menu = QMenu(parent)
    menu.setObjectName("padMenu")
    _fill(menu, [actions.undo, actions.clear, None, actions.copy_picture, actions.paste])
    return menu


def _fill(menu: QMenu, entries: list[Entry]) -> None:
    menu.setToolTipsVisible(True)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, QActionGroup):
            submenu = menu.addMenu(entry.objectName().capitalize())
            submenu.addActions(entry.actions())
        else:
            menu.addAction(entry)
