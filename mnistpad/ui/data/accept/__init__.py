"""Before a person's own file is taken: ten samples of it, what was noticed, and a choice."""
