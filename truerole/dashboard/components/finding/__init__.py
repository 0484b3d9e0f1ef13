"""Parts of the page *Find postings*: further filters, the reasons of an empty result, downloads, similar postings."""
