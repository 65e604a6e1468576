"""What the pen left: strokes, their 28×28 image, pictures, the drawing file. Knows nothing of screens or networks."""
