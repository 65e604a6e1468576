"""A network for steps that one process takes, with pixels from the middle outwards: X then ends where the ink does."""

from threading import RLock

from mnistpad.nn import OPTIMIZERS
from mnistpad.nn.arrays import FloatArray
from mnistpad.nn.network import by_layer
from mnistpad.training.feed.outwards import turn_back, turn_outwards
from mnistpad.training.state import TrainingState


class Turned:
    """A copy of a run's network and optimizer, with the first weights in the order of `outwards`.

    The state has the weights of the last step when it asks: `TrainingState.lend`.

    Parameters
    ----------
    state
        The run.

    Attributes
    ----------
    network, optimizer
        To be moved by who takes steps, and holds `lock` meanwhile.
    lock
        Others may ask for the weights in the middle of a step.
    """

    def __init__(self, state: TrainingState) -> None:
        self._state, self._optimizer = state, state.optimizer
        self._whole: list[FloatArray] = [state.network.parameters, *state.optimizer.moments.values()]
        self._settled = state.optimizer.t, len(self._whole)  # of which step the state has how many rows
        self.network = state.network.copy()
        self.optimizer = OPTIMIZERS[state.config.optimizer](self.network.parameters)
        self.optimizer.t = state.optimizer.t
        self.lock = RLock()
        self._rows = [self.network.parameters, *self.optimizer.moments.values()]
        for row, whole in zip(self._rows, self._whole, strict=True):
            row[:] = whole
            turn_outwards(self._first(whole), self._first(row))
        state.lend(self.settle)

    def settle(self, *, moments: bool = True) -> None:
        """Bring the state's weights up to date, and what the optimizer remembers."""
        with self.lock:
            rows, t = len(self._whole) if moments else 1, self.optimizer.t
            if self._settled >= (t, rows):
                return
            for row, whole in zip(self._rows[:rows], self._whole[:rows], strict=True):
                whole[:] = row
                turn_back(self._first(row), self._first(whole))
            self._settled, self._optimizer.t = (t, rows), t

    def give_back(self) -> None:
        """Leave the state to others, as it is."""
        with self.lock:  # whoever is in the middle of settling ends before that
            self._settled = self.optimizer.t, len(self._whole)
            self._state.take_back(self.settle)

    def _first(self, row: FloatArray) -> FloatArray:
        return by_layer(row, self.network.sizes)[0][0]
