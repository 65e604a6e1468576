"""All that a run knows, as one value: what a checkpoint saves and what a continued run starts from."""

import os
from array import array
from collections.abc import MutableSequence, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from mnistpad.data.dataset import DIGITS, content_hash, join
from mnistpad.data.mixture import NamedImages, TrainingData
from mnistpad.errors import TrainingError, UsageError
from mnistpad.model_file import Header, Model, Score
from mnistpad.nn import OPTIMIZERS, Network, Optimizer
from mnistpad.nn.arrays import FloatArray
from mnistpad.training.config import TrainingConfig
from mnistpad.training.events import Evaluated
from mnistpad.training.feed.outwards import may_be_copied
from mnistpad.training.feed.threads import Choice, choose
from mnistpad.training.judging.calibration import network_temperature
from mnistpad.training.judging.declining import fit_thresholds
from mnistpad.training.judging.evaluation import Evaluation, evaluate
from mnistpad.training.step.halves import Kind

_WEIGHTS = 0x1217  # keeps the random numbers of each purpose apart, whatever the seed


class Settle(Protocol):
    """Brings a run's weights up to date in its state."""

    def __call__(self, *, moments: bool) -> None:
        """Do it; where `moments` is true, with what the optimizer remembers, which is as much again or twice that."""


def floats(values: Sequence[float] | npt.NDArray[np.floating] = ()) -> "array[float]":
    """Return an array of its own with the values; by way of NumPy, which takes a million from an array in 1 ms."""
    return array("d", np.asarray(values, np.float64).tobytes())


@dataclass
class History:
    """The curves of a run, from its first batch on.

    Numbers of batches are in arrays, which are made of any floats: a million of them are 8 MB there, and 32 in a list,
    through which the search for objects that nobody needs goes one by one, 14 ms long, while the window waits.
    """

    losses: MutableSequence[float] = field(default_factory=floats)  # one a batch, nats
    accuracies: MutableSequence[float] = field(default_factory=floats)  # one a batch, 0 to 1
    evaluations: list[Evaluated] = field(default_factory=list)
    rates: list[tuple[int, float]] = field(default_factory=list)  # (step before which it was set, α)

    def __post_init__(self) -> None:
        self.losses, self.accuracies = floats(self.losses), floats(self.accuracies)

    def copy(self) -> "History":
        """Return one that goes on by itself. Its entries are values, which need no copies of their own."""
        return History(self.losses, self.accuracies, list(self.evaluations), list(self.rates))

    def cut(self, step: int) -> None:
        """Forget what came after a step."""
        del self.losses[step:], self.accuracies[step:]
        self.evaluations = [each for each in self.evaluations if each.step <= step]
        self.rates = [(at, rate) for at, rate in self.rates if at <= step]


@dataclass(frozen=True, eq=False)
class Best:
    """The network at the end of the epoch that read the held-out images best."""

    epoch: int
    accuracy: float
    loss: float
    parameters: FloatArray

    def is_beaten_by(self, accuracy: float, loss: float) -> bool:
        """Whether another is better: more right, or as many with a smaller loss."""
        return (accuracy, -loss) > (self.accuracy, -self.loss)


@dataclass(frozen=True, eq=False)
class _Mark:
    """Where the weights were last known to be good."""

    parameters: FloatArray
    moments: dict[str, FloatArray]
    t: int
    epoch: int
    batch: int
    step: int


class TrainingState:
    """A run: its network, its optimizer, its counters and its history.

    Parameters
    ----------
    config
        What the run is to do.
    data_sha256
        Of what it learns from; a continued run must learn from the same.
    threads
        BLAS threads, fixed for the run because another number gives other last bits. None leaves one of the machine's
        cores free, for the window; `begin` measures.
    classes
        Outputs of the network: 10, or 11 where the data holds what is no digit (`TrainingData.classes`).
    """

    def __init__(
        self, config: TrainingConfig, data_sha256: str, threads: int | None = None, classes: int = DIGITS
    ) -> None:
        rng = np.random.default_rng([_WEIGHTS, config.seed])
        self.config = config
        self.data_sha256 = data_sha256
        self.threads = threads or max(1, (os.cpu_count() or 1) - 1)
        self.threads_reason = ""  # why so many, in a sentence
        self.halves: Kind | None = None  # how its steps are halved; None where one process takes them
        self._network = Network((*config.sizes[:-1], classes), config.activation, rng, config.dtype)
        self._optimizer: Optimizer = OPTIMIZERS[config.optimizer](self._network.parameters)
        self._settle: Settle | None = None  # while the weights are lent
        self.history = History(rates=[(0, config.initial_rate)])
        self.best: Best | None = None
        self.evaluation: Evaluation | None = None  # the newest on the held-out images; not kept in checkpoints
        self.plan = [config.epochs]  # epochs at which the schedule comes to its end; more than one once extended
        self.patient_from = 0  # the epoch from which patience counts
        self.first_batches: dict[str, Any] = {}  # see `training.first_batches`; empty where nobody looked
        self.epoch = 0  # finished
        self.batch = 0  # finished in this epoch
        self.step = 0  # finished in all
        self.seconds = 0.0  # spent in training
        self.mark_good()

    @property
    def choice(self) -> Choice:
        """How the run is divided among the cores, and why."""
        return Choice(self.threads, self.threads_reason, self.halves)

    @property
    def network(self) -> Network:
        """The network as it is after the last step."""
        if self._settle is not None:
            self._settle(moments=False)
        return self._network

    @property
    def optimizer(self) -> Optimizer:
        """The optimizer as it is after the last step."""
        if self._settle is not None:
            self._settle(moments=True)
        return self._optimizer

    def lend(self, settle: Settle) -> None:
        """Leave the weights to others, who bring them up to date whenever they are called."""
        self._settle = settle

    def take_back(self, settle: Settle) -> None:
        """Have the weights for oneself again, as they are here, unless they were lent to yet others meanwhile."""
        if self._settle == settle:
            self._settle = None

    @property
    def learning_rate(self) -> float:
        """α as set, before the schedule."""
        return self.history.rates[-1][1]

    @property
    def rate_at_best(self) -> float:
        """α as it was set for the last batch of the best epoch; for the newest where no epoch was evaluated."""
        best = next((each.step for each in reversed(self.history.evaluations) if each.is_best), self.step)
        return next((rate for step, rate in reversed(self.history.rates) if step < best), self.history.rates[0][1])

    def change_learning_rate(self, rate: float) -> None:
        """Set α from the next batch on, and keep the place.

        Raises
        ------
        UsageError
            If it is not a number above 0 and at most 1000.
        """
        if not 0 < rate <= 1000:
            msg = "The learning rate is a number above 0 and at most 1000."
            raise UsageError(msg)
        self.history.rates = [each for each in self.history.rates if each[0] < self.step]
        self.history.rates.append((self.step, float(rate)))

    @property
    def is_out_of_patience(self) -> bool:
        """Whether too many epochs went by without a new best, while there were epochs left."""
        if self.config.patience is None or self.best is None or self.epoch >= self.config.epochs:
            return False
        return self.epoch - max(self.best.epoch, self.patient_from) >= self.config.patience

    @property
    def is_finished(self) -> bool:
        """Whether the run is at its end, by its epochs or by its patience."""
        return self.epoch >= self.config.epochs or self.is_out_of_patience

    @property
    def arc(self) -> tuple[int, int]:
        """The epochs from which and to which the schedule runs at present."""
        past = [epoch for epoch in self.plan if epoch <= self.epoch]
        start = past[-1] if past else 0
        return start, next((epoch for epoch in self.plan if epoch > start), start + 1)

    def extend(self, epochs: int) -> None:
        """Let the run go on to this many epochs.

        What was planned stays: the schedule comes to its end where it would have, and the epochs beyond are a schedule
        of their own that begins at α again (Loshchilov and Hutter's warm restart). So α never jumps at the moment of
        extending, and it does not matter when in a run that is. A run that had ended gets its whole patience anew.
        """
        if self.is_finished:
            self.patient_from = self.epoch
        self.config = TrainingConfig.from_dict(self.config.to_dict() | {"epochs": epochs})
        if epochs > self.plan[-1]:
            self.plan.append(epochs)

    def check(self, data: TrainingData) -> None:
        """Raise TrainingError if the data is not what this run learned from."""
        if data.sha256 != self.data_sha256 or data.classes != self.network.sizes[-1]:
            msg = (
                f"This run learned from other images than {data.description}. "
                "Choose the source it began with, or begin a new run if that has changed."
            )
            raise TrainingError(msg)

    def back_to_best(self) -> None:
        """Go back to the end of the best epoch, or to the last good weights where no epoch was evaluated.

        The optimizer begins anew: what it remembered belongs to later weights. Nobody may be training meanwhile.
        """
        at_best = [each for each in self.history.evaluations if each.is_best]
        if self.best is None or not at_best:
            self.rewind()
            return
        optimizer = self.optimizer  # first: it brings home what is lent, weights and all
        self.network.parameters[:] = self.best.parameters
        for moment in optimizer.moments.values():
            moment[:] = 0
        optimizer.t = 0
        self.epoch, self.batch, self.step = self.best.epoch, 0, at_best[-1].step
        self.patient_from = min(self.patient_from, self.epoch)
        self.history.cut(self.step)
        self.mark_good()

    def mark_good(self) -> None:
        """Remember the present weights as good, for `rewind`."""
        moments = {name: moment.copy() for name, moment in self.optimizer.moments.items()}
        parameters = self.network.parameters.copy()
        self._mark = _Mark(parameters, moments, self.optimizer.t, self.epoch, self.batch, self.step)

    def rewind(self) -> None:
        """Go back to where the weights were last known to be good."""
        mark, optimizer = self._mark, self.optimizer  # first: it brings home what is lent, weights and all
        self.network.parameters[:] = mark.parameters
        for name, moment in mark.moments.items():
            optimizer.moments[name][:] = moment
        optimizer.t = mark.t
        self.epoch, self.batch, self.step = mark.epoch, mark.batch, mark.step
        self.history.cut(mark.step)

    def best_network(self) -> Network:
        """Return a copy of the network as it was at the best epoch; as it is now where no epoch was evaluated."""
        network = self.network.copy()
        if self.best is not None:
            network.parameters[:] = self.best.parameters
        return network

    def model(
        self,
        data: TrainingData,
        name: str = "",
        *,
        last: bool = False,
        parts: Sequence[Any] = (),
        half: bool = False,
        kept: Sequence[NamedImages] | None = None,
    ) -> Model:
        """Return the network with all that is known of it, ready for a file.

        Its scores are those of the network without its temperature, as the curves show them.

        Parameters
        ----------
        last
            Take the network as it is now instead of the best epoch's.
        parts
            The parts to score it on, each source's images apart: "validation" where nothing is given.
        half
            Round the weights as a file of 16-bit numbers will, before they are scored.
        kept
            Digits that the run did not learn, on which temperature and thresholds are fitted; None takes the held-out
            ones.
        """
        network = self.network.copy() if last else self.best_network()
        if half:
            network.parameters[:] = network.parameters.astype(np.float16)
        epoch = None if last or self.best is None else self.best.epoch
        scores = [score for part in parts or ("validation",) for score in self._scores(network, data, part)]
        config = self.config.to_dict() | {"threads": self.threads, "halves": self.halves}
        kept = data.parts("validation") if kept is None else kept
        digits = join(each.images for each in kept)
        temperature = network_temperature(network, digits)
        header = Header(name, config, data.record, scores, self.epoch, self.seconds, epoch, temperature)
        return Model(
            network,
            replace(
                header,
                thresholds=fit_thresholds(network, temperature, digits),
                calibrated_on=[_record(each) for each in kept],
                first_batches=self.first_batches,
            ),
        )

    @staticmethod
    def _scores(network: Network, data: TrainingData, part: Any) -> list[Score]:
        results = [(each.name, evaluate(network, each.images)) for each in data.parts(part)]
        return [Score(name, part, result.images, result.accuracy, result.loss) for name, result in results]

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the arrays of a checkpoint, the network's own left out."""
        history = self.history
        arrays: dict[str, npt.NDArray[Any]] = {
            f"moment_{name}": moment for name, moment in self.optimizer.moments.items()
        }
        arrays["losses"] = np.array(history.losses, np.float64)
        arrays["accuracies"] = np.array(history.accuracies, np.float64)
        rows = [(e.step, e.epoch, e.loss, e.accuracy, e.count, e.is_best) for e in history.evaluations]
        arrays["evaluations"] = np.array(rows, np.float64).reshape(-1, 6)
        arrays["rates"] = np.array(history.rates, np.float64).reshape(-1, 2)
        if self.best is not None:
            arrays["best"] = self.best.parameters
        return arrays


def _record(kept: NamedImages) -> dict[str, Any]:
    """Return what a model's header keeps of some images that were not learned."""
    return {
        "name": kept.name,
        "key": Path(kept.key).name,
        "sha256": content_hash(kept.images),
        "images": len(kept.images),
    }


def begin(config: TrainingConfig, data: TrainingData, *, spare: int = 0) -> TrainingState:
    """Return a new run, divided among the cores as a short measurement finds best.

    Parameters
    ----------
    spare
        Cores to leave to others: 1 where a window is open.
    """
    images = config.epochs * data.epoch_size if may_be_copied(data.pixels) else 0
    choice = choose(config, data.classes, images=images, spare=spare)
    state = TrainingState(config, data.sha256, choice.threads, data.classes)
    state.threads_reason, state.halves = choice.reason, choice.halves
    return state
