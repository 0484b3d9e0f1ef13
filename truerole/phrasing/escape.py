"""Escape text from outside, so that HTML and Markdown show the characters and do nothing else."""

import html
import re

from truerole.core.text.visible import one_line, visible

_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")


def escape(text: str) -> str:
    """Return `text` as HTML that shows the same characters and does nothing else."""
    return html.escape(visible(text))


def escape_markdown(text: str) -> str:
    """Return `text` on a single line, as Markdown that shows the same characters and does nothing else."""
    return _MARKDOWN.sub(r"\\\1", one_line(text))
