"""Paper, ink and pen as pixels."""
