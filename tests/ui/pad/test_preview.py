import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage

from mnistpad.ui import theme
from mnistpad.ui.pad.preview import Preview


@pytest.fixture
def preview(qtbot) -> Preview:
    return qtbot.present(Preview())


@pytest.fixture
def noise() -> np.ndarray:
    return np.random.default_rng(2).integers(0, 256, (28, 28)) / 255


def greys(picture: QImage, cell: int, corner: int) -> np.ndarray:
    """Return what is seen in every device pixel of the picture, shape (28, cell, 28, cell)."""
    edge = 28 * cell
    plain = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[corner : corner + edge, corner : corner + edge].astype(int).reshape(28, cell, 28, cell)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("edge", [84, 112, 224])
def test_every_pixel_is_a_sharp_square_in_its_own_grey(preview, noise, edge: int, scheme: str):
    theme.theme.scheme = scheme
    preview.set_edge(edge)
    preview.set_image(noise)

    seen = greys(preview.grab().toImage(), edge // 28, 1)

    expected = np.rint(noise * 255).astype(int)[:, None, :, None]
    assert (seen == expected).all()


@pytest.mark.parametrize(("edge", "ratio", "cell"), [(84, 1.5, 4), (112, 1.5, 6), (84, 2.0, 6), (84, 1.25, 3)])
def test_at_any_density_a_cell_is_a_whole_number_of_device_pixels(preview, noise, edge, ratio, cell, monkeypatch):
    monkeypatch.setattr(Preview, "devicePixelRatioF", lambda _: ratio)
    preview.set_edge(edge)
    preview.set_image(noise)
    side = round(preview.width() * ratio)
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)

    preview.render(image)

    seen = greys(image, cell, round((side - 28 * cell) / 2))
    assert (seen == np.rint(noise * 255).astype(int)[:, None, :, None]).all()


def test_a_size_that_does_not_divide_into_28_is_refused(preview):
    with pytest.raises(ValueError, match="28"):
        preview.set_edge(100)


def test_blank_is_black(preview):
    preview.set_image(None)

    assert (greys(preview.grab().toImage(), 4, 1) == 0).all()
    assert "blank" in preview.accessibleDescription()


def test_hovering_tells_row_column_and_ink(preview, noise, qtbot):
    preview.set_image(noise)

    with qtbot.waitSignal(preview.hovered) as seen:
        qtbot.mouseMove(preview, QPoint(1 + 4 * 14 + 2, 1 + 4 * 9 + 1))

    assert seen.args[:2] == [9, 14]
    assert seen.args[2] == pytest.approx(noise[9, 14])


def test_a_new_image_under_a_resting_pointer_is_told_too(preview, noise, qtbot):
    qtbot.mouseMove(preview, QPoint(3, 3))

    with qtbot.waitSignal(preview.hovered) as seen:
        preview.set_image(noise)

    assert seen.args == [0, 0, pytest.approx(noise[0, 0])]


def test_the_rows_with_ink_can_be_heard(preview):
    image = np.zeros((28, 28))
    image[4:24, 9:19] = 1

    preview.set_image(image)

    assert preview.accessibleDescription() == "28 by 28 pixels, ink in rows 4 to 23 and columns 9 to 18"
