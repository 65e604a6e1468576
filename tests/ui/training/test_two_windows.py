"""Two windows of the program over one folder, and a program that was killed before there was anything to keep."""

from mnistpad.ui.training.run.controller import Phase


def in_a_run(desk):
    desk.plan(epochs=100_000)
    desk.click("startButton")
    desk.wait_for(Phase.RUNNING)


def test_a_run_that_is_going_on_in_one_window_is_not_offered_in_another(desk, open_desk):
    in_a_run(desk)

    assert open_desk().strip() == ""


def test_a_run_that_is_going_on_in_one_window_cannot_be_continued_in_another(desk, open_desk):
    in_a_run(desk)
    other = open_desk()

    other.window.training.continue_run(desk.runs.kept.key)

    assert other.strip() == "This run is going on in another window of MnistPad. Let it end there first."
    assert other.phase is Phase.IDLE
    assert desk.phase is Phase.RUNNING


def test_once_its_window_is_closed_another_one_can_continue_a_run(desk, open_desk):
    in_a_run(desk)
    key = desk.runs.kept.key
    desk.window.close()
    step = desk.runs.run.step

    other = open_desk()
    other.answer_strip("Continue")
    other.wait_for(Phase.RUNNING)

    assert other.runs.kept.key == key
    assert other.runs.run.step >= step


def test_a_run_that_ended_in_any_way_is_free(desk, open_desk):
    desk.click("startButton")
    desk.wait_for(Phase.FINISHED)
    other = open_desk()

    other.window.training.continue_run(desk.runs.kept.key, epochs=5)
    other.wait_for(Phase.FINISHED)

    assert other.runs.run.epoch == 5


def test_a_run_that_was_killed_before_it_learned_anything_begins_again_with_its_settings(desk, open_desk):
    store = desk.runs.store
    kept = store.begin(desk.training.plan.config, ("mnist",), "quick")
    store.release(kept.key)  # as the end of its process does

    again = open_desk()
    assert again.strip() == "Quick, 16 hidden, batches of 20, 4 epochs was at epoch 0 of 4."
    again.answer_strip("Continue")
    again.wait_for(Phase.FINISHED)

    assert again.runs.run.epoch == 4
    assert again.runs.kept.key == kept.key
