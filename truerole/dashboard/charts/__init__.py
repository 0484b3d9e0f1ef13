"""Charts of the pages; `frame` shows them with sample size and downloads."""
