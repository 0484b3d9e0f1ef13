"""Permalink: the posting itself, compressed into the address; nothing is stored on a server."""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from truerole.core.errors import FailedLink

LONGEST_LINK = 6_000
# A text of 100,000 characters at four bytes each, and a title: what a small link may unfold to.
LARGEST_TEXT = 402_000


@dataclass(frozen=True, slots=True)
class Draft:
    """Text and title that a visitor gives to read."""

    text: str
    title: str = ""


def encode_draft(draft: Draft) -> str | None:
    """Return the posting as URL-safe characters, or None if they are more than `LONGEST_LINK`."""
    title = " ".join(draft.title.split())
    packed = zlib.compress(f"{title}\n{draft.text}".encode("utf-8", "replace"), 9)
    code = urlsafe_b64encode(packed).decode().rstrip("=")
    return code if len(code) <= LONGEST_LINK else None


def decode_draft(code: str) -> Draft:
    """Return the posting in a link; raise FailedLink if the link is cut off, damaged or a zip bomb."""
    try:
        unfold = zlib.decompressobj()
        raw = unfold.decompress(urlsafe_b64decode(code[: LONGEST_LINK + 1] + "=" * (-len(code) % 4)), LARGEST_TEXT)
        title, text = raw.decode().split("\n", 1)
    except (ValueError, zlib.error):
        unfold, text, title = None, "", ""
    if unfold is None or not unfold.eof:
        raise FailedLink("the link is damaged or cut off; ask for it again, or paste the text")
    return Draft(text, title)
