"""The left column: the pad and everything that says what was read."""
