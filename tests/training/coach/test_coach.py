"""What the coach says of made-up runs, and when it says nothing."""

from dataclasses import replace

import numpy as np
import pytest

from mnistpad.training import (
    BatchDone,
    EpochDone,
    Evaluated,
    TrainingState,
    preset,
    train,
)
from mnistpad.training.coach import (
    Coach,
    Kind,
    LearningRate,
    Restart,
    StopAndKeepBest,
    UnitStatistics,
)

QUICK = preset("quick")
WELL = UnitStatistics((0.1,), (0.0,))


class Story:
    """Tells a coach of epochs of 400 batches."""

    def __init__(self, config=QUICK, statistics=WELL, **coach):
        self.coach = Coach(config, **coach)
        self.statistics, self.epoch, self.said = statistics, 0, []

    def batch(self, rate=0.05):
        step = 400 * self.epoch + 1
        self.coach.watch(BatchDone(step, self.epoch, 1, 400, 1.0, 0.5, rate))

    def epochs(self, losses, held=None, accuracy=0.9, held_accuracy=0.9, rate=0.05):
        for loss in losses:
            self.batch(rate)
            self.epoch += 1
            step = 400 * self.epoch
            validation = held and Evaluated(step, self.epoch, held.pop(0), held_accuracy, 10_000, self.epoch == 1)
            if validation:
                self.coach.watch(validation)
            done = EpochDone(self.epoch, 100, step, loss, accuracy, validation, 1.0)
            statistics = self.statistics if self.coach.wants_statistics(done) else None
            said = self.coach.watch(done, statistics)
            self.said += [(self.epoch, said.kind)] if said else []
        return self


def test_a_loss_that_falls_needs_no_advice():
    assert Story().epochs(0.9**n for n in range(60)).said == []


def test_a_loss_that_stopped_falling_gets_a_smaller_alpha():
    story = Story().epochs([0.9, 0.6, 0.5, 0.501, 0.5, 0.4999, 0.502])

    assert story.said == [(7, Kind.PLATEAU)]
    assert story.coach.advice.sentence == "The loss has stopped falling. A smaller α often helps."
    assert story.coach.advice.action == "α ÷ 3"
    assert story.coach.advice.remedy == LearningRate(1 / 3)


@pytest.mark.parametrize("changes", [{"schedule": "cosine"}, {"l2": 0.01}])
def test_what_a_smaller_alpha_does_not_mend_is_no_plateau(changes):
    assert Story(replace(QUICK, **changes)).epochs([0.5] * 30).said == []


def test_a_loss_with_nothing_left_to_fall_is_no_plateau():
    assert Story().epochs([0.5, 0.1, *[0.02] * 30]).said == []


def test_smoothed_labels_keep_the_loss_up_without_a_plateau():
    least = Coach(replace(QUICK, label_smoothing=0.1))._floor

    assert least == pytest.approx(0.5003, abs=1e-4)
    assert Story(replace(QUICK, label_smoothing=0.1)).epochs([0.6, *[least + 0.01] * 30]).said == []


def test_a_run_that_stays_at_guessing_gets_a_larger_alpha():
    story = Story().epochs([2.31])

    assert story.said == [(1, Kind.TOO_SLOW)]
    assert story.coach.advice.sentence.startswith("After 400 batches the network is still close to guessing.")
    assert story.coach.advice.remedy == LearningRate(10)


def test_a_run_that_has_left_guessing_by_the_end_of_the_epoch_is_not_too_slow():
    assert Story().epochs([2.2], held=[1.5]).said == []


def test_a_few_batches_are_too_few_to_judge_alpha_by():
    coach = Coach(replace(QUICK, hidden=(), batch_size=None))

    said = [coach.watch(EpochDone(n, 300, n, 2.3, 0.1, None, 1.0)) for n in range(1, 101)]

    assert said[:99] == [None] * 99
    assert said[99].kind == Kind.TOO_SLOW


def test_silent_neurons_are_named_before_alpha_is_blamed():
    story = Story(statistics=UnitStatistics((0.2, 0.625), (0, 0)), config=replace(QUICK, learning_rate=3))
    story.epochs([2.3] * 30, rate=3)

    assert story.said == [(1, Kind.DEAD)]
    assert story.coach.advice.sentence.startswith("62 % of a layer's neurons are silent on every image")
    assert story.coach.advice.action == "Start again with α 0.05"
    assert story.coach.advice.remedy == Restart(replace(QUICK, learning_rate=0.05))


def test_a_dismissed_ill_does_not_let_alpha_be_blamed_instead():
    story = Story(statistics=UnitStatistics((0.9,), (0,))).epochs([2.3])
    story.coach.dismiss()

    assert story.epochs([2.3] * 9).said == [(1, Kind.DEAD)]


def test_saturated_neurons_are_named_with_their_activation():
    config = replace(QUICK, activation="tanh", learning_rate=None)
    story = Story(config, UnitStatistics((0.0,), (0.7,))).epochs([0.6])

    assert story.said == [(1, Kind.SATURATED)]
    assert "70 % of a layer's neurons are stuck at an end of the tanh" in story.coach.advice.sentence
    assert story.coach.advice.remedy.config.learning_rate == pytest.approx(0.05 / 3)


def test_without_a_look_at_the_neurons_alpha_is_not_blamed():
    story = Story(statistics=None).epochs([2.3] * 8, held=[2.3] * 8)

    assert story.said == []


def test_a_held_out_loss_that_rises_while_training_goes_on_is_overfitting():
    falling = [0.5 * 0.8**n for n in range(12)]
    rising = [0.3, 0.2, 0.1, 0.12, 0.13, 0.14, 0.15, 0.16, 0.17, 0.18, 0.19, 0.2]
    story = Story().epochs(falling, held=rising)

    assert story.said == [(8, Kind.OVERFITTING)]
    assert story.coach.advice.sentence.endswith("the loss on held-out images has risen since epoch 3.")
    assert story.coach.advice.action == "Stop and keep epoch 1"
    assert story.coach.advice.remedy == StopAndKeepBest(1)


def test_a_small_rise_says_enough_where_training_is_far_ahead():
    falling = [0.5 * 0.8**n for n in range(8)]
    rising = [0.5, 0.4, 0.405, 0.406, 0.407, 0.408, 0.409, 0.41]

    assert Story().epochs(falling, held=[*rising], accuracy=1.0, held_accuracy=0.85).said == [(7, Kind.OVERFITTING)]
    assert Story().epochs(falling, held=[*rising], accuracy=1.0, held_accuracy=0.97).said == []


def test_a_held_out_loss_that_rises_with_the_training_loss_is_no_overfitting():
    rising = [0.1, *(0.2 + 0.01 * n for n in range(12))]

    assert Kind.OVERFITTING not in dict(map(reversed, Story().epochs(rising, held=[*rising]).said))


def test_one_thing_is_said_at_a_time_and_once():
    story = Story().epochs([0.5] * 30)

    assert story.said == [(5, Kind.PLATEAU)]


def test_what_was_dismissed_is_not_said_again_for_a_quarter_of_the_run():
    story = Story(replace(QUICK, epochs=100)).epochs([0.5] * 5)
    story.coach.dismiss()

    assert story.coach.advice is None
    assert story.epochs([0.5] * 40).said == [(5, Kind.PLATEAU), (30, Kind.PLATEAU)]


def test_one_kind_that_was_dismissed_leaves_the_others():
    story = Story().epochs([2.3])
    story.coach.dismiss()
    story.statistics = UnitStatistics((0.9,), (0,))

    assert story.epochs([2.3]).said == [(1, Kind.TOO_SLOW), (2, Kind.DEAD)]


def test_a_dismissal_is_remembered_in_plain_values():
    story = Story().epochs([0.5] * 5)
    story.coach.dismiss()

    again = Story(dismissed={str(kind): epoch for kind, epoch in story.coach.dismissed.items()})

    assert again.epochs([0.5] * 10).said == []


def test_another_alpha_takes_the_advice_back_and_gets_its_own_time():
    story = Story().epochs([0.5] * 5)

    story.batch(rate=0.017)

    assert story.coach.advice is None
    assert story.epochs([0.5] * 4, rate=0.017).said == [(5, Kind.PLATEAU)]
    assert story.epochs([0.5], rate=0.017).said == [(5, Kind.PLATEAU), (10, Kind.PLATEAU)]


def test_a_cosine_is_no_change_of_alpha():
    coach = Coach(replace(QUICK, schedule="cosine"))

    for step in range(1, 301):
        coach.watch(BatchDone(step, 0, step, 400, 2.3, 0.1, 0.05 * (0.5 + 0.5 * np.cos(np.pi * (step - 1) / 400))))

    assert coach._since == 0


def test_neurons_are_looked_at_seldom_and_more_seldom_in_a_long_run():
    coach, looks = Coach(preset("seed")), []

    for n in range(1, 1001):
        event = EpochDone(n, 1000, n, 0.3, 0.9, Evaluated(n, n, 0.3, 0.9, 10_000, False), 1.0)
        if coach.wants_statistics(event):
            looks.append(n)
            coach.watch(event, WELL)

    assert looks[:3] == [20, 40, 60]
    assert min(np.diff(looks)) == 20
    assert np.diff(looks)[-1] > 80
    assert len(looks) < 30


def test_a_continued_run_is_watched_as_if_it_had_never_stopped(data):
    config = replace(QUICK, hidden=(), batch_size=32, epochs=20, learning_rate=0.01)
    state, whole = TrainingState(config, data.sha256, 1), Coach(config)
    for event in train(state, data):
        whole.watch(event)

    again = Coach(config)
    again.catch_up(state.history, 16)

    assert again._validation.epoch == whole._validation.epoch
    assert again._validation.loss == whole._validation.loss
    assert again._training.epoch == whole._training.epoch
    assert again._training.loss == pytest.approx(whole._training.loss, rel=0.05)
    assert (again._step, again._epoch, again._best_epoch) == (whole._step, whole._epoch, whole._best_epoch)
    assert again.advice is None


def test_an_alpha_that_was_changed_before_the_stop_counts_from_there(data):
    config = replace(QUICK, hidden=(), batch_size=32, epochs=4)
    state = TrainingState(config, data.sha256, 1)
    list(train(state, data))
    state.history.rates.append((40, 0.001))

    coach = Coach(config)
    coach.catch_up(state.history, 16)

    assert coach._since == 40
