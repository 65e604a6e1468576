"""The report runs from end to end, says what cannot be compared, and reads no test image unasked."""

import json
from dataclasses import replace

import numpy as np
import pytest

from mnistpad import model_file
from mnistpad.data import drawn as drawn_data
from mnistpad.data import unipen
from mnistpad.data.dataset import Dataset, Images, empty
from mnistpad.errors import DataError
from mnistpad.model_file import Header, Model
from mnistpad.nn import Network
from tools.judging import __main__ as program
from tools.judging.hand import crowd
from tools.judging.judgement import judge
from tools.judging.material import PENDIGITS, Drawn, Material, gather, mnist_held_out, refuse_if_learned
from tools.judging.reading import rendered


def drawn(samples) -> Drawn:
    return Drawn(tuple(samples), rendered(sample.drawing for sample in samples))


def little_mnist(count: int = 300) -> Dataset:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (count, 784), dtype=np.uint8)
    lot = Images(pixels, (np.arange(count) % 10).astype(np.uint8))
    return Dataset("MNIST", "mnist", lot, empty(), lot, "ab" * 32, has_parts=True)


def model(outputs: int = 10, **known) -> Model:
    return Model(Network((784, 8, outputs), rng=np.random.default_rng(1)), Header(**known))


def record(**differing) -> dict:
    whole = {"name": "MNIST", "key": "mnist", "sha256": "ab" * 32, "learned": 250, "held_out": 50, "weight": 1.0}
    return whole | differing


@pytest.fixture(scope="module")
def material() -> Material:
    shapes = drawn(crowd.digits(writers=1, each=1))
    others = drawn(crowd.others(writers=1, letters=1, each=3))
    return Material(shapes, little_mnist(), shapes, others, "cd" * 32, 500)


@pytest.fixture
def saved(tmp_path):
    def save(name: str, outputs: int = 10):
        model_file.save(model(outputs), tmp_path / name)
        return tmp_path / name

    return save


@pytest.fixture
def no_data(monkeypatch, tmp_path):
    monkeypatch.setenv("MNISTPAD_DATA_DIR", str(tmp_path / "nothing"))


@pytest.mark.usefixtures("no_data")
@pytest.mark.parametrize("outputs", [10, 11])
def test_the_whole_report_comes_out(saved, tmp_path, capsys, outputs):
    extras = {name: tmp_path / name for name in ("figures.json", "curves.svg", "misread.png")}
    options = zip(("--json", "--svg", "--misread"), map(str, extras.values()), strict=True)

    status = program.main([str(saved("tiny.npz", outputs)), "--writers", "1", *sum(options, ())])

    figures = json.loads(extras["figures.json"].read_text(encoding="utf-8"))
    assert status == 0
    assert "zero, slashed" in capsys.readouterr().out
    assert figures["can_decline"] == (outputs == 11)
    assert figures["not_comparable"] == {
        "kept": "pendigits is not on this computer",
        "held_out": "MNIST is not on this computer",
    }
    assert figures["digits"]["shapes"]["whole"]["count"] == len(crowd.digits(writers=1))
    assert extras["curves.svg"].read_text(encoding="utf-8").startswith("<svg")
    assert extras["misread.png"].exists()


@pytest.mark.usefixtures("no_data")
def test_models_are_compared_in_one_table(saved, capsys):
    program.main(["--compare", str(saved("one.npz")), str(saved("two.npz", 11)), "--writers", "1"])

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["model", "one.npz", "two.npz"]


def test_a_missing_model_is_one_sentence(tmp_path, capsys):
    status = program.main([str(tmp_path / "none.npz")])

    assert status == 1
    assert capsys.readouterr().err.startswith("judging: There is no file")


def test_mnists_test_images_are_read_only_for_the_exam(tmp_path, material):
    usual = judge(tmp_path, model(), material, curves=False)
    exam = judge(tmp_path, model(), material, curves=False, exam=True)

    assert usual.exam is None
    assert exam.exam.whole.count == 300


def test_what_was_held_out_is_what_the_header_says(material):
    images = mnist_held_out(material.mnist, Header(data=[record()]))

    assert len(images) == 50
    assert (images.pixels == material.mnist.with_validation(50).validation.pixels).all()


@pytest.mark.parametrize(
    "records",
    [
        [record(held_out=0)],
        [record(sha256="ef" * 32)],
        [record(), record(sha256="ef" * 32)],
        [record(held_out=None)],
        [record(held_out=300)],
    ],
)
def test_a_model_that_may_have_learned_mnist_is_not_comparable(material, records):
    with pytest.raises(DataError, match="not comparable"):
        mnist_held_out(material.mnist, Header(data=records))


def test_a_model_that_never_met_mnist_may_be_judged_on_any_of_its_images(material):
    many = replace(material.mnist, train=little_mnist(10_100).train)

    assert len(mnist_held_out(many, Header())) == 10_000


def test_a_model_that_kept_the_writers_out_may_be_judged_on_them(material):
    kept_out = record(name="pendigits", key="pendigits-train.unipen.gz", sha256="cd" * 32, learned=500, held_out=0)

    refuse_if_learned(material, Header(data=[record(), kept_out]))


@pytest.mark.parametrize("differing", [{"sha256": "ef" * 32}, {"sha256": "cd" * 32, "learned": 501}])
def test_a_model_that_may_have_met_the_writers_is_not_comparable(tmp_path, material, differing):
    met = record(name="pendigits", key="mine.unipen", held_out=0) | differing

    judged = judge(tmp_path, model(data=[met]), material, curves=False)

    assert judged.kept is None
    assert judged.excuses["kept"] == "not comparable: it learned from these writers"


def test_the_real_writers_are_eight(shared_data, monkeypatch):
    monkeypatch.setattr(drawn_data, "render", lambda drawings: np.zeros((len(drawings), 784), np.uint8))  # 3 s less

    found = gather(writers=1)

    assert len(found.kept.samples) == 1996
    assert set(found.kept.writers.tolist()) == set(unipen.KEPT_WRITERS)
    assert found.pen_sha256 == unipen.load(shared_data / PENDIGITS).sha256
    assert found.pen_learnable == 7494 - 1996
