"""Printing of results in a terminal: readings, boards, crawls, labels, skills, models, progress."""
