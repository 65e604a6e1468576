"""MnistPad: draw a digit, see a neural network read it, and train one of your own."""

__version__ = "0.1.0"

HOMEPAGE = ""
"""Where the project is on the web; empty until it is anywhere. Mistakes are reported below it, at ``issues``."""
