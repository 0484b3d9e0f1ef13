"""Filter postings that may be of a data role: by title before reading, by role and title afterwards."""

import re

from truerole.core.stored import StoredReading

# Titles lie, so whatever might be such work is read: what is left out is work that no data role is ever named by.
_MAY_BE = re.compile(
    r"\b(?:data\w*|database|analy\w+|analist\w*|scien\w+|wissenschaft\w*|statist\w*|quant\w*|research\w*|forsch\w*|"
    r"machine|deep|learning|ml|mlops|ai|ki|ia|artificial|llms?|gen ?ai|nlp|vision|model\w*|algorithm\w*|insights?|"
    r"intelligence|bi|etl|elt|dwh|warehous\w*|lakehouse|pipelines?|analytics|engineer\w*|ingenieur\w*|ingénieur\w*|"
    r"developer|entwickler\w*|metrics|reporting|econom\w+|actuar\w+|biostat\w*|bioinformat\w*|computational|python|sql)\b",
    re.IGNORECASE,
)


def may_be_data_role(title: str, facts: StoredReading | None) -> bool:
    """Return whether a posting may be of a data role; `facts` is the reading, None before reading."""
    if facts is None:
        return _MAY_BE.search(title) is not None
    return facts.role not in (None, "other") or facts.title_role is not None
