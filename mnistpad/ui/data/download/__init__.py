"""MNIST in one click: a thread that fetches it, and what offers it."""
