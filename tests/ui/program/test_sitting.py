import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from mnistpad.ui.program import autosave, desk_file
from mnistpad.ui.program.single import Visit, come_forward
from mnistpad.ui.program.sitting import BACK
from tests.ui.conftest import Hand
from tests.ui.window.shapes import ONE, THREE

from .conftest import leave


def kill(sitting) -> None:
    """End it as `kill -9` does: nothing is written any more, but the locks are free."""
    keeping = sitting.autosave
    keeping._timer.stop()
    if keeping._writing is not None:
        keeping._writing.join()
    keeping._lock.unlock()
    sitting.door.close()
    sitting.is_over = True
    sitting.window.close()


def kept(home, number: int = 1) -> desk_file.DeskContents:
    path = home / "desk" / f"{number}.json"
    return desk_file.from_bytes(path.read_bytes()) if path.exists() else desk_file.DeskContents()


def draw(sitting, points) -> None:
    Hand(sitting.window.desk.canvas).draw(points)


def test_a_stroke_is_on_the_disk_soon_after_the_pen_lifts(sit, home, qtbot):
    sitting = sit()

    draw(sitting, THREE)

    qtbot.waitUntil(lambda: not kept(home).pad.content.is_blank)
    assert kept(home).pad.content.drawing == sitting.window.desk.canvas.drawing()


def test_what_was_on_the_pad_when_it_was_killed_is_back_and_can_be_cleared(sit, home, qtbot):
    sitting = sit()
    draw(sitting, THREE)
    qtbot.waitUntil(lambda: not kept(home).pad.content.is_blank)
    kill(sitting)

    window = sit().window

    assert window.session.answer.digit == 3
    assert window.desk.strip.message.text == BACK
    QTest.mouseClick(window.desk.strip.buttons[0], Qt.MouseButton.LeftButton)
    assert window.session.content.is_blank
    assert len(window.session.recent) == 1
    assert window.desk.strip.message is None


def test_who_goes_on_drawing_is_told_no_more(sit, home, qtbot):
    sitting = sit()
    draw(sitting, THREE)
    qtbot.waitUntil(lambda: not kept(home).pad.content.is_blank)
    kill(sitting)
    again = sit()

    draw(again, ONE)

    assert again.window.desk.strip.message is None
    assert len(again.window.desk.canvas.drawing().strokes) == 2


def test_after_a_proper_end_the_pad_is_blank_and_the_drawings_are_a_click_away(sit, home):
    sitting = sit()
    draw(sitting, ONE)
    sitting.window.actions_.clear.trigger()
    draw(sitting, THREE)
    leave(sitting)

    window = sit().window

    assert window.session.content.is_blank
    assert window.desk.strip.message is None
    assert not window.look.is_first_page
    assert len(window.session.recent) == 2
    QTest.mouseClick(window.findChild(QToolButton, "recent1"), Qt.MouseButton.LeftButton)
    assert window.session.answer.digit == 3


def test_the_first_start_and_one_after_nothing_was_drawn_begin_with_the_first_page(sit, home):
    first = sit()
    assert first.window.look.is_first_page
    leave(first)

    assert sit().window.look.is_first_page
    assert list((home / "desk").glob("*.json")) == []


def test_a_picture_with_ink_on_it_comes_back_too(sit, home, qtbot, tmp_path):
    from PIL import Image

    image = Image.new("L", (60, 60), 255)
    image.paste(0, (25, 5, 35, 55))
    image.save(tmp_path / "one.png")
    sitting = sit()
    with qtbot.waitSignal(sitting.window.exchange.piece_opened):
        sitting.open_path(str(tmp_path / "one.png"))
    draw(sitting, ONE)
    content = sitting.window.desk.canvas.content()
    qtbot.waitUntil(lambda: kept(home).pad.content == content)
    kill(sitting)

    assert sit().window.desk.canvas.content() == content


def test_recent_drawings_can_be_forgotten_and_brought_back_until_the_message_goes(sit, home, qtbot):
    sitting = sit()
    draw(sitting, ONE)
    sitting.window.actions_.clear.trigger()
    qtbot.waitUntil(lambda: len(kept(home).recent) == 1)

    sitting.window.actions_.forget_recent.trigger()

    qtbot.waitUntil(lambda: kept(home).recent == ())
    QTest.mouseClick(sitting.window.desk.strip.buttons[0], Qt.MouseButton.LeftButton)
    assert len(sitting.window.session.recent) == 1
    qtbot.waitUntil(lambda: len(kept(home).recent) == 1)


def test_windows_side_by_side_keep_their_own_and_the_next_start_finds_all(sit, home, qtbot):
    first, second = sit(), sit()
    draw(first, THREE)
    draw(second, ONE)
    qtbot.waitUntil(lambda: not kept(home, 1).pad.content.is_blank and not kept(home, 2).pad.content.is_blank)
    kill(second)
    kill(first)

    window = sit().window

    assert window.session.answer.digit == 3
    assert [piece.content.drawing for piece in window.session.recent] == [second.window.desk.canvas.drawing()]
    assert not (home / "desk" / "2.json").exists()


def test_a_damaged_file_costs_the_drawings_and_not_the_start(sit, home, caplog):
    (home / "desk").mkdir()
    (home / "desk" / "1.json").write_bytes(b"{half")

    window = sit().window

    assert window.session.content.is_blank
    assert "cannot be read" in caplog.text
    caplog.clear()


def test_a_full_disk_costs_what_was_not_kept_and_is_written_down(sit, home, qtbot, monkeypatch, caplog):
    sitting = sit()

    def refuse(_path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(autosave.files, "replacing", refuse)

    draw(sitting, THREE)

    qtbot.waitUntil(lambda: "could not be kept" in caplog.text)
    assert sitting.window.session.answer.digit == 3
    caplog.clear()


def test_a_folder_that_cannot_be_made_costs_only_the_keeping(sit, home, caplog):
    (home / "desk").write_text("a file where the folder would be")

    sitting = sit()
    draw(sitting, THREE)
    leave(sitting)

    assert "cannot be kept" in caplog.text
    caplog.clear()


def test_nothing_is_written_by_the_window_itself_while_one_draws(sit, home, qtbot, monkeypatch):
    threads = []
    monkeypatch.setattr(autosave.files, "replacing", lambda path: threads.append(threading.current_thread()))
    sitting = sit()
    monkeypatch.setattr(sitting.autosave, "_write", lambda data: threads.append(threading.current_thread()))

    draw(sitting, THREE)

    qtbot.waitUntil(lambda: bool(threads))
    assert threading.main_thread() not in threads
    monkeypatch.undo()


def test_a_visit_brings_a_minimized_window_back(sit, qtbot, monkeypatch):
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "")
    window = sit().window
    window.showMinimized()

    come_forward(window, "a token")

    assert not window.isMinimized()
    qtbot.waitUntil(window.isActiveWindow)


def test_a_visit_opens_what_it_brings_and_without_anything_only_calls(sit, qtbot, tmp_path):
    sitting = sit()
    sitting.door.visited.emit(Visit())
    assert sitting.window.desk.strip.message is None

    with qtbot.waitSignal(sitting.window.exchange.opener.failed):
        sitting.door.visited.emit(Visit((tmp_path / "gone.png",)))

    assert "gone.png" in sitting.window.desk.strip.message.text


@pytest.mark.parametrize("times", [1, 3])
def test_the_door_opens_and_closes_again_and_again(sit, home, times):
    sitting = sit()
    for _ in range(times):
        assert sitting.door.open()
        sitting.door.close()

    assert not sitting.door.is_open
