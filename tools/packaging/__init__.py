"""Makes of the checkout what people install: a frozen program, a Debian package, archives, and what goes to PyPI."""
