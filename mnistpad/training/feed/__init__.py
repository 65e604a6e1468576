"""What a step of training is fed: batches, made when they are asked for or ahead of time, and with how many threads."""

from mnistpad.training.feed.ahead import Ahead
from mnistpad.training.feed.batches import AsAsked, Batch, Feed, noise
from mnistpad.training.feed.full import FullBatches
from mnistpad.training.feed.threads import Choice, choose, has_free_core

__all__ = ["Ahead", "AsAsked", "Batch", "Choice", "Feed", "FullBatches", "choose", "has_free_core", "noise"]
