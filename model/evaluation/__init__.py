"""Evaluation of role models: metrics against labels, their report, paired bootstrap comparison of two models."""
