from hypothesis import given
from hypothesis import strategies as st

from mnistpad.ui.pad.paper.history import History


def test_a_new_history_has_nothing_to_undo_or_redo():
    history = History("blank")

    assert not history.can_undo
    assert not history.can_redo
    assert not history.undo()
    assert not history.redo()
    assert history.now == "blank"


def test_undo_and_redo_walk_the_steps():
    history = History("")
    for value in ("a", "ab", "abc"):
        history.push(value)

    history.undo()
    history.undo()
    assert history.now == "a"
    history.redo()
    assert history.now == "ab"


def test_the_same_value_again_is_no_step():
    history = History("a")

    assert not history.push("a")
    assert not history.can_undo


def test_a_step_after_undo_forgets_what_was_taken_back():
    history = History(0)
    history.push(1)
    history.undo()

    history.push(2)

    assert not history.can_redo
    assert history.now == 2


def test_the_oldest_step_is_forgotten_after_a_hundred():
    history = History(0)
    for value in range(1, 151):
        history.push(value)

    steps = 0
    while history.undo():
        steps += 1

    assert steps == 100
    assert history.now == 50


@given(st.lists(st.one_of(st.integers(0, 3), st.sampled_from(["undo", "redo"])), max_size=60))
def test_undoing_all_and_redoing_all_comes_back_to_where_it_was(actions):
    history = History(0)
    for action in actions:
        {"undo": history.undo, "redo": history.redo}.get(action, lambda value=action: history.push(value))()
    while history.redo():
        pass
    end = history.now

    while history.undo():
        pass
    start = history.now
    while history.redo():
        pass

    assert history.now == end
    assert start == 0
