"""Gathering: the boards of the store, the crawl that model, store and scraper share, saved answers."""
