"""A digit in a picture gives the image that its strokes give, however it was drawn, scanned or photographed."""

import functools
import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from mnistpad.errors import ImageError
from mnistpad.ink import picture
from mnistpad.ink.image import centre_of_mass, to_image
from mnistpad.ink.paper import _components, find_writing
from mnistpad.ink.picture import load_picture, picture_to_image
from mnistpad.ink.stroke import Drawing, Stroke


def digit(name):
    t = np.linspace(0, 1, 30)[:, None]
    bow = np.concatenate([np.cos(5.5 * t - 2.5), np.sin(5.5 * t - 2.5)], axis=1)
    strokes = {
        "0": [np.concatenate([3 * np.cos(6.2 * t), 5 * np.sin(6.2 * t)], axis=1)],
        "3": [np.concatenate([bow[:22] * 3 + [0, -3], bow[6:] * 3.6 + [0, 3.4]])],
        "4": [[[2, 0], [0, 6], [5, 6]], [[4, 3], [3.6, 10]]],
        "7": [[[0, 0], [6, 0], [2, 10]], [[1.5, 5], [5.5, 5]]],
    }[name]
    return Drawing(tuple(Stroke(points) for points in strokes))


def drawn(drawing, size=(300, 240), share=0.6, centre=(0.5, 0.5), width=0.144):
    """Ink on a sheet, from 0 to 1: share is the ink's longest side to the sheet's shorter one, width to the ink's."""
    points, fine = drawing.points, 4
    low, high = points.min(axis=0), points.max(axis=0)
    box = share * min(size) * fine
    pen = max(round(width * box), 1)
    scale = (box - pen) / (high - low).max()
    sheet = Image.new("L", (size[0] * fine, size[1] * fine))
    draw = ImageDraw.Draw(sheet)
    for stroke in drawing.strokes:
        at = (stroke.smooth(0.1).points - (low + high) / 2) * scale + np.multiply(size, centre) * fine
        draw.line([tuple(p) for p in at], fill=255, width=pen)
        for x, y in at:
            draw.ellipse([x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2], fill=255)
    return np.asarray(sheet.resize(size, Image.Resampling.BOX), dtype=float) / 255


def pixels(lightness):
    return np.clip(lightness * 255, 0, 255).round().astype(np.uint8)


def saved(image, form="PNG", **options):
    file = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(file, form, **options)
    return file.getvalue()


def photographed(ink, seed=0, darkness=0.75, noise=0.03):
    """Uneven light, a shadow's edge across the digit, blur, noise and JPEG."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[: ink.shape[0], : ink.shape[1]] / max(ink.shape)
    turn = rng.uniform(0, 2 * np.pi)
    light = 0.8 - 0.25 * (np.cos(turn) * x + np.sin(turn) * y)
    light *= np.where(x * np.cos(turn + 1) + y * np.sin(turn + 1) > 0.3, 1, 0.85)
    blurred = Image.fromarray(pixels(light * (1 - darkness * ink))).filter(ImageFilter.GaussianBlur(1))
    noisy = np.asarray(blurred) / 255 + rng.normal(0, noise, ink.shape)
    return saved(pixels(noisy), "JPEG", quality=70)


def differs(image, drawing):
    return abs(image - to_image(drawing)).mean()


DIGITS = ["0", "3", "4", "7"]
SEVEN = digit("7")


@pytest.mark.parametrize("name", DIGITS)
@pytest.mark.parametrize(
    "placed",
    [{}, {"size": (60, 60)}, {"size": (900, 500), "share": 0.3, "centre": (0.25, 0.6)}, {"share": 1.0}],
    ids=["plain", "small", "in a corner", "cut tight"],
)
def test_a_picture_of_strokes_gives_the_image_of_the_strokes(name, placed):
    drawing = digit(name)
    ink = pixels(1 - drawn(drawing, **placed))

    dark, light = load_picture(ink), load_picture(255 - ink)

    assert differs(dark.image, drawing) < 0.015
    np.testing.assert_allclose(light.image, dark.image, atol=0.03)
    np.testing.assert_allclose(centre_of_mass(dark.image), (14, 14), atol=0.05)
    assert not dark.was_light_on_dark
    assert light.was_light_on_dark
    np.testing.assert_array_equal(light.preview, dark.preview)


@pytest.mark.parametrize("name", DIGITS)
@pytest.mark.parametrize("seed", range(3))
def test_a_photo_in_uneven_light_gives_the_image_of_the_strokes(name, seed):
    drawing = digit(name)

    image = picture_to_image(photographed(drawn(drawing, (500, 400), 0.5, (0.45, 0.55)), seed))

    assert differs(image, drawing) < 0.025


def test_pencil_is_read_in_spite_of_the_noise():
    image = picture_to_image(photographed(drawn(SEVEN, (500, 400), width=0.1), darkness=0.35, noise=0.02))

    assert differs(image, SEVEN) < 0.05


def test_the_table_beside_the_sheet_is_not_read():
    sheet = 0.9 - 0.7 * drawn(SEVEN, (400, 300), 0.5)
    sheet[:, :25] = 0.2
    sheet[280:] = 0.1

    assert differs(picture_to_image(pixels(sheet)), SEVEN) < 0.02


def test_dust_is_not_read():
    sheet = 1 - drawn(SEVEN, (300, 300), 0.5)
    sheet[[20, 280, 150], [30, 270, 10]] = 0

    assert differs(picture_to_image(pixels(sheet)), SEVEN) < 0.015


@pytest.mark.parametrize("width", [0.01, 0.03, 0.3])
def test_pens_far_from_mnist_s_are_brought_near_it(width):
    image = picture_to_image(pixels(1 - drawn(digit("0"), (500, 500), width=width)))

    assert 0.6 < image.sum() / to_image(digit("0")).sum() < 1.6
    assert image.max() > 0.8
    np.testing.assert_allclose(centre_of_mass(image), (14, 14), atol=0.05)


def test_an_image_like_mnist_s_comes_back_as_it_is():
    mnist = pixels(to_image(SEVEN))

    np.testing.assert_array_equal(picture_to_image(mnist), (mnist / 255).astype(np.float32))
    np.testing.assert_allclose(picture_to_image(255 - mnist), mnist / 255, atol=1e-6)


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_is_turned_upright_as_its_exif_says(turn):
    upright = Image.fromarray(pixels(1 - drawn(digit("4"))))
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # what Pillow calls the ways to turn and mirror
    stored = upright.transpose(Image.Transpose(undo[turn])) if turn > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = turn

    image = picture_to_image(saved(stored, "JPEG", exif=exif, quality=95))

    assert differs(image, digit("4")) < 0.015


@functools.cache
def formats():
    ink = drawn(SEVEN)
    grey = Image.fromarray(pixels(1 - ink))
    glass = Image.merge("RGBA", [Image.new("L", grey.size, 0)] * 3 + [Image.fromarray(pixels(ink))])
    chalk = Image.merge("LA", [Image.new("L", grey.size, 255), Image.fromarray(pixels(ink))])
    deep = Image.fromarray(np.round((1 - ink) * 65535).astype(np.uint16))
    blank = Image.new("L", grey.size, 255)
    return {
        "black on glass": saved(glass),
        "white on glass": saved(chalk),
        "16 bit": saved(deep),
        "16 bit TIFF": saved(deep, "TIFF"),
        "palette": saved(grey.convert("RGB").quantize(16)),
        "GIF, first of two": saved(grey, "GIF", save_all=True, append_images=[blank]),
        "CMYK": saved(grey.convert("CMYK"), "JPEG", quality=95),
        "BMP": saved(grey, "BMP"),
        "WebP": saved(grey.convert("RGB"), "WEBP", lossless=True),
        "blue on yellow": saved(
            np.stack([255 * (1 - ink), 255 * (1 - ink), 255 * ink], axis=2).round().astype(np.uint8)
        ),
        "float TIFF": saved(Image.fromarray((1 - ink).astype(np.float32)), "TIFF"),
    }


@pytest.mark.parametrize("name", formats())
def test_pictures_of_every_kind_are_read(name):
    assert differs(picture_to_image(formats()[name]), SEVEN) < 0.015


def test_pixels_of_one_two_or_four_channels_are_read_alike(tmp_path):
    grey = pixels(1 - drawn(SEVEN))
    colour = np.stack([grey] * 3, axis=2)
    clear = np.concatenate([colour, np.full_like(colour[..., :1], 255)], axis=2)
    file = tmp_path / "seven.png"
    file.write_bytes(saved(grey))

    image = picture_to_image(grey)

    for source in (colour, clear, file, str(file), file.read_bytes()):
        np.testing.assert_array_equal(picture_to_image(source), image)


def test_a_large_picture_is_shown_small_and_keeps_its_shape():
    shown = load_picture(pixels(1 - drawn(SEVEN, (1500, 600)))).preview

    assert shown.shape == (410, 1024)
    assert shown.dtype == np.uint8


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (b"", "not a picture"),
        (b"hello", "not a picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "not a picture"),
        (saved(pixels(1 - drawn(SEVEN)))[:400], "damaged or cut off"),
        (saved(pixels(1 - drawn(SEVEN)), "JPEG")[:900], "damaged or cut off"),
        (np.zeros((1, 1), dtype=np.uint8), "1×1"),
        (np.zeros((1, 400), dtype=np.uint8), "400×1"),
        (np.zeros((2, 2), dtype=np.uint8), "Nothing is drawn"),
        (np.full((200, 300), 255, dtype=np.uint8), "Nothing is drawn"),
        (np.full((28, 28), 0, dtype=np.uint8), "Nothing is drawn"),
        (np.full((200, 300, 4), (0, 0, 0, 0), dtype=np.uint8), "Nothing is drawn"),
        (photographed(np.zeros((400, 300))), "Nothing is drawn"),
        (np.zeros((0, 5), dtype=np.uint8), "damaged|too small"),
    ],
)
def test_what_is_no_picture_of_a_digit_is_refused_in_a_sentence(source, sentence):
    with pytest.raises(ImageError, match=sentence) as caught:
        load_picture(source, "notes.png")

    assert "notes.png" in str(caught.value)


@pytest.mark.parametrize("size", [(10_000, 5_001), (60_000, 60_000)])
def test_more_than_50_megapixels_are_refused_before_they_are_decoded(size, monkeypatch):
    # A header that promises the pixels, and none of them.
    tiny = saved(Image.new("L", (3, 3)), "BMP")
    promise = tiny[:18] + size[0].to_bytes(4, "little") + size[1].to_bytes(4, "little") + tiny[26:]
    monkeypatch.setattr(picture, "_grey", lambda _: pytest.fail("it was decoded"))

    with pytest.raises(ImageError, match=r"huge\.bmp has more than 50 megapixels"):
        load_picture(promise, "huge.bmp")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ImageError, match=r"seven\.png is not there"):
        load_picture(tmp_path / "seven.png")


def test_a_folder_is_called_a_folder(tmp_path):
    with pytest.raises(ImageError, match="is a folder"):
        load_picture(tmp_path)


@pytest.mark.parametrize("size", [(240, 2400), (2400, 240)])
@pytest.mark.parametrize("name", ["0", "3", "4", "7"])
def test_a_digit_on_a_strip_of_paper_is_read(name, size):
    ink = drawn(digit(name), size=size, share=0.5)

    image = picture_to_image(pixels(1 - 0.9 * ink))

    assert differs(image, digit(name)) < 0.05


def test_nothing_is_written_on_noise():
    assert find_writing(np.random.default_rng(0).normal(0.7, 0.03, (120, 160)).astype(np.float32)) is None


def test_connected_parts_touch_at_least_at_corners():
    mask = np.array([[1, 0, 0, 1], [0, 1, 0, 1], [0, 0, 0, 0], [1, 1, 0, 1], [0, 1, 1, 1]], dtype=bool)

    labels, count = _components(mask)

    np.testing.assert_array_equal(labels, [[1, 0, 0, 2], [0, 1, 0, 2], [0] * 4, [3, 3, 0, 3], [0, 3, 3, 3]])
    assert count == 3


def test_specks_far_apart_do_not_vanish():
    paper = np.full((60, 50), 250, np.uint8)
    paper[12, 48] = paper[13, 4] = 170

    assert picture_to_image(paper).max() > 0.5


@pytest.mark.parametrize(
    ("size", "at", "reach"), [((800, 500), (600, 120), 60), ((300, 900), (80, 700), 50), ((400, 400), (200, 200), 150)]
)
def test_the_frame_tells_where_in_the_picture_the_image_lies(size, at, reach):
    page = Image.new("L", size, 235)
    x, y = at
    corners = [(x - reach / 2, y - reach), (x + reach / 2, y - reach), (x, y + reach)]
    ImageDraw.Draw(page).line(corners, fill=20, width=8)
    ink = 235.0 - np.array(page)

    picture = load_picture(np.array(page))

    left, top, right, bottom = picture.frame
    pixel = (right - left) * size[0] / 28
    row, column = centre_of_mass(picture.image)
    seen = (left * size[0] + (column + 0.5) * pixel, top * size[1] + (row + 0.5) * (bottom - top) * size[1] / 28)
    true = [(ink.sum(axis=axis) @ (np.arange(length) + 0.5)) / ink.sum() for axis, length in enumerate(size)]
    np.testing.assert_allclose(seen, true, atol=0.3 * pixel)
    assert (bottom - top) * size[1] / 28 == pytest.approx(pixel, rel=0.02)


def test_an_image_like_mnist_s_is_its_own_frame():
    assert load_picture(pixels(to_image(SEVEN))).frame == (0, 0, 1, 1)
