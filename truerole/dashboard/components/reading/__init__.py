"""Parts of the page *Read*: where a text comes from, its answer, earlier readings, the way on, files of postings."""
