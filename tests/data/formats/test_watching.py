"""A job that nobody waits for any more ends soon, whatever it reads."""

import gzip
import threading

import numpy as np
import pytest

from mnistpad.data import idx, sources
from mnistpad.data.formats.watching import LeftError, Watch, step, watched_by
from mnistpad.ink import drawing_file
from mnistpad.ink.stroke import Drawing, Stroke

PIXELS = np.full((30, 28, 28), 200, np.uint8)
LABELS = (np.arange(30) % 10).astype(np.uint8)


def test_without_a_watch_a_step_is_nothing():
    step(1, 2)


def test_a_watch_hears_of_its_own_thread_alone():
    watch = Watch()

    with watched_by(watch):
        other = threading.Thread(target=step, args=(3, 4))
        other.start()
        other.join()
        assert (watch.done, watch.total) == (0, 0)
        step(1, 2)
    step(2, 2)

    assert (watch.done, watch.total) == (1, 2)


def idx_files(folder):
    idx.write(folder / "train-images-idx3-ubyte.gz", PIXELS)
    idx.write(folder / "train-labels-idx1-ubyte", LABELS)
    return folder


def small_archive(folder):
    np.savez(folder / "digits.npz", data=PIXELS[:, ::2, ::2] / 255, target=LABELS)
    return folder / "digits.npz"


def table(folder):
    rows = np.hstack([LABELS[:, None], PIXELS.reshape(30, -1)])
    path = folder / "digits.csv.gz"
    path.write_bytes(gzip.compress("\n".join(",".join(map(str, row)) for row in rows.tolist()).encode()))
    return path


def drawings(folder):
    stroke = Stroke(np.array([[0.0, 0.0], [3.0, 9.0]]))
    drawing_file.save(folder / "mine.ink.json", [Drawing((stroke,), 1)] * 30)
    return folder / "mine.ink.json"


def pens(folder):
    (folder / "pens.unipen").write_text('.SEGMENT DIGIT 0 ? "4"\n.PEN_DOWN\n1 2\n3 4\n.PEN_UP\n' * 30)
    return folder / "pens.unipen"


@pytest.mark.parametrize("make", [idx_files, small_archive, table, drawings, pens])
def test_what_is_left_is_not_read_to_its_end(tmp_path, make):
    source, watch = str(make(tmp_path)), Watch()
    sources.load(source)
    watch.leave()

    with watched_by(watch), pytest.raises(LeftError):
        sources.load(source)
