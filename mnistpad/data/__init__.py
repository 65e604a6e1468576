"""Labelled images: where they come from, their parts, and how they are varied. Knows nothing of networks."""
