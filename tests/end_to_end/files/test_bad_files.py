"""Each bad file costs one sentence, on the command line as in the window, and nothing that was open."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from mnistpad import model_file
from mnistpad.cli import main
from mnistpad.model_file import Model
from mnistpad.nn import Network
from mnistpad.ui.main_window import MainWindow
from mnistpad.ui.settings import Settings
from tests.ui.window.shapes import THREE

from ..reading.replay import draw
from .bad_files import DRAWINGS, IMAGES, MODELS, PICTURES, SOURCES, Damage
from .test_sources_table import BAD

Complaint = Callable[..., str]


def is_one_clear_sentence(words: str) -> bool:
    """Return whether words are one line that ends, without the name of an exception."""
    return words.endswith((".", "?")) and "\n" not in words and "Error" not in words and len(words) < 400


@pytest.fixture
def complaint(capsys: pytest.CaptureFixture[str]) -> Complaint:
    """Return a function that runs a command which must fail for its file, and returns the one line."""

    def run(*words: object) -> str:
        capsys.readouterr()
        status = main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert (status, out) == (2, "")
        assert err.startswith("mnistpad: ")
        assert err.count("\n") == 1
        return err.removeprefix("mnistpad: ").removesuffix("\n")

    return run


@pytest.fixture
def good_model(tmp_path: Path) -> Path:
    """A model that can be read."""
    path = tmp_path / "good.npz"
    model_file.save(Model(Network((784, 10), "relu", np.random.default_rng(0))), path)
    return path


# The command line


@pytest.mark.parametrize("damage", SOURCES.values(), ids=SOURCES)
def test_a_bad_source_is_one_line_of_every_command(damage: Damage, complaint, good_model, tmp_path):
    source = damage(tmp_path)
    before = good_model.read_bytes()

    said = [
        complaint("train", "--data", source, "--out", good_model, "--json"),
        complaint("evaluate", good_model, "--data", source, "--json"),
        complaint("data", "show", source, "--json"),
    ]

    assert len(set(said)) == 1
    assert str(source) in said[0]
    assert is_one_clear_sentence(said[0])
    assert good_model.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [source.name, "good.npz"]


@pytest.mark.parametrize("damage", (PICTURES | DRAWINGS).values(), ids=PICTURES | DRAWINGS)
def test_a_bad_piece_is_one_line_of_predict(damage: Damage, complaint, tmp_path):
    path = damage(tmp_path)

    said = complaint("predict", path, "--json")

    assert path.name in said
    assert is_one_clear_sentence(said)


@pytest.mark.parametrize("damage", MODELS.values(), ids=MODELS)
def test_a_bad_model_is_one_line_of_every_command(damage: Damage, complaint, tmp_path):
    path = damage(tmp_path)
    (tmp_path / "seven.ink.json").write_text(
        '{"format": "mnistpad-ink", "version": 1, "drawings": [{"strokes": [[[0, 0], [1, 0], [0.5, 1]]]}]}'
    )

    said = [
        complaint("predict", tmp_path / "seven.ink.json", "--model", path, "--json"),
        complaint("evaluate", path, "--data", "builtin", "--json"),
    ]

    assert len(set(said)) == 1
    assert path.name in said[0]
    assert is_one_clear_sentence(said[0])


# The window


@pytest.fixture
def window(qtbot) -> Iterator[MainWindow]:
    """The window with a 3 on its pad."""
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    window.resize(1280, 800)
    with qtbot.waitExposed(window):
        window.show()
    window.load_model()
    canvas = window.desk.canvas
    draw(canvas, [np.rint(np.array(THREE) * canvas.paper.width()).astype(int)])
    yield window
    window.close()


@pytest.fixture
def nothing_lost(window: MainWindow) -> Iterator[None]:
    """Fail where drawing, history, answer or reader are others after the test."""
    drawn, probabilities = window.desk.canvas.drawing(), window.session.answer.probabilities
    assert window.session.answer.digit == 3

    yield

    assert window.desk.canvas.drawing() == drawn
    assert window.session.reader.shipped
    np.testing.assert_array_equal(window.session.answer.probabilities, probabilities)
    assert window.session.recent == ()
    assert window.desk.canvas.can_undo
    window.actions_.undo.trigger()
    assert window.desk.canvas.drawing().is_blank


@pytest.mark.parametrize("damage", (PICTURES | DRAWINGS | MODELS).values(), ids=PICTURES | DRAWINGS | MODELS)
def test_a_bad_file_is_one_sentence_in_the_strip(damage: Damage, window, nothing_lost, qtbot, tmp_path):
    path = damage(tmp_path)

    with qtbot.waitSignal(window.exchange.opener.settled):
        window.open_path(str(path))

    assert path.name in window.desk.strip.message.text
    assert is_one_clear_sentence(window.desk.strip.message.text)


@pytest.mark.parametrize("damage", SOURCES.values(), ids=SOURCES)
def test_a_bad_source_is_one_sentence_where_pictures_would_be(damage: Damage, window, nothing_lost, qtbot, tmp_path):
    source = damage(tmp_path)

    with qtbot.waitSignal(window.data.errand.failed):
        window.open_path(str(source / IMAGES))

    said = window.data.notice.accessibleName()
    assert window.data.notice.isVisible()
    assert str(source) in said
    assert is_one_clear_sentence(said)


def test_every_bad_source_gets_its_own_sentence_in_the_data_tab(window, nothing_lost, qtbot, tmp_path):
    for number, (make, sentence) in enumerate(BAD.values()):
        folder = tmp_path / str(number)
        folder.mkdir()
        source = str(make(folder))

        with qtbot.waitSignal(window.data.errand.failed):
            window.data.show_source(source)

        assert window.data.notice.accessibleName() == sentence.format(source)
