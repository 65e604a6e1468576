"""Full batch, distortion, one answer, and strokes to 28×28: what needs neither a peer nor a window."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from mnistpad import model_file, resources
from mnistpad.data.augment import Augmentation
from mnistpad.recognizer import Recognizer
from mnistpad.training import TrainingConfig
from tests.benchmarks.drawing import rendering
from tests.benchmarks.suite.epochs import seconds
from tests.benchmarks.suite.images import Epochs, learned
from tests.benchmarks.suite.table import AT_MOST, Row, against, limited

NETWORKS = {
    "784-128-10, batch 128": TrainingConfig(hidden=(128,), optimizer="momentum", epochs=10_000, learning_rate=0.01),
    "784-1024-512-10, batch 256": TrainingConfig(
        hidden=(1024, 512), optimizer="adam", batch_size=256, epochs=10_000, learning_rate=0.0001
    ),
}


def rows(rounds: int, threads: int) -> Iterator[Row]:
    """Yield the rows."""
    yield _full_batch(rounds, threads)
    for name, config in NETWORKS.items():
        yield _distorted(name, config, rounds, max(1, threads - 1))
    yield _answer(rounds)
    for points in (100, 5000):
        took = [np.percentile(rendering(points, 200), 99) for _ in range(rounds)]
        yield limited(f"strokes of {points:,} points to 28×28, p99 in ms", took, 1.0)


def _full_batch(rounds: int, threads: int) -> Row:
    data = learned()
    config = TrainingConfig(hidden=(10,), batch_size=None, epochs=100_000, learning_rate=0.1)
    run, copy = Epochs(config, data, threads), np.empty_like(data.pixels)
    took, read = [], []
    for _ in range(3 * rounds):
        read.append(seconds(lambda: np.copyto(copy, data.pixels)))
        took.append(seconds(run.epoch))
    run.close()
    ratios = [ours / least for ours, least in zip(took, read, strict=True)]
    return against("full batch of 60,000, 784-10-10, a step in s; copying the images", took, ratios, f"{AT_MOST} 2.5")


def _distorted(name: str, config: TrainingConfig, rounds: int, threads: int) -> Row:
    data = learned(50_000 if config.batch_size == 128 else 10_000)
    plain = Epochs(config, data, threads)
    distorted = Epochs(replace(config, augmentation=Augmentation.default()), data, threads)
    with_, without = [], []
    for _ in range(rounds):
        without.append(seconds(plain.epoch))
        with_.append(seconds(distorted.epoch))
    plain.close()
    distorted.close()
    ratios = [ours / least for ours, least in zip(with_, without, strict=True)]
    title = f"epoch of {data.epoch_size:,} distorted, {name}, {threads} thread(s), s; the same without"
    return against(title, with_, ratios, f"{AT_MOST} 1.15")


def _answer(rounds: int) -> Row:
    model = model_file.load(resources.shipped_model())
    reader, image = Recognizer(model), np.random.default_rng(0).random((28, 28), np.float32)
    weights = model.network.parameters.astype(np.float32)
    answers, passes = [], []
    for _ in range(20 * rounds):
        passes.append(1e3 * min(seconds(lambda: np.dot(weights, weights)) for _ in range(5)))
        answers.append(1e3 * min(seconds(lambda: reader.read_image(image)) for _ in range(5)))
    ratios = [ours / least for ours, least in zip(answers, passes, strict=True)]
    return against("one answer of the shipped model, ms; one pass over its weights", answers, ratios, f"{AT_MOST} 3")
