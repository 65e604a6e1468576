"""Digits as other programs keep them: tables, NumPy archives, folders of pictures."""
