"""Text of a posting: blanked markup, tokens with word ids, restored line breaks, language; together a `Document`."""
