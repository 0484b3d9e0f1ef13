"""The sources of postings, a module each, with all facts and the parser of a vendor or a feed.

`base` is the protocol, `registry` finds the sources, `resolve_board` the board that a person means; `feed` and
`hn_headline` are helpers.
"""
