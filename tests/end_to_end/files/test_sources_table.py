"""Every source and format, each bad variant of it, and the sentence it gets, from the command line and the window alike.

`{}` stands for the path. What the window does with such a sentence is in `test_bad_files`, what the server of a
download may do in the tests of downloads, what a person's own digits may meet in theirs.
"""

# ruff: noqa: E501 - a table has long lines

import gzip
import json
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mnistpad import resources
from mnistpad.cli import main
from mnistpad.data import idx, sources
from mnistpad.errors import MnistPadError
from mnistpad.ink import drawing_file
from mnistpad.ink.stroke import Drawing, Stroke

Make = Callable[[Path], Path]  # from an empty folder to the source in it
RNG = np.random.default_rng(0)
COUNT = 30
LABELS = (np.arange(COUNT) % 10).astype(np.uint8)
PIXELS = np.zeros((COUNT, 28, 28), np.uint8)
PIXELS[:, 5:23, 9:19] = RNG.integers(80, 256, (COUNT, 18, 10))
EIGHT = np.zeros((COUNT, 8, 8))
EIGHT[:, 1:7, 2:6] = RNG.integers(4, 17, (COUNT, 6, 4))
SIXTEEN = np.full((COUNT, 16, 16), -1.0)
SIXTEEN[:, 2:14, 4:12] = RNG.uniform(0, 1, (COUNT, 12, 8))
SIXTEEN[0, 5, 5] = 1
IMAGES, MARKS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
UNIPEN = '.SEGMENT DIGIT 0 ? "4"\n.PEN_DOWN\n1 2\n3 4\n.PEN_UP\n' * COUNT


def file(name: str, content: bytes | str) -> Make:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder / name

    return make


def idx_files(**changes: bytes | np.ndarray | None) -> Make:
    """The two files of a training set, some of them others, or missing."""
    contents = {IMAGES: PIXELS, MARKS: LABELS} | {name.replace("_", "-"): each for name, each in changes.items()}

    def make(folder: Path) -> Path:
        for name, content in contents.items():
            if isinstance(content, np.ndarray):
                idx.write(folder / name, content)
            elif content is not None:
                (folder / name).write_bytes(content)
        return folder

    return make


def emnist(folder: Path) -> Path:
    idx.write(folder / "emnist-digits-test-images-idx3-ubyte.gz", PIXELS.transpose(0, 2, 1))
    idx.write(folder / "emnist-digits-test-labels-idx1-ubyte.gz", LABELS)
    return folder


def table(pixels: np.ndarray, *, header: str = "", separator: str = ",", last: bool = False) -> str:
    flat = pixels.reshape(len(pixels), -1)
    rows = np.hstack([flat, LABELS[: len(flat), None]] if last else [LABELS[: len(flat), None], flat])
    return header + "\n".join(separator.join(f"{value:g}" for value in row) for row in rows.tolist()) + "\n"


def archive(**arrays: np.ndarray) -> Make:
    def make(folder: Path) -> Path:
        np.savez(folder / "digits.npz", **arrays)
        return folder / "digits.npz"

    return make


def pictures(folder: Path) -> Path:
    for digit in (1, 7):
        (folder / str(digit)).mkdir()
        for number in range(6):
            sheet = np.full((90, 60 + number, 3), 240, np.uint8)
            sheet[20:70, 25:32] = 30
            Image.fromarray(sheet).save(folder / str(digit) / f"{number}.jpg")
    return folder


def scribbles(folder: Path, count: int) -> Path:
    """The folder, with pictures in it that are none."""
    (folder / "9").mkdir()
    for number in range(count):
        (folder / "9" / f"{number}.png").write_text("Dear Sir")
    return folder


def drawings(folder: Path) -> Path:
    stroke = Stroke(np.array([[0.0, 0.0], [3.0, 9.0], [5.0, 0.0]]))
    drawing_file.save(folder / "mine.ink.json", [Drawing((stroke,), digit) for digit in LABELS.tolist()])
    return folder / "mine.ink.json"


HEADER = ",".join(["label", *(f"pixel{n}" for n in range(784))]) + "\n"
SCALED = "Images of {0}×{0} pixels: scaled up to 28×28, as drawings are."
STRETCHED = "The values go from {} to {}: stretched to 0 to 255."
DARK = "Dark ink on light paper: inverted."

# What it is: how it is made, how many images, and what is noticed.
GOOD: dict[str, tuple[Make, int, tuple[str, ...]]] = {
    "IDX": (idx_files(), COUNT, ()),
    "IDX, gzipped": (idx_files(train_images_idx3_ubyte=gzip.compress(struct.pack(">IIII", 0x803, COUNT, 28, 28) + PIXELS.tobytes())), COUNT, ()),
    "IDX of 8×8": (idx_files(train_images_idx3_ubyte=EIGHT.astype(np.uint8)), COUNT, (STRETCHED.format(0, 16), SCALED.format(8))),
    "IDX, dark on light": (idx_files(train_images_idx3_ubyte=~PIXELS), COUNT, (DARK,)),
    "EMNIST": (emnist, COUNT, ("Stored transposed, like EMNIST: turned upright.",)),
    "CSV of Kaggle": (file("train.csv", table(PIXELS, header=HEADER)), COUNT, ()),
    "CSV without header": (file("digits.csv", table(PIXELS)), COUNT, ()),
    "CSV from 0 to 1": (file("digits.csv", table(PIXELS / 255)), COUNT, ()),
    "CSV with byte order mark, Windows": (file("digits.csv", "\ufeff" + table(PIXELS).replace("\n", "\r\n")), COUNT, ()),
    "CSV with semicolons": (file("digits.csv", table(PIXELS, separator=";")), COUNT, ()),
    "TSV": (file("digits.tsv", table(PIXELS, separator="\t")), COUNT, ()),
    "CSV, gzipped": (file("digits.csv.gz", gzip.compress(table(PIXELS).encode())), COUNT, ()),
    "CSV of UCI, 8×8": (file("optdigits.tra", table(EIGHT, last=True)), COUNT, (STRETCHED.format(0, 16), SCALED.format(8))),
    "table of USPS, 16×16": (file("zip.train", table(SIXTEEN, separator=" ")), COUNT, (STRETCHED.format(-1, 1), SCALED.format(16))),
    "npz of Keras": (archive(x_train=PIXELS, y_train=LABELS, x_test=PIXELS[:10], y_test=LABELS[:10]), COUNT + 10, ()),
    "npz of scikit-learn": (archive(data=EIGHT.reshape(-1, 64), target=LABELS, images=EIGHT, frame=np.array(None)), COUNT, (STRETCHED.format(0, 16), SCALED.format(8))),
    "npz of USPS, 0 to 2": (archive(data=SIXTEEN.reshape(-1, 256) + 1, target=LABELS), COUNT, (STRETCHED.format(0, 2), SCALED.format(16))),
    "npz, dark on light": (archive(data=1 - PIXELS / 255, target=LABELS), COUNT, (DARK,)),
    "pictures": (pictures, 12, ()),
    "pictures, one damaged": (lambda folder: scribbles(pictures(folder), 1), 12, ("1 of 13 pictures could not be read as digits, and left out: 9/0.png.",)),
    "drawing file": (drawings, COUNT, ()),
    "UNIPEN": (file("pens.unipen", UNIPEN), COUNT, ()),
    "UNIPEN, gzipped": (file("pens.unipen.gz", gzip.compress(UNIPEN.encode())), COUNT, ()),
}  # fmt: skip

UNLABELLED_TABLE = "".join(line.partition(",")[2] + "\n" for line in table(PIXELS).splitlines())

# Images without labels: how they are made, how many, and what to do about it.
LOOKED_AT: dict[str, tuple[Make, int, str]] = {
    "IDX": (idx_files(train_labels_idx1_ubyte=None), COUNT, f"Put {MARKS} beside its images."),
    "CSV of Kaggle": (file("test.csv", HEADER[6:] + UNLABELLED_TABLE), COUNT, "Add a column named label."),
    "CSV of 8×8": (file("test.csv", "\n".join(",".join(f"{value:g}" for value in row) for row in EIGHT.reshape(COUNT, -1))), COUNT, "Add a column named label."),
    "npz": (archive(x_test=PIXELS), COUNT, "Save their labels with them, as y_test."),
    "pictures": (lambda folder: (pictures(folder) / "7").rename(folder / "sevens"), 6, "Put the pictures into folders named 0 to 9."),
}  # fmt: skip

OTHER_TABLE = "Choose one with label,pixel0…pixel783."
NO_TABLE = "{} is not a table of 28×28 digits: "
AGAIN = "Copy or download it again."
OTHER = "Choose another file."
JSON = '{"format": "mnistpad-ink", "version": 1, "drawings": [%s]}'

# What it is, how it is made, and what is said.
BAD: dict[str, tuple[Make, str]] = {
    "nothing": (lambda folder: folder / "digits.csv", "There is no source or file called {}. Sources are builtin, mnist, my-digits, and paths to " + sources.KINDS + "."),
    "another kind": (file("digits.docx", ""), "{} is not a kind of file that MnistPad reads digits from. It reads " + sources.KINDS + "."),
    "empty folder": (lambda folder: folder, "{} holds no digits that MnistPad knows: neither IDX files such as train-images-idx3-ubyte.gz nor folders of pictures named 0 to 9. Choose another folder."),
    "IDX, empty": (idx_files(train_images_idx3_ubyte=b""), f"{{}}/{IMAGES} is empty. {AGAIN}"),
    "IDX, cut off": (idx_files(train_images_idx3_ubyte=struct.pack(">IIII", 0x803, 30, 28, 28) + bytes(99)), f"{{}}/{IMAGES} ends too early: its header promises 23,520 values. {AGAIN}"),
    "IDX, damaged gzip": (idx_files(train_images_idx3_ubyte=b"\x1f\x8b\x08" + bytes(99)), f"{{}}/{IMAGES} is a damaged gzip file. {AGAIN}"),
    "IDX of floats": (idx_files(train_images_idx3_ubyte=struct.pack(">IIII", 0xD03, 1, 28, 28) + bytes(3136)), f"{{}}/{IMAGES} is not an IDX file of bytes: it does not begin as one. {OTHER}"),
    "IDX, some labels missing": (idx_files(t10k_images_idx3_ubyte=PIXELS), "{} holds t10k-images-idx3-ubyte, but t10k-labels-idx1-ubyte with its labels is missing. Put it beside the images."),
    "IDX, counts differ": (idx_files(train_labels_idx1_ubyte=LABELS[:9]), f"{{}}/{MARKS} has 9 labels, but {IMAGES} has 30 images. Use two files that belong together."),
    "IDX of letters": (idx_files(train_labels_idx1_ubyte=LABELS + 8), f"{{}}/{MARKS} labels image 2 as 10, but digits end at 9. Choose a file of digits."),
    "IDX, no squares": (idx_files(train_images_idx3_ubyte=PIXELS[:, :20]), f"{{}}: the images in {IMAGES} are 30×20×28, not a number of 28×28 images, or of other squares. {OTHER}"),
    "IDX, several collections": (lambda folder: emnist(idx_files(t10k_images_idx3_ubyte=PIXELS, t10k_labels_idx1_ubyte=LABELS)(folder)), f"{{}} holds several collections (emnist-digits-test-images-idx3-ubyte.gz, t10k-images-idx3-ubyte, {IMAGES}). Give one of these files instead of the folder."),
    "CSV, empty": (file("digits.csv", ""), NO_TABLE + "it is empty. " + OTHER_TABLE),
    "CSV, text": (file("digits.csv", "Dear diary"), NO_TABLE + "its first line has 2 of 785 columns. " + OTHER_TABLE),
    "CSV, header alone": (file("digits.csv", HEADER), NO_TABLE + "there is no line of 785 numbers below its header. " + OTHER_TABLE),
    "CSV, short line": (file("digits.csv", table(PIXELS) + "1,2,3"), NO_TABLE + "a line in it does not have 785 numbers. " + OTHER_TABLE),
    "CSV, endless line": (file("digits.csv", table(PIXELS) + "1," * 99_999), NO_TABLE + "it has a line that is too long. " + OTHER_TABLE),
    "CSV, a word": (file("digits.csv", table(PIXELS).replace(",0,", ",ink,", 1)), NO_TABLE + "a line in it does not have 785 numbers. " + OTHER_TABLE),
    "CSV, gzip cut off": (file("digits.csv.gz", gzip.compress(table(PIXELS).encode())[:-9]), f"{{}} ends too early, or it is damaged. {AGAIN}"),
    "CSV, values too large": (file("digits.csv", table(PIXELS * 2.0)), f"{{}}: its images have values from 0 to 510, but ink goes from 0 to 255, 0 to 1, 0 to 16 or -1 to 1. {OTHER}"),
    "npz, none": (file("digits.npz", "Dear Sir"), f"{{}} is not a NumPy archive, or it is damaged. {AGAIN}"),
    "npz, other arrays": (archive(weights=LABELS), "{} holds weights. Choose one with x_train, y_train, x_test, y_test, or with data and target."),
    "npz, objects": (archive(data=PIXELS, target=np.array(list("0123456789") * 3, object)), "{}: target holds Python objects, which may be programs, so it was not opened. Save it as numbers: numpy.savez(…, target=target.astype(int))."),
    "npz, too few labels": (archive(data=PIXELS, target=LABELS[1:]), f"{{}}: there must be one label for each of data (30). {OTHER}"),
    "npz, no squares": (archive(data=PIXELS.reshape(-1, 392), target=LABELS), f"{{}}: data are 60×392, not a number of 28×28 images, or of other squares. {OTHER}"),
    "npz, sizes differ": (archive(x_train=PIXELS, y_train=LABELS, x_test=EIGHT, y_test=LABELS), f"{{}} holds images of different sizes, 28×28 and 8×8. {OTHER}"),
    "npz, NaN": (archive(data=PIXELS * np.nan, target=LABELS), f"{{}}: data have values from nan to nan, but ink goes from 0 to 255, 0 to 1, 0 to 16 or -1 to 1. {OTHER}"),
    "npz, letters": (archive(data=PIXELS, target=LABELS + 1), f"{{}} labels image 9 as 10, which is no digit from 0 to 9. {OTHER}"),
    "npz, words": (archive(data=PIXELS, target=np.array(["one"] * COUNT)), f"{{}}: its labels are not digits from 0 to 9. {OTHER}"),
    "pictures, none": (lambda folder: (folder / "3").mkdir() or folder, "{} holds no pictures of digits. Put them into folders named 0 to 9, as PNG or JPEG."),
    "pictures, most damaged": (lambda folder: scribbles(pictures(folder), 13), "{}: 13 of 25 pictures could not be read as digits: 9/0.png, 9/1.png, 9/10.png and 10 more. Save them anew, or choose another folder."),
    "drawing file, unlabelled": (file("mine.ink.json", JSON % '{"strokes": [[[0, 0], [1, 1]]]}'), "{} holds no drawing with a label, so there is nothing to learn from it. Label its drawings first."),
    "UNIPEN, none": (file("pens.unipen", "Dear Sir"), "{} is not a UNIPEN file: it has no .SEGMENT and no .PEN_DOWN. " + OTHER),
    "UNIPEN, no ink": (file("pens.unipen", '.SEGMENT DIGIT 0 ? "4"\n'), "{} holds no labelled digit with ink. Choose a UNIPEN file with .SEGMENT DIGIT and .PEN_DOWN lines."),
    "UNIPEN, gzip cut off": (file("pens.unipen.gz", gzip.compress(UNIPEN.encode())[:-9]), f"{{}} ends too early: it is only part of a gzip file. {AGAIN}"),
}  # fmt: skip


@pytest.mark.parametrize("what", GOOD)
def test_a_good_source_is_read_and_told(what, tmp_path, capsys):
    make, count, notes = GOOD[what]
    source = str(make(tmp_path))

    seen = sources.preview(source)
    status = main(["data", "show", source, "--json"])

    told = json.loads(capsys.readouterr().out)
    assert (len(seen.dataset), seen.notes) == (count, notes)
    assert len(seen.samples) == np.count_nonzero(seen.dataset.part("all").counts)
    assert (status, told["images"], tuple(told["notes"]), told["where"]) == (0, count, notes, source)
    assert sources.load(seen.dataset.key).sha256 == seen.dataset.sha256 == told["sha256"]


@pytest.mark.parametrize("what", LOOKED_AT)
def test_images_without_labels_are_shown_and_neither_learned_nor_scored_on(what, tmp_path, capsys):
    make, count, to_label = LOOKED_AT[what]
    source = make(tmp_path)
    sentence = (
        f"{source.name} has no labels: its images can be looked at, but not learned from or scored on. {to_label}"
    )

    seen = sources.preview(str(source))
    with pytest.raises(MnistPadError) as loaded:
        sources.load_all([str(source)])
    shown = main(["data", "show", str(source)])

    said = capsys.readouterr().out
    assert (len(seen.dataset), len(seen.samples), str(loaded.value), shown) == (count, min(count, 10), sentence, 0)
    assert f"{source.name}: {count} images\nThey have no labels: they can be looked at" in said
    assert to_label in said
    train = main(["train", "--data", str(source), "--out", str(tmp_path / "model.npz")])
    evaluate = main(["evaluate", str(resources.shipped_model()), "--data", str(source)])
    assert (train, evaluate, capsys.readouterr().err.count(sentence)) == (2, 2, 2)


@pytest.mark.parametrize("what", BAD)
def test_a_bad_source_gets_its_sentence_on_every_way(what, tmp_path, capsys):
    make, sentence = BAD[what]
    source = str(make(tmp_path))

    with pytest.raises(MnistPadError) as seen:
        sources.preview(source)
    with pytest.raises(MnistPadError) as loaded:
        sources.load_all([f"{source}*2"])
    status = main(["data", "show", source])

    said = capsys.readouterr()
    assert str(seen.value) == str(loaded.value) == sentence.format(source)
    assert (status, said.out, said.err) == (2, "", f"mnistpad: {sentence.format(source)}\n")
