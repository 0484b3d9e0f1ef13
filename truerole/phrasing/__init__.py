"""Results in plain words, the same in the terminal and on the pages.

A module for each kind of result (`reading`, `labels`, `comparison`, `boards`), `evidence` for the sentences that tipped
a reading, and `escape` for HTML and Markdown.
"""
