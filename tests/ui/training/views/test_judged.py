import numpy as np
import pytest

from mnistpad.ui.training.views.judged import Judged, images_in_words, sure
from tests.ui.training.views.conftest import judge, make_run, rows_labelled


def judged(run, changes=(), **more):
    return Judged(judge(run, changes), tuple(run.data.parts("validation")), **more)


def test_the_mistakes_come_surest_first(run):
    fives = rows_labelled(run, 5)

    found = judged(run, [(fives[0], 3, 0.6), (fives[1], 6, 0.99), (fives[2], 3, 0.8)])

    assert found.mistakes().tolist() == [fives[1], fives[2], fives[0]]
    assert found.mistakes(5).tolist() == [fives[1], fives[2], fives[0]]
    assert not len(found.mistakes(4))


def test_behind_a_cell_are_its_pictures_alone(run):
    fives = rows_labelled(run, 5)
    found = judged(run, [(fives[0], 3, 0.6), (fives[1], 6, 0.99), (fives[2], 3, 0.8)])

    assert found.behind(5, 3).tolist() == [fives[2], fives[0]]
    assert found.behind(3, 5).tolist() == []


def test_of_those_read_right_the_least_sure_come_first(run):
    fives = rows_labelled(run, 5)
    found = judged(run, [(fives[4], 5, 0.31), (fives[7], 5, 0.42)])

    assert found.behind(5, 5).tolist()[:2] == [fives[4], fives[7]]


def test_the_counts_are_those_of_the_evaluation(run):
    changes = [(row, (row * 7) % 10, 0.9) for row in range(40)]
    evaluation = judge(run, changes)

    found = Judged(evaluation, tuple(run.data.parts("validation")))

    np.testing.assert_array_equal(found.confusion, evaluation.confusion)
    assert found.accuracy == pytest.approx(evaluation.accuracy)


def test_a_picture_knows_its_place_in_its_own_source():
    run = make_run("MNIST", "my digits")
    second = run.data.parts("validation")[1]

    choice = judged(run, [(100 + 7, 0, 0.9)]).choice(100 + 7)

    np.testing.assert_array_equal(choice.image, second.images.pixels[7])
    assert (choice.source, choice.number) == ("my digits", int(second.images.places[7]))
    assert (choice.label, choice.read_as) == (int(second.images.labels[7]), 0)
    assert choice.probability == pytest.approx(0.9)
    assert not choice.learned


def test_a_picture_comes_to_the_pad_raw_and_says_what_it_is(run):
    choice = judged(run).choice(3)

    picture = choice.piece.content.picture

    np.testing.assert_array_equal(np.rint(picture.image * 255).astype(np.uint8).ravel(), choice.image)
    assert picture.badge == f"toy digits image {choice.number:,}, labelled {choice.label}"


def test_one_source_can_be_looked_at_alone():
    run = make_run("MNIST", "my digits")
    both = judged(run, [(0, (run.data.validation.labels[0] + 1) % 10, 0.9)])

    assert both.count == 200
    assert both.caption == "99.5 % of 200 held-out MNIST and my digits"
    assert both.of_source(0).caption == "99.0 % of 100 held-out MNIST images"
    assert both.of_source(1).caption == "100.0 % of 100 held-out my digits"
    assert both.of_source(1).mistakes().tolist() == []
    assert both.of_source(1).choice(0).source == "my digits"


@pytest.mark.parametrize(
    ("epoch", "words"),
    [(0, ", before training"), (0.25, ", within epoch 1"), (3, ", after epoch 3"), (None, "")],
)
def test_the_score_names_its_images_and_its_time(epoch, words):
    run = make_run("MNIST")

    assert judged(run, epoch=epoch).caption == f"100.0 % of 100 held-out MNIST images{words}"


def test_images_are_named_as_people_say_it():
    assert images_in_words(10_000, "held-out", "MNIST") == "10,000 held-out MNIST images"
    assert images_in_words(10_000, "test", "MNIST") == "10,000 MNIST test images"
    assert images_in_words(2_000, "held-out", "built-in digits") == "2,000 held-out built-in digits"
    assert images_in_words(0, "held-out", "MNIST") == "held-out MNIST images"


def test_no_mistake_was_quite_certain():
    assert [sure(p) for p in (1.0, 0.996, 0.98, 0.314)] == [">99 %", ">99 %", "98 %", "31 %"]
