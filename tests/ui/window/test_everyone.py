"""The window for those who listen, use keys alone, or have little room."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from mnistpad.ui import theme

from .finding import find
from .shapes import THREE


def is_inside_a_list(widget: QWidget) -> bool:
    """Return whether a widget is part of a drop-down list, which speaks for it."""
    parent = widget.parentWidget()
    return parent is not None and parent.metaObject().className() == "QComboBoxPrivateContainer"


def test_every_control_has_a_name_for_those_who_listen(window, hand):
    hand.draw(THREE)
    window.actions_.clear.trigger()

    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractSlider, QComboBox

    kinds = (QAbstractButton, QAbstractSlider, QComboBox, QAbstractItemView)
    controls = [w for kind in kinds for w in window.findChildren(kind) if w.focusPolicy() != Qt.FocusPolicy.NoFocus]
    ours = [w for w in controls if not w.objectName().startswith("qt_") and not is_inside_a_list(w)]
    assert len(ours) > 12
    assert [w for w in ours if not w.objectName()] == []
    assert [w.objectName() for w in ours if not (w.accessibleName() or getattr(w, "text", str)())] == []


def test_the_fixed_names_are_there(window):
    for name in ("pad", "preview", "answer", "bars", "clearButton", "undoButton", "tabs", "trainingTab"):
        find(window, name)


def test_tab_goes_from_reader_over_pad_and_tools_to_answer_and_tabs(window):
    wanted = ["readerChooser", "pad", "penButton", "penWidth", "answer", "tabs"]
    chain: list[str] = []
    widget = find(window, "readerChooser")
    for _ in range(200):
        name = widget.objectName() or (widget.parentWidget().objectName() if widget.parentWidget() else "")
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain.append("tabs" if name == "qt_tabwidget_tabbar" else name)
        widget = widget.nextInFocusChain()

    places = [chain.index(name) for name in wanted]
    assert places == sorted(places)


@pytest.mark.parametrize("size", [(900, 600), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("scale", [80, 100, 150, 200])
def test_nothing_lies_on_anything_at_any_size(window, qtbot, size, scale):
    theme.theme.scale = scale
    window.resize(*size)
    qtbot.settle()

    desk = window.desk
    parts = [desk.reader, desk.tools, desk.answer, desk.preview, desk.bars, desk.pages]
    boxes = [QRect(desk.canvas.mapTo(desk, desk.canvas.paper.topLeft()), desk.canvas.paper.size())]
    boxes += [part.geometry() for part in parts]
    for index, box in enumerate(boxes):
        assert not any(box.adjusted(1, 1, -1, -1).intersects(other) for other in boxes[index + 1 :])
        assert desk.rect().contains(box)
