"""The Look tab: how the drawing became the answer."""
