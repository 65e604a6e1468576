from dataclasses import replace

import pytest

from mnistpad.training import preset
from mnistpad.training.coach import Advice, Kind, LearningRate, Restart, StopAndKeepBest
from mnistpad.ui.training import coach_strip
from mnistpad.ui.training.run.controller import Phase
from mnistpad.ui.window.desk import run_desk, strip

LONG = 100_000
PLATEAU = Advice(Kind.PLATEAU, "The loss has stopped falling. A smaller α often helps.", "α ÷ 3", LearningRate(1 / 3))


@pytest.fixture
def running(desk):
    desk.plan(epochs=LONG)
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)
    desk.wait_until(lambda: desk.runs.run.step > 30)
    return desk


def advise(desk, advice: Advice) -> None:
    desk.training.coaching._coach.advice = advice
    desk.training.coaching._watch([])


def test_a_plateau_is_told_in_one_sentence_with_one_button(running):
    advise(running, PLATEAU)

    assert running.words("coachMark") == "!"
    assert running.words("coachWords") == "The loss has stopped falling. A smaller α often helps."
    assert running.words("coachButton") == "α ÷ 3"


def test_the_strip_pushes_down_and_never_covers(running):
    def top() -> int:
        views = running.find("runViews")
        return views.mapTo(running.training, views.rect().topLeft()).y()

    before = top()
    advise(running, PLATEAU)
    running.qtbot.settle()

    coach = running.find("coachStrip")
    assert coach.height() == 40
    assert top() >= before + 40


def test_a_third_of_alpha_is_set_by_the_button(running):
    advise(running, PLATEAU)
    running.click("coachButton")

    running.wait_until(lambda: running.runs.run.learning_rate == pytest.approx(0.05 / 3))
    assert not running.find("coachStrip").isVisible()
    assert running.phase is Phase.RUNNING


def test_overfitting_ends_the_run_and_keeps_the_best(running):
    running.wait_until(lambda: running.runs.run.best is not None)
    advise(running, Advice(Kind.OVERFITTING, "By heart.", "Stop and keep epoch 1", StopAndKeepBest(1)))
    running.click("coachButton")

    running.wait_for(Phase.STOPPED)
    assert running.find("keepChoice").currentData() == "best"


def test_dead_neurons_begin_a_new_run_with_another_alpha(running):
    first = running.runs.kept.key
    config = replace(preset("quick"), hidden=(16,), batch_size=20, learning_rate=0.02, epochs=2)
    advise(running, Advice(Kind.DEAD, "Silent.", "Start again with α 0.02", Restart(config)))
    running.click("coachButton")

    running.wait_for(Phase.FINISHED)
    assert running.runs.kept.key != first
    assert running.runs.run.config.learning_rate == 0.02
    assert running.session.run_reader.run == running.runs.kept.key


def test_what_was_dismissed_stays_away(running):
    advise(running, PLATEAU)
    running.click("coachCloseButton")

    assert "plateau" in running.training.coaching._coach.dismissed
    assert not running.find("coachStrip").isVisible()


def test_in_a_run_only_pause_end_and_coach_are_announced(desk, monkeypatch):
    said = []
    for module in (run_desk, coach_strip, strip):
        monkeypatch.setattr(module, "announce", lambda _widget, words: said.append(words))
    desk.plan(epochs=30)
    desk.runs.set_pace(20)
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)
    desk.click("pauseButton")
    desk.wait_for(Phase.PAUSED)
    at = desk.runs.run.step
    desk.click("stepButton")
    desk.wait_until(lambda: desk.runs.run.step == at + 1)
    desk.click("pauseButton")
    advise(desk, PLATEAU)
    desk.runs.set_pace(None)
    desk.wait_for(Phase.FINISHED)

    assert said[0].startswith("Paused in epoch ")
    assert said[1] == PLATEAU.sentence
    assert said[2].startswith("Finished after 30 epochs.")
    assert said[3:] == []
