"""Normalise values that people and programs write freely: salaries, pay periods, dates, countries, cells of tables."""
