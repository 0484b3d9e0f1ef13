"""The crawler: fetches boards, hands responses to the pipeline, and keeps the state of the crawl by a protocol."""
