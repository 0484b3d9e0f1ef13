"""Texts of a response: mojibake undone, HTML turned into lines, sections joined below their headings."""

import re

from truerole.core.normalise import coerce
from truerole.core.text.decoding import replace_surrogates
from truerole.core.text.html import html_to_text

_MOJIBAKE = re.compile("[ÂÃ][\u0080-\u00bf]|â[€\u0080-\u009f]|ð[Ÿ\u009f]|ï¿½")


def fixed_line(value: object) -> str | None:
    """Return a value as text on a single line, entities decoded and mojibake undone; None for an empty value."""
    return coerce.line(fix_mojibake(value) if isinstance(value, str) else value)


def fixed_text(value: object) -> str:
    """Return the lines of HTML or plain text, mojibake undone; "" for a value that is no text."""
    return (
        html_to_text(fix_mojibake(replace_surrogates(value).replace("\0", "")))
        if isinstance(value, str) and value.strip()
        else ""
    )


def fix_mojibake(text: str) -> str:
    """Return text with mojibake undone, where UTF-8 was decoded as Windows-1252 ("cafÃ©" is "café"), by ftfy."""
    if not _MOJIBAKE.search(text):
        return text
    import ftfy

    return "".join(ftfy.fix_encoding(line) for line in text.splitlines(keepends=True))


def join_sections(*parts: tuple[str | None, str]) -> str:
    """Return sections joined by blank lines, each text below the heading, if any; empty texts are left out."""
    sections = (f"{heading}\n\n{text}" if heading else text for heading, text in parts if text)
    return "\n\n".join(sections)
