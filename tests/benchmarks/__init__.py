"""Measurements, each against a peer or a floor of the same run. They print figures, and assert none."""
