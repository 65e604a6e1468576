"""Fetching MNIST from the network, and only when a person asked for it."""

from mnistpad.data.download.fetch import fetch
from mnistpad.data.download.line import Patience
from mnistpad.data.download.progress import Progress, Stage
from mnistpad.data.download.table import MNIST_FILES, MNIST_MIRRORS, RemoteFile

__all__ = ["MNIST_FILES", "MNIST_MIRRORS", "Patience", "Progress", "RemoteFile", "Stage", "fetch"]
