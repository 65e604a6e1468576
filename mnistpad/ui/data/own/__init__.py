"""My digits: browsing, relabelling, deleting, collecting and sharing what a person kept."""
