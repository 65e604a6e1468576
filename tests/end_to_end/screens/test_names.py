"""The names that tests and assistive technology rely on, in the real window with every view open."""

from PySide6.QtWidgets import QTabBar, QWidget

from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.settings import Settings

FIXED = (
    "pad", "preview", "answer", "bars", "clearButton", "undoButton", "tabs", "trainingTab", "startButton",
    "pauseButton", "stepButton", "stopButton", "lossPlot", "accuracyPlot", "progressBar", "confusionMatrix", "mistakes",
)  # fmt: skip


def test_every_fixed_name_is_in_the_window_once_and_can_be_heard(qtbot):
    window = qtbot.present(MainWindow(Settings()))
    window.load_model()
    window.show_tab(window.training)
    views = window.training.findChild(QTabBar, "runViewTabs")

    for index in range(views.count()):
        views.setCurrentIndex(index)
        qtbot.waitUntil(lambda index=index: window.training.pages.page(views.tabText(index)) is not None)

    found = {name: window.findChildren(QWidget, name) for name in FIXED}
    assert {name: len(widgets) for name, widgets in found.items()} == dict.fromkeys(FIXED, 1)
    assert [name for name, (widget,) in found.items() if not widget.accessibleName()] == []
    window.close()
