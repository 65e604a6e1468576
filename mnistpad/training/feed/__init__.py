"""What a step of training is fed: batches, made when they are asked for or ahead of time, and with how many threads."""

from mnistpad.training.feed.ahead import Ahead, has_free_core
from mnistpad.training.feed.batches import AsAsked, Batch, Feed, noise

__all__ = ["Ahead", "AsAsked", "Batch", "Feed", "has_free_core", "noise"]
