import json

import numpy as np
import pytest

from mnistpad import model_file
from mnistpad.cli.evaluating import choose_images
from mnistpad.data import idx, sources
from mnistpad.model_file import Header, Threshold
from mnistpad.nn import Network
from tests.cli.conftest import write_stripes


@pytest.fixture
def lot(tmp_path):
    """A source without parts: one pair of files."""
    return write_stripes(tmp_path / "lot", "my", 210)


def test_a_model_is_scored_on_the_test_part(run, model, digits):
    ended = run("evaluate", model, "--data", digits, "--json")

    assert ended.status == 0
    (score,) = ended.lines
    confusion = np.array(score["confusion"])
    assert list(score) == ["images", "accuracy", "loss", "confusion", "part"]
    assert (score["images"], score["part"]) == (100, "test")
    assert confusion.shape == (10, 10)
    assert confusion.sum(axis=1).tolist() == [10] * 10
    assert score["accuracy"] == np.trace(confusion) / 100
    assert 0 < score["loss"] < np.log(10)


@pytest.mark.parametrize(("part", "images"), [("train", 500), ("validation", 100), ("test", 100), ("all", 700)])
def test_any_part_may_be_asked_for(run, model, digits, part, images):
    ended = run("evaluate", model, "--data", digits, "--part", part, "--json")

    assert ended.lines[0]["images"] == images
    assert ("flatters" in ended.err) == (part in ("train", "all"))


def test_a_source_without_parts_is_used_whole(run, model, lot):
    ended = run("evaluate", model, "--data", lot, "--json")

    assert (ended.lines[0]["images"], ended.lines[0]["part"]) == (210, "all")


def test_a_source_that_grew_since_it_was_learned_from_is_noted(run, lot):
    run("train", "--data", lot, "--hidden", "8", "--epochs", 1, "--out", "m.npz")
    write_stripes(lot, "my", 240)

    ended = run("evaluate", "m.npz", "--data", lot, "--json")

    assert ended.lines[0]["images"] == 240
    assert "learned from lot as it was then, so it may have learned some of these images" in ended.err


def test_a_source_without_parts_that_the_model_learned_from_gives_only_what_it_did_not_learn(run, lot, tmp_path):
    run("train", "--data", lot, "--hidden", "8", "--epochs", 1, "--validation", 25, "--out", "m.npz")

    ended = run("evaluate", "m.npz", "--data", lot, "--json")

    learned = model_file.load(tmp_path / "m.npz").header.data[0]["learned"]
    assert (ended.lines[0]["images"], ended.lines[0]["part"]) == (210 - learned, "held-out")


def test_what_a_run_learned_is_cut_again_as_it_was(lot):
    dataset = sources.load(str(lot))
    cut = dataset.with_validation(25)
    header = Header(data=[{"sha256": dataset.sha256, "held_out": 25}])

    _, images = choose_images(dataset, header, None)

    learned = {row.tobytes() for row in cut.train.pixels}
    assert not learned & {row.tobytes() for row in images.pixels}


def test_people_read_a_table(run, model, digits):
    ended = run("evaluate", model, "--data", digits)

    assert "of 100 test images of stripes right, loss " in ended.out
    assert len(ended.out.splitlines()) == 14


def test_a_part_without_images_is_refused(run, model, tmp_path):
    folder = write_stripes(tmp_path / "few", "my", 5)

    ended = run("evaluate", model, "--data", folder, "--part", "test")

    assert ended.status == 2
    assert "has no test images" in ended.complaint


def test_a_damaged_model_is_status_2(run, model, digits):
    model.write_bytes(model.read_bytes()[:1000])

    ended = run("evaluate", model, "--data", digits, "--json")

    assert (ended.status, ended.out) == (2, "")
    assert "model.npz is damaged" in ended.complaint


def test_data_show_counts_each_part(run, digits):
    shown = run("data", "show", digits, "--json").lines[0]

    assert shown["parts"] == {"train": 500, "validation": 100, "test": 100}
    assert shown["digits"]["test"] == [10] * 10
    assert shown["has_parts"] is True
    assert len(shown["sha256"]) == 64
    assert (shown["where"], shown["notes"]) == (str(digits), [])


def test_data_show_in_words(run, digits):
    ended = run("data", "show", digits)

    assert "stripes: 700 images" in ended.out
    assert f"Where: {digits}\n" in ended.out
    assert "SHA-256" in ended.out


def test_data_list_says_what_is_here_and_where_mnist_would_go(run, home):
    ended = run("data", "list", "--json")

    known = {line["key"]: line for line in ended.lines}
    assert known["builtin"]["available"] is True
    assert known["mnist"]["available"] is False
    assert known["mnist"]["where"] == str(home / "mnist")


def test_data_list_finds_mnist(run, digits, home):
    home.mkdir(exist_ok=True)
    (home / "mnist").symlink_to(digits)

    ended = run("data", "list")

    assert f"mnist       MNIST: 700 images, {home / 'mnist'}" in ended.out
    assert "a path" in ended.out


def test_json_is_plain_ascii(run, digits):
    ended = run("data", "show", digits, "--json")

    assert ended.out.isascii()
    assert json.loads(ended.out)


# Declining


@pytest.fixture
def doubter(tmp_path):
    """A model that names a digit where the image's first pixel is bright, always a 0, and nothing elsewhere."""
    network = Network((784, 11))
    network.weights[0][0, 0] = 40
    network.biases[0][10] = 20
    thresholds = {"balanced": Threshold(0.5, 0.5)}
    model_file.save(model_file.Model(network, model_file.Header(thresholds=thresholds)), tmp_path / "doubter.npz")
    return "doubter.npz"


@pytest.fixture
def half_bright(tmp_path):
    """A source of 100 digits, each tenth a 0; every second image has a bright first pixel."""
    pixels = np.full((100, 28, 28), 9, np.uint8)
    pixels[::2, 0, 0] = 255
    pixels[1::2, 0, 0] = 0
    folder = tmp_path / "half"
    folder.mkdir()
    idx.write(folder / "t10k-images-idx3-ubyte", pixels)
    idx.write(folder / "t10k-labels-idx1-ubyte", (np.arange(100) % 10).astype(np.uint8))
    return folder


def test_what_is_named_when_a_model_may_decline_is_counted_beside_the_score(run, doubter, half_bright):
    flags = ("--data", half_bright, "--part", "all")

    plain = run("evaluate", doubter, *flags, "--json").lines[0]
    line = run("evaluate", doubter, *flags, "--unsure", "balanced", "--json").lines[0]

    assert {name: line[name] for name in plain} == plain
    assert {name: line[name] for name in line if name not in plain} == {
        "unsure": "balanced", "named": 0.5, "named_right": 0.2,
    }  # fmt: skip


def test_people_read_what_is_named_in_words(run, doubter, half_bright):
    ended = run("evaluate", doubter, "--data", half_bright, "--part", "all", "--unsure", "balanced")

    assert ended.out.endswith("balanced: names 50.00 %, 20.00 % of them rightly\n")


def test_a_model_that_has_only_seen_digits_declines_nothing(run, model, digits):
    ended = run("evaluate", model, "--data", digits, "--unsure", "sure")

    assert ended.status == 2
    assert "has only seen digits" in ended.complaint
