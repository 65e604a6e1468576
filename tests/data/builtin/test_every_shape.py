import numpy as np
import pytest

from mnistpad.data import sources
from mnistpad.data.builtin import every_shape, kept, lot, shapes


@pytest.fixture(scope="module")
def dataset():
    """The first of them: all would take half a minute to draw."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(every_shape, "COUNT", 1200)
        every_shape.load.cache_clear()
        few = sources.load("shapes")
    every_shape.load.cache_clear()
    return few


def test_all_of_them_are_there_to_learn_from_and_none_to_judge_by(dataset):
    assert (len(dataset.train), len(dataset.validation), len(dataset.test)) == (1200, 0, 0)
    assert dataset.train.counts.tolist() == [120] * 10
    assert "synthetic" in dataset.name


def test_what_is_not_the_whole_lot_is_never_kept(dataset):
    assert dataset.sha256 != every_shape.SHA256
    assert not kept.path(every_shape.FILE).exists()


def test_rare_shapes_are_drawn_nearly_as_often_as_common_ones():
    usual, even = lot(4000, 1).shapes[::10], lot(4000, 1, every_shape.RARITY).shapes[::10]

    def part(names: list[str]) -> float:
        return float(np.mean([name.startswith("slashed") for name in names]))

    assert set(even) == set(shapes(0))
    assert part(even) > 1.8 * part(usual)


@pytest.mark.long
def test_they_are_the_same_on_every_machine():
    every_shape.load.cache_clear()

    assert every_shape.load().sha256 == every_shape.SHA256
