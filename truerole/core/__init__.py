"""Shared by all rooms, importing none: errors, records, settings, progress, HTML, and the normalising of values."""
