from collections import Counter

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup

from mnistpad.ui.actions import Actions, key_text, plain_text
from mnistpad.ui.window.menus.menus import menus
from mnistpad.ui.window.pages.help import shortcut_groups


def test_no_key_does_two_things(qapp):
    keys = Counter(key.toString() for action in Actions(QObject(qapp)) for key in action.shortcuts())

    assert [key for key, count in keys.items() if count > 1] == []


def test_every_action_has_a_name_a_text_and_a_tip(qapp):
    actions = [action for action in Actions(QObject(qapp)) if isinstance(action, QAction)]

    assert all(action.objectName() and plain_text(action) and action.toolTip() for action in actions)
    assert len({action.objectName() for action in actions}) == len(actions)


def test_a_tip_names_the_key(qapp):
    actions = Actions(QObject(qapp))

    assert actions.numbers.toolTip().endswith("(Ctrl+T)")
    assert "(" not in actions.presentation.toolTip()


def test_every_action_is_in_a_menu(qapp):
    actions = Actions(QObject(qapp))
    in_menus: set[QAction] = set()
    for entries in menus(actions).values():
        for entry in entries:
            in_menus |= set(entry.actions()) if isinstance(entry, QActionGroup) else {entry}

    assert set(actions) <= in_menus


def test_the_help_page_lists_every_key(qapp):
    actions = Actions(QObject(qapp))

    rows = [row for group in shortcut_groups(actions).values() for row in group]

    assert {key_text(action) for action in actions if key_text(action)} <= {keys for keys, _ in rows}
    assert all(keys and what and what[0].isupper() for keys, what in rows)


def test_the_help_page_lists_the_keys_by_menu_and_then_by_what_has_the_focus(qapp):
    groups = shortcut_groups(Actions(QObject(qapp)))

    assert list(groups)[:5] == ["File", "Edit", "View", "Train", "Help"]
    assert ("Ctrl+3", "See what there is to learn from") in groups["View"]
    assert "0 to 9" in dict(groups["On the pad"])
    assert {"0 to 9", "Delete", "Ctrl+Z", "Enter"} == set(dict(groups["On my digits"]))


def test_the_keys_of_the_specification_are_as_it_says(qapp):
    actions = Actions(QObject(qapp))

    wanted = {
        "clear": "Ctrl+Backspace", "shipped_model": "Ctrl+Home", "copy_card": "Ctrl+Shift+C", "numbers": "Ctrl+T",
        "look": "Ctrl+1", "train": "Ctrl+2", "data": "Ctrl+3", "hide_tabs": "F9", "full_screen": "F11",
    }  # fmt: skip
    assert {name: key_text(getattr(actions, name)) for name in wanted} == wanted
