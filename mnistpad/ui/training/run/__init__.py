"""A run in the window: the worker that trains, what it sends, and the runs that are kept. Knows no widgets."""
