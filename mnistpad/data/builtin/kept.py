"""What a generator drew the first time, on disk: drawing it takes seconds.

Believed only if it is the very thing that the generator draws, by the hash of the whole dataset.
"""

import contextlib
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from mnistpad import files, resources
from mnistpad.data.dataset import PIXELS, Bytes, Dataset

FILE = "built-in-digits.z"


def path(name: str = FILE) -> Path:
    """Return where they are kept."""
    return resources.user_data_dir() / name


def read(count: int, name: str = FILE) -> Bytes | None:
    """Return the pixels of `count` images, shape (count, 784), or None. Whether they are the right ones, see a hash."""
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(path(name).read_bytes(), count * PIXELS + 1)  # not a gigabyte of zeros
    except (OSError, zlib.error):
        return None
    whole = unpacker.eof and len(unpacked) == count * PIXELS
    return np.frombuffer(unpacked, np.uint8).reshape(count, PIXELS) if whole else None


def write(pixels: Bytes, name: str = FILE) -> None:
    """Keep the pixels; a folder that cannot be written costs the next start its seconds, and nothing else."""
    with contextlib.suppress(OSError):
        path(name).parent.mkdir(parents=True, exist_ok=True)
        files.sweep(path(name))
        with files.replacing(path(name)) as file:
            file.write(zlib.compress(pixels.data, 1))


def dataset(
    count: int, sha256: str, draw: Callable[[], Bytes], made_of: Callable[[Bytes], Dataset], name: str = FILE
) -> Dataset:
    """Return what a generator draws: from disk where the very thing lies there, else drawn, and kept for next time.

    Parameters
    ----------
    count
        How many images it draws.
    sha256
        Of the dataset; what has another one is not kept.
    draw
        Draws their pixels, shape (count, 784), which takes seconds.
    made_of
        Makes the dataset of pixels.
    """
    pixels = read(count, name)
    found = None if pixels is None else made_of(pixels)
    if found is None or found.sha256 != sha256:
        pixels = draw()
        found = made_of(pixels)
        if found.sha256 == sha256:
            write(pixels, name)
    return found
