"""What a run is worth: where it errs, which runs there were, and the final exam."""
