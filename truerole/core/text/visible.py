"""Make text from outside safe to print: without invisible characters, on a single line."""

import re

# Control characters, and those that turn or hide the text around them (bidirectional, zero width, lone surrogates).
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def visible(text: str) -> str:
    """Return `text` without invisible characters; line feeds and tabs stay."""
    return _INVISIBLE.sub("", text)


def one_line(text: str) -> str:
    """Return `text` without invisible characters, each run of white space a single blank."""
    return " ".join(visible(text).split())
