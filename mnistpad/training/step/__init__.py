"""How a step is taken: by this process alone, or by two that take half of it each."""
