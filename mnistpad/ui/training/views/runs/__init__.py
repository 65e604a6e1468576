"""The kept runs, side by side."""
