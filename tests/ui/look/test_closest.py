import numpy as np
import pytest

from mnistpad.answer import Answer, Verdict
from mnistpad.ui.look.numbers import Numbers, number
from mnistpad.ui.look.page import closest


def answer(*shares: tuple[int, float], blank: bool = False) -> Answer:
    probabilities = np.zeros(10)
    for digit, share in shares:
        probabilities[digit] = share
    digit = None if blank else int(probabilities.argmax())
    return Answer(
        digit, probabilities, np.zeros((28, 28), np.float32), blank, None, Verdict.BLANK if blank else Verdict.DIGIT
    )


def test_the_closest_come_first_and_nothing_under_five_per_cent_is_named():
    assert closest(answer((3, 0.86), (5, 0.06), (2, 0.03))) == "Closest:  3  86 %     5  6 %"


def test_nothing_is_a_hundred_per_cent():
    assert closest(answer((3, 0.9999))) == "Closest:  3  >99 %"


def test_three_are_named_at_most():
    assert closest(answer((1, 0.25), (2, 0.25), (3, 0.25), (4, 0.25))).count("%") == 3


def test_a_blank_is_close_to_nothing():
    assert closest(answer((3, 1.0), blank=True)) == "Closest: nothing yet"


@pytest.mark.parametrize(
    ("share", "text"), [(0.862, "86.2 %"), (0.0004, "<0.1 %"), (0.0, "0.0 %"), (0.99995, ">99.9 %")]
)
def test_the_table_has_one_decimal(share, text):
    assert number(answer((3, share), (4, 1 - share)), 3) == text


def test_the_table_has_a_column_for_the_shipped_model_where_another_reads(qtbot):
    table = Numbers()
    qtbot.addWidget(table)

    table.show_answers([("mine", answer((3, 0.6), (5, 0.4))), ("Shipped model", answer((5, 1.0)))])

    assert [table.horizontalHeaderItem(column).text() for column in range(3)] == ["Digit", "mine", "Shipped model"]
    assert [table.item(3, column).text() for column in range(3)] == ["3", "60.0 %", "0.0 %"]
