"""Reading for a page: facts of one posting, and a file of postings at once."""
