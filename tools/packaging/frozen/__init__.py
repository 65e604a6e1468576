"""The frozen program: what goes in, what stays out, what is taken out of it."""
