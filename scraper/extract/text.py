"""Texts of a response: mojibake undone, HTML turned into lines, sections joined below their headings."""

import re

from truerole.core.decoding import replace_surrogates
from truerole.core.html import html_to_text
from truerole.core.normalise import coerce

_MOJIBAKE = re.compile("[ÂÃ][\u0080-\u00bf]|â[€\u0080-\u009f]|ð[Ÿ\u009f]|ï¿½")


def fixed_line(value: object) -> str | None:
    """Return a value as text on one line, entities decoded, mended where its encoding was mistaken."""
    return coerce.line(fix_mojibake(value) if isinstance(value, str) else value)


def fixed_text(value: object) -> str:
    """Return the lines of a text that is HTML or plain, "" for anything else."""
    return (
        html_to_text(fix_mojibake(replace_surrogates(value).replace("\0", "")))
        if isinstance(value, str) and value.strip()
        else ""
    )


def fix_mojibake(text: str) -> str:
    """Return a text whose bytes were taken for another encoding, where it looks so, as it was meant."""
    if not _MOJIBAKE.search(text):
        return text
    import ftfy

    return "".join(ftfy.fix_encoding(line) for line in text.splitlines(keepends=True))


def join_sections(*parts: tuple[str | None, str]) -> str:
    """Return texts one after another, each below its heading if it has one; empty ones are left out."""
    made = (f"{heading}\n\n{text}" if heading else text for heading, text in parts if text)
    return "\n\n".join(made)
