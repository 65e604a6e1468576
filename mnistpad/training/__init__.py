"""Training: one generator that the window, the command line and the tests all walk. Knows nothing of screens."""

from mnistpad.training.checkpoint import load_checkpoint, save_checkpoint, with_checkpoints
from mnistpad.training.config import PRESETS, TrainingConfig, preset
from mnistpad.training.events import BatchDone, EpochDone, Evaluated, Event, RunDone
from mnistpad.training.judging.evaluation import Evaluation, evaluate
from mnistpad.training.loop import DivergedError, train
from mnistpad.training.progress import Progress, progress
from mnistpad.training.state import TrainingState, begin

__all__ = [
    "PRESETS",
    "BatchDone",
    "DivergedError",
    "EpochDone",
    "Evaluated",
    "Evaluation",
    "Event",
    "Progress",
    "RunDone",
    "TrainingConfig",
    "TrainingState",
    "begin",
    "evaluate",
    "load_checkpoint",
    "preset",
    "progress",
    "save_checkpoint",
    "train",
    "with_checkpoints",
]
