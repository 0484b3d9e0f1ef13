"""Commands for more postings than a file or a machine holds."""
