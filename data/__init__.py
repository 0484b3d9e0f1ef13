"""Kept data: the store of postings, readings and labels, everything asked of them, and the shipped assets.

Packages, each with a docstring that says more:
- `store/`   the database: tables, migrations, transactions, readings by model version, backup and restore
- `crawl/`   the crawler's memory in the store: boards, tasks, hosts, open and closed postings
- `dedup/`   duplicates: MinHash signatures, LSH bands, match rules and clusters
- `market/`  answers for the charts and lists: bitmap index, aggregates, search, matching to a person, the sample
- `labels/`  labels by annotators: which postings to ask about, agreement, export
- `files/`   files of postings, in and out: CSV, JSON Lines, Parquet; column names, rejected rows

Assets, found by `truerole.core.assets`:
- `taxonomy/*.toml`           the skills, by category: names, aliases, parents, context rules
- `counts/`                   term counts and labels of the read postings, from which the role model is fitted
- `models/`                   shipped model versions, `registry.toml` with their hashes, the model card
- `examples/*.toml`           postings written for the project, with labels
- `sample/market.parquet`     the market sample: readings of postings, never their texts
- `boards.toml`               boards that a new store starts with
- `headings.toml`             section headings, by kind of section
- `signals.toml`, `signals.tsv`  cues and weights of company stage, seniority and deep-learning level
- `wording.tsv`               word counts by section, for the sentence classifier
"""
