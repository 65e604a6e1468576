from dataclasses import replace

import numpy as np
import pytest

from mnistpad.data.augment import Augmentation
from mnistpad.training import TrainingConfig, TrainingState, train
from mnistpad.ui.data.distortion.draw import SHOWN, Draws

CONFIG = TrainingConfig(hidden=(8,), batch_size=64, epochs=1, augmentation=Augmentation.default(), seed=7)


class Spy:
    """Remembers every batch that the run was given."""

    def __init__(self, monkeypatch) -> None:
        from mnistpad.nn.one_hidden_layer import OneHiddenLayer

        self.seen: list[np.ndarray] = []
        inner = OneHiddenLayer.batch

        def batch(back, X, Y, **options):
            self.seen.append(X.T * back.unit)
            return inner(back, X, Y, **options)

        monkeypatch.setattr(OneHiddenLayer, "batch", batch)


@pytest.mark.parametrize("distortion", [None, Augmentation.gentle(), Augmentation.strong()])
def test_what_is_shown_is_what_the_run_learns(toy_data, monkeypatch, distortion):
    config = replace(CONFIG, augmentation=distortion)
    spy, draws = Spy(monkeypatch), Draws(toy_data, config)

    for _ in train(TrainingState(config, toy_data.sha256, 1), toy_data):
        pass

    assert len(spy.seen) == 8
    for number in range(8):
        batch = draws.batch(number)
        shown = batch.after(config.augmentation, config.seed)
        assert batch.is_exact
        assert np.abs(shown / 255 - spy.seen[number][:SHOWN]).max() <= 0.51 / 255


def test_before_are_the_same_images_as_after(toy_data):
    batch = Draws(toy_data, CONFIG).batch(0)

    assert (batch.after(None, 0) == batch.before).all()
    assert len(batch) == SHOWN
    assert (batch.after(Augmentation.default(), 7) != batch.before).any()


def test_after_the_last_batch_comes_the_first(toy_data):
    draws = Draws(toy_data, CONFIG)

    assert (draws.batch(8).pixels == draws.batch(0).pixels).all()


@pytest.mark.parametrize("size", [None, 5000])
def test_of_a_large_batch_a_few_are_varied_and_it_is_said_so(toy_data, size, monkeypatch):
    monkeypatch.setattr("mnistpad.ui.data.distortion.draw.LARGEST_BATCH", 100)

    batch = Draws(toy_data, replace(CONFIG, batch_size=size)).batch(0)

    assert not batch.is_exact
    assert len(batch.pixels) == SHOWN


def test_another_seed_is_another_draw(toy_data):
    draws = Draws(toy_data, CONFIG)

    assert draws.belongs_to(replace(CONFIG, augmentation=None))
    assert not draws.belongs_to(replace(CONFIG, seed=8))
    assert not draws.belongs_to(replace(CONFIG, batch_size=32))
