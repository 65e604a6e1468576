"""How long a run takes on this machine, from how long an earlier one took."""

from mnistpad.nn.network import parameter_count
from mnistpad.training import TrainingConfig
from mnistpad.ui.settings import Settings

# In the time that one parameter takes, per image. Measured on two cores: 784-128-10 learns 100,000 images a second,
# and 1000 images are distorted in 40 ms. An estimate from another network is then right within a factor of two.
_EACH_IMAGE = 30_000
_DISTORTION = 400_000


def work(config: TrainingConfig) -> float:
    """Return how much an image costs, in an arbitrary unit."""
    distorted = config.augmentation is not None and not config.augmentation.is_identity
    return parameter_count(config.sizes) + _EACH_IMAGE + _DISTORTION * distorted


def remember(settings: Settings, config: TrainingConfig, images_per_second: float) -> None:
    """Keep what an epoch measured."""
    settings.put("train/speed", images_per_second * work(config))


def images_per_second(settings: Settings, config: TrainingConfig) -> float | None:
    """Return how fast a run will be; None where this machine has not run an epoch yet."""
    speed = settings.number("train/speed", 1.0, 1e15, 0.0)
    return speed / work(config) if speed else None
