import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect

from mnistpad.ui.settings import Settings, WindowPlace, onto_screens

SCREEN = QRect(0, 0, 1920, 1080)


def test_settings_live_in_the_persons_own_folder(home):
    settings = Settings()

    settings.put("tab", "data")
    settings.save()

    assert settings.path.parent == home
    assert "data" in settings.path.read_text()


def test_what_was_put_is_there_at_the_next_start(home):
    settings = Settings()
    settings.put("pen_width", 0.1)
    settings.put("reduced_motion", True)
    settings.window_place = WindowPlace(QRect(10, 20, 900, 600), maximized=True)
    settings.save()

    later = Settings()

    assert later.number("pen_width", 0.02, 0.14, 0.07) == 0.1
    assert later.flag("reduced_motion") is True
    assert later.window_place == WindowPlace(QRect(10, 20, 900, 600), maximized=True)


def test_nothing_chosen_is_neither_yes_nor_no(home):
    assert Settings().flag("high_contrast") is None
    assert Settings().window_place is None


def test_none_forgets_a_choice(home):
    settings = Settings()
    settings.put("high_contrast", True)

    settings.put("high_contrast", None)

    assert settings.flag("high_contrast") is None


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\x00\xff\xfe" * 400,
        b"[window\nx=",
        b"[General]\npen_width=wide\ntab=moon\ntype=@Invalid()\n",
        b"[" * 10_000,
    ],
)
def test_a_damaged_file_means_the_defaults(home, damage):
    (home / "settings.ini").write_bytes(damage)

    settings = Settings()

    assert settings.number("pen_width", 0.02, 0.14, 0.07) == 0.07
    assert settings.number("type", 80, 200, 100) == 100
    assert settings.choice("tab", ("look", "train"), "look") == "look"
    assert settings.window_place is None


@pytest.mark.parametrize("value", ["nan", "inf", "-1", "1e300", "seven", ""])
def test_a_number_out_of_range_is_the_default(home, value):
    settings = Settings()
    settings.put("pen_width", value)

    assert settings.number("pen_width", 0.02, 0.14, 0.07) == 0.07


def test_a_folder_that_cannot_be_written_costs_only_the_settings(home):
    (home / "file").write_text("in the way")
    settings = Settings(home / "file" / "settings.ini")

    settings.put("tab", "data")
    settings.save()

    assert settings.choice("tab", ("look", "data"), "look") == "data"


sides = st.integers(-50_000, 50_000)
lengths = st.integers(1, 50_000)


@given(sides, sides, lengths, lengths)
def test_every_remembered_place_ends_on_a_screen(x, y, width, height):
    second = QRect(1920, 0, 1280, 1024)

    placed = onto_screens(QRect(x, y, width, height), [SCREEN, second])

    assert SCREEN.contains(placed) or second.contains(placed)


def test_a_place_that_fits_stays():
    frame = QRect(100, 50, 900, 600)

    assert onto_screens(frame, [SCREEN]) == frame
