import json
from dataclasses import replace

import pytest

from mnistpad.data.augment import Augmentation
from mnistpad.errors import UsageError
from mnistpad.training import PRESETS, TrainingConfig, preset


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_survives_json(name):
    config = replace(preset(name), seed=5, l2=0.1)

    assert TrainingConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


def test_the_textbook_preset_is_the_textbook_run():
    config = preset("seed")

    assert config.sizes == (784, 10, 10)
    assert (config.activation, config.optimizer, config.batch_size) == ("relu", "sgd", None)
    assert (config.l2, config.dropout, config.augmentation) == (0, 0, None)


def test_quick_is_784_128_10_in_small_batches():
    assert preset("quick").sizes == (784, 128, 10)
    assert preset("quick").batch_size == 128


def test_the_best_preset_distorts():
    assert preset("best").augmentation == Augmentation.default()


def test_an_unknown_preset_is_named():
    with pytest.raises(UsageError, match="There is no preset 'fast'. Choose one of seed, quick, best."):
        preset("fast")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"hidden": [0]}, "Hidden layers are"),
        ({"hidden": "128"}, "hidden cannot be"),
        ({"hidden": [1.5]}, "hidden cannot be"),
        ({"hidden": [10] * 17}, "up to 16 numbers"),
        ({"activation": "swish"}, "The activation is one of relu, sigmoid, tanh"),
        ({"optimizer": "lbfgs"}, "The optimizer is one of sgd, momentum, adam"),
        ({"learning_rate": 0}, "learning rate is a number above 0"),
        ({"learning_rate": float("nan")}, "learning_rate cannot be nan"),
        ({"learning_rate": True}, "learning_rate cannot be True"),
        ({"batch_size": 0}, "batch size is a whole number from 1"),
        ({"batch_size": "full"}, "batch_size cannot be 'full'"),
        ({"epochs": 0}, "Epochs are a whole number"),
        ({"l2": -1}, "L2 is a number from 0"),
        ({"dropout": 1}, "Dropout is a number from 0 to 0.95"),
        ({"seed": -1}, "random seed is a whole number from 0"),
        ({"dtype": "float16"}, "precision is float32 or float64"),
        ({"validation": -1}, "hold out is a whole number"),
        ({"schedule": "step"}, "schedule is one of constant, cosine"),
        ({"augmentation": {"twist": 1}}, "Distortion is set by numbers named"),
        ({"augmentation": {"thickness": 2}}, "This distortion is impossible"),
        ({"momentum": 0.9}, "There is no training setting 'momentum'"),
    ],
)
def test_a_setting_out_of_range_is_explained(values, sentence):
    with pytest.raises(UsageError, match=sentence):
        TrainingConfig.from_dict(values)


def test_the_learning_rate_follows_optimizer_and_activation_until_one_is_given():
    assert TrainingConfig(activation="sigmoid").initial_rate > TrainingConfig(activation="relu").initial_rate
    assert TrainingConfig(optimizer="adam").initial_rate == 0.001
    assert TrainingConfig(learning_rate=0.7).initial_rate == 0.7
