"""`make bench`: every claim about speed, as a ratio against a peer or a floor of the same run."""
