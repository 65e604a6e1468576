"""A choice of two sources, in words and as SOURCEs."""

import pytest

from mnistpad.data import own
from mnistpad.data.sources import SourceInfo
from mnistpad.ui.training.setup import mixing

MNIST = SourceInfo("MNIST", "mnist", True, "", "", 70000)
OWN = SourceInfo("my digits", "my-digits", True, "", "", 40)


@pytest.mark.parametrize("source", ["mnist", "builtin", "my-digits", "/a folder/of + signs", "digits.csv#upright"])
def test_one_source_stays_one(source):
    assert mixing.parts(source) == (source,)


@pytest.mark.parametrize("times", [1, 10, 100])
@pytest.mark.parametrize("source", ["mnist", "/a/b + c.csv"])
def test_two_sources_are_taken_apart_again(source, times):
    choice = mixing.with_own(source, times)

    first, second = mixing.parts(choice)
    assert first == source
    assert mixing.plain(second) == own.KEY
    assert mixing.joined((first, second)) == choice


def test_choices_are_told_in_words():
    assert list(mixing.mixtures([MNIST, OWN]).values()) == [
        "MNIST + my digits",
        "MNIST + my digits, each 10 times",
        "MNIST + my digits, each 100 times",
    ]


def test_nothing_is_mixed_with_digits_that_are_not_there():
    assert mixing.mixtures([MNIST]) == {}


def test_a_weight_that_cannot_be_is_no_crash():
    assert mixing.plain("mnist*1000") == "mnist*1000"
