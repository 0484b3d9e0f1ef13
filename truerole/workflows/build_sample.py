"""Build the market sample from a corpus: readings of the postings, without texts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from truerole.core.errors import DataError, TrueRoleError
from truerole.core.normalise.country import country_of
from truerole.core.normalise.pay_in_text import find_pay, pay_in_title
from truerole.core.posting import Posting
from truerole.core.progress import OnProgress, Progress, ignore_progress
from truerole.core.stored import StoreEntry, stored_reading_of
from truerole.data.dedup.clustering import Clusters, blocking_keys
from truerole.data.dedup.match_rules import Fingerprint
from truerole.data.dedup.minhash import minhash_signature
from truerole.data.files.text_rows import Row, RowFile
from truerole.data.market import sample
from truerole.model.reader import Reader, default_reader
from truerole.workflows.reading.posting_facts import find_facts

_COLUMNS = ("src", "date", "location")
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_LONGEST_TITLE = 200
# What a collection's name says of where its postings are, for those that name no country themselves.
_MARKETS = {"us": "us", "uk": "gb", "de": "de", "au": "au", "india": "in", "ca": "us"}


def build_sample(corpus: Path, target: Path = sample.SAMPLE_FILE, on_progress: OnProgress = ignore_progress) -> int:
    """Read the postings of `corpus` (id, src, title, date, location, description) and write their facts to `target`.

    Returns how many; those that cannot be read are left out. Raises DataError where none can.
    """
    reader = default_reader()
    entries = list(_entries(reader, RowFile(corpus, _COLUMNS), on_progress))
    if not entries:
        raise DataError(f"{corpus}: no posting in it can be read; it needs id, src, title and description")
    return sample.save_sample(entries, reader.model.version, target)


def _entries(reader: Reader, rows: RowFile, on_progress: OnProgress) -> Iterator[StoreEntry]:
    left_out, groups, ids = 0, Clusters(), list[str]()
    for row in rows:
        try:
            entry = _entry(reader, row)
            ids.append(entry.posting.external_id)
            shown = Fingerprint(len(ids), minhash_signature(row.description))
            first = groups.add(shown, blocking_keys(shown))
            yield entry if first == len(ids) else replace(entry, duplicate_of=ids[first - 1])
        except TrueRoleError:
            left_out += 1
        on_progress(Progress(row.number, left_out, rows.share))


def _entry(reader: Reader, row: Row) -> StoreEntry:
    source, title = str(row.more.get("src") or ""), " ".join((row.title or "").split())
    if row.error or not source or not title:
        raise DataError(row.error or "it has no source or title")
    reading = reader.read(row.description, title)
    month = _MONTH.match(str(row.more.get("date") or ""))
    country = country_of(str(row.more.get("location") or "")) or _market(source)
    pay = find_pay(row.description, country)
    workplace = find_facts(row.description).workplace
    posting = Posting(
        source=source,
        external_id=str(row.id),
        title=title[:_LONGEST_TITLE],
        description="",
        country=country,
        workplace=workplace.value if workplace else None,
        salary=pay.salary if pay else pay_in_title(title, country),
        language=reading.language,
    )
    return StoreEntry(posting, stored_reading_of(reading), month[0] if month else None, sample=True)


def _market(source: str) -> str | None:
    return next((_MARKETS[part] for part in source.split("_") if part in _MARKETS), None)
