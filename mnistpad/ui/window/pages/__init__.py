"""Pages of text over the tabs, and the last resort."""
