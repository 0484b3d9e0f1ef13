"""Store of postings and readings in SQLite or PostgreSQL.

`store` opens the database by `engine`, `schema` and `migrations`, and adds postings with their `readings`;
`predictions` and `model_diff` compare model versions; `runs` records crawls and imports; `backup`,
`restore` and `copy` move a store.
"""
