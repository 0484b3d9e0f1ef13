"""Search of postings by typed words: words of titles, companies, places and texts, skills and countries."""
