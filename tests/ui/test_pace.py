"""What is asked for too often is done less often, and the last asking is never forgotten."""

from mnistpad.ui.pace import Attention, Pace


class Done:
    """Counts, and is its own clock."""

    def __init__(self) -> None:
        self.count = 0
        self.time = 0.0

    def __call__(self) -> None:
        self.count += 1


def test_without_an_interval_every_asking_counts(qtbot):
    done = Done()
    pace = Pace(done, lambda: done.time)

    pace.ask()
    pace.ask()

    assert done.count == 2


def test_the_first_asking_is_answered_at_once_and_the_next_ones_together(qtbot):
    done = Done()
    pace = Pace(done, lambda: done.time)
    pace.interval = 0.02

    for _ in range(5):
        pace.ask()
    assert done.count == 1

    qtbot.waitUntil(lambda: done.count == 2)
    qtbot.wait(50)
    assert done.count == 2


def test_an_asking_after_the_interval_does_not_wait(qtbot):
    done = Done()
    pace = Pace(done, lambda: done.time)
    pace.interval = 10.0
    pace.ask()

    done.time = 10.0
    pace.ask()

    assert done.count == 2


def test_what_waits_can_be_done_early_and_is_then_done_once(qtbot):
    done = Done()
    pace = Pace(done, lambda: done.time)
    pace.interval = 0.02
    pace.ask()
    pace.ask()

    pace.flush()
    pace.flush()
    qtbot.wait(50)

    assert done.count == 2


def test_what_takes_long_is_done_less_often_but_not_less_than_the_longest(qtbot):
    done = Done()

    def slowly():
        done()
        done.time += takes

    pace = Pace(slowly, lambda: done.time, longest=10.0)
    pace.interval = 0.1

    def asked_for(seconds):
        before, until = done.count, done.time + seconds
        while done.time < until:
            pace.ask()
            done.time += 0.01
        return done.count - before

    takes = 0.001
    assert 90 <= asked_for(10) <= 100
    takes = 0.05
    asked_for(100)
    assert 2 <= asked_for(10) <= 3  # an eightieth of 10 seconds is two and a half times 0.05
    takes = 1.0
    asked_for(100)
    assert asked_for(100) == 10
    takes = 0.001
    asked_for(300)
    assert 90 <= asked_for(10) <= 100
    pace._timer.stop()


def test_attention_goes_to_the_pad_with_the_pen_and_leaves_once_it_has_rested(qtbot):
    attention = Attention()
    moves = []
    attention.moved.connect(moves.append)

    attention.draw()
    attention.lift()
    attention.draw()  # another stroke of the same digit
    assert moves == [True]

    attention.lift()
    assert attention.is_on_pad
    qtbot.waitUntil(lambda: moves == [True, False])
    assert not attention.is_on_pad


def test_a_pen_that_was_never_down_moves_no_attention():
    attention = Attention()

    attention.lift()

    assert not attention._rest.isActive()
