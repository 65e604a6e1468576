"""A run in one line before it starts, and why its two curves do not measure the same."""

from mnistpad.nn.network import parameter_count
from mnistpad.training.config import TrainingConfig
from mnistpad.training.naming import name_run


def summary(
    config: TrainingConfig,
    data: str,
    learned: int | None = None,
    held_out: int | None = None,
    images_per_second: float | None = None,
) -> str:
    """Return a run in words and numbers, such as "Quick · MNIST, 50,000 to learn + 10,000 held out · 784-128-10, …".

    Parameters
    ----------
    data
        What it learns from, in words.
    learned, held_out
        Images an epoch shows, and images held out; None where the data has not been looked at.
    images_per_second
        As measured on this machine; the line tells a duration only then.
    """
    parts = [name_run(config), _data(data, learned, held_out), _network(config)]
    if learned is not None and images_per_second:
        parts.append("about " + duration(learned * config.epochs / images_per_second))
    return " · ".join(part for part in parts if part)


def _data(data: str, learned: int | None, held_out: int | None) -> str:
    if learned is None:
        return data
    if not held_out:
        return f"{data}, {learned:,} to learn, none held out"
    return f"{data}, {learned:,} to learn + {held_out:,} held out"


def _network(config: TrainingConfig) -> str:
    return f"{'-'.join(map(str, config.sizes))}, {parameter_count(config.sizes):,} parameters"


def duration(seconds: float) -> str:
    """Return a time as people estimate it: "1 second", "40 seconds", "12 minutes", "3 hours"."""
    whole = max(1, round(seconds))
    for unit, size in (("hour", 3600), ("minute", 60)):
        # Up to 90 of the smaller unit say more than 1 of the larger.
        if whole > 1.5 * size:
            return _counted(round(whole / size), unit)
    return _counted(whole, "second")


def _counted(count: int, unit: str) -> str:
    return f"1 {unit}" if count == 1 else f"{count:,} {unit}s"


# By what makes training read lower: silent neurons, distorted images, smoothed labels.
_REASONS = {
    (True, False, False): "Training is measured under dropout",
    (False, True, False): "Training is measured on distorted images",
    (False, False, True): "Training is measured against smoothed labels",
    (True, True, False): "Training is measured under dropout and on distorted images",
    (True, False, True): "Training is measured under dropout and against smoothed labels",
    (False, True, True): "Training is measured on distorted images and against smoothed labels",
    (True, True, True): "Training is measured under dropout, on distorted images and against smoothed labels",
}


def why_training_reads_lower(config: TrainingConfig) -> str | None:
    """Return why the training curves look worse than the held-out ones, for a chip; None if nothing does."""
    distorted = config.augmentation is not None and not config.augmentation.is_identity
    return _REASONS.get((config.dropout > 0, distorted, config.label_smoothing > 0))
