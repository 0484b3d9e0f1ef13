"""Search of postings by what a person types: words of titles, companies, places and texts, skills and countries."""
