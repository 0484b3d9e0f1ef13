"""Market questions over the store's postings, answered in milliseconds for the pages.

`bitmap_index` holds the postings of each value of each facet (`facets` those of skills); `aggregates` counts them for
the charts, `skill_match` ranks them for a person by skills (`bit_sliced_counter`) and `wishes`, `similar_postings` for
a posting; `query` searches the texts, `listing` lists postings; `title_families` groups titles; `sample` is the market
sample that ships.
"""
