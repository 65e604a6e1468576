"""MnistPad: draw a digit, see a neural network read it, and train one of your own."""

__version__ = "0.1.0"
