import gc

from mnistpad.training import Evaluated
from mnistpad.training.state import History


def test_a_copy_is_equal_and_goes_on_by_itself():
    first = Evaluated(0, 0.0, 2.3, 0.1, 100, is_best=False)
    history = History([2.3, 2.2], [0.1, 0.2], [first], [(0, 0.1)])

    copy = history.copy()
    assert copy == history

    copy.losses.append(2.1)
    copy.accuracies.append(0.3)
    copy.evaluations.append(first)
    copy.rates.append((1, 0.01))
    assert history == History([2.3, 2.2], [0.1, 0.2], [first], [(0, 0.1)])


def test_nobody_walks_through_a_long_history_in_search_of_garbage():
    history = History([0.5] * 1000, [0.9] * 1000)

    assert len(gc.get_referents(history.losses)) <= 1  # its type
    assert len(gc.get_referents(history.copy().accuracies)) <= 1
