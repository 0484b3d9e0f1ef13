"""Deduplication of postings: the same job on several boards, in several towns, or copied by an agency.

`minhash` finds similar texts, once `boilerplate` is removed; `match_rules` compares two postings by their texts,
`normalise_names` and `match_locations`; `clustering` groups them, and `store_clusters` keeps the groups in the store.
"""
