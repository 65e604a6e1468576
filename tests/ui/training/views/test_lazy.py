import pytest
from PySide6.QtWidgets import QLabel

from mnistpad.training import TrainingConfig
from mnistpad.ui.training.run.controller import Phase
from mnistpad.ui.training.views.digits import DigitsView
from mnistpad.ui.training.views.mistakes import MistakesView
from tests.ui.training.views.conftest import judge, make_run

VIEWS = pytest.mark.parametrize("kind", [DigitsView, MistakesView])


def caption(view) -> str:
    return view.findChild(QLabel, f"{view.objectName()}Caption").text()


@VIEWS
def test_nothing_is_drawn_more_than_twice_a_second(show, run, clock, kind, qtbot):
    view = show(kind(clock=clock))
    view.set_run(run)
    drawn = []
    view.show_judged = drawn.append

    for epoch in range(1, 101):
        view.show_evaluation(judge(run, [(epoch % 50, 0, 0.5)], sureness=0.5 + epoch / 300, epoch=epoch))
        clock.now += 0.03

    assert len(drawn) <= 2
    clock.now += 1
    qtbot.waitUntil(lambda: caption(view).endswith("epoch 100"))


@VIEWS
def test_a_view_that_nobody_sees_draws_nothing_and_catches_up_with_the_newest(show, run, clock, kind):
    view = show(kind(clock=clock))
    view.set_run(run)
    view.hide()
    drawn = []
    view.show_judged = drawn.append

    for epoch in (1, 2, 3):
        clock.now += 1
        view.show_evaluation(judge(run, sureness=0.6 + epoch / 10, epoch=epoch))
    assert not drawn
    view.show()

    assert [each.epoch for each in drawn] == [3]
    assert caption(view).endswith("after epoch 3")


@VIEWS
def test_another_run_begins_with_an_empty_view(show, run, kind):
    view = show(kind())
    view.set_run(run)
    view.show_evaluation(judge(run))

    view.set_run(make_run(key="other"))

    assert view.says
    assert view.judged is None


@VIEWS
def test_a_run_that_goes_on_keeps_what_is_shown(show, run, kind):
    view = show(kind())
    view.set_run(run)
    view.show_evaluation(judge(run))

    view.set_run(make_run(key=run.key))

    assert not view.says


@VIEWS
def test_what_is_late_for_a_run_that_is_gone_is_not_drawn(show, run, clock, kind):
    view = show(kind(clock=clock))
    view.set_run(run)
    view.show_evaluation(judge(run))
    view.show_evaluation(judge(run, sureness=0.9))

    view.set_run(None)
    clock.now += 1

    assert view.says
    assert not view._timer.isActive()


@VIEWS
def test_a_real_run_is_followed_to_its_end(show, controller, wait_for, kind, qtbot):
    view = show(kind())
    controller.run_changed.connect(view.set_run)
    controller.evaluation_changed.connect(view.show_evaluation)

    controller.start(TrainingConfig(hidden=(16,), batch_size=20, epochs=4), ("toy digits",))
    wait_for(Phase.FINISHED)

    qtbot.waitUntil(lambda: caption(view).endswith("after epoch 4"))
    assert view.judged.accuracy == controller.run.history.evaluations[-1].accuracy
