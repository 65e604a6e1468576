"""Pictures in rows: as many as there are, the visible ones painted."""
