"""The crawl in the store: boards, work queue, ingest, closing of postings, host states, history of runs."""
