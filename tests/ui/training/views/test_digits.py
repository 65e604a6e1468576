import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolTip

from mnistpad.ui import theme
from mnistpad.ui.training.views.digits import DigitsView
from mnistpad.ui.training.views.matrix import ConfusionMatrix, share_text
from tests.ui.training.views.conftest import click, judge, make_run, point_at, press_key, rows_labelled


@pytest.fixture
def view(show, run, clock):
    view = show(DigitsView(clock=clock))
    view.set_run(run)
    return view


@pytest.fixture
def erring(view, run):
    """Ten fives: three read as 3, one as 6."""
    fives = rows_labelled(run, 5)
    view.show_evaluation(judge(run, [*((row, 3, 0.9) for row in fives[:3]), (fives[3], 6, 0.6)], epoch=2))
    return view


def ground(matrix: ConfusionMatrix, cell) -> str:
    """Return the colour that is seen in the corner of a cell."""
    picture = matrix.grab().toImage()
    at = (matrix.rect_of(cell).topLeft() + QPointF(3, 3)) * picture.devicePixelRatio()
    return QColor(picture.pixel(at.toPoint())).name().upper()


def text(view, name: str) -> str:
    return view.findChild(QLabel, name).text()


def test_before_any_epoch_the_view_says_what_will_come(view):
    assert view.says == "After the first epoch, which digit was read as which."


def test_where_nothing_is_held_out_the_view_says_so(show):
    view = show(DigitsView())

    view.set_run(make_run(validation=0))

    assert "holds out no images" in view.says


def test_the_caption_names_the_images(erring):
    assert text(erring, "digitsCaption") == "96.0 % of 100 held-out toy digits, after epoch 2"
    assert not erring.says


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_mistakes_are_scaled_by_themselves_and_the_diagonal_is_none(erring, scheme):
    theme.theme.scheme = scheme
    colours = theme.tokens()

    assert ground(erring.matrix, (5, 3)) == colours.most
    assert ground(erring.matrix, (5, 6)) == theme.blend(colours.fewest, colours.most, 1 / 3)
    assert ground(erring.matrix, (3, 5)) == colours.fewest
    assert {ground(erring.matrix, (digit, digit)) for digit in range(10)} == {colours.track}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_number_can_be_read_on_its_cell(view, run, scheme):
    theme.theme.scheme = scheme
    view.show_evaluation(judge(run, [(row, (row * 7) % 10, 0.9) for row in range(100)]))

    grounds = {view.matrix.colour((i, j)) for i in range(10) for j in range(10)}

    assert all(theme.contrast(theme.readable_on(colour), colour) >= 4.5 for colour in grounds)


def test_the_toggle_shows_parts_of_a_row(erring):
    click(erring.findChild(QPushButton, "matrixPercent"), QPointF(5, 5))
    assert [erring.matrix.text((5, read)) for read in (3, 5, 6, 7)] == ["30", "60", "10", ""]

    click(erring.findChild(QPushButton, "matrixCounts"), QPointF(5, 5))
    assert [erring.matrix.text((5, read)) for read in (3, 5, 6, 7)] == ["3", "6", "1", ""]


def test_in_per_cent_a_rare_digit_weighs_as_much_as_a_frequent_one(erring):
    counts = np.zeros((10, 10), np.int64)
    counts[1, 1], counts[1, 2], counts[8, 8], counts[8, 9] = 900, 100, 9, 1

    erring.matrix.set_counts(counts)
    as_counts = ground(erring.matrix, (8, 9))
    erring.matrix.show_percent(True)

    assert as_counts != ground(erring.matrix, (8, 9)) == ground(erring.matrix, (1, 2)) == theme.tokens().most


@pytest.mark.parametrize(
    ("share", "words"),
    [(1, "100"), (0.9999, "99"), (0.1, "10"), (0.0996, "10.0"), (0.004, "0.4"), (0.0001, "<0.1")],
)
def test_shares_are_whole_from_ten_up_and_100_only_for_all(share, words):
    assert share_text(share) == words


def test_hovering_says_the_cell_in_words(erring):
    matrix = erring.matrix
    at = matrix.rect_of((5, 3)).center()

    point_at(matrix, at)
    tip = QHelpEvent(QEvent.Type.ToolTip, at.toPoint(), matrix.mapToGlobal(at.toPoint()))
    QApplication.sendEvent(matrix, tip)

    assert QToolTip.text() == "labelled 5, read as 3: 3 of 10"
    assert text(erring, "cellSentence") == "Labelled 5, read as 3: 3 of 10"
    QToolTip.hideText()


def test_while_no_cell_is_pointed_at_the_view_says_what_a_click_does(erring):
    erring.matrix.clearFocus()
    assert text(erring, "cellSentence") == "A cell opens the pictures behind it."

    point_at(erring.matrix, erring.matrix.rect_of((5, 3)).center())
    QApplication.sendEvent(erring.matrix, QEvent(QEvent.Type.Leave))

    assert text(erring, "cellSentence") == "A cell opens the pictures behind it."


def test_the_arrow_keys_walk_over_the_cells_and_stop_at_the_edge(erring):
    erring.matrix.setFocus()
    press_key(erring.matrix, *[Qt.Key.Key_Down] * 5, *[Qt.Key.Key_Right] * 3)

    assert erring.matrix.cursor_cell == (5, 3)
    assert text(erring, "cellSentence") == "Labelled 5, read as 3: 3 of 10"
    assert erring.matrix.accessibleDescription() == "labelled 5, read as 3: 3 of 10"

    press_key(erring.matrix, *[Qt.Key.Key_Left] * 12, Qt.Key.Key_End, Qt.Key.Key_PageDown)
    assert erring.matrix.cursor_cell == (9, 9)


def test_the_cursor_is_seen_only_where_the_keys_go(erring):
    matrix = erring.matrix
    matrix.clearFocus()
    without = matrix.grab().toImage()

    matrix.setFocus()

    edge = (matrix.rect_of((0, 0)).topLeft() + QPointF(1, 8)).toPoint()
    assert QColor(matrix.grab().toImage().pixel(edge)).name().upper() == theme.tokens().accent
    assert QColor(without.pixel(edge)).name().upper() != theme.tokens().accent


def test_a_click_opens_the_pictures_behind_a_cell(erring, run):
    click(erring.matrix, erring.matrix.rect_of((5, 3)).center())

    assert erring.cell == (5, 3)
    assert erring.wall.isVisible()
    assert not erring.matrix.isVisible()
    assert text(erring, "cellTitle") == "Labelled 5, read as 3: 3 of 10, the surest first"
    assert list(erring.wall.tiles.places) == rows_labelled(run, 5)[:3]


def test_an_empty_cell_does_not_open(erring):
    click(erring.matrix, erring.matrix.rect_of((3, 5)).center())

    assert erring.cell is None


def test_return_opens_and_escape_leaves_with_the_cursor_where_it_was(erring):
    erring.matrix.setFocus()
    press_key(erring.matrix, *[Qt.Key.Key_Down] * 5, *[Qt.Key.Key_Right] * 3, Qt.Key.Key_Return)
    assert erring.cell == (5, 3)
    assert erring.wall.hasFocus()

    press_key(erring.wall, Qt.Key.Key_Escape)
    assert erring.cell is None
    assert erring.matrix.hasFocus()
    assert erring.matrix.cursor_cell == (5, 3)


def test_back_shows_the_matrix_again(erring):
    erring.open_cell(5, 3)

    click(erring.back, QPointF(5, 5))

    assert erring.matrix.isVisible()


def test_a_picture_behind_a_cell_comes_to_the_pad(erring, run, qtbot):
    erring.open_cell(5, 3)
    wall = erring.wall
    second = wall.visualRect(wall.model().index(1, 0)).center()

    with qtbot.waitSignal(erring.picture_chosen) as chosen:
        click(wall.viewport(), second)

    choice = chosen.args[0]
    np.testing.assert_array_equal(choice.image, run.data.validation.pixels[rows_labelled(run, 5)[1]])
    assert (choice.label, choice.read_as) == (5, 3)


def test_an_open_cell_follows_the_run(erring, run, clock):
    erring.open_cell(5, 3)
    clock.now += 1

    erring.show_evaluation(judge(run, [(rows_labelled(run, 5)[0], 3, 0.8)], epoch=3))

    assert list(erring.wall.tiles.places) == rows_labelled(run, 5)[:1]
    assert text(erring, "cellTitle") == "Labelled 5, read as 3: 1 of 10, the surest first"


def test_each_digit_has_its_accuracy(erring):
    shares = erring.accuracy.shares

    assert shares[5] == pytest.approx(0.6)
    assert [share for digit, share in enumerate(shares) if digit != 5] == [1] * 9
    assert "5: 60.0 %" in erring.accuracy.accessibleDescription()


def test_the_lowest_bar_stands_out_and_stands_in_its_row(erring):
    picture, bar = erring.accuracy.grab().toImage(), erring.accuracy.bar_of(5)
    row = erring.matrix.rect_of((5, 0))

    assert QColor(picture.pixel(2, int(bar.center().y()))).name().upper() == theme.tokens().accent
    assert row.top() < bar.top() < bar.bottom() < row.bottom()
    other = erring.accuracy.bar_of(4)
    assert QColor(picture.pixel(2, int(other.center().y()))).name().upper() == theme.tokens().control


def test_a_digit_that_is_not_there_has_no_accuracy(erring):
    counts = np.diag([5] * 9 + [0])

    erring.accuracy.set_counts(counts)

    assert erring.accuracy.shares[9] is None


def test_the_matrix_is_also_a_table(erring):
    table = erring.table()

    assert table.columns[0], table.columns[-1] == ("Label", "Read right")
    assert table.rows[5] == ("5", "0", "0", "0", "3", "0", "6", "1", "0", "0", "0", "60.0 %")


def test_of_several_sources_one_can_be_chosen(show):
    run = make_run("MNIST", "my digits")
    view = show(DigitsView())
    view.set_run(run)
    view.show_evaluation(judge(run))

    assert view.sources.isVisible()
    press_key(view.sources, Qt.Key.Key_Down)
    view.sources.activated.emit(view.sources.currentIndex())

    assert text(view, "digitsCaption") == "100.0 % of 100 held-out MNIST images"
    assert view.matrix.counts.sum() == 100


def test_one_source_leaves_nothing_to_choose(erring):
    assert not erring.sources.isVisible()


def test_where_several_digits_are_lowest_none_stands_out(erring):
    erring.accuracy.set_counts(np.diag([5] * 10))

    picture, bar = erring.accuracy.grab().toImage(), erring.accuracy.bar_of(5)

    assert QColor(picture.pixel(2, int(bar.center().y()))).name().upper() == theme.tokens().control


@pytest.mark.parametrize("scale", [150, 200])
def test_large_type_fits_the_smallest_window(show, run, scale):
    theme.theme.scale = scale
    view = show(DigitsView())
    view.set_run(run)
    view.show_evaluation(judge(run))

    assert view.minimumSizeHint().width() <= 560
    assert view.minimumSizeHint().height() <= 400
