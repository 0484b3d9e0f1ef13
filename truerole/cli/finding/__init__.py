"""Commands that find stored postings, and the options by which they are found."""
