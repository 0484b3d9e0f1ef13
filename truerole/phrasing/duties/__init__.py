"""The mix of duties in words and rows: of the market, of a posting beside its role, of two postings."""
