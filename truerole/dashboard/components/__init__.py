"""Parts that several pages share: filters, cards of postings, boards and labels, permalinks."""
