"""Duties: the kind of work that each sentence of a posting speaks of."""
