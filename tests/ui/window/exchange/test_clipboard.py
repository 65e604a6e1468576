"""What is copied, pasted, dragged and dropped."""

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from ..finding import find
from ..shapes import THREE


def test_pasted_text_is_answered_in_words(window):
    QGuiApplication.clipboard().setText("seven")

    window.actions_.paste.trigger()

    assert window.desk.strip.message.text == "That is text; paste a picture."


def test_a_copied_picture_is_black_on_white_and_can_be_pasted(window, hand, qtbot):
    hand.draw(THREE)
    window.actions_.copy_picture.trigger()
    copied = QGuiApplication.clipboard().image()
    window.actions_.clear.trigger()

    with qtbot.waitSignal(window.exchange.opener.settled):
        window.actions_.paste.trigger()

    assert QColor(copied.pixel(0, 0)).name() == "#ffffff"
    assert window.session.answer.digit == 3


def test_the_card_goes_to_the_clipboard(window, hand):
    hand.draw(THREE)

    window.actions_.copy_card.trigger()

    assert QGuiApplication.clipboard().image().size().toTuple() == (1200, 630)


def test_nothing_is_copied_from_a_blank_pad(window):
    QGuiApplication.clipboard().setText("mine")

    window.actions_.copy_picture.trigger()

    assert QGuiApplication.clipboard().text() == "mine"


def drag(window, mime: QMimeData, kind: type):
    at = QPoint(100, 100)
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = kind(at if kind is QDragEnterEvent else QPointF(at), copy, mime, left, none)
    QApplication.sendEvent(window, event)
    return event


def test_the_drop_zone_names_what_will_happen(window, qtbot, picture):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture))])
    zone = find(window, "dropZone")

    entered = drag(window, mime, QDragEnterEvent)

    assert entered.isAccepted()
    assert zone.promise == "Drop to put this picture on the pad"
    with qtbot.waitSignal(window.exchange.opener.settled):
        drag(window, mime, QDropEvent)
    assert not zone.isVisible()
    assert window.session.answer.digit == 7


def test_a_drag_that_leaves_takes_the_words_away(window, picture):
    mime = QMimeData()
    mime.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    drag(window, mime, QDragEnterEvent)

    QApplication.sendEvent(window, QDragLeaveEvent())

    assert not find(window, "dropZone").isVisible()


def test_dragged_text_is_not_taken(window):
    mime = QMimeData()
    mime.setText("seven")

    assert not drag(window, mime, QDragEnterEvent).isAccepted()
