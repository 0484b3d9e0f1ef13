"""Workflows: everything that needs a model and the store together, each module a job from start to end.

Imports, retraining, reprediction, scoring, evaluation and crawls live here; `model` and `data` never import each other.
The command line and the pages call a workflow and show what it returns.
"""
