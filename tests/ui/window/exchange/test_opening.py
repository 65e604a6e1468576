import threading

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage

from mnistpad.errors import DrawingError, ImageError, ModelFileError
from mnistpad.ink import drawing_file
from mnistpad.ui.window.exchange import opening
from mnistpad.ui.window.exchange.opening import Incoming, Loaded, Opener, What, classify, load, local_paths, pixels_of

PATIENCE = 60  # seconds


@pytest.fixture
def opener(qapp):
    opener = Opener()
    yield opener
    opener.wait()


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "seven.png"
    grey = np.full((60, 50), 255, np.uint8)
    grey[10:16, 10:40] = 0
    grey[10:50, 34:40] = 0
    Image.fromarray(grey).save(path)
    return path


@pytest.fixture
def drawings(tmp_path, three):
    path = tmp_path / f"threes{drawing_file.SUFFIX}"
    drawing_file.save(path, [three, three.labelled(3)])
    return path


@pytest.mark.parametrize(
    ("names", "what"),
    [
        ([], What.NOTHING),
        (["a.png"], What.PICTURE),
        (["A.JPG"], What.PICTURE),
        (["no_suffix"], What.PICTURE),
        (["a.png", "b.jpeg"], What.PICTURES),
        (["a.ink.json"], What.DRAWING),
        (["a.ink.json", "b.ink.json"], What.DRAWING),
        (["a.png", "b.ink.json"], What.PICTURES),
        (["train.csv"], What.DATA),
        (["train-images-idx3-ubyte"], What.DATA),
        (["train-images-idx3-ubyte.gz"], What.DATA),
        (["pendigits.unipen"], What.DATA),
        (["archive.zip"], What.DATA),
        (["m.npz"], What.MODEL),
        (["m.npz", "a.png"], What.MIXED),
        (["m.npz", "n.npz"], What.MIXED),
    ],
)
def test_files_are_told_apart_by_their_names(tmp_path, names, what):
    assert classify([tmp_path / name for name in names]).what is what


def test_a_folder_is_data(tmp_path):
    assert classify([tmp_path]).what is What.DATA


def test_the_files_of_mnist_are_one_source_their_folder(tmp_path):
    names = [f"{part}-{what}-ubyte.gz" for part in ("train", "t10k") for what in ("images-idx3", "labels-idx1")]
    files = [tmp_path / name for name in names]
    for file in files:
        file.write_bytes(b"")

    assert classify(files) == Incoming(What.DATA, (tmp_path,))
    assert classify(files[:1]) == Incoming(What.DATA, (tmp_path,))


def test_an_npz_is_told_apart_by_what_is_inside(tmp_path, saved_model):
    np.savez(tmp_path / "images.npz", x=np.zeros((3, 784)), y=np.zeros(3))
    (tmp_path / "broken.npz").write_bytes(b"PK\x03\x04 cut short")

    assert classify([saved_model]).what is What.MODEL
    assert classify([tmp_path / "images.npz"]).what is What.DATA
    assert classify([tmp_path / "broken.npz"]).what is What.MODEL


def test_every_kind_has_its_own_promise():
    promises = {Incoming(what).promise for what in What}

    assert len(promises) == len(What)


def test_a_picture_becomes_what_the_network_sees(picture):
    loaded = load(classify([picture]))

    (piece,) = loaded.pieces
    assert piece.name == "seven.png"
    assert piece.content.image().shape == (28, 28)
    assert piece.content.image().max() > 0.8


def test_a_drawing_file_of_several_gives_each_its_number(drawings):
    loaded = load(classify([drawings]))

    assert [piece.name for piece in loaded.pieces] == ["threes, 1", "threes, 2"]


def test_an_unreadable_picture_among_several_costs_only_itself(picture, tmp_path):
    bad = tmp_path / "bad.png"
    bad.write_text("this is no picture")

    loaded = load(classify([picture, bad]))

    assert len(loaded.pieces) == 1
    assert len(loaded.failures) == 1
    assert "bad.png" in loaded.failures[0]


@pytest.mark.parametrize(
    ("name", "contents", "error"),
    [
        ("bad.png", b"not a picture", ImageError),
        ("gone.png", None, ImageError),
        ("bad.ink.json", b'{"format": "mnistpad-ink", "version": 1, "drawings": []}', DrawingError),
        ("bad.ink.json", b"\xff\xfe", DrawingError),
        ("bad.npz", b"PK\x03\x04", ModelFileError),
        ("gone.npz", None, ModelFileError),
    ],
)
def test_a_bad_file_says_its_name_in_one_sentence(tmp_path, name, contents, error):
    path = tmp_path / name
    if contents is not None:
        path.write_bytes(contents)

    with pytest.raises(error) as complaint:
        load(classify([path]))

    assert name in str(complaint.value)
    assert "\n" not in str(complaint.value)


def test_pasted_pixels_keep_their_colours():
    image = QImage(5, 3, QImage.Format.Format_RGB32)  # 5 px make rows that are padded
    image.fill(QColor("#102030"))

    pixels = pixels_of(image)

    assert pixels.shape == (3, 5, 4)
    assert pixels[2, 4].tolist() == [0x10, 0x20, 0x30, 0xFF]


def test_an_empty_clipboard_picture_is_refused():
    with pytest.raises(ImageError, match="empty"):
        pixels_of(QImage())


def test_only_files_of_this_computer_are_taken(tmp_path):
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/a.png"), QUrl.fromLocalFile(str(tmp_path / "a.png"))])

    assert local_paths(mime) == [tmp_path / "a.png"]


def test_what_was_read_arrives_and_the_thread_ends(opener, qtbot, picture):
    with qtbot.waitSignals([opener.opened, opener.settled]):
        opener.open_files(classify([picture]))

    assert not opener.busy


def test_a_failure_is_one_sentence(opener, qtbot, tmp_path):
    with qtbot.waitSignal(opener.failed) as failed:
        opener.open_files(classify([tmp_path / "gone.png"]))

    assert "gone.png" in failed.args[0]


def test_the_newest_wins(opener, qtbot, monkeypatch, tmp_path):
    first_may_end = threading.Event()
    results = {"slow.png": Loaded(path=tmp_path / "slow.png"), "fast.png": Loaded(path=tmp_path / "fast.png")}

    def read(incoming: Incoming) -> Loaded:
        if incoming.paths[0].name == "slow.png":
            first_may_end.wait(PATIENCE)
        return results[incoming.paths[0].name]

    monkeypatch.setattr(opening, "load", read)
    arrived: list[Loaded] = []
    opener.opened.connect(arrived.append)

    opener.open_files(classify([tmp_path / "slow.png"]))
    opener.open_files(classify([tmp_path / "fast.png"]))
    qtbot.waitUntil(lambda: bool(arrived))
    first_may_end.set()
    qtbot.waitUntil(lambda: opener.running == 0)

    assert [loaded.path.name for loaded in arrived] == ["fast.png"]


def test_a_wait_of_400_ms_is_said(opener, qtbot, monkeypatch, tmp_path):
    may_end = threading.Event()
    monkeypatch.setattr(opening, "load", lambda incoming: may_end.wait(PATIENCE) and Loaded())

    with qtbot.waitSignal(opener.slow):
        opener.open_files(classify([tmp_path / "slow.png"]))

    with qtbot.waitSignal(opener.settled):
        may_end.set()


def test_closing_waits_for_what_is_being_read(opener, monkeypatch, tmp_path):
    may_end = threading.Timer(0.1, lambda: gate.set())
    gate = threading.Event()
    monkeypatch.setattr(opening, "load", lambda incoming: gate.wait(PATIENCE) and Loaded())
    opener.open_files(classify([tmp_path / "slow.png"]))

    may_end.start()
    opener.wait()

    assert gate.is_set()
    may_end.join()
