import numpy as np
import pytest

from mnistpad.data.dataset import from_lot
from mnistpad.data.sources import Preview
from mnistpad.data.stored import Switch
from mnistpad.ui.data.accept.panel import AcceptPanel, about
from tests.training.conftest import images
from tests.ui.data.conftest import click

SWITCHES = (Switch("mine.csv#transposed", "Turn them"), Switch("mine.csv#dark-ink", "Invert them"))


def preview(digits=range(10), notes=("Dark ink on light paper: inverted.",), switches=SWITCHES):
    lot = images(300, 1)
    dataset = from_lot(lot, name="mine.csv", key="mine.csv#upright", sha256="a" * 64)
    rows = [int(np.flatnonzero(lot.labels == digit)[0]) for digit in digits]
    return Preview(dataset, lot.take(np.array(rows)), notes, switches)


@pytest.fixture
def panel(show):
    panel = show(AcceptPanel())
    panel.show_preview(preview())
    return panel


def test_ten_samples_and_what_was_noticed_are_shown(panel):
    assert panel.title.text() == "mine.csv"
    assert panel.about.text() == "300 images of digits."
    assert panel.samples.images.labels.tolist() == list(range(10))
    assert panel.notes.text() == "Dark ink on light paper: inverted."


def test_every_sample_lies_inside(panel):
    for width in (150, 300, 576, 900):
        panel.resize(width, 800)
        panel.grab()
        for index in range(10):
            assert panel.samples.rect().contains(panel.samples.rect_of(index)), width


def test_the_source_that_was_shown_is_accepted(panel, qtbot):
    with qtbot.waitSignal(panel.accepted) as accepted:
        click(panel.use, panel.use.rect().center())

    assert accepted.args == ["mine.csv#upright"]


def test_it_can_be_refused(panel, qtbot):
    with qtbot.waitSignal(panel.refused):
        click(panel.refuse, panel.refuse.rect().center())


def test_a_switch_asks_for_the_source_as_it_would_be(panel, qtbot):
    assert [button.text() for button in panel.switches] == ["Turn them", "Invert them"]

    with qtbot.waitSignal(panel.switched) as switched:
        click(panel.switches[0], panel.switches[0].rect().center())

    assert switched.args == ["mine.csv#transposed"]


def test_without_notes_and_switches_there_is_no_empty_room(panel):
    panel.show_preview(preview(notes=(), switches=()))

    assert not panel.notes.isVisible()
    assert panel.switches == []


@pytest.mark.parametrize(
    ("digits", "says"),
    [
        (range(10), "300 images of digits."),
        (range(9), "300 images of digits. None is labelled 9."),
        (range(2, 10), "300 images of digits. None is labelled 0 or 1."),
    ],
)
def test_missing_digits_are_named(digits, says):
    assert about(preview(digits)) == says
