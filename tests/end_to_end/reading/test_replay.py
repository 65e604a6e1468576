"""Handwriting of people that no shipped model learned from, drawn over the pad with mouse events.

MNISTPAD_DATA_DIR=... python -m pytest tests/end_to_end/reading/test_replay.py -s           a sample of 200
MNISTPAD_DATA_DIR=... python -m pytest tests/end_to_end/reading/test_replay.py -s --long    all
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from mnistpad.cli import main
from mnistpad.data import unipen
from mnistpad.ink import drawing_file
from mnistpad.ink.stroke import Drawing
from mnistpad.ui.main_window import MainWindow

from .replay import draw, placed

SAMPLE = 200


@dataclass(frozen=True)
class Replayed:
    """What the pad made of each drawing."""

    originals: list[Drawing]
    replayed: list[Drawing]
    answers: list[int | None]


@pytest.fixture
def handwriting(shared_data: Path, long_run: bool) -> list[Drawing]:
    """Digits of the kept writers, labelled."""
    (path,) = (shared_data / "pendigits").glob("*.unipen*")
    digits = unipen.read(path)
    writers = unipen.numbered_writers(digits)
    kept = [d.drawing for d, writer in zip(digits, writers, strict=True) if writer in unipen.KEPT_WRITERS]
    if long_run:
        return kept
    chosen = np.random.default_rng(2).permutation(len(kept))[:SAMPLE]
    return [kept[index] for index in chosen]


@pytest.fixture
def replayed(window: MainWindow, handwriting: list[Drawing]) -> Replayed:
    rng = np.random.default_rng(1)
    canvas = window.desk.canvas
    drawings, answers = [], []
    for drawing in handwriting:
        canvas.clear()
        draw(canvas, placed(drawing, rng, canvas.paper.width()))
        drawings.append(canvas.drawing())
        answers.append(window.session.answer.digit)
    return Replayed(handwriting, drawings, answers)


def predicted(path: Path, drawings: list[Drawing], capsys: pytest.CaptureFixture[str]) -> list[int | None]:
    """Return what `mnistpad predict` says of drawings in a file."""
    drawing_file.save(path, drawings)
    capsys.readouterr()
    assert main(["predict", str(path), "--json"]) == 0
    return [json.loads(line)["digit"] for line in capsys.readouterr().out.splitlines()]


def test_new_handwriting_is_read_and_predict_agrees(replayed: Replayed, tmp_path, capsys):
    labels = [drawing.label for drawing in replayed.originals]

    from_strokes = predicted(tmp_path / "strokes.ink.json", replayed.originals, capsys)
    from_saved = predicted(tmp_path / "replayed.ink.json", replayed.replayed, capsys)

    right = np.mean([answer == label for answer, label in zip(replayed.answers, labels, strict=True)])
    same = np.mean([answer == other for answer, other in zip(replayed.answers, from_strokes, strict=True)])
    with capsys.disabled():
        sys.stdout.write(f"\n{len(labels)} drawings: {right:.2%} right, {same:.2%} as predict reads the strokes\n")
    assert from_saved == replayed.answers
    assert same >= 0.99
    assert right >= 0.95


def test_a_drawing_saved_from_the_menu_is_predicted_as_the_pad_read_it(window: MainWindow, tmp_path, capsys):
    rng = np.random.default_rng(5)
    path = tmp_path / "three.ink.json"
    three = np.array([(0.3, 0.25), (0.45, 0.15), (0.62, 0.2), (0.5, 0.47), (0.68, 0.7), (0.5, 0.86), (0.3, 0.8)])

    for _ in range(5):
        window.actions_.clear.trigger()
        jitter = rng.normal(0, 0.02, three.shape)
        draw(window.desk.canvas, [np.rint((three + jitter) * window.desk.canvas.paper.width()).astype(int)])
        window.exchange.save_to(path)
        capsys.readouterr()
        assert main(["predict", str(path), "--json"]) == 0
        line = json.loads(capsys.readouterr().out)
        assert line["digit"] == window.session.answer.digit
        assert np.allclose(line["probabilities"], window.session.answer.probabilities, atol=1e-6)
