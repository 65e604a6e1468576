"""Drawings made up for judging: digits as people around the world write them, and what is no digit.

Independent of what training sees: nothing here may be imported by the program, and nothing of its generators here.
"""
