"""Everything a person can ask for by menu or key: text, shortcut and tip of an action stand together, once.

What an action does is the window's affair; the menus and the help page are made from what stands here.
"""

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from mnistpad.ui.theme import Paper, Scheme

Keys = str | QKeySequence.StandardKey
Standard = QKeySequence.StandardKey


def _action(name: str, text: str, tip: str, *keys: Keys, checkable: bool = False) -> QAction:
    action = QAction(text)
    action.setObjectName(name)
    action.setCheckable(checkable)
    action.setShortcuts([QKeySequence(key) for key in keys])
    action.setStatusTip(tip)
    set_tip(action, tip)
    return action


def set_tip(action: QAction, tip: str) -> None:
    """Let an action say something else while the pointer rests on it; its key is added."""
    shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{tip} ({shortcut})" if shortcut else tip)


def _open_file() -> QAction:
    return _action("openAction", "&Open…", "Open a picture, a drawing or a model", Standard.Open)


def _save() -> QAction:
    return _action("saveAction", "&Save drawing", "Save the drawing to its file", Standard.Save)


def _save_as() -> QAction:
    return _action("saveAsAction", "Save drawing &as…", "Save the drawing to another file", "Ctrl+Shift+S")


def _quit_app() -> QAction:
    return _action("quitAction", "&Quit", "Close MnistPad", "Ctrl+Q")


def _undo() -> QAction:
    return _action("undoAction", "&Undo", "Take the last step back", Standard.Undo)


def _redo() -> QAction:
    return _action("redoAction", "&Redo", "Make the step again", "Ctrl+Shift+Z", "Ctrl+Y")


def _clear() -> QAction:
    return _action("clearAction", "C&lear", "Empty the pad; Undo brings it back", "Ctrl+Backspace")


def _forget_recent() -> QAction:
    return _action(
        "forgetRecentAction", "&Forget recent drawings", "Empty the row of recent drawings, on the disk, too"
    )


def _copy_picture() -> QAction:
    return _action("copyPictureAction", "&Copy picture", "Copy the drawing as a picture", Standard.Copy)


def _copy_card() -> QAction:
    return _action(
        "copyCardAction", "Copy as c&ard", "Copy a picture of the drawing with its answer and bars", "Ctrl+Shift+C"
    )


def _paste() -> QAction:
    return _action("pasteAction", "&Paste", "Paste a picture onto the pad", Standard.Paste)


def _show_me_one() -> QAction:
    return _action("showMeOneAction", "S&how me one", "Let MnistPad draw a digit", "Ctrl+D")


def _digit_keys() -> QAction:
    tip = "While the pad has the focus, a digit's key keeps the drawing as that digit"
    return _action("digitKeysAction", "&Digit keys keep the drawing", tip, checkable=True)


def _shipped_model() -> QAction:
    return _action(
        "shippedModelAction", "Back to the shipped &model", "Let the model that came with MnistPad read", "Ctrl+Home"
    )


def _start_run() -> QAction:
    return _action("startRunAction", "&Start", "Start a run, pause it, or go on", "F5")


def _step_batch() -> QAction:
    return _action("stepBatchAction", "Step one &batch", "Do one batch, then hold", "F10")


def _step_epoch() -> QAction:
    return _action("stepEpochAction", "Step one &epoch", "Go on to the end of the epoch, then hold", "Shift+F10")


def _stop_run() -> QAction:
    return _action(
        "stopRunAction", "S&top", "End this run and keep what it learned. You can continue it later", "Shift+F5"
    )


def _say_state() -> QAction:
    return _action("sayStateAction", "Say how the &run goes", "Say where the run stands", "F6")


def _save_network() -> QAction:
    return _action(
        "saveNetworkAction", "Save &network…", "Save what the run learned as a file that can be opened again"
    )


def _final_exam() -> QAction:
    return _action("finalExamAction", "Take the final e&xam…", "Read the test images, which no run has learned")


def _look() -> QAction:
    return _action("lookAction", "&Look", "See how the drawing became the answer", "Ctrl+1")


def _train() -> QAction:
    return _action("trainAction", "&Train", "Teach a network of your own", "Ctrl+2")


def _data() -> QAction:
    return _action("dataAction", "&Data", "See what there is to learn from", "Ctrl+3")


def _numbers() -> QAction:
    tip = "Show the numbers behind the chart as a table"
    return _action("numbersAction", "&Numbers", tip, "Ctrl+T", checkable=True)


def _hide_tabs() -> QAction:
    return _action("hideTabsAction", "&Hide the tabs", "Pad and answer only, both large", "F9", checkable=True)


def _full_screen() -> QAction:
    return _action("fullScreenAction", "&Full screen", "Use the whole screen", "F11", checkable=True)


def _presentation() -> QAction:
    return _action(
        "presentationAction",
        "&Presentation",
        "Large type and a ring around the pointer, for a projector",
        checkable=True,
    )


def _larger_type() -> QAction:
    return _action("largerTypeAction", "L&arger type", "Make all type larger, up to 200 %", "Ctrl++", "Ctrl+=")


def _smaller_type() -> QAction:
    return _action("smallerTypeAction", "S&maller type", "Make all type smaller, down to 80 %", "Ctrl+-")


def _normal_type() -> QAction:
    return _action("normalTypeAction", "N&ormal type", "Set all type to 100 %", "Ctrl+0")


def _reduced_motion() -> QAction:
    return _action("reducedMotionAction", "&Reduced motion", "Nothing glides or plays by itself", checkable=True)


def _high_contrast() -> QAction:
    return _action("highContrastAction", "High &contrast", "Avoid faint colours", checkable=True)


def _shortcuts() -> QAction:
    return _action("shortcutsAction", "&Keyboard shortcuts", "All keys on one page", "F1")


def _first_page() -> QAction:
    return _action("firstPageAction", "&Show me around", "Bring the first page back")


def _show_log() -> QAction:
    return _action("showLogAction", "Show &log", "Open the folder where MnistPad notes what went wrong")


def _about() -> QAction:
    return _action("aboutAction", "&About MnistPad", "Versions, the model's scores, and your privacy")


def _choice(parent: QObject, name: str, titles: Mapping[str, str], tip: str) -> QActionGroup:
    """Return one checkable action for each value; the value is the action's data."""
    group = QActionGroup(parent)
    group.setObjectName(name)
    for value, title in titles.items():
        action = _action(f"{name}{value.title().replace(' ', '')}Action", title, tip, checkable=True)
        action.setData(str(value))
        group.addAction(action)
    return group


def _colours(parent: QObject) -> QActionGroup:
    return _choice(
        parent,
        "colours",
        {Scheme.SYSTEM: "&System", Scheme.LIGHT: "&Light", Scheme.DARK: "&Dark"},
        "Colours of the window",
    )


def _paper(parent: QObject) -> QActionGroup:
    return _choice(
        parent,
        "paper",
        {Paper.THEME: "&Theme", Paper.WHITE: "&White", Paper.BLACKBOARD: "&Blackboard"},
        "Paper of the pad",
    )


def _pace(parent: QObject) -> QActionGroup:
    return _choice(
        parent,
        "pace",
        {"slow motion": "S&low motion", "slow": "Slo&w", "brisk": "Bris&k", "full speed": "&Full speed"},
        "How fast a run may go; in slow motion each batch can be seen",
    )


class Actions:
    """One of each, made for one window and owned by it."""

    def __init__(self, parent: QObject) -> None:
        self.open = _open_file()
        self.save = _save()
        self.save_as = _save_as()
        self.quit = _quit_app()
        self.undo = _undo()
        self.redo = _redo()
        self.clear = _clear()
        self.forget_recent = _forget_recent()
        self.copy_picture = _copy_picture()
        self.copy_card = _copy_card()
        self.paste = _paste()
        self.show_me_one = _show_me_one()
        self.digit_keys = _digit_keys()
        self.shipped_model = _shipped_model()
        self.start_run = _start_run()
        self.step_batch = _step_batch()
        self.step_epoch = _step_epoch()
        self.stop_run = _stop_run()
        self.say_state = _say_state()
        self.save_network = _save_network()
        self.final_exam = _final_exam()
        self.look = _look()
        self.train = _train()
        self.data = _data()
        self.numbers = _numbers()
        self.hide_tabs = _hide_tabs()
        self.full_screen = _full_screen()
        self.presentation = _presentation()
        self.larger_type = _larger_type()
        self.smaller_type = _smaller_type()
        self.normal_type = _normal_type()
        self.reduced_motion = _reduced_motion()
        self.high_contrast = _high_contrast()
        self.shortcuts = _shortcuts()
        self.first_page = _first_page()
        self.show_log = _show_log()
        self.about = _about()
        self.colours = _colours(parent)
        self.paper = _paper(parent)
        self.pace = _pace(parent)
        for one in self:
            one.setParent(parent)

    def __iter__(self) -> Iterator[QAction]:
        for one in vars(self).values():
            yield from one.actions() if isinstance(one, QActionGroup) else [one]


def plain_text(action: QAction) -> str:
    """Return an action's text without the mark of its menu key and without dots."""
    return action.text().replace("&", "").rstrip("…")


def key_text(action: QAction) -> str:
    """Return an action's keys as the keyboard names them; empty without any."""
    return " or ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())
