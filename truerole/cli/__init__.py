"""The terminal: each module holds commands of `truerole`, which call a workflow and print the result.

`main` puts them together; `render` prints results; `console` and `interrupts` are shared by all.
"""
