"""Extract a posting from bytes: a web page, a job board's JSON record, or plain text."""

from pathlib import PurePath

from truerole.core.errors import NotText
from truerole.core.posting import Posting
from truerole.core.text.decoding import decode
from truerole.core.text.html import declared_charset, is_html_page
from truerole.scraper.extract.jsonld import posting_from_json, posting_from_page

HTML = ("text/html", "application/xhtml+xml")
JSON = ("application/json", "application/ld+json")
_SUFFIXES = {".html": HTML[0], ".htm": HTML[0], ".xhtml": HTML[1], ".json": JSON[0]}


def extract_posting(raw: bytes, name: str, media_type: str | None = None, charset: str | None = None) -> Posting:
    """Return the posting in `raw`, of source "page" if taken out of HTML or JSON, of source "text" otherwise.

    `media_type` defaults to that of the suffix of `name`; `charset` is the encoding that the host declared. Raises
    NotText for binary data, XML, and JSON that holds no posting.
    """
    media_type = media_type or _SUFFIXES.get(PurePath(name).suffix.lower(), "text/plain")
    text = decode(raw, charset or (declared_charset(raw) if media_type in HTML else None))
    if media_type in HTML or is_html_page(text):
        return posting_from_page(text, name)
    if media_type in JSON:
        return _posting_from_json(text, name)
    if text.lstrip()[:9].lower().startswith(("<?xml", "<!doctype")):
        raise NotText("this is XML, not a posting: copy the posting's words instead")
    return Posting(source="text", external_id=name, title="", description=text)


def _posting_from_json(text: str, name: str) -> Posting:
    """Return the posting of a JSON document; raises NotText where the document holds none."""
    found = posting_from_json(text, name)
    if found is None:
        raise NotText("this is JSON without a posting in it; `truerole score` reads files of many postings")
    return found
