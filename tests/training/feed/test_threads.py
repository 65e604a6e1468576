"""BLAS gets as many threads as a short measurement finds worth their cores, and a run keeps them."""

from dataclasses import replace

import pytest
from threadpoolctl import threadpool_info

from mnistpad.data.augment import Augmentation
from mnistpad.training import TrainingConfig, TrainingState, begin, load_checkpoint, save_checkpoint, train
from mnistpad.training import state as state_module
from mnistpad.training.feed import outwards, threads
from mnistpad.training.feed.threads import Choice, candidates, choose
from mnistpad.training.step import worth

CONFIG = TrainingConfig(hidden=(16,))


def taking(**milliseconds):
    """A measurement that finds these, by number of threads: t1=…, t2=…"""
    return lambda _config, _classes, counts: {count: milliseconds[f"t{count}"] / 1000 for count in counts}


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ({"t1": 1.0, "t2": 0.55, "t3": 0.4, "t4": 0.3}, 4),
        ({"t1": 1.0, "t2": 0.95, "t3": 0.93, "t4": 0.92}, 1),
        ({"t1": 1.0, "t2": 0.6, "t3": 0.57, "t4": 0.55}, 2),
        ({"t1": 1.0, "t2": 24.0, "t3": 24.0, "t4": 24.0}, 1),
        ({"t1": 1.0, "t2": 0.95, "t3": 0.5, "t4": 0.49}, 3),
    ],
)
def test_more_threads_win_only_where_they_save_a_tenth(times, expected):
    choice = choose(CONFIG, machine=4, allowed=4, measure=taking(**times))

    assert choice.threads == expected
    assert f"{times['t4']:.3g} ms with 4" in choice.reason


def test_a_window_keeps_a_core():
    choice = choose(CONFIG, spare=1, machine=4, allowed=4, measure=taking(t1=3, t2=2, t3=1))

    assert choice.threads == 3


def test_distortion_keeps_a_core_but_not_another_one_than_the_window():
    distorted = replace(CONFIG, augmentation=Augmentation.default())

    assert choose(distorted, machine=4, allowed=4, measure=taking(t1=3, t2=2, t3=1)).threads == 3
    assert choose(distorted, spare=1, machine=4, allowed=4, measure=taking(t1=3, t2=2, t3=1)).threads == 3


def halving(half, *, images=1_000_000, config=CONFIG, **how):
    """The choice where a step takes 1 ms with one thread, 0.8 ms with two, and half of one this many."""
    measure = {"measure": taking(t1=1, t2=0.8), "measure_half": lambda _kind, _config, _classes: half / 1000}
    return choose(config, images=images, **{"machine": 2, "allowed": 2} | measure | how)


@pytest.fixture
def x86(monkeypatch):
    monkeypatch.setattr(worth, "is_possible", lambda: True)


def test_two_processes_halve_the_steps_where_that_saves_a_tenth(x86):
    assert halving(0.6).halves == "images"
    assert halving(0.6).reason.startswith("2 processes, each with half of each batch's images.")
    assert halving(0.6).reason.endswith("0.8 ms with 2, half of one 0.6 ms.")
    assert halving(0.88, spare=1).halves is None  # with the meetings 0.905 ms, of 1 ms with one thread


def test_two_processes_are_taken_rather_than_two_threads_where_they_are_as_fast(x86):
    assert halving(0.73).halves == "images"  # with the meetings 0.755 ms, of 0.8 ms with two threads
    assert halving(0.78).halves is None
    assert halving(0.78).threads == 2


def test_a_wide_layer_has_its_neurons_halved(x86):
    choice = halving(0.6, config=replace(CONFIG, hidden=(128,)))

    assert choice.halves == "neurons"
    assert choice.reason.startswith("2 processes, each with half of the hidden neurons.")


def test_a_run_that_is_over_soon_starts_no_process(x86):
    assert halving(0.6, images=100_000).halves is None
    assert halving(0.6, images=1_000_000).halves is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"config": replace(CONFIG, batch_size=None)},
        {"config": replace(CONFIG, batch_size=8)},
        {"config": replace(CONFIG, augmentation=Augmentation.default())},
        {"config": replace(CONFIG, hidden=(128, 64))},
        {"machine": 1},
        {"allowed": 1},
        {"images": 0},
    ],
    ids=["full batch", "tiny batch", "distorted", "two layers", "one core", "told", "not asked"],
)
def test_some_runs_are_never_halved(x86, changes):
    assert halving(0.1, **changes).halves is None


def test_a_window_keeps_no_core_from_halves(x86):
    choice = halving(0.6, spare=1)

    assert (choice.threads, choice.halves) == (1, "images")
    assert choice.reason.endswith("a step takes 1 ms with 1, half of one 0.6 ms.")
    assert halving(0.95, spare=1).halves is None


@pytest.mark.parametrize(("words", "halves"), [("", "images"), ("1", None), ("2", "images"), ("0", "images")])
def test_who_gives_blas_one_thread_gets_no_second_process(x86, monkeypatch, words, halves):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", words)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)

    assert halving(0.1, allowed=None, spare=1).halves == halves


def test_a_machine_that_does_not_see_writes_in_order_halves_nothing(monkeypatch):
    monkeypatch.setattr(worth.platform, "machine", lambda: "aarch64")

    assert halving(0.1).halves is None


def test_half_of_a_step_is_measured_for_both_kinds():
    for kind in ("neurons", "images"):
        assert 0 < threads.measured_half(kind, CONFIG, 11) < 60


def test_more_images_than_a_second_process_should_copy_are_not_halved(data, x86, monkeypatch):
    asked = []
    monkeypatch.setattr(state_module, "choose", lambda *_, images, **__: asked.append(images) or Choice(1, ""))

    begin(CONFIG, data)
    monkeypatch.setattr(outwards, "_MOST", data.pixels.nbytes - 1)
    begin(CONFIG, data)

    assert asked == [10 * 500, 0]


@pytest.mark.parametrize(("machine", "spare"), [(1, 0), (1, 1), (2, 1)])
def test_where_there_is_no_choice_nothing_is_measured(machine, spare):
    choice = choose(CONFIG, spare=spare, machine=machine, allowed=machine, measure=None)

    assert choice.threads == 1
    assert choice.reason.startswith("1 thread for the products: ")


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5, 8, 16, 64, 100])
def test_few_numbers_are_tried_and_the_most_is_one_of_them(most):
    counts = candidates(most)

    assert counts == sorted(set(counts))
    assert counts[0] == 1
    assert counts[-1] == most
    assert len(counts) <= 13


def test_runs_that_are_alike_are_divided_alike_as_long_as_the_program_runs(x86):
    found = iter([0.8, 0.8, 0.1, 0.1])
    how = {"measure": taking(t1=1, t2=0.85), "measure_half": lambda *_: next(found) / 1000}

    def choice(**changes):
        return choose(replace(CONFIG, **changes), images=1_000_000, machine=2, allowed=2, **how)

    first = choice()
    again = choice(seed=1, epochs=3, learning_rate=0.1, schedule="cosine", l2=0.1, validation=10)
    other = choice(batch_size=64)

    assert first.threads == 2
    assert again == first
    assert other.halves == "images"


def test_the_measurement_is_of_the_runs_own_steps_and_leaves_blas_as_it_was():
    before = threadpool_info()

    seconds = threads.measured(replace(CONFIG, batch_size=None, dtype="float64"), 11, [1, 2])

    assert all(0 < each < 60 for each in seconds.values())
    assert threadpool_info() == before


def test_blas_that_was_told_how_many_threads_to_take_gets_no_more():
    assert choose(CONFIG, machine=8, allowed=1).reason.endswith("told to take no more than 1.")
    assert choose(CONFIG, machine=8, allowed=2, measure=taking(t1=2, t2=1)).threads == 2


def test_a_window_that_holds_blas_back_already_does_not_cost_a_second_core():
    choice = choose(CONFIG, spare=1, machine=4, allowed=3, measure=taking(t1=3, t2=2, t3=1))

    assert choice.threads == 3


def test_a_continued_run_has_the_threads_that_it_began_with(data, tmp_path, monkeypatch):
    state = begin(CONFIG, data)
    state.threads, state.threads_reason = 3, "3 threads for the products, because."
    next(train(state, data))
    save_checkpoint(state, tmp_path / "run.checkpoint")

    again = load_checkpoint(tmp_path / "run.checkpoint")

    assert (again.threads, again.threads_reason) == (3, "3 threads for the products, because.")


def test_a_new_run_says_why_it_has_its_threads(data):
    state = begin(CONFIG, data, spare=1)

    assert state.threads >= 1
    assert "for the products" in state.threads_reason
    assert not TrainingState(CONFIG, data.sha256).threads_reason
