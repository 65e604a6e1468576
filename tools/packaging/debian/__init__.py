"""The package for Debian and its children."""
