"""Full batch, distortion, one answer, and strokes to 28×28: what needs neither a peer nor a window."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits

from mnistpad import model_file, resources
from mnistpad.data.augment import Augmentation
from mnistpad.data.dataset import Bytes
from mnistpad.ink.stroke import Drawing
from mnistpad.nn.products import product
from mnistpad.recognizer import Recognizer
from mnistpad.training import TrainingConfig
from mnistpad.training.feed import Choice
from tests.benchmarks.rendering import pen_strokes, rendering, scattered, spiral
from tests.benchmarks.suite.epochs import seconds
from tests.benchmarks.suite.images import Epochs, learned
from tests.benchmarks.suite.table import AT_MOST, LESS, Measure, Row, against, limited

NETWORKS = {
    "784-128-10, batch 128": TrainingConfig(hidden=(128,), optimizer="momentum", epochs=10_000, learning_rate=0.01),
    "784-1024-512-10, batch 256": TrainingConfig(
        hidden=(1024, 512), optimizer="adam", batch_size=256, epochs=10_000, learning_rate=0.0001
    ),
}
PART = 1024  # images: as many as a full batch takes at a time

DRAWINGS = {  # whose points are given to `to_image`
    "real pen strokes (pendigits)": pen_strokes,
    "100 points all over the box": partial(scattered, 100),
    "5,000 points all over the box": partial(scattered, 5000),
    "a spiral of 5,000 points": partial(spiral, 5000),
}


def measures(rounds: int, threads: int) -> Iterator[Measure]:
    """Yield what is measured."""
    yield Measure("full batch of 60,000, 784-10-10", partial(_full_batch, rounds, threads))
    for name, config in NETWORKS.items():
        yield Measure(f"distorted, {name}", partial(_distorted, name, config, rounds, max(1, threads - 1)))
    yield Measure("one answer of the shipped model", partial(_answer, rounds))
    for name, drawings in DRAWINGS.items():
        yield Measure(f"strokes to 28×28, {name}", partial(_rendered, name, drawings, rounds))


def _full_batch(rounds: int, threads: int) -> Iterator[Row]:
    """Yield a step's time against copying the images: as bytes, as they are kept, and as the numbers they stand for.

    The goal is asked of the first, though a product needs the second, and whoever keeps that reads four times as much.
    The least that any step does is to make the bytes numbers, and the two products that they are in.
    """
    data = learned()
    config = TrainingConfig(hidden=(10,), batch_size=None, epochs=100_000, learning_rate=0.1)
    run = Epochs(config, data, Choice(threads, ""))
    images = {"as bytes": data.pixels, "as float32": data.pixels.astype(np.float32)}
    copies = {kind: np.empty_like(each) for kind, each in images.items()}
    least = least_of_a_step(data.pixels, threads)
    took, bare, read = [], [], {kind: [] for kind in images}
    run.epoch()  # the rest of the first
    for _ in range(3 * rounds):
        for kind, each in images.items():
            read[kind].append(seconds(lambda kind=kind, each=each: np.copyto(copies[kind], each)))
        with threadpool_limits(1, user_api="blas"):
            bare.append(seconds(least))
        took.append(seconds(run.epoch))
    run.close()
    title = f"full batch of 60,000, 784-10-10, {threads} thread(s), a step in s"
    for kind, goal in (("as bytes", f"{AT_MOST} 2.5"), ("as float32", LESS)):
        ratios = [ours / copying for ours, copying in zip(took, read[kind], strict=True)]
        yield against(f"{title}; copying the images {kind}", took, ratios, goal)
    ratios = [ours / floor for ours, floor in zip(took, bare, strict=True)]
    yield against(f"{title}; bytes made floats and their two products", took, ratios, LESS)


def least_of_a_step(pixels: Bytes, threads: int) -> Callable[[], None]:
    """Return W1·X and dZ1·Xᵀ of all images, ten neurons, in parts of 1,024 that are divided among threads."""
    parts = [pixels[start : start + PART] for start in range(0, len(pixels), PART)]
    rng, pool = np.random.default_rng(0), ThreadPoolExecutor(threads)
    W, dZ, dW = (rng.random(shape, np.float32) for shape in ((10, 784), (10, PART), (threads, 10, 784)))
    X, Z = np.ones((threads, PART, 784), np.float32), np.ones((threads, 10 * PART), np.float32)

    def some(first: int) -> None:
        for part in parts[first::threads]:
            m = len(part)
            np.copyto(X[first, :m], part)
            product(W, X[first, :m].T, out=Z[first, : 10 * m].reshape(10, m))
            product(dZ[:, :m], X[first, :m], out=dW[first])

    def step() -> None:
        list(pool.map(some, range(threads)))

    return step


def _rendered(name: str, drawings: Callable[[], list[Drawing]], rounds: int) -> Iterator[Row]:
    drawn = drawings()
    took = [np.percentile(rendering(drawn), 99) for _ in range(rounds)]
    yield limited(f"strokes to 28×28, {name}, p99 in ms", took, 1.0)


def _distorted(name: str, config: TrainingConfig, rounds: int, threads: int) -> Iterator[Row]:
    data = learned(50_000 if config.batch_size == 128 else 10_000)
    plain = Epochs(config, data, Choice(threads, ""))
    distorted = Epochs(replace(config, augmentation=Augmentation.default()), data, Choice(threads, ""))
    with_, without = [], []
    for _ in range(rounds):
        without.append(seconds(plain.epoch))
        with_.append(seconds(distorted.epoch))
    plain.close()
    distorted.close()
    ratios = [ours / least for ours, least in zip(with_, without, strict=True)]
    title = f"epoch of {data.epoch_size:,} distorted, {name}, {threads} thread(s), s; the same without"
    yield against(title, with_, ratios, f"{AT_MOST} 1.15")


def _answer(rounds: int) -> Iterator[Row]:
    model = model_file.load(resources.shipped_model())
    reader, image = Recognizer(model), np.random.default_rng(0).random((28, 28), np.float32)
    weights = model.network.parameters.astype(np.float32)
    answers, passes = [], []
    for _ in range(20 * rounds):
        passes.append(1e3 * min(seconds(lambda: np.dot(weights, weights)) for _ in range(5)))
        answers.append(1e3 * min(seconds(lambda: reader.read_image(image)) for _ in range(5)))
    ratios = [ours / least for ours, least in zip(answers, passes, strict=True)]
    yield against("one answer of the shipped model, ms; one pass over its weights", answers, ratios, f"{AT_MOST} 3")
