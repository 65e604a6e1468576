"""The figures that the README prints, measured on real images again."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mnistpad import model_file, resources
from mnistpad.cli import main
from tests import PROJECT

README = PROJECT / "README.md"
Score = Callable[..., float]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., list[dict[str, object]]]:
    """Return a function that runs a command with --json and returns its lines."""

    def run(*words: object) -> list[dict[str, object]]:
        capsys.readouterr()
        assert main([*map(str, words), "--json"]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


@pytest.fixture
def scored(command, shared_data: Path) -> Score:
    """Return a function that evaluates a model on MNIST's test images."""

    def evaluate(model: Path) -> float:
        (score,) = command("evaluate", model, "--data", shared_data / "mnist")
        assert (score["images"], score["part"]) == (10_000, "test")
        return score["accuracy"]

    return evaluate


@pytest.fixture
def trained(command, scored: Score, tmp_path: Path) -> Score:
    """Return a function that trains a preset with the command that the README gives, and evaluates it."""

    def train(preset: str, data: object) -> float:
        command("train", "--data", data, "--preset", preset, "--out", tmp_path / "model.npz")
        return scored(tmp_path / "model.npz")

    return train


def printed(row: str) -> float:
    """Return the share that the README prints in the row of its table that begins so."""
    (line,) = [line for line in README.read_text("utf-8").splitlines() if line.startswith(f"| {row}")]
    return float(re.search(r"([\d.]+) % \|$", line)[1]) / 100


def test_the_shipped_model_reads_what_its_file_and_the_readme_say(scored):
    accuracy = scored(resources.shipped_model())

    (told,) = [s for s in model_file.load(resources.shipped_model()).header.scores if s.images == "MNIST"]
    assert accuracy >= 0.985
    assert accuracy == told.accuracy
    assert f"{accuracy:.2%}" == f"{printed('shipped,'):.2%}"


def test_the_readme_prints_the_scores_of_the_shipped_model():
    mnist, pens = model_file.load(resources.shipped_model()).header.scores

    assert f"{mnist.accuracy:.2%}" == f"{printed('shipped,'):.2%}"
    assert f"{pens.accuracy:.2%}" == f"{printed('the same'):.2%}"
    assert f"{pens.count:,} pen-drawn digits" in README.read_text("utf-8")


def test_quick_passes_97_5_per_cent(trained, shared_data):
    accuracy = trained("quick", shared_data / "mnist")

    assert accuracy >= 0.975
    # Another BLAS rounds otherwise, and ends a few images away.
    assert accuracy == pytest.approx(printed("Quick, 784-128-10"), abs=0.003)


def test_quick_reads_80_per_cent_of_mnist_after_built_in_digits_alone(trained):
    accuracy = trained("quick", "builtin")

    assert accuracy >= 0.8
    assert accuracy == pytest.approx(printed("Quick on built-in digits alone"), abs=0.02)


@pytest.mark.long
def test_the_textbook_run_reaches_what_it_states(trained, shared_data):
    accuracy = trained("seed", shared_data / "mnist")

    assert accuracy == pytest.approx(printed("Textbook"), abs=0.003)
