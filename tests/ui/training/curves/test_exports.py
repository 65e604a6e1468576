import csv
import errno
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QImage

from mnistpad.errors import TrainingError
from mnistpad.training.state import History
from mnistpad.ui import theme
from mnistpad.ui.training.curves import exports
from mnistpad.ui.training.curves.view import CurvesView
from tests.ui.training.curves.conftest import BATCHES

SVG = "{http://www.w3.org/2000/svg}"


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_a_table_has_every_step_in_full_precision(view, history, tmp_path):
    history.rates.append((250, 0.03))
    view.set_history(history, BATCHES)

    view.export(tmp_path / "curves.csv")

    table = rows(tmp_path / "curves.csv")
    assert [int(row["step"]) for row in table] == list(range(501))
    assert [float(row["training_loss"]) for row in table[:-1]] == history.losses.tolist()
    assert [float(row["training_accuracy"]) for row in table[:-1]] == history.accuracies.tolist()
    tried = [row for row in table if row["validation_loss"]]
    assert [float(row["validation_accuracy"]) for row in tried] == [each.accuracy for each in history.evaluations]
    assert (table[150]["epoch"], table[249]["learning_rate"], table[250]["learning_rate"]) == ("1.5", "0.1", "0.03")
    assert table[-1]["training_loss"] == ""


def test_a_table_holds_the_run_as_it_was_when_it_was_asked_for(view, history, tmp_path):
    view.set_history(history, BATCHES)
    write, asked_at = view.exporting(tmp_path / "curves.csv"), len(history.losses)

    history.losses.extend([0.1] * 50)
    history.accuracies.extend([1.0] * 50)
    write()

    assert len([row for row in rows(tmp_path / "curves.csv") if row["training_loss"]]) == asked_at


def test_a_table_is_the_same_in_every_country(view, history, tmp_path):
    view.set_history(history, BATCHES)
    view.export(tmp_path / "here.csv")

    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    view.export(tmp_path / "there.csv")
    QLocale.setDefault(before)

    assert (tmp_path / "here.csv").read_bytes() == (tmp_path / "there.csv").read_bytes()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_is_light_and_twice_as_fine_whatever_the_window_looks_like(view, history, tmp_path, scheme):
    theme.theme.scheme = scheme
    view.set_history(history, BATCHES)

    view.export(tmp_path / "curves.png")

    picture = QImage(str(tmp_path / "curves.png"))
    assert picture.size() == exports.SIZE * 2
    assert picture.pixelColor(3, 3).name().upper() == theme.LIGHT.surface
    colours = {picture.pixelColor(x, y).name().upper() for x in range(0, picture.width(), 3) for y in range(0, 1280, 3)}
    assert {theme.LIGHT.accent, theme.LIGHT.second} <= colours
    assert not {theme.DARK.accent, theme.DARK.second} & colours


def test_a_drawing_has_lines_and_letters_and_no_pixels(view, history, tmp_path):
    view.set_history(history, BATCHES)
    view.caption = "Quick · built-in digits"

    view.export(tmp_path / "curves.svg")

    root = ET.parse(tmp_path / "curves.svg").getroot()
    words = " ".join("".join(each.itertext()) for each in root.iter(f"{SVG}text"))
    for said in ("Quick · built-in digits", "Accuracy %", "guessing 10 %", "guessing 2.30", "best 95.9 %", "epochs"):
        assert said in words
    assert not list(root.iter(f"{SVG}image"))
    strokes = {each.get("stroke") for each in root.iter(f"{SVG}g")}
    assert {theme.LIGHT.accent.lower(), theme.LIGHT.second.lower()} <= strokes


def test_a_drawing_stretches_no_line(view, history, tmp_path):
    view.set_history(history, BATCHES)

    view.export(tmp_path / "curves.svg")

    transforms = [each.get("transform") for each in ET.parse(tmp_path / "curves.svg").getroot().iter(f"{SVG}g")]
    scales = {abs(float(part)) for each in transforms if each for part in each[7:-1].split(",")[:4]}
    assert scales == {0.0, 1.0}


def test_curves_that_nobody_ever_saw_can_be_saved(qtbot, history, tmp_path):
    view = CurvesView()
    qtbot.addWidget(view)
    view.set_history(history, BATCHES)

    view.export(tmp_path / "curves.png")

    assert QImage(str(tmp_path / "curves.png")).size() == exports.SIZE * 2


def test_a_full_disk_is_told_and_leaves_the_old_file_alone(view, history, tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    view.set_history(history, BATCHES)
    path = tmp_path / "curves.csv"
    path.write_text("old")
    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(TrainingError, match=r"curves\.csv could not be saved: No space left"):
        view.export(path)

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_run_that_has_not_begun_gives_an_empty_table(tmp_path):
    exports.save_csv(History(), 1, tmp_path / "none.csv")

    assert (tmp_path / "none.csv").read_text() == f"{exports.COLUMNS}\n"
