"""The coach: watches a run and says one sentence with one button, where there is need. Changes nothing by itself."""

from mnistpad.training.coach.advice import (
    Advice,
    BackToBest,
    Kind,
    LearningRate,
    Remedy,
    Restart,
    StopAndKeepBest,
    apply,
    diverged,
)
from mnistpad.training.coach.coach import Coach, with_coach
from mnistpad.training.coach.units import SAMPLE, UnitStatistics, is_time_to_look, unit_statistics

__all__ = [
    "SAMPLE",
    "Advice",
    "BackToBest",
    "Coach",
    "Kind",
    "LearningRate",
    "Remedy",
    "Restart",
    "StopAndKeepBest",
    "UnitStatistics",
    "apply",
    "diverged",
    "is_time_to_look",
    "unit_statistics",
    "with_coach",
]
