"""Reading of postings by processes: a request's body, and streams of JSON lines."""
