"""What a person says of a file's images is part of its SOURCE, and wins over what was noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.data.stored import AS_NOTICED, Stored, Wishes, joined, split

WISHES = st.builds(Wishes, st.none() | st.booleans(), st.none() | st.booleans())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("digits.csv", ("digits.csv", AS_NOTICED)),
        ("digits.csv#transposed", ("digits.csv", Wishes(transposed=True))),
        ("digits.csv#upright", ("digits.csv", Wishes(transposed=False))),
        ("digits.csv#dark-ink#upright", ("digits.csv", Wishes(transposed=False, dark=True))),
        ("digits.csv#upright#transposed", ("digits.csv", Wishes(transposed=True))),
        ("C#/digits.csv#light-ink", ("C#/digits.csv", Wishes(dark=False))),
        ("digits.csv#sideways", ("digits.csv#sideways", AS_NOTICED)),
        ("#upright", ("#upright", AS_NOTICED)),
        ("", ("", AS_NOTICED)),
    ],
)
def test_what_is_said_follows_the_path(source, expected):
    assert split(source) == expected


def test_a_file_of_that_very_name_is_that_file(tmp_path):
    (tmp_path / "digits#upright").touch()

    assert split(str(tmp_path / "digits#upright")) == (str(tmp_path / "digits#upright"), AS_NOTICED)


@given(WISHES)
def test_what_was_said_is_read_again(wishes):
    assert split(joined("no such file", wishes)) == ("no such file", wishes)


@given(WISHES, st.booleans(), st.booleans())
def test_a_switch_says_the_opposite_of_one_thing_and_keeps_what_was_said_of_the_other(wishes, transposed, dark):
    turn, invert = Stored(transposed=transposed, dark=dark).switches(joined("digits", wishes))

    assert split(turn.source) == ("digits", Wishes(not transposed, wishes.dark))
    assert split(invert.source) == ("digits", Wishes(wishes.transposed, not dark))


def test_images_as_mnist_has_them_need_no_note():
    assert Stored().notes == ()
    assert Stored(low=0, high=1).notes == ()


def test_every_change_is_told():
    notes = Stored(edge=8, low=0, high=16, transposed=True, dark=True).notes

    assert notes == (
        "The values go from 0 to 16: stretched to 0 to 255.",
        "Dark ink on light paper: inverted.",
        "Images of 8×8 pixels: scaled up to 28×28, as drawings are.",
        "Stored transposed, like EMNIST: turned upright.",
    )
