"""An epoch of 60,000 images against PyTorch, against scikit-learn, and against the bare products of its shapes."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from mnistpad.data.mixture import TrainingData
from mnistpad.nn import OPTIMIZERS, Network
from mnistpad.training import TrainingConfig
from mnistpad.training.feed import choose
from tests.benchmarks.suite.images import Epochs, learned
from tests.benchmarks.suite.peers import Peer, PeerError
from tests.benchmarks.suite.peers.worker import BATCH, RATES
from tests.benchmarks.suite.table import AT_LEAST, MORE, Measure, Row, against, skipped

GOALS = {  # by width: times PyTorch's speed, times scikit-learn's, part of the floor
    10: (3.0, 3.0, None),
    128: (1.5, 2.0, 0.7),
    800: (1.1, 2.0, 0.85),
}
NAMES = {"torch": "PyTorch", "sklearn": "scikit-learn"}
# Threads of BLAS and OpenMP look out for more work for a while after the last. Without a pause the next in turn shared
# its cores with them: PyTorch took 0.41 s for what takes 0.29 s alone, and the bare products 0.26 s instead of 0.19 s.
SETTLING = 0.3
# After a pause, caches and cores are others': for two or three epochs, one of 784-10-10 took up to 0.19 s instead of
# 0.12. A run has no pauses, so all that are in turn go on for a while before they count, and then for as long.
AWAKE = 0.4
FEW_ROUNDS = 4  # at most, of the largest: an epoch of it takes a dozen of the smallest, and varies less


def measures(rounds: int, threads: int) -> Iterator[Measure]:
    """Yield what is measured, a width and an optimizer at a time."""
    data = learned()
    with tempfile.TemporaryDirectory() as folder:
        images, labels = Path(folder, "images.npy"), Path(folder, "labels.npy")
        np.save(images, data.pixels / np.float32(255))
        np.save(labels, data.labels)
        peers = {kind: _peer(kind, images, labels, threads) for kind in NAMES}
        for width in GOALS:
            for optimizer in RATES:
                few = min(rounds, FEW_ROUNDS) if width == max(GOALS) else rounds
                compared = partial(_compared, data, width, optimizer, peers, few, threads)
                yield Measure(f"epoch of 60,000, 784-{width}-10, {optimizer}", compared)
        for peer in peers.values():
            if isinstance(peer, Peer):
                peer.close()


def _peer(kind: str, images: Path, labels: Path, threads: int) -> Peer | PeerError:
    try:
        return Peer(kind, images, labels, threads)
    except PeerError as error:
        return error


def _compared(
    data: TrainingData, width: int, optimizer: str, peers: dict[str, Peer | PeerError], rounds: int, threads: int
) -> Iterator[Row]:
    config = TrainingConfig(
        hidden=(width,), optimizer=optimizer, learning_rate=RATES[optimizer], batch_size=BATCH, epochs=10_000
    )
    # As the program chooses: threads for the products, or two processes that halve the steps.
    choice = choose(config, images=config.epochs * data.epoch_size, machine=threads, allowed=threads)
    print(f"784-{width}-10, {optimizer}: {choice.reason}", file=sys.stderr, flush=True)
    ours, bare = Epochs(config, data, choice), floor(config.sizes, optimizer, -(-data.epoch_size // BATCH))
    for kind in peers:
        _ask(peers, kind, lambda peer: peer.begin((width,), optimizer))
    turns: dict[str, Callable[[], float]] = {
        "floor": partial(_limited, threads, bare),
        "ours": lambda: seconds(ours.epoch),
        **{kind: partial(_epoch_of, peers, kind) for kind in peers},
    }
    took: dict[str, list[float]] = {name: [] for name in turns}
    for _ in range(rounds):  # in turn
        for name, turn in turns.items():
            time.sleep(SETTLING)
            took[name].append(awake(turn))
    ours.close()
    mine = took["ours"]
    title = f"epoch of 60,000, 784-{width}-10, {optimizer}, s"
    for kind, goal in zip(NAMES, GOALS[width], strict=False):
        name = f"{title}; {NAMES[kind]}"
        if isinstance(peers[kind], Peer):
            ratios = [theirs / own for theirs, own in zip(took[kind], mine, strict=True)]
            yield against(name, mine, ratios, f"{AT_LEAST} {goal}")
        else:
            yield skipped(name, str(peers[kind]))
    share, ratios = GOALS[width][2], [least / own for least, own in zip(took["floor"], mine, strict=True)]
    yield against(f"{title}; bare products and one update", mine, ratios, f"{AT_LEAST} {share}" if share else MORE)


def awake(epoch: Callable[[], float]) -> float:
    """Return the mean of a few epochs, without those just after the pause.

    Parameters
    ----------
    epoch
        Returns the seconds that one took; 0 where there is none.
    """
    _for_a_while(epoch)
    return statistics.fmean(_for_a_while(epoch))


def _for_a_while(epoch: Callable[[], float]) -> list[float]:
    took = [epoch()]
    while took[-1] and sum(took) < AWAKE:
        took.append(epoch())
    return took


def _limited(threads: int, work: Callable[[], None]) -> float:
    with threadpool_limits(threads, user_api="blas"):
        return seconds(work)


def _epoch_of(peers: dict[str, Peer | PeerError], kind: str) -> float:
    return _ask(peers, kind, Peer.epoch) or 0.0


def _ask(peers: dict[str, Peer | PeerError], kind: str, question: Callable[[Peer], float | None]) -> float | None:
    """Return a peer's answer; where it has none from now on, its place is taken by the reason."""
    peer = peers[kind]
    if isinstance(peer, PeerError):
        return None
    try:
        return question(peer)
    except PeerError as error:
        peers[kind] = error
        return None


def floor(sizes: tuple[int, ...], optimizer: str, steps: int) -> Callable[[], None]:
    """Return the matrix products of an epoch, in and out of preallocated arrays, and an in-place update each."""
    rng = np.random.default_rng(0)
    network = Network(sizes, "relu", rng)
    A = [rng.random((BATCH, sizes[0]), np.float32).T] + [np.empty((size, BATCH), np.float32) for size in sizes[1:]]
    dZ = [rng.random(each.shape, np.float32) for each in A]
    dW = [np.empty_like(W) for W in network.weights]
    update, nothing = OPTIMIZERS[optimizer](network.parameters), np.zeros_like(network.parameters)

    def products() -> None:
        for layer, W in enumerate(network.weights):
            np.matmul(W, A[layer], out=A[layer + 1])
        for layer in range(len(dW) - 1, -1, -1):
            np.matmul(dZ[layer + 1], A[layer].T, out=dW[layer])
            if layer:
                np.matmul(network.weights[layer].T, dZ[layer + 1], out=dZ[layer])
        update.step(nothing, 0.01)

    def epoch() -> None:
        for _ in range(steps):
            products()

    return epoch


def seconds(work: Callable[[], object]) -> float:
    """Return how long it takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
