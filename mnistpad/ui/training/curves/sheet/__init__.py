"""Paper for curves: frames, strokes, marks and words at places from 0 to 1. Knows nothing of runs."""
