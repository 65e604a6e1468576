"""Speed and time left are those of the last seconds."""

import pytest

from mnistpad.data.download.progress import Meter, Progress, Stage, in_words


@pytest.fixture
def told() -> list[Progress]:
    return []


@pytest.fixture
def meter(told, clock) -> Meter:
    return Meter(told.append, 12_000_000, clock)


def test_the_speed_is_that_of_the_last_seconds(meter, told, clock):
    meter.connecting("a")
    for second in range(20):
        clock.now = 1000.0 + second
        meter.came(100_000 if second < 10 else 400_000, "a")

    assert told[-1].speed == pytest.approx(400_000)
    assert told[-1].seconds_left == pytest.approx((12_000_000 - 5_000_000) / 400_000)


def test_there_is_no_speed_before_it_means_something(meter, told, clock):
    meter.came(5000, "a")
    clock.now += 0.2
    meter.came(5000, "a")

    assert (told[-1].speed, told[-1].seconds_left) == (None, None)


def test_no_more_than_ten_reports_a_second(meter, told, clock):
    for _ in range(1000):
        clock.now += 0.001
        meter.came(10, "a")

    assert len(told) <= 11


def test_another_server_begins_the_file_anew(meter, told, clock):
    meter.came(5000, "a")
    meter.finished("a")
    clock.now += 1
    meter.came(3000, "a")

    meter.connecting("b")

    assert told[-1] == Progress(Stage.CONNECTING, 5000, 12_000_000, "b")


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(Stage.WAITING), "Another window of MnistPad is downloading it; waiting for that"),
        (Progress(Stage.CONNECTING, server="a.example"), "Asking a.example"),
        (Progress(Stage.FETCHING, 0, 11_594_722), "0.0 of 11.6 MB"),
        (
            Progress(Stage.FETCHING, 3_400_000, 11_594_722, "a", 1_234_000, 6.1),
            "3.4 of 11.6 MB, 1.2 MB/s, 7 s left",
        ),
        (Progress(Stage.FETCHING, 1, 11_594_722, "a", 84_400, 61), "0.0 of 11.6 MB, 84 kB/s, 2 min left"),
        (Progress(Stage.FETCHING, 1, 11_594_722, "a", 200, 57_000), "0.0 of 11.6 MB, 0 kB/s, more than an hour left"),
        (Progress(Stage.FETCHING, 100, 100, "a", 1e6, 0.0), "0.0 of 0.0 MB, 1.0 MB/s"),
    ],
)
def test_progress_in_words(progress, words):
    assert in_words(progress) == words
