"""Signals of a posting (seniority, company stage, deep-learning level): cues, numeric cues, a linear model on them."""
