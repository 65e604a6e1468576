"""A network on disk: one `.npz` that anyone opens with two lines of NumPy, and that can never run code.

    arrays = numpy.load("model.npz")
    header, W1 = json.loads(str(arrays["header"])), arrays["W1"]

The header says what the network is, how it was trained, on what, and how well it reads. Beside it stand W1, b1, W2,
b2, … as float32 or float16. A checkpoint is the same file with more arrays.
"""

import json
import math
import zipfile
from collections.abc import Container, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np
import numpy.typing as npt

from mnistpad import files
from mnistpad.errors import ModelFileError
from mnistpad.nn import ACTIVATIONS, Network
from mnistpad.nn.network import parameter_count

FORMAT = "mnistpad-model"
VERSION = 1
SUFFIX = ".npz"
PREPROCESSING = "mnist-20-28-v1"
"""Names how ink becomes the network's 28×28 image; a model trained behind another one would misread."""

TEMPERATURES = (0.05, 20.0)
"""The lowest and the highest that a file may hold."""

OUTPUTS = (10, 11)
"""A network that has the eleventh was trained on what is no digit, too, and can say so."""

STOPS = ("balanced", "sure")
"""The names of the thresholds: how unsure a network may be before it declines."""

_MOST_BYTES = 1 << 29  # a network of 784-8192-8192-10 in float32 has 0.3 GB
_MOST_HEADER = 1 << 24
_KINDS = {"f": (2, 4, 8), "i": (1, 2, 4, 8), "u": (1, 2, 4, 8), "b": (1,), "U": ()}

Arrays = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Score:
    """How well a network read some images that it did not learn from."""

    images: str  # whose: "MNIST", "built-in digits (synthetic)"
    part: str  # "validation" or "test"
    count: int
    accuracy: float  # 0 to 1
    loss: float  # mean cross-entropy in nats


@dataclass(frozen=True)
class Threshold:
    """What an answer needs to be given, where a network may decline, and what that costs: all from 0 to 1.

    The cost was measured on drawings that the network did not learn from; None where nobody measured it.
    """

    likeness: float  # that it is a digit at all
    probability: float  # of the most probable digit
    digits_named: float | None = None  # the share of digits that are given an answer
    right: float | None = None  # the share of these answers that are right
    others_declined: float | None = None  # the share of what is no digit that is given none


@dataclass(frozen=True)
class Header:
    """What a model file says of its network."""

    name: str = ""
    config: dict[str, Any] = field(default_factory=dict)
    """The whole training configuration."""
    data: list[dict[str, Any]] = field(default_factory=list)
    """Each source it learned from: name, key, sha256, weight, how many images were learned and held out."""
    scores: list[Score] = field(default_factory=list)
    epochs: int = 0
    seconds: float = 0.0
    best_epoch: int | None = None
    temperature: float = 1.0
    """The logits are divided by it before they become probabilities, so that these are no surer than they are right."""
    thresholds: dict[str, Threshold] = field(default_factory=dict)
    """For "balanced" and "sure", of a network with eleven outputs."""
    calibrated_on: list[dict[str, Any]] = field(default_factory=list)
    """The digits, not learned, on which temperature and thresholds were fitted: name, key, sha256, images."""
    first_batches: dict[str, Any] = field(default_factory=dict)
    """A checksum of the weights early in the run, by which a repetition is known; see `training.first_batches`."""

    def saw(self, sha256: str) -> bool:
        """Whether the network learned from the source with these contents."""
        return any(source.get("sha256") == sha256 for source in self.data)


@dataclass(frozen=True)
class Model:
    """A network with what is known of it."""

    network: Network
    header: Header = field(default_factory=Header)


def save(model: Model, path: Path, *, dtype: str = "float32") -> None:
    """Write a model; the old file stays whole until the new one is.

    Parameters
    ----------
    dtype
        Of the weights on disk: "float32", or "float16" for half the size.

    Raises
    ------
    ModelFileError
        If it cannot be written, or the weights are not finite in `dtype`.
    """
    write(path, network_header(model.network) | asdict(model.header), network_arrays(model.network, dtype))


def load(path: Path) -> Model:
    """Read a model, believing nothing before it is checked.

    Raises
    ------
    ModelFileError
        If the file is missing, damaged, foreign, of another version, or its weights do not fit or are not finite.
    """
    header, arrays = read(path)
    return Model(read_network(path, header, arrays), _header(path, header))


def network_header(network: Network) -> dict[str, Any]:
    """Return the part of a header that says what the arrays mean."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "sizes": list(network.sizes),
        "activation": network.activation,
        "preprocessing": PREPROCESSING,
    }


def network_arrays(network: Network, dtype: str | None = None) -> Arrays:
    """Return W1, b1, W2, b2, … of a network."""
    arrays: Arrays = {}
    # A weight too large for a float16 becomes infinite, which `save` reports better than a warning.
    with np.errstate(over="ignore"):
        for layer, (W, b) in enumerate(zip(network.weights, network.biases, strict=True), 1):
            arrays[f"W{layer}"] = W.astype(dtype or W.dtype)
            arrays[f"b{layer}"] = b.astype(dtype or b.dtype)
    return arrays


def read_network(path: Path, header: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Network:
    """Build the network that a header and its arrays describe, in float32 unless they are float64."""
    if header.get("preprocessing") != PREPROCESSING:
        msg = f"{path.name} was trained on images prepared in another way, so it would misread. Train it again here."
        raise ModelFileError(msg)
    sizes, activation = header.get("sizes"), header.get("activation")
    if not _are_sizes(sizes) or activation not in ACTIVATIONS:
        raise _damaged(path, "its header names no network that MnistPad knows")
    named = [name for name in arrays if name[:1] in ("W", "b") and name[1:].isdecimal()]
    if len(named) != 2 * (len(sizes) - 1):
        raise _damaged(path, f"its weights do not fit a {'-'.join(map(str, sizes))} network")
    double = all(arrays[name].dtype == np.float64 for name in named)
    network = Network(sizes, activation, dtype="float64" if double else "float32")
    for layer, (W, b) in enumerate(zip(network.weights, network.biases, strict=True), 1):
        for view, name in ((W, f"W{layer}"), (b, f"b{layer}")):
            _fill(path, view, name, arrays)
    return network


def _fill(path: Path, view: npt.NDArray[Any], name: str, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    array = arrays.get(name)
    if array is None or array.dtype.kind != "f" or array.shape != view.shape:
        raise _damaged(path, f"its array {name} is missing or has the wrong shape")
    with np.errstate(over="ignore"):
        view[:] = array
    if not np.isfinite(view).all():
        msg = f"{path.name} holds weights that are not finite numbers, so it cannot read. Use another model file."
        raise ModelFileError(msg)


def _are_sizes(sizes: object) -> TypeGuard[list[int]]:
    return (
        isinstance(sizes, list)
        and 2 <= len(sizes) <= 64
        and all(type(size) is int and 1 <= size <= 1 << 20 for size in sizes)
        and parameter_count(sizes) * 2 <= _MOST_BYTES
        and sizes[0] == 784
        and sizes[-1] in OUTPUTS
    )


def _header(path: Path, fields: Mapping[str, Any]) -> Header:
    kinds: dict[str, type | tuple[type, ...]] = {
        "name": str,
        "config": dict,
        "data": list,
        "scores": list,
        "epochs": int,
        "seconds": (int, float),
        "best_epoch": (int, type(None)),
        "thresholds": dict,
        "first_batches": dict,
        "calibrated_on": list,
    }
    known = {name: fields[name] for name in kinds if name in fields}
    if not all(isinstance(value, kinds[name]) for name, value in known.items()):
        raise _damaged(path, "its header is not as MnistPad writes it")
    if not all(isinstance(source, dict) for name in ("data", "calibrated_on") for source in known.get(name, [])):
        raise _damaged(path, "its header is not as MnistPad writes it")
    temperature = known["temperature"] = fields.get("temperature", 1.0)
    if type(temperature) not in (int, float) or not TEMPERATURES[0] <= temperature <= TEMPERATURES[1]:
        raise _damaged(path, f"its temperature is no number from {TEMPERATURES[0]:g} to {TEMPERATURES[1]:g}")
    known["scores"] = [_score(path, score) for score in known.get("scores", [])]
    thresholds = known.get("thresholds", {})
    known["thresholds"] = {name: _threshold(path, name, values) for name, values in thresholds.items()}
    return Header(**known)


def _score(path: Path, fields: object) -> Score:
    try:
        score = Score(**fields)  # type: ignore[arg-type]
        valid = all(isinstance(text, str) for text in (score.images, score.part)) and type(score.count) is int
        if valid and score.count >= 0 and 0 <= score.accuracy <= 1 and math.isfinite(score.loss):
            return score
    except TypeError:
        pass
    raise _damaged(path, "its header is not as MnistPad writes it")


def _threshold(path: Path, name: str, fields: object) -> Threshold:
    needed, costs = {"likeness", "probability"}, {"digits_named", "right", "others_declined"}
    if name in STOPS and isinstance(fields, dict) and needed <= set(fields) <= needed | costs:
        measured = {key: value for key, value in fields.items() if key in needed or value is not None}
        if all(map(_is_share, measured.values())):
            return Threshold(**measured)
    raise _damaged(path, "its thresholds are no shares from 0 to 1")


def _is_share(value: object) -> bool:
    return type(value) in (int, float) and 0 <= value <= 1  # type: ignore[operator]


# The container: a JSON header and arrays in one `.npz`.


def write(path: Path, header: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write header and arrays beside `path`, flush them to the disk, then put them in its place.

    Raises
    ------
    ModelFileError
        If the folder or the disk does not take it, or a number is not finite. What stood at `path` is then as it was.
    """
    if not all(np.isfinite(array).all() for array in arrays.values()):
        msg = f"{path.name} was not saved: the network's weights are not finite numbers. Train it again."
        raise ModelFileError(msg)
    text = json.dumps(header, allow_nan=False)
    try:
        with files.replacing(path) as file:
            np.savez(file, allow_pickle=False, header=np.array(text), **arrays)
    except OSError as error:
        reason = error.strerror or str(error)
        msg = f"{path.name} could not be saved in {path.parent}: {reason}. Free some space or choose another place."
        raise ModelFileError(msg) from error


def read(path: Path, only: Container[str] | None = None) -> tuple[dict[str, Any], Arrays]:
    """Read header and arrays; sizes and types are checked before memory is taken for them.

    Parameters
    ----------
    only
        Names of the arrays to read; None reads all. The others are not even looked at.

    Raises
    ------
    ModelFileError
        If the file is missing, no `.npz` of ours, damaged, too large, or of another version.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_size(path, archive)
            named = {member.filename.removesuffix(".npy"): member for member in archive.infolist()}
            wanted = [name for name in named if only is None or name == "header" or name in only]
            arrays = {name: _array(path, archive, named[name]) for name in wanted}
    except ModelFileError:
        raise
    except FileNotFoundError as error:
        msg = f"There is no file {path}. Check the name."
        raise ModelFileError(msg) from error
    except OSError as error:
        msg = f"{path.name} could not be read: {error.strerror or error}. Check that you may open it."
        raise ModelFileError(msg) from error
    except Exception as error:  # BadZipFile, EOFError, zlib, struct, tokenizer: a damaged archive raises what it likes
        raise _damaged(path, "it is no NumPy archive, or it was cut short") from error
    return _checked_header(path, arrays.pop("header", None)), arrays


def _check_size(path: Path, archive: zipfile.ZipFile) -> None:
    if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
        msg = f"{path.name} would take more than 512 MB, more than any model of MnistPad. Use another file."
        raise ModelFileError(msg)


def _array(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> npt.NDArray[Any]:
    with archive.open(member) as file:
        version = np.lib.format.read_magic(file)
        reader = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, _, dtype = reader(file)
    sizes = _KINDS.get(dtype.kind)
    if sizes is None or (sizes and dtype.itemsize not in sizes):
        msg = f"{path.name} holds {member.filename} as {dtype}, which no model of MnistPad has. Use another file."
        raise ModelFileError(msg)
    if math.prod(shape) * dtype.itemsize > member.file_size or dtype.itemsize > _MOST_HEADER:
        raise _damaged(path, f"{member.filename} is shorter than it says")
    with archive.open(member) as file:
        array: npt.NDArray[Any] = np.lib.format.read_array(file, allow_pickle=False)
    return array


def _checked_header(path: Path, text: npt.NDArray[Any] | None) -> dict[str, Any]:
    if text is None or text.dtype.kind != "U" or text.ndim:
        msg = f"{path.name} is no model of MnistPad: it has no header. Choose a file that MnistPad saved."
        raise ModelFileError(msg)
    try:
        header = json.loads(str(text))
    except (ValueError, RecursionError) as error:
        raise _damaged(path, "its header cannot be read") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        msg = f"{path.name} is no model of MnistPad. Choose a file that MnistPad saved."
        raise ModelFileError(msg)
    if header.get("version") != VERSION:
        newer = isinstance(header.get("version"), int) and header["version"] > VERSION
        advice = "was saved by a newer MnistPad. Update MnistPad to open it." if newer else "has an unknown version."
        msg = f"{path.name} {advice}"
        raise ModelFileError(msg)
    return header


def _damaged(path: Path, how: str) -> ModelFileError:
    return ModelFileError(f"{path.name} is damaged: {how}. Use another copy of it.")
