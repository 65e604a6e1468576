"""The final exam, on images that no run has learned."""
