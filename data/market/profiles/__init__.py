"""Profiles of single things in the market: a skill, a company, the companies beside each other."""
