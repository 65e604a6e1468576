"""What is said when pictures come in, in the window itself."""

from types import SimpleNamespace

import pytest

from mnistpad.ink import drawing_file
from mnistpad.ui.window.exchange import exchange

NOTHING_COPIED = SimpleNamespace(clipboard=lambda: SimpleNamespace(mimeData=lambda: None))


@pytest.fixture
def saved_three(tmp_path, three):
    path = tmp_path / "three.ink.json"
    drawing_file.save(path, [three])
    return path


def test_a_clipboard_that_gives_nothing_is_answered_in_words(window, monkeypatch):
    monkeypatch.setattr(exchange, "QGuiApplication", NOTHING_COPIED)

    window.actions_.paste.trigger()

    assert window.desk.strip.message.text == "There is nothing to paste. Copy a picture first."


def test_a_complaint_goes_when_something_else_is_opened(window, tmp_path, saved_three, qtbot):
    window.exchange.open_paths([tmp_path / "missing.png"])
    qtbot.waitUntil(lambda: window.desk.strip.message is not None)

    window.exchange.open_paths([saved_three])

    qtbot.waitUntil(lambda: not window.desk.canvas.drawing().is_blank)
    assert window.desk.strip.message is None
