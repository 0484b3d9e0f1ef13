"""Parse a saved answer of a job board, without asking any host."""

import gzip
import zlib
from io import BytesIO
from pathlib import Path

from truerole.core.errors import DataError
from truerole.core.posting import Posting
from truerole.core.text.decoding import read_file, read_stdin
from truerole.scraper.crawl.text_facts import with_text_facts
from truerole.scraper.sources.base import Parsed, Request, Response
from truerole.scraper.sources.registry import source_of

_MOST_BYTES = 200_000_000
_GZIP = b"\x1f\x8b"


def parse_saved(source: str, file: str, board: str = "") -> Parsed:
    """Return the postings and problems that a source finds in a file, or in the standard input for "-".

    Raises DataError for an unknown source, and for a file that is damaged or too large.
    """
    name = "standard input" if file == "-" else file
    return with_text_facts(source_of(source).parse(Response(Request(name), _unpacked(file, name)), board))


def _unpacked(file: str, name: str) -> bytes:
    raw = read_stdin(_MOST_BYTES) if file == "-" else read_file(Path(file), _MOST_BYTES)
    if not raw.startswith(_GZIP):
        return raw
    try:
        with gzip.open(BytesIO(raw)) as stream:
            unpacked = stream.read(_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise DataError(f"{name}: is damaged: it does not unpack to its end") from None
    if len(unpacked) > _MOST_BYTES:
        raise DataError(f"{name}: holds more than {_MOST_BYTES / 1e6:g} MB; parse it in parts")
    return unpacked


def posting_fields(posting: Posting, company: str | None) -> dict[str, object]:
    """Return a parsed posting as the fields of a JSON line; `company` is that of its board."""
    pay = posting.salary
    return {
        "external_id": posting.external_id,
        "url": posting.url,
        "title": posting.title,
        "company": posting.company or company,
        "location": posting.location,
        "country": posting.country,
        "workplace": posting.workplace,
        "description": posting.description,
        "posted_on": posting.posted_on,
        "salary": pay
        and {"min": pay.min, "max": pay.max, "currency": pay.currency, "period": pay.period, "basis": pay.basis},
        "employment_type": posting.employment_type,
    }
