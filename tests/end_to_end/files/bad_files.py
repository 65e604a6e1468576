"""One damaged file of each kind that a person may bring, made in a folder."""

import json
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from mnistpad import model_file
from mnistpad.data import idx
from mnistpad.model_file import Model
from mnistpad.nn import Network

Damage = Callable[[Path], Path]  # from an empty folder to the file or folder that is bad
IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


def _idx(images: bytes | None = None, labels: int = 60) -> Damage:
    """Return what writes a source whose images are these bytes, or good, beside so many labels."""

    def write(folder: Path) -> Path:
        source = folder / "digits"
        source.mkdir()
        idx.write(source / IMAGES, np.zeros((60, 28, 28), np.uint8))
        idx.write(source / LABELS, (np.arange(labels) % 10).astype(np.uint8))
        if images is not None:
            (source / IMAGES).write_bytes(images)
        return source

    return write


def _header(*shape: int, magic: int = 0x0803) -> bytes:
    return struct.pack(f">I{len(shape)}I", magic, *shape)


def _file(name: str, content: bytes | str) -> Damage:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def _picture(width: int, height: int) -> Damage:
    def write(folder: Path) -> Path:
        path = folder / "digit.png"
        Image.new("L", (width, height), 255).save(path)
        return path

    return write


def _drawing(strokes: str | None) -> str:
    drawings = "" if strokes is None else f'{{"strokes": {strokes}}}'
    return f'{{"format": "mnistpad-ink", "version": 1, "drawings": [{drawings}]}}'


def _model(*, cut: float = 1.0, header: dict[str, object] | None = None, **arrays: np.ndarray) -> Damage:
    """Return what writes a model with these fields of its header and these arrays changed."""

    def write(folder: Path) -> Path:
        path = folder / "model.npz"
        model_file.save(Model(Network((784, 12, 10), "relu", np.random.default_rng(0))), path)
        with np.load(path) as archive:
            content = dict(archive)
        fields = json.loads(str(content["header"])) | (header or {})
        np.savez(path, **(content | arrays | {"header": np.array(json.dumps(fields))}))
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * cut)])
        return path

    return write


SOURCES = {
    "IDX file that is empty": _idx(b""),
    "IDX file that is truncated": _idx(_header(60, 28, 28) + bytes(59 * 784)),
    "IDX file with the wrong magic": _idx(_header(60, 28, 28, magic=0x0D03) + bytes(60 * 784)),
    "IDX file whose dimensions overflow": _idx(_header(2**32 - 1, 2**32 - 1, 2**32 - 1) + bytes(9)),
    "IDX files whose counts differ": _idx(labels=59),
}
PICTURES = {
    "picture that is none": _file("digit.png", "Dear Sir"),
    "picture of 1×1": _picture(1, 1),
    "picture over 50 megapixels": _picture(10_000, 5_001),
}
DRAWINGS = {
    "drawing with NaN": _file("digit.ink.json", _drawing("[[[NaN, 1], [2, 3]]]")),
    "drawing file without drawings": _file("digit.ink.json", _drawing(None)),
    "drawing with too many points": _file("digit.ink.json", _drawing(json.dumps([[[0, 0]] * 100_001]))),
}
MODELS = {
    "model that is truncated": _model(cut=0.6),
    "model of another version": _model(header={"version": 99}),
    "model with an object array": _model(W1=np.array([{"a": 1}], dtype=object)),
    "model with NaN weights": _model(W2=np.full((10, 12), np.nan, np.float32)),
    "model whose shapes do not fit": _model(W1=np.zeros((12, 783), np.float32)),
}
