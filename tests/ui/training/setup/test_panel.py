import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QWidget

from mnistpad.training import preset
from mnistpad.ui.settings import Settings
from mnistpad.ui.training.run.controller import Phase
from mnistpad.ui.training.setup.panel import SettingsPanel
from mnistpad.ui.training.setup.plan import SETTINGS, Plan
from tests.ui.training.conftest import desk, open_desk  # noqa: F401


@pytest.fixture
def plan(qapp):
    return Plan(Settings())


@pytest.fixture
def panel(plan, qtbot):
    return qtbot.present(SettingsPanel(plan), 900, 600)


def field(panel, name, kind=QWidget):
    found = panel.findChild(kind, name)
    assert found is not None, name
    return found


def choose(combo: QComboBox, words: str) -> None:
    combo.setCurrentText(words)
    assert combo.currentText() == words
    combo.activated.emit(combo.currentIndex())


def dot(panel, name) -> str:
    return field(panel, f"{name}Changed").text()


def type_into(qtbot, line, text):
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text) if text else qtbot.keyClick(line, Qt.Key.Key_Delete)


def test_every_setting_has_a_field_a_label_and_one_plain_sentence(panel):
    for name in SETTINGS:
        row = panel.rows[name]
        assert row.label.text()
        assert len(row.field.tip) > 20
        assert "\n" not in row.field.tip
        assert row.field.widget.toolTip() == row.field.tip


def test_a_changed_row_carries_a_dot_until_the_preset_is_restored(panel, plan, qtbot):
    assert not any(dot(panel, name) for name in SETTINGS)

    type_into(qtbot, field(panel, "hiddenField", QLineEdit), "64, 32")

    assert plan.config.hidden == (64, 32)
    assert [name for name in SETTINGS if dot(panel, name)] == ["hidden"]
    qtbot.mouseClick(field(panel, "backToPresetButton"), Qt.MouseButton.LeftButton)
    assert plan.config == preset("quick")
    assert not any(dot(panel, name) for name in SETTINGS)
    assert field(panel, "backToPresetButton").text() == "Back to Quick"


def test_what_is_no_list_of_numbers_is_explained_beside_the_field(panel, plan, qtbot):
    plan.choose_source("builtin")
    type_into(qtbot, field(panel, "hiddenField", QLineEdit), "12x")

    assert "Write whole numbers with commas between" in field(panel, "hiddenRemark").text()
    assert plan.obstacle == "Correct the settings first"
    type_into(qtbot, field(panel, "hiddenField", QLineEdit), "")
    assert plan.obstacle == ""
    assert plan.config.hidden == ()
    assert field(panel, "activationRemark").text() == "Without hidden layers there is no activation."


@pytest.mark.parametrize("text", ["0", "9000", "-3"])
def test_layers_that_no_network_has_are_explained(panel, plan, qtbot, text):
    type_into(qtbot, field(panel, "hiddenField", QLineEdit), text)

    assert field(panel, "hiddenRemark").text().startswith("! ")
    assert plan.config.hidden != (int(text),)
    assert "hidden" in plan.faults


def test_alpha_follows_activation_and_optimizer_until_it_is_changed(panel, plan):
    choose(field(panel, "optimizerField", QComboBox), "Adam")
    assert plan.config.learning_rate == 0.001
    choose(field(panel, "activationField", QComboBox), "Sigmoid")
    assert plan.config.learning_rate == 0.003
    assert "learning_rate" not in plan.changes

    plan.change("learning_rate", 0.02)
    choose(field(panel, "optimizerField", QComboBox), "Gradient descent")
    assert plan.config.learning_rate == 0.02
    assert "learning_rate" in plan.changes

    plan.follow_rate()
    assert plan.config.learning_rate == 0.5


def test_all_images_make_a_full_batch(panel, plan):
    box = field(panel, "batch_sizeBox", QCheckBox)
    box.click()
    assert plan.config.batch_size is None
    assert not field(panel, "batch_sizeSpin", QSpinBox).isEnabled()

    box.click()
    assert plan.config.batch_size == 128


def test_an_early_stop_that_never_comes_is_pointed_out(panel, plan):
    field(panel, "patienceBox", QCheckBox).click()
    assert plan.config.patience == 5
    assert not field(panel, "patienceRemark").isVisible()

    field(panel, "patienceSpin", QSpinBox).setValue(10)
    assert field(panel, "patienceRemark").text() == "It never comes: the run has no more epochs than that."


def test_overfitting_has_three_remedies(panel, plan):
    plan.change("l2", 0.0001)
    field(panel, "dropoutField").setValue(0.2)
    choose(field(panel, "augmentationField", QComboBox), "Gentle")

    assert plan.config.l2 == 0.0001
    assert plan.config.dropout == 0.2
    assert plan.config.augmentation is not None
    assert field(panel, "l2Field").text() == "0.0001"


@pytest.mark.parametrize("width", [400, 1000])
def test_groups_stand_side_by_side_where_there_is_room(panel, width, qtbot):
    panel.resize(width, 500)
    qtbot.settle()

    first, last = field(panel, "hiddenField"), field(panel, "seedField")
    beside = last.mapTo(panel, last.rect().topLeft()).x() > first.mapTo(panel, first.rect().topRight()).x()
    assert beside == (width == 1000)


def test_the_plan_is_the_same_at_the_next_start(plan):
    plan.choose_preset("best")
    plan.choose_source("builtin")
    plan.change("epochs", 3)
    plan.change("optimizer", "momentum")

    again = Plan(plan._settings)

    assert (again.preset, again.source, again.config) == ("best", "builtin", plan.config)
    assert again.changes == {"epochs", "optimizer"}


@pytest.mark.parametrize("text", ["{", "[]", '{"epochs": -1}', '{"hidden": "a"}', "7", '{"no": 1}', "x" * 9000])
def test_a_damaged_plan_is_the_preset(qapp, text):
    settings = Settings()
    settings.put("train/changes", text)

    assert Plan(settings).config == preset("quick")


def test_in_a_run_only_alpha_can_be_changed(desk):  # noqa: F811
    desk.plan(epochs=100_000)
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)
    desk.wait_until(lambda: desk.runs.run.step > 5)
    desk.click("trainSettingsButton")
    rows = desk.training.panel.rows

    assert [name for name, row in rows.items() if row.field.widget.isEnabled()] == ["learning_rate"]
    rows["learning_rate"].field.widget.setValue(0.01)
    desk.wait_until(lambda: desk.runs.run.learning_rate == 0.01)
    assert desk.find("rateField").value() == 0.01
    assert desk.phase is Phase.RUNNING


def test_settings_open_over_the_views_and_close_with_done_and_esc(desk):  # noqa: F811
    desk.click("trainSettingsButton")
    assert desk.find("trainSettings").isVisible()
    assert not desk.find("runViews").isVisible()

    desk.click("settingsDoneButton")
    assert desk.find("runViews").isVisible()
    desk.click("trainSettingsButton")
    desk.qtbot.keyClick(desk.find("trainSettings"), Qt.Key.Key_Escape)
    assert desk.find("runViews").isVisible()
    assert desk.find("trainSettingsButton").hasFocus()
