"""Facets of the bitmap index that take more than a column: the skills of postings."""
