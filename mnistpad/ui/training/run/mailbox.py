"""What the worker leaves for the window. Values and copies only; whoever empties it never waits for a batch."""

import threading
from dataclasses import dataclass

from mnistpad.nn import Network
from mnistpad.training import Evaluation, Event
from mnistpad.training.coach import UnitStatistics


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The network as it was after a batch; a copy that nobody changes."""

    step: int  # batches since the run began
    epoch: float  # 2.5 in the middle of the third
    network: Network


class Mailbox:
    """Events queue up; of snapshots and evaluations only the newest counts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: list[Event] = []
        self._snapshot: Snapshot | None = None
        self._evaluation: Evaluation | None = None
        self._units: dict[int, UnitStatistics] = {}

    def put(self, event: Event) -> None:
        """Add an event."""
        with self._lock:
            self._events.append(event)

    def take_events(self) -> list[Event]:
        """Return all events since the last call; the mailbox is empty afterwards."""
        with self._lock:
            events, self._events = self._events, []
        return events

    def publish(self, snapshot: Snapshot) -> None:
        """Leave the newest network."""
        with self._lock:
            self._snapshot = snapshot

    def take_snapshot(self) -> Snapshot | None:
        """Return the newest network if there is one that was not taken yet."""
        with self._lock:
            snapshot, self._snapshot = self._snapshot, None
        return snapshot

    def publish_evaluation(self, evaluation: Evaluation) -> None:
        """Leave the newest result on the held-out images."""
        with self._lock:
            self._evaluation = evaluation

    def take_evaluation(self) -> Evaluation | None:
        """Return the newest result if there is one that was not taken yet."""
        with self._lock:
            evaluation, self._evaluation = self._evaluation, None
        return evaluation

    def publish_units(self, step: int, units: UnitStatistics) -> None:
        """Leave what the hidden neurons did after so many steps, before the event of that epoch."""
        with self._lock:
            self._units[step] = units

    def take_units(self) -> dict[int, UnitStatistics]:
        """Return all statistics since the last call, by step."""
        with self._lock:
            units, self._units = self._units, {}
        return units
