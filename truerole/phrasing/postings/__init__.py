"""Words on single postings: when they were seen, and how long such jobs stay open."""
