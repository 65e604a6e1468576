from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.data.augment import Augmentation
from mnistpad.training import PRESETS, TrainingConfig, preset
from mnistpad.training.naming import _SETTINGS, Described, name_run, name_runs
from mnistpad.training.summary import duration, summary, why_training_reads_lower

QUICK = preset("quick")


def names(*configs):
    return name_runs([Described(config, "MNIST") for config in configs])


@pytest.mark.parametrize(("name", "words"), [("seed", "Textbook"), ("quick", "Quick"), ("best", "Thorough")])
def test_a_preset_is_called_by_its_name(name, words):
    assert name_run(preset(name)) == words


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"learning_rate": 0.1}, "Quick, α 0.1"),
        ({"hidden": (64,), "activation": "tanh", "learning_rate": None}, "Quick, 64 hidden, tanh"),
        ({"hidden": ()}, "Quick, no hidden layer"),
        ({"hidden": (128, 64)}, "Quick, 128-64 hidden"),
        ({"activation": "sigmoid", "learning_rate": 0.05}, "Quick, sigmoid, α 0.05"),
        ({"optimizer": "adam", "learning_rate": None}, "Quick, Adam"),
        ({"batch_size": None}, "Quick, full batch"),
        ({"batch_size": 1024, "epochs": 1}, "Quick, batches of 1,024, 1 epoch"),
        ({"dropout": 0.2, "l2": 0.0001}, "Quick, L2 0.0001, dropout 0.2"),
        ({"augmentation": Augmentation.gentle()}, "Quick, gentle distortion"),
        ({"augmentation": Augmentation(shift=3)}, "Quick, own distortion"),
        ({"augmentation": Augmentation()}, "Quick"),
        ({"patience": 3}, "Quick, early stop after 3 epochs"),
        ({"validation": 0, "seed": 7}, "Quick, none held out, random seed 7"),
        ({"schedule": "cosine"}, "Quick, falling α"),
    ],
)
def test_a_run_is_called_by_what_its_preset_has_not(changes, name):
    assert name_run(replace(QUICK, **changes)) == name


def test_a_run_is_named_after_the_nearest_preset():
    assert name_run(replace(preset("best"), hidden=(800,), epochs=90)) == "Thorough, 800 hidden, 90 epochs"
    assert name_run(replace(preset("seed"), learning_rate=0.1)) == "Textbook, α 0.1"
    assert name_run(replace(preset("best"), augmentation=None)) == "Thorough, no distortion"


@pytest.mark.parametrize("field", fields(TrainingConfig), ids=lambda field: field.name)
def test_every_setting_has_words(field):
    assert field.name in _SETTINGS


def test_runs_are_told_apart_by_what_differs_and_by_nothing_else():
    tanh = replace(QUICK, activation="tanh", epochs=30)

    assert names(replace(tanh, learning_rate=0.1), replace(tanh, learning_rate=0.2), tanh) == [
        "Quick, α 0.1",
        "Quick, α 0.2",
        "Quick",
    ]


def test_runs_of_several_presets_need_no_more_than_their_names():
    assert names(*PRESETS.values()) == ["Textbook", "Quick", "Thorough"]


def test_the_data_is_named_where_it_differs():
    runs = [Described(QUICK, "MNIST"), Described(replace(QUICK, dropout=0.5), "built-in digits (synthetic)")]

    assert name_runs(runs) == ["Quick, MNIST", "Quick, built-in digits (synthetic), dropout 0.5"]


def test_runs_that_differ_in_nothing_are_numbered():
    assert names(QUICK, QUICK, replace(QUICK, seed=1), QUICK) == [
        "Quick",
        "Quick (2)",
        "Quick, random seed 1",
        "Quick (3)",
    ]


def test_no_runs_have_no_names():
    assert name_runs([]) == []


configs = st.builds(
    TrainingConfig,
    hidden=st.sampled_from([(), (10,), (128,), (1024, 512)]),
    activation=st.sampled_from(["relu", "sigmoid", "tanh"]),
    optimizer=st.sampled_from(["sgd", "momentum", "adam"]),
    learning_rate=st.sampled_from([None, 0.05, 0.1, 0.001]),
    batch_size=st.sampled_from([None, 128, 256]),
    epochs=st.sampled_from([1, 10]),
    patience=st.sampled_from([None, 3]),
    dropout=st.sampled_from([0, 0.2]),
    augmentation=st.sampled_from([None, Augmentation(), Augmentation.default()]),
    validation=st.sampled_from([None, 500]),
    seed=st.sampled_from([0, 1]),
)


@given(st.lists(configs, max_size=8))
def test_no_two_runs_have_the_same_name(configs):
    found = names(*configs)

    assert len(set(found)) == len(configs)


def trait(config):
    return (
        config.initial_rate,
        config.augmentation or Augmentation(),
        replace(config, learning_rate=1, augmentation=None),
    )


@given(configs, configs)
def test_a_number_is_only_needed_where_runs_are_the_same(one, other):
    assert any(name.endswith(" (2)") for name in names(one, other)) == (trait(one) == trait(other))


def test_the_summary_tells_data_and_network_in_numbers():
    assert summary(QUICK, "MNIST", 50_000, 10_000) == (
        "Quick · MNIST, 50,000 to learn + 10,000 held out · 784-128-10, 101,770 parameters"
    )


def test_the_summary_tells_a_duration_only_where_the_speed_is_known():
    line = summary(QUICK, "MNIST", 50_000, 10_000, images_per_second=42_000)

    assert line.endswith("101,770 parameters · about 12 seconds")


def test_the_summary_of_data_that_nobody_has_looked_at_tells_its_name():
    assert summary(QUICK, "MNIST", images_per_second=1000) == "Quick · MNIST · 784-128-10, 101,770 parameters"


def test_the_summary_says_that_nothing_is_held_out():
    assert "MNIST, 60,000 to learn, none held out ·" in summary(replace(QUICK, validation=0), "MNIST", 60_000, 0)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.02, "1 second"),
        (12.4, "12 seconds"),
        (90, "90 seconds"),
        (91, "2 minutes"),
        (660, "11 minutes"),
        (5400, "90 minutes"),
        (5401, "2 hours"),
    ],
)
def test_a_duration_is_as_exact_as_an_estimate_can_be(seconds, words):
    assert duration(seconds) == words


def test_a_chip_says_why_training_reads_lower():
    chip = why_training_reads_lower

    assert chip(QUICK) is None
    assert chip(replace(QUICK, augmentation=Augmentation())) is None
    assert chip(replace(QUICK, dropout=0.2)) == "Training is measured under dropout"
    assert chip(preset("best")) == "Training is measured on distorted images"
    everything = replace(preset("best"), dropout=0.2, label_smoothing=0.1)
    assert chip(everything) == "Training is measured under dropout, on distorted images and against smoothed labels"
