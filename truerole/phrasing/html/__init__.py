"""Readings as safe HTML, for pages and notebooks: the marked text, and a whole reading in a cell of a notebook."""
