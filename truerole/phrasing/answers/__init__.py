"""Answers on the market, the same for the command, the API and the pages: the selection of postings, words and rows."""
