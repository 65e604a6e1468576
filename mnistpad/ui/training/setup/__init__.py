"""What a person decides before a run: data, preset, and everything behind Settings."""
