"""Tables of digits are read whatever their header, or refused in one sentence."""

import gzip
import tracemalloc

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mnistpad.data import sources
from mnistpad.data.dataset import UNLABELLED, NoLabelsError
from mnistpad.data.formats import table
from mnistpad.errors import DataError

HEADER = ",".join(["label", *(f"pixel{n}" for n in range(784))])
RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (20, 784), dtype=np.uint8)
LABELS = (np.arange(20) % 10).astype(np.uint8)
ROWS = [",".join(map(str, [label, *row])) for label, row in zip(LABELS.tolist(), PIXELS.tolist(), strict=True)]


@pytest.fixture
def load(tmp_path):
    """Loads a text as a table would be."""

    def load_text(text: str | bytes):
        path = tmp_path / "digits.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return sources.load(str(path))

    return load_text


def in_order(dataset) -> np.ndarray:
    everything = dataset.part("all")
    return everything.take(np.argsort(everything.places))


@pytest.mark.parametrize(
    "text",
    [
        "\n".join([HEADER, *ROWS]) + "\n",
        "\n".join(ROWS),
        "\r\n".join([HEADER, *ROWS]),
        "\ufeff" + "\n".join([HEADER, *ROWS]),
        "\n".join([HEADER.replace("label", '"Label"'), *ROWS, "", ""]),
        "\n".join([HEADER.replace("label", "class"), *ROWS]),
        "\n".join([HEADER[6:] + ",label", *(row[2:] + "," + row[0] for row in ROWS)]),
    ],
    ids=["Kaggle's", "no header", "Windows", "byte order mark", "quoted", "another word", "label last"],
)
def test_every_common_layout_is_read(load, text):
    images = in_order(load(text))

    np.testing.assert_array_equal(images.pixels, PIXELS)
    np.testing.assert_array_equal(images.labels, LABELS)


def test_ink_from_0_to_1_is_read_as_such(load):
    rows = [
        ",".join([row[0], *(f"{value / 255:.6f}" for value in pixels)])
        for row, pixels in zip(ROWS, PIXELS, strict=True)
    ]

    images = in_order(load("\n".join(rows)))

    np.testing.assert_array_equal(images.pixels, PIXELS)


BROKEN = {
    "empty": ("", "it is empty"),
    "text": ("Dear diary,\ntoday", "first line has 2 of 785"),
    "no labels": ("\n".join(row[2:] for row in ROWS), "has no labels: its images can be looked at"),
    "no squares": (",".join(["1"] * 67), "67 of 785"),
    "only a header": (HEADER + "\n", "no line of 785 numbers below its header"),
    "a short line": ("\n".join([HEADER, ROWS[0], ROWS[1][:-5]]), "a line in it does not have 785 numbers"),
    "a long line below the header": (HEADER + "\n" + "1," * 99_999, "too long"),
    "an endless line": ("1," * 999_999, "too long"),
    "a word": ("\n".join([*ROWS, ROWS[0].replace(",", ",ink,", 1)]), "does not have 785 numbers"),
    "NaN": ("\n".join([*ROWS, "1," + ",".join(["nan"] * 784)]), "values from nan"),
    "negative": ("\n".join([*ROWS, "1," + ",".join(["-1"] * 784)]), "values from -1 to 255"),
    "too large": ("\n".join([*ROWS, "1," + ",".join(["256"] * 784)]), "values from 0 to 256"),
    "a label above 9": ("\n".join([*ROWS, "10" + ROWS[0][1:]]), "labels image 20 as 10"),
    "half a label": ("\n".join([*ROWS, "0.5" + ROWS[0][1:]]), "labels image 20 as 0.5"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_table_gets_a_sentence_that_names_it(load, what):
    text, said = BROKEN[what]

    with pytest.raises(DataError, match=said) as error:
        load(text)

    assert "digits.csv" in str(error.value)


def test_a_table_too_large_is_refused_unread(load, monkeypatch):
    monkeypatch.setattr(table, "MAX_CHARACTERS", 1000)

    with pytest.raises(DataError, match="larger than"):
        load("\n".join(ROWS))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_mutated_table_is_read_or_refused_within_bounds(load, data):
    content = bytearray("\n".join([HEADER, *ROWS[:3]]).encode())
    changes = st.tuples(st.integers(0, len(content) - 1), st.sampled_from(b',\n "-e9n\0\xff#'))
    for place, value in data.draw(st.lists(changes, max_size=5)):
        content[place] = value

    tracemalloc.start()
    try:
        assert len(load(bytes(content)))
    except DataError as error:
        assert "digits.csv" in str(error)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert most < 20_000_000  # most of it is the test's own


def by_columns(pixels, labels, separator=",", last=False, number="{}") -> str:
    """A table without a header."""
    columns = (pixels, labels[:, None]) if last else (labels[:, None], pixels)
    return "\n".join(separator.join(number.format(value) for value in row) for row in np.hstack(columns).tolist())


ODD = {
    "semicolons": by_columns(PIXELS, LABELS, ";"),
    "tabs": by_columns(PIXELS, LABELS, "\t"),
    "spaces, as USPS": by_columns(PIXELS, LABELS, " "),
    "label last": by_columns(PIXELS // 2 + 10, LABELS, last=True),
    "decimal commas": by_columns(PIXELS.astype(int), LABELS, ";").replace(";", ",0;"),
    "quoted numbers": by_columns(PIXELS, LABELS, '","').replace("\n", '"\n"').join('""'),
    "empty lines": by_columns(PIXELS, LABELS).replace("\n", "\n\n \n"),
    "columns numbered by pandas": ",".join(map(str, range(785))) + "\n" + by_columns(PIXELS, LABELS),
    "lines numbered by pandas": "\n".join(
        f"{number},{row}" for number, row in zip(["", *range(20)], [HEADER, *ROWS], strict=True)
    ),
    "class last, lines numbered": "\n".join(
        [
            "id," + HEADER[6:] + ",class",
            *(f"{n},{row[2:]},{row[0]}" for n, row in enumerate(ROWS, 1)),
        ]
    ),
    "target in the middle": "\n".join(
        [
            HEADER.replace("label", "x").replace("pixel0", "target"),
            *(",".join(map(str, [pixel, label, *rest])) for label, (pixel, *rest) in zip(LABELS, PIXELS, strict=True)),
        ]
    ),
}


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("packed", [False, True])
def test_odder_layouts_are_read_too(tmp_path, what, packed):
    path = tmp_path / ("digits.csv.gz" if packed else "digits.csv")
    path.write_bytes(gzip.compress(ODD[what].encode()) if packed else ODD[what].encode())

    images = in_order(sources.load(str(path)))

    np.testing.assert_array_equal(images.pixels, PIXELS // 2 + 10 if what == "label last" else PIXELS)
    np.testing.assert_array_equal(images.labels, LABELS)


def test_small_digits_with_the_label_last_are_read_as_uci_has_them(tmp_path):
    path = tmp_path / "optdigits.tra"
    rows = np.hstack([np.zeros((20, 1), int), RNG.integers(0, 17, (20, 63)), LABELS[:, None]])
    path.write_text("\n".join(",".join(map(str, row)) for row in rows.tolist()) + "\n")

    dataset = sources.load(str(path))

    assert dataset.part("all").counts.tolist() == [2] * 10
    assert dataset.notes == (
        "The values go from 0 to 16: stretched to 0 to 255.",
        "Images of 8×8 pixels: scaled up to 28×28, as drawings are.",
    )


def test_digits_of_usps_are_read(tmp_path):
    path = tmp_path / "zip.train.gz"
    rows = np.hstack([LABELS[:, None], RNG.uniform(-1, 1, (20, 256))])
    path.write_bytes(gzip.compress("".join(" ".join(f"{v:.4f}" for v in row) + " \n" for row in rows).encode()))

    dataset = sources.load(str(path))

    assert dataset.part("all").counts.tolist() == [2] * 10
    assert "The values go from -1 to 1: stretched to 0 to 255." in dataset.notes


@pytest.mark.parametrize("columns", [64, 256, 784])
def test_images_without_labels_are_not_learned_from_whatever_their_size(load, columns):
    with pytest.raises(NoLabelsError, match="Add a column named label"):
        load(",".join(["1"] * columns))


UNLABELLED_ROWS = [row.partition(",")[2] for row in ROWS]
NUMBERED_ROWS = [f"{number},{row}" for number, row in enumerate(UNLABELLED_ROWS, start=1)]
PIXEL_NAMES = HEADER.partition(",")[2]


@pytest.mark.parametrize(
    "lines",
    [
        [PIXEL_NAMES, *UNLABELLED_ROWS],
        UNLABELLED_ROWS,
        ["id," + PIXEL_NAMES, *NUMBERED_ROWS],
        ["," + PIXEL_NAMES, *NUMBERED_ROWS],
    ],
    ids=["as Kaggle has it", "no header", "numbered", "numbered by pandas"],
)
def test_images_without_labels_can_be_looked_at(tmp_path, lines):
    path = tmp_path / "test.csv"
    path.write_text("\n".join(lines))

    dataset = sources.read(str(path))

    assert not dataset.is_labelled
    np.testing.assert_array_equal(dataset.train.pixels, PIXELS)
    assert dataset.train.labels.tolist() == [UNLABELLED] * len(ROWS)


def test_a_first_column_that_counts_nothing_is_the_label_whatever_it_is_called(load):
    images = in_order(load("\n".join(["," + PIXEL_NAMES, *ROWS])))

    np.testing.assert_array_equal(images.labels, LABELS)


def test_part_of_a_packed_table_is_refused(tmp_path):
    path = tmp_path / "digits.csv.gz"
    path.write_bytes(gzip.compress("\n".join(ROWS).encode())[:-20])

    with pytest.raises(DataError, match=r"digits.csv.gz ends too early"):
        sources.load(str(path))
