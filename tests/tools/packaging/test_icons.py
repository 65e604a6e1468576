"""The icon for each system, read back by what does not know how it was written."""

import io
import struct

import pytest
from PIL import Image

from tools.packaging import icons


@pytest.mark.parametrize("edge", [16, 48, 512])
def test_a_png_has_the_blue_ground_and_the_white_digit(edge):
    picture = Image.open(io.BytesIO(icons.png(edge)))

    colours = {colour for _, colour in picture.convert("RGBA").getcolors(1 << 20)}
    assert picture.size == (edge, edge)
    assert {(0x1B, 0x5F, 0xC1, 255), (255, 255, 255, 255)} <= colours
    assert picture.convert("RGBA").getpixel((0, 0))[3] < 255  # round corners


def test_the_ico_holds_every_size_that_windows_asks_for(tmp_path):
    path = tmp_path / "mnistpad.ico"

    icons.write_ico(path)

    with Image.open(path) as picture:
        assert picture.info["sizes"] >= {(16, 16), (32, 32), (48, 48), (256, 256)}


def test_the_icns_is_what_pillow_and_its_own_lengths_say(tmp_path):
    path = tmp_path / "mnistpad.icns"

    icons.write_icns(path)

    content = path.read_bytes()
    assert content[:4] == b"icns"
    assert struct.unpack(">I", content[4:8])[0] == len(content)
    with Image.open(path) as picture:
        assert {(512, 512, 2), (128, 128, 1), (16, 16, 1)} <= set(picture.info["sizes"])
        picture.load()
        assert picture.size == (1024, 1024)


def test_the_macs_icon_stands_away_from_the_edge():
    picture = Image.open(io.BytesIO(icons.png(1024, margin=0.1))).convert("RGBA")

    assert picture.getbbox() == (102, 102, 922, 922)
