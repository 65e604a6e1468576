"""How training images are varied: before and after, with the sliders that set it for the next run."""
