"""Undo and redo over values. Knows neither Qt nor ink."""

from typing import Generic, TypeVar

Value = TypeVar("Value")

DEPTH = 100  # steps


class History(Generic[Value]):
    """What is there now, the steps that led to it, and those that were taken back.

    Parameters
    ----------
    start
        The value before the first step. Values are never changed, only replaced.
    depth
        How many steps can be taken back; the oldest are forgotten first.
    """

    def __init__(self, start: Value, depth: int = DEPTH) -> None:
        self._now = start
        self._depth = depth
        self._past: list[Value] = []
        self._future: list[Value] = []

    @property
    def now(self) -> Value:
        """The present value."""
        return self._now

    @property
    def past(self) -> tuple[Value, ...]:
        """The values that undo can reach, oldest first."""
        return tuple(self._past)

    @property
    def can_undo(self) -> bool:
        """Whether a step can be taken back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether a step that was taken back can be made again."""
        return bool(self._future)

    def push(self, value: Value) -> bool:
        """Make one step; return whether it was one: the same value again is none."""
        if value == self._now:
            return False
        self._past = [*self._past, self._now][-self._depth :]
        self._future = []
        self._now = value
        return True

    def undo(self) -> bool:
        """Take the last step back; return whether there was one."""
        if not self._past:
            return False
        self._future.append(self._now)
        self._now = self._past.pop()
        return True

    def redo(self) -> bool:
        """Make the step again that was taken back last; return whether there was one."""
        if not self._future:
            return False
        self._past.append(self._now)
        self._now = self._future.pop()
        return True
