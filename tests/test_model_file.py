import io
import json
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mnistpad import model_file
from mnistpad.errors import MnistPadError, ModelFileError
from mnistpad.model_file import Header, Model, Score, Threshold
from mnistpad.nn import Network


@pytest.fixture
def model():
    network = Network((784, 12, 10), "tanh", np.random.default_rng(0))
    score = Score("MNIST", "test", 10_000, 0.985, 0.05)
    data = [{"name": "MNIST", "key": "mnist", "sha256": "ab" * 32}]
    return Model(
        network, Header("Mine", {"epochs": 3}, data, [score], epochs=3, seconds=1.5, best_epoch=2, temperature=1.5)
    )


@pytest.fixture
def saved(model, tmp_path):
    path = tmp_path / "model.npz"
    model_file.save(model, path)
    return path


def rewrite(path, **changes):
    """Change arrays, or fields of the header, as a hostile hand would."""
    with np.load(path) as archive:
        arrays = dict(archive)
    header = json.loads(str(arrays["header"]))
    for name, value in changes.items():
        if isinstance(value, np.ndarray):
            arrays[name] = value
        else:
            header[name] = value
    arrays["header"] = np.array(json.dumps(header))
    np.savez(path, **arrays)


def test_a_model_comes_back_as_it_was(model, saved):
    back = model_file.load(saved)

    np.testing.assert_array_equal(back.network.parameters, model.network.parameters)
    assert (back.network.sizes, back.network.activation) == ((784, 12, 10), "tanh")
    assert back.header == model.header


def test_a_file_that_names_no_temperature_has_1(saved):
    with np.load(saved) as archive:
        arrays = dict(archive)
    header = json.loads(str(arrays["header"]))
    del header["temperature"]
    np.savez(saved, **(arrays | {"header": np.array(json.dumps(header))}))

    assert model_file.load(saved).header.temperature == 1


def test_a_network_with_an_eleventh_output_comes_back_with_its_thresholds(tmp_path):
    thresholds = {"balanced": Threshold(0.4, 0.5, 0.96, 0.995, 0.93), "sure": Threshold(0.9, 0.99)}
    model = Model(
        Network((784, 12, 11), rng=np.random.default_rng(0)),
        Header(thresholds=thresholds, first_batches={"batches": 200, "sum": 0.5}),
    )

    model_file.save(model, tmp_path / "eleven.npz")
    back = model_file.load(tmp_path / "eleven.npz")

    assert back.network.sizes == (784, 12, 11)
    assert back.header == model.header


def test_two_lines_of_numpy_open_it(model, saved):
    arrays = np.load(saved)
    header, W1 = json.loads(str(arrays["header"])), arrays["W1"]

    assert header["sizes"] == [784, 12, 10]
    np.testing.assert_array_equal(W1, model.network.weights[0])


def test_half_precision_halves_the_file_and_keeps_three_digits(model, saved, tmp_path):
    path = tmp_path / "half.npz"

    model_file.save(model, path, dtype="float16")

    assert path.stat().st_size < 0.65 * saved.stat().st_size
    np.testing.assert_allclose(model_file.load(path).network.parameters, model.network.parameters, rtol=1e-3, atol=1e-6)


def test_float64_stays_float64(tmp_path):
    network = Network((784, 10), rng=np.random.default_rng(0), dtype="float64")

    model_file.save(Model(network), tmp_path / "m.npz", dtype="float64")

    np.testing.assert_array_equal(model_file.load(tmp_path / "m.npz").network.parameters, network.parameters)


def test_an_interrupted_save_leaves_the_old_model_and_nothing_else(model, saved, monkeypatch):
    before = saved.read_bytes()

    def full_disk(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full_disk)

    with pytest.raises(ModelFileError, match="No space left"):
        model_file.save(model, saved)

    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == ["model.npz"]


def test_a_missing_folder_is_named(model, tmp_path):
    with pytest.raises(ModelFileError, match="could not be saved in .*nowhere"):
        model_file.save(model, tmp_path / "nowhere" / "m.npz")


def test_weights_that_are_not_finite_are_not_saved(model, tmp_path):
    model.network.weights[0][0, 0] = np.nan

    with pytest.raises(ModelFileError, match="not finite"):
        model_file.save(model, tmp_path / "m.npz")

    assert not (tmp_path / "m.npz").exists()


def object_array():
    return np.array([{"a": 1}], dtype=object)


BAD = {
    "newer version": ({"version": 2}, "newer MnistPad. Update"),
    "unknown version": ({"version": "one"}, "unknown version"),
    "foreign": ({"format": "other"}, "no model of MnistPad"),
    "other preprocessing": ({"preprocessing": "shrunk"}, "prepared in another way"),
    "unknown activation": ({"activation": "swish"}, "names no network"),
    "sizes of text": ({"sizes": ["784", 10]}, "names no network"),
    "sizes of booleans": ({"sizes": [784, True, 10]}, "names no network"),
    "too many digits": ({"sizes": [784, 12, 12]}, "names no network"),
    "too few digits": ({"sizes": [784, 12, 9]}, "names no network"),
    "ten digits and weights for eleven classes": ({"sizes": [784, 12, 11]}, "W2 is missing or has the wrong shape"),
    "enormous": ({"sizes": [784, 1 << 20, 1 << 20, 10]}, "names no network"),
    "a layer more": ({"sizes": [784, 12, 12, 10]}, "do not fit"),
    "wrong shape": ({"W1": np.zeros((12, 783), np.float32)}, "W1 is missing or has the wrong shape"),
    "an array of numbers for b": ({"b1": np.zeros(12, np.float32)}, "b1 is missing or has the wrong shape"),
    "integers": ({"W2": np.zeros((10, 12), np.int64)}, "W2 is missing or has the wrong shape"),
    "NaN": ({"W2": np.full((10, 12), np.nan, np.float32)}, "not finite"),
    "infinite once it is float32": ({"W2": np.full((10, 12), 1e300)}, "not finite"),
    "object array": ({"W1": object_array()}, "which no model"),
    "complex": ({"W1": np.zeros((12, 784), np.complex64)}, "which no model"),
    "scores": ({"scores": [{"accuracy": "high"}]}, "not as MnistPad writes it"),
    "impossible score": (
        {"scores": [{"images": "a", "part": "test", "count": 1, "accuracy": 2, "loss": 0}]},
        "not as MnistPad writes it",
    ),
    "config": ({"config": []}, "not as MnistPad writes it"),
    "absolute zero": ({"temperature": 0}, "its temperature is no number from 0.05 to 20"),
    "heat": ({"temperature": 20.5}, "its temperature is no number from 0.05 to 20"),
    "temperature that is none": ({"temperature": float("nan")}, "its temperature is no number"),
    "temperature of text": ({"temperature": "1"}, "its temperature is no number"),
    "temperature of truth": ({"temperature": True}, "its temperature is no number"),
    "thresholds that are none": ({"thresholds": [1]}, "not as MnistPad writes it"),
    "a threshold that is none": ({"thresholds": {"sure": 0.9}}, "no shares from 0 to 1"),
    "half a threshold": ({"thresholds": {"sure": {"likeness": 0.5}}}, "no shares from 0 to 1"),
    "a threshold beyond all": ({"thresholds": {"sure": {"likeness": 0.5, "probability": 1.1}}}, "no shares from 0 to"),
    "a cost beyond all": (
        {"thresholds": {"sure": {"likeness": 0.5, "probability": 1, "right": 2}}},
        "no shares from 0 to 1",
    ),
    "a cost of something": (
        {"thresholds": {"sure": {"likeness": 0.5, "probability": 1, "rent": 1}}},
        "no shares from 0 to 1",
    ),
    "a threshold of text": ({"thresholds": {"sure": {"likeness": "x", "probability": 1}}}, "no shares from 0 to 1"),
    "a threshold that is not finite": (
        {"thresholds": {"sure": {"likeness": float("nan"), "probability": 1}}},
        "no shares from 0 to 1",
    ),
    "an unknown stop": ({"thresholds": {"wild": {"likeness": 0.5, "probability": 1}}}, "no shares from 0 to 1"),
    "a checksum of text": ({"first_batches": "1234"}, "not as MnistPad writes it"),
}


@pytest.mark.parametrize(("changes", "sentence"), BAD.values(), ids=BAD)
def test_a_bad_model_gets_one_clear_sentence(saved, changes, sentence):
    rewrite(saved, **changes)

    with pytest.raises(ModelFileError, match=sentence) as caught:
        model_file.load(saved)

    assert str(caught.value).startswith("model.npz ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"PK", b"not a model", b"\x89PNG\r\n\x1a\n" * 50])
def test_a_file_that_is_no_archive_is_refused(tmp_path, content):
    path = tmp_path / "m.npz"
    path.write_bytes(content)

    with pytest.raises(ModelFileError, match="m.npz is damaged"):
        model_file.load(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ModelFileError, match="There is no file .*gone.npz"):
        model_file.load(tmp_path / "gone.npz")


def test_a_folder_is_no_model(tmp_path):
    with pytest.raises(ModelFileError, match="could not be read"):
        model_file.load(tmp_path)


def test_an_archive_of_something_else_is_refused(tmp_path):
    np.savez(tmp_path / "m.npz", x_train=np.zeros(3))

    with pytest.raises(ModelFileError, match="it has no header"):
        model_file.load(tmp_path / "m.npz")


def test_a_bomb_is_refused_before_it_goes_off(tmp_path):
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("W1.npy", "w") as file:
        for _ in range(600):
            file.write(bytes(1 << 20))

    with pytest.raises(ModelFileError, match="more than 512 MB"):
        model_file.load(path)


def test_an_array_that_promises_more_than_it_holds_is_refused(tmp_path):
    path, header = tmp_path / "m.npz", io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f4", "fortran_order": False, "shape": (1 << 40,)})
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("W1.npy", header.getvalue())

    with pytest.raises(ModelFileError, match="shorter than it says"):
        model_file.load(path)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=8), st.integers(0, 10**6))
def test_a_mutated_model_is_either_read_or_refused(saved, mutations, cut):
    content = bytearray(saved.read_bytes())
    for place, value in mutations:
        content[place % len(content)] = value
    path = saved.with_name("mutant.npz")
    path.write_bytes(content[: len(content) - cut % 50])

    try:
        assert np.isfinite(model_file.load(path).network.parameters).all()
    except MnistPadError as error:
        assert "mutant.npz" in str(error)
