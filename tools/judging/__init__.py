"""Judges a model as a scientist would: on writers it never met and on shapes from a hand that training never saw."""
