"""Postings in many files, read and written part by part where they lie: in folders, or in a store of objects."""
