"""Make text from outside safe to show: it is seen as it is and does nothing else."""

import html
import re

# Control characters, and those that turn or hide the text around them (bidirectional, zero width, lone surrogates).
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")


def visible(text: str) -> str:
    """Return `text` without the characters that nobody sees."""
    return _UNSEEN.sub("", text)


def escape(text: str) -> str:
    """Return `text` as HTML that shows it and does nothing else."""
    return html.escape(visible(text))


def escape_markdown(text: str) -> str:
    """Return `text` on one line as Markdown that shows it and does nothing else."""
    return _MARKDOWN.sub(r"\\\1", " ".join(visible(text).split()))
