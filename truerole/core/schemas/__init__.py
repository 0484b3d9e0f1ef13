"""Schemas that pydantic validates: the taxonomy files, the JSON contract of a reading, users' TOML and JSON."""
