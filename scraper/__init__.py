"""Scraper: `fetch` asks hosts politely, `extract` and `sources` make postings of responses, `crawl` drives both."""
