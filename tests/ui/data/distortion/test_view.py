import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from mnistpad.data.augment import Augmentation
from mnistpad.ui.data.distortion.draw import SHOWN
from mnistpad.ui.data.distortion.ranges import PRESETS, RANGES, preset_of
from mnistpad.ui.data.distortion.view import DistortionView
from tests.ui.data.conftest import click, press_key

BY_FIELD = {each.field: each for each in RANGES}


@pytest.fixture
def view(show, contents, plan):
    plan.choose_preset("quick")
    view = DistortionView(plan)
    view.show_contents(contents)
    return show(view)


def slider(view, field):
    return view.sliders.rows[field].slider


def drag(slider, share):
    """Press the handle, and move it to a part of the groove."""
    from PySide6.QtWidgets import QStyle, QStyleOptionSlider

    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    handle = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
    )
    there = QPoint(round(handle.width() / 2 + share * (slider.width() - handle.width())), handle.center().y())
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=handle.center())
    QTest.mouseMove(slider, there)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=there)


def test_off_shows_the_images_as_they_are(view):
    assert view.presets.buttons["Off"].isChecked()
    assert len(view.board.before) == SHOWN
    assert (view.board.after == view.board.before).all()


@pytest.mark.parametrize("name", ["Gentle", "Default", "Strong"])
def test_a_button_sets_the_plan_and_the_sliders_follow(view, plan, name):
    click(view.presets.buttons[name], view.presets.buttons[name].rect().center())

    assert plan.config.augmentation == PRESETS[name]
    assert [button.isChecked() for button in view.presets.buttons.values()].count(True) == 1
    for field, row in view.sliders.rows.items():
        assert row.value.text() == BY_FIELD[field].words(getattr(PRESETS[name], field))
    assert (view.board.after != view.board.before).any()


def test_dragging_a_slider_redraws_at_once(view, plan):
    drag(slider(view, "rotation"), 0.8)

    assert plan.config.augmentation.rotation > 20
    assert (view.board.after != view.board.before).any()
    assert preset_of(plan.config.augmentation) == ""
    assert not any(button.isChecked() for button in view.presets.buttons.values())


def test_a_slider_changes_nothing_but_its_own_range(view, plan):
    plan.change("augmentation", Augmentation.strong())

    slider(view, "shift").setFocus()
    press_key(slider(view, "shift"), Qt.Key.Key_Right)

    expected = BY_FIELD["shift"].put(Augmentation.strong(), plan.config.augmentation.shift)
    assert plan.config.augmentation == expected


def test_all_sliders_at_the_left_are_no_distortion(view, plan):
    drag(slider(view, "shear"), 0.5)
    slider(view, "shear").setFocus()
    press_key(slider(view, "shear"), Qt.Key.Key_Home)

    assert plan.config.augmentation is None
    assert view.presets.buttons["Off"].isChecked()


def test_what_is_not_the_presets_carries_a_dot(view, plan):
    plan.change("augmentation", Augmentation(rotation=10))

    dots = {field for field, row in view.sliders.rows.items() if row.dot.text()}

    assert dots == {"rotation"}


def test_the_settings_of_the_train_tab_move_the_sliders(view, plan):
    plan.choose_preset("best")

    assert slider(view, "rotation").value() == 10
    assert not any(row.dot.text() for row in view.sliders.rows.values())
    assert view.presets.buttons["Default"].isChecked()


def test_another_draw_shows_the_next_batch(view):
    first = view.board.before.copy()

    click(view.another, view.another.rect().center())

    assert (view.board.before != first).any()
    assert view.batch.number == 1


def test_the_caption_says_which_batch_this_is(view, plan):
    plan.change("augmentation", Augmentation.default())

    assert view.caption.text() == "Batch 1 of the next run, if it learns toy digits with the random seed 0."


def test_all_rows_can_be_read_at_any_type_and_width(view):
    from mnistpad.ui import theme

    for scale, width in ((100, 576), (150, 560), (200, 600)):
        theme.theme.scale = scale
        view.resize(width, 900)
        view.grab()
        for row in view.sliders.rows.values():
            assert row.value.width() >= row.value.fontMetrics().horizontalAdvance(row.value.text())
            assert row.label.width() >= row.label.fontMetrics().horizontalAdvance(row.label.text())
            assert row.slider.width() >= 60


def test_the_table_tells_every_range(view, plan):
    plan.change("augmentation", Augmentation.default())

    rows = dict(view.table().rows)

    assert rows == {
        "Shift": "0.5 px", "Turn": "10°", "Size": "6 %", "Stretch": "12 %", "Slant": "9°", "Bends": "1.1 px",
        "Pen thickness": "0.4 px",
    }  # fmt: skip


@pytest.mark.parametrize("described", RANGES, ids=lambda each: each.field)
def test_every_value_of_a_slider_is_a_distortion(described):
    for mix in PRESETS.values():
        assert described.of(described.put(mix, described.most)) == described.most


@pytest.mark.parametrize("name", PRESETS)
def test_a_mix_is_known_by_its_name(name):
    assert preset_of(PRESETS[name]) == name
    assert preset_of(None) == "Off"
