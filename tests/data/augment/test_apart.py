"""A process that distorts gives the same bits; without it, and whatever becomes of it, so does this one."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnistpad.data.augment import Augmentation, Distorter, DistorterApart, batches_at_a_time, distorter_for
from mnistpad.data.augment import apart as apart_module
from mnistpad.data.augment import helper as helper_module
from mnistpad.data.augment.block import Task
from tests import PROJECT
from tests.data.augment.test_augmenting import stroke_images

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such process")

EVERYTHING = Augmentation.default()
NOTHING_BUT = {
    "everything": EVERYTHING,
    "affine": replace(EVERYTHING, elastic=0, thickness=0),
    "pens": Augmentation(thickness=1),
    "fine bends": Augmentation(elastic=9, elastic_sigma=1),  # 415 of them
}
IMAGES = stroke_images(2000)
SAYS_READY = "import os, sys; from mnistpad.data.augment.block import *; os.write(0, READY)\n"


def until(is_so):
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def ready():
    """A distorter whose process listens."""
    apart = DistorterApart()
    until(apart.helper.is_ready)
    return apart


@pytest.fixture(scope="module")
def shared():
    apart = ready()
    yield apart
    assert apart.helper is not None
    apart.close()


@pytest.fixture
def apart():
    apart = ready()
    yield apart
    apart.close()


@pytest.fixture
def played_by(monkeypatch):
    """Start something else in the process's place: what is written in Python, or a program."""

    def play(code, program=sys.executable):
        monkeypatch.setenv("PYTHONPATH", str(PROJECT))
        monkeypatch.setattr(helper_module, "_command", lambda _block: [program, "-c", code])
        return DistorterApart()

    return play


def distorted(distorter, count=200, *, dtype=np.float32, batch=None, augmentation=EVERYTHING, lent=False):
    """Images varied by an own seed: `count` at once or in batches."""
    sizes = [min(batch or count, count - first) for first in range(0, count, batch or count)]
    variation = augmentation.draw_all(sizes, [np.random.default_rng(nth) for nth in range(len(sizes))])
    pixels, out = (
        distorter.room(count, dtype) if lent else (np.empty((count, 784), np.uint8), np.empty((count, 784), dtype))
    )
    pixels[:] = IMAGES[:count]
    out[:] = -1
    distorter.distort(pixels, variation, out, batch)
    return out


def handles():
    """What this process has open, but for what Qt's event loops wait on: those of earlier tests end when they like."""
    opened = [str(each.readlink()) for each in Path("/proc/self/fd").glob("*") if each.is_symlink()]
    return sorted(each for each in opened if each != "anon_inode:[eventfd]")


def is_gone(pid):
    """Whether a process is no more; one that nobody has asked about yet counts as such."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (ProcessLookupError, FileNotFoundError):
        return True


@settings(max_examples=60)
@given(
    batch=st.sampled_from([1, 16, 30, 32, 50, 64, 100, 128, 200, 256, 384, 768, 1000, 2000]),
    part=st.floats(0, 1),
    kind=st.sampled_from(sorted(NOTHING_BUT)),
    dtype=st.sampled_from(["float32", "float64"]),
    is_one=st.booleans(),
)
def test_the_process_gives_the_same_bits(shared, batch, part, kind, dtype, is_one):
    most = batch * batches_at_a_time(batch)
    count = max(1, int(part * most))
    how = {"batch": None if is_one else batch, "dtype": dtype, "augmentation": NOTHING_BUT[kind]}

    images = distorted(shared, count, **how)

    np.testing.assert_array_equal(images, distorted(Distorter(), count, **how))
    assert shared.helper is not None


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_what_is_lent_is_the_same_whether_there_is_still_room_for_it_or_not(apart, dtype):
    expected = distorted(Distorter(), 768, batch=128, dtype=dtype)

    for _ in range(5):
        np.testing.assert_array_equal(distorted(apart, 768, batch=128, dtype=dtype, lent=True), expected)

    assert apart.helper is not None


@pytest.mark.parametrize("lent", [0, 1], ids=["pixels", "out"])
def test_one_of_both_may_be_lent(apart, lent):
    elsewhere = np.empty((200, 784), np.uint8), np.empty((200, 784), np.float32)
    pixels, out = (apart.room(200, np.float32) if nth == lent else elsewhere for nth in (0, 1))
    pixels[0][:] = IMAGES[:200]

    apart.distort(pixels[0], EVERYTHING.draw(200, np.random.default_rng(0)), out[1])

    np.testing.assert_array_equal(out[1], distorted(Distorter()))
    assert apart.helper is not None


def test_an_answer_belongs_to_one_task():
    task = Task(768, 128, 23, 4, 64, 128, 7, 5.5)

    assert Task.from_bytes(task.to_bytes()) == task
    assert task._replace(number=8).answer() != task.answer()


def test_what_was_lent_outlives_the_process(apart):
    pixels, out = apart.room(20, np.float32)

    apart.close()
    pixels[:], out[:] = 7, 0.5

    assert pixels.min() == 7
    assert out.max() == 0.5


def test_until_the_process_is_ready_the_work_is_done_here(played_by):
    apart = played_by("import time; time.sleep(600)")

    images = distorted(apart)

    np.testing.assert_array_equal(images, distorted(Distorter()))
    assert not apart.helper.is_ready()
    apart.close()


def test_a_process_that_does_not_get_ready_is_ended(played_by, monkeypatch):
    monkeypatch.setattr(helper_module, "START_PATIENCE", 0)
    apart = played_by("import time; time.sleep(600)")
    pid = apart.helper.process.pid

    images = distorted(apart)

    np.testing.assert_array_equal(images, distorted(Distorter()))
    assert apart.helper is None
    assert is_gone(pid)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "raise SystemExit(3)",
        "import os; os.write(0, b'usage: python')",
        SAYS_READY,
        SAYS_READY + "os.read(0, TASK_BYTES)",
        SAYS_READY + "os.read(0, TASK_BYTES); os.write(0, b'?')",
        SAYS_READY + "os.read(0, TASK_BYTES); os.write(0, b'Traceback (most recent call last)')",
        SAYS_READY + "Task.from_bytes(os.read(0, TASK_BYTES)); os.write(0, Task(1, 1, 1, 4, 0, 0, 2).answer())",
        SAYS_READY + "os.write(0, Task.from_bytes(os.read(0, TASK_BYTES)).answer())",  # but did nothing
    ],
    ids=["nothing", "failed", "usage", "leaves", "deaf", "short", "talks", "number", "lies"],
)  # fmt: skip
def test_a_process_that_is_not_what_it_should_be_changes_nothing(played_by, code):
    before, apart = handles(), played_by(code)
    pid = apart.helper.process.pid
    expected = distorted(Distorter())

    def is_given_up():
        np.testing.assert_array_equal(distorted(apart), expected)
        return apart.helper is None

    until(is_given_up)
    np.testing.assert_array_equal(distorted(apart), expected)
    assert is_gone(pid)
    assert handles() == before


@pytest.mark.parametrize("program", ["", "no such program", str(PROJECT)], ids=["none", "not there", "a folder"])
def test_a_process_that_does_not_start_leaves_nothing_open(played_by, program):
    before = handles()

    apart = played_by("", program)

    assert apart.helper is None
    assert handles() == before
    np.testing.assert_array_equal(distorted(apart, lent=True), distorted(Distorter()))


def test_without_memory_to_share_the_work_is_done_here(monkeypatch):
    monkeypatch.setattr(helper_module.apart, "new_memory", lambda _size: os.open(os.devnull, os.O_RDWR))
    before = handles()

    apart = DistorterApart()

    assert apart.helper is None
    assert handles() == before


def test_a_system_without_nameless_memory_takes_a_file(monkeypatch):
    monkeypatch.delattr(os, "memfd_create", raising=False)
    apart = ready()

    images = distorted(apart, 768, batch=128, lent=True)

    np.testing.assert_array_equal(images, distorted(Distorter(), 768, batch=128))
    assert apart.helper is not None
    apart.close()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM], ids=lambda number: number.name)
def test_a_process_that_is_killed_or_stopped_is_missed_by_nobody(number, monkeypatch):
    monkeypatch.setattr(helper_module, "PATIENCE", 200_000)
    apart, expected = ready(), distorted(Distorter())
    distorted(apart)
    pid = apart.helper.process.pid

    os.kill(pid, number)
    images = [distorted(apart) for _ in range(3)]

    np.testing.assert_array_equal(images, [expected] * 3)
    assert apart.helper is None
    assert is_gone(pid)


def test_ctrl_c_is_not_for_the_process(apart):
    distorted(apart)

    os.kill(apart.helper.process.pid, signal.SIGINT)
    time.sleep(0.05)
    distorted(apart)

    assert apart.helper is not None


def test_who_waits_for_the_process_is_let_go(apart, monkeypatch):
    distorted(apart)
    told = []

    def wait():
        try:
            distorted(apart)
        except ConnectionError as error:
            told.append(error)

    monkeypatch.setattr(helper_module, "write_variation", lambda *_: os.kill(apart.helper.process.pid, signal.SIGSTOP))
    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.05)
    apart.interrupt()
    waiting.join()

    assert len(told) == 1


def test_closing_leaves_no_process_and_nothing_open():
    before = handles()
    apart = ready()
    distorted(apart, lent=True)
    pid = apart.helper.process.pid

    apart.close()
    apart.close()

    assert is_gone(pid)
    assert handles() == before
    np.testing.assert_array_equal(distorted(apart), distorted(Distorter()))


ORPHAN = f"""
import sys, time
sys.path.insert(0, {str(PROJECT)!r})
from mnistpad.data.augment import DistorterApart
apart = DistorterApart()
while not apart.helper.is_ready():
    time.sleep(0.01)
print(apart.helper.process.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def parent(spawn, tmp_path):
    """Another program with a process that is ready; its folder and its path are not what a new Python would have."""
    (tmp_path / "numpy.py").write_text("raise SystemExit(9)")
    command = [sys.executable, "-P", "-c", ORPHAN]
    around = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return spawn(command, env=around, cwd=tmp_path, stdout=subprocess.PIPE, text=True)


def test_the_process_ends_when_its_parent_is_killed(parent):
    pid = int(parent.stdout.readline())
    assert not is_gone(pid)

    parent.kill()

    until(lambda: is_gone(pid))


ALONE = """
import sys
from mnistpad import cli
assert cli.main(["--distort-apart", "999"]) == 0
assert "mnistpad.data.augment.serving" in sys.modules
needless = {"PySide6", "shiboken6", "pyqtgraph", "PIL", "argparse", "socket", "subprocess", "tempfile"}
print(*{name.split(".")[0] for name in sys.modules} & needless)
"""


def test_the_process_imports_nothing_that_it_does_not_need():
    around = os.environ | {"PYTHONPATH": str(PROJECT)}

    ended = subprocess.run([sys.executable, "-c", ALONE], env=around, capture_output=True, timeout=120, check=False)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"\n", b"")


def test_the_frozen_program_starts_itself(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    assert helper_module._command(7) == [sys.executable, helper_module.COMMAND, "7"]


def test_the_frozen_program_looks_for_its_helper_before_it_loads_qt():
    around = os.environ | {"PYTHONPATH": str(PROJECT)}
    hook = PROJECT / "resources" / "packaging" / "environment.py"

    ended = subprocess.run(
        [sys.executable, hook, helper_module.COMMAND], env=around, capture_output=True, timeout=120, check=False
    )

    assert ended.returncode == 2
    assert ended.stderr.startswith(b"mnistpad: --distort-apart is for MnistPad itself")


def test_few_images_are_not_worth_a_process():
    few, many = distorter_for(apart_module.WORTH - 1), distorter_for(apart_module.WORTH)

    assert type(few) is Distorter
    assert isinstance(many, DistorterApart)
    many.close()
