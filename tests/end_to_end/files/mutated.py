"""Damages good files of every kind at random and reads them, in a process that may take 1 GiB.

    python -m tests.end_to_end.files.mutated COUNT SEED

Prints a line of JSON: how many of each kind were read and refused, and the most memory that was resident. A damaged
file that does anything else is kept, named in the traceback, and ends the process.
"""

import faulthandler
import gzip
import io
import json
import resource
import shutil
import struct
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from mnistpad import model_file
from mnistpad.data import sources
from mnistpad.errors import MnistPadError
from mnistpad.ink import drawing_file
from mnistpad.ink.picture import picture_to_image
from mnistpad.ink.stroke import Drawing, Stroke
from mnistpad.model_file import Model
from mnistpad.nn import Network

MEMORY = 1 << 30  # bytes
PATIENCE = 120  # seconds for one file, on however busy a machine
NUMBERS = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0")
SPICE = (*NUMBERS, b"nan", b"1e999", b"-1", b"[[[", b'"', b",,")
Change = Callable[[bytes, np.random.Generator], bytes]


def change(content: bytes, rng: np.random.Generator) -> bytes:
    """Return bytes with one to four things done to them, half of them near the beginning or the end."""
    for _ in range(rng.integers(1, 5)):
        at = _place(len(content), rng)
        size = int(2 ** rng.uniform(0, 8))
        act = rng.integers(7)
        piece = content[at : at + size]
        if act <= 1:
            piece = bytes(rng.integers(0, 256, min(size, 1 + 3 * act), np.uint8))
            content = content[:at] + piece + content[at + len(piece) :]
        elif act == 2:
            piece = SPICE[rng.integers(len(SPICE))]
            content = content[:at] + piece + content[at + len(piece) :]
        elif act == 3:
            content = content[:at] + SPICE[rng.integers(len(SPICE))] + content[at:]
        elif act == 4:
            content = content[:at] + content[at + size :]
        elif act == 5:
            content = content[:at] + piece + content[at:]
        else:
            content = content[:at] if rng.random() < 0.5 else content + piece
    return content


def _place(count: int, rng: np.random.Generator) -> int:
    edge = min(count, 200)
    where = rng.random()
    if where < 0.3:
        return int(rng.integers(edge + 1))
    return int(count - rng.integers(edge + 1) if where < 0.5 else rng.integers(count + 1))


def change_packed(content: bytes, rng: np.random.Generator) -> bytes:
    """Change what is in a gzip file, and pack it again."""
    return gzip.compress(change(gzip.decompress(content), rng), 1)


def change_members(content: bytes, rng: np.random.Generator) -> bytes:
    """Change one of the files in an archive, and put all into a new one."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = list(members)[rng.integers(len(members))]
    members[name] = change(members[name], rng)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return buffer.getvalue()


def change_chunks(content: bytes, rng: np.random.Generator) -> bytes:
    """Change one of a PNG's chunks, and make its length and checksum fit."""
    chunks, at = [], 8
    while at < len(content):
        (size,) = struct.unpack(">I", content[at : at + 4])
        chunks.append((content[at + 4 : at + 8], content[at + 8 : at + 8 + size]))
        at += 12 + size
    nth = rng.integers(len(chunks))
    name, data = chunks[nth]
    if name == b"IDAT" and rng.random() < 0.5:
        chunks[nth] = (name, zlib.compress(change(zlib.decompress(data), rng)))
    else:
        chunks[nth] = (name, change(data, rng))
    whole = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks)
    return content[:8] + b"".join(whole)


def read_source(path: Path) -> None:
    """Read a file or a folder as labelled digits."""
    dataset = sources.load(str(path))
    whole = dataset.part("all")
    assert len(whole)
    assert whole.labels.max() <= 9


def read_picture(path: Path) -> None:
    """Read a picture."""
    image = picture_to_image(path)
    assert image.shape == (28, 28)
    assert np.isfinite(image).all()
    assert 0 <= image.min() <= image.max() <= 1


def read_drawings(path: Path) -> None:
    """Read a drawing file."""
    assert all(np.isfinite(drawing.points).all() for drawing in drawing_file.load(path))
    read_source(path)


def read_model(path: Path) -> None:
    """Read a model, and let it read."""
    network = model_file.load(path).network
    assert np.isfinite(network.predict(np.zeros((network.sizes[0], 1), np.float32))).all()


def good_files(folder: Path) -> dict[str, tuple[Path, Change, Callable[[Path], None]]]:
    """Write a good file of each kind; return it, how to change it and how to read it, where it is or as its folder."""
    rng = np.random.default_rng(0)
    images = np.zeros((6, 28, 28), np.uint8)
    images[:, 6:22, 10:17] = rng.integers(90, 256, (6, 16, 7))
    labels = np.arange(6, dtype=np.uint8)
    idx = struct.pack(">IIII", 0x0803, 6, 28, 28) + images.tobytes()
    drawing = Drawing((Stroke(rng.uniform(0, 90, (20, 2))), Stroke(rng.uniform(0, 90, (5, 2)))), 7)
    for name in ("idx", "gz", "packed"):
        (folder / name).mkdir()
        (folder / name / "train-labels-idx1-ubyte").write_bytes(struct.pack(">II", 0x0801, 6) + labels.tobytes())
    plain, packed, inner = (
        folder / name / f"train-images-idx3-ubyte{'' if name == 'idx' else '.gz'}" for name in ("idx", "gz", "packed")
    )
    plain.write_bytes(idx)
    packed.write_bytes(gzip.compress(idx))
    inner.write_bytes(gzip.compress(idx))
    rows = np.hstack([labels[:, None], images.reshape(6, 784)])[:3].tolist()
    header = ",".join(["label", *(f"pixel{n}" for n in range(784))])
    (folder / "digits.csv").write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]))
    np.savez(folder / "stored.npz", x_train=images, y_train=labels, x_test=images / 255, y_test=labels)
    np.savez_compressed(folder / "digits.npz", data=images, target=labels)
    sheet = np.full((60, 50), 250, np.uint8)
    sheet[10:50, 20:26] = 20
    Image.fromarray(sheet).convert("RGBA").save(folder / "digit.png")
    drawing_file.save(folder / "digits.ink.json", [drawing, Drawing((), 3), drawing])
    model_file.save(Model(Network((784, 12, 10), "relu", rng)), folder / "model.npz")
    lines = "\n".join(f"{x:.0f} {y:.0f}" for x, y in drawing.points)
    entry = f'.SEGMENT DIGIT 0 ? "7"\n.COMMENT 7 3 1\n.PEN_DOWN\n{lines}\n.PEN_UP\n'
    (folder / "pens.unipen").write_text(".VERSION 1.0\n" + 3 * entry)
    return {
        "IDX": (plain, change, lambda path: read_source(path.parent)),
        "IDX, before compression": (inner, change_packed, lambda path: read_source(path.parent)),
        "IDX, after compression": (packed, change, lambda path: read_source(path.parent)),
        "CSV": (folder / "digits.csv", change, read_source),
        "NPZ": (folder / "stored.npz", change, read_source),
        "NPZ, arrays": (folder / "digits.npz", change_members, read_source),
        "PNG": (folder / "digit.png", change, read_picture),
        "PNG, chunks": (folder / "digit.png", change_chunks, read_picture),
        "drawing file": (folder / "digits.ink.json", change, read_drawings),
        "model": (folder / "model.npz", change, read_model),
        "model, arrays": (folder / "model.npz", change_members, read_model),
        "UNIPEN": (folder / "pens.unipen", change, read_source),
    }


def outcomes(count: int, seed: int, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the kind of each damaged file and what came of it."""
    kinds = good_files(folder)
    for name, (path, _, read) in kinds.items():
        read(path)
        yield name, "read"
    content = {name: path.read_bytes() for name, (path, _, _) in kinds.items()}
    for nth in range(count):
        name = list(kinds)[nth % len(kinds)]
        path, spoil, read = kinds[name]
        path.write_bytes(spoil(content[name], np.random.default_rng([seed, nth])))
        faulthandler.dump_traceback_later(PATIENCE, exit=True)
        try:
            read(path)
        except MnistPadError as error:
            sentence = str(error)
            assert sentence.endswith((".", "?")), sentence
            assert "\n" not in sentence, sentence
            assert len(sentence) < 600, sentence
            yield name, "refused"
        except BaseException as error:
            error.add_note(f"{name}, {nth} of seed {seed}: kept as {path}")
            raise
        else:
            yield name, "read"
        path.write_bytes(content[name])
    faulthandler.cancel_dump_traceback_later()


def most_resident() -> int:
    """Return the most bytes that this process had in memory; `getrusage` would count its parent's, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


def main() -> None:
    """Do what the command line says."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    folder = Path(tempfile.mkdtemp())
    told: dict[str, Counter[str]] = {}
    for name, outcome in outcomes(count, seed, folder):
        told.setdefault(name, Counter())[outcome] += 1
    sys.stdout.write(json.dumps({"most": most_resident(), **told}))
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
