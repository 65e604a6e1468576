"""What the curves show, as numbers. Knows no Qt: which stretch, which means, which ticks."""
