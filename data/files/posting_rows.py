"""Parse postings from the rows of CSV, JSON lines or Parquet, under many names of columns."""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path

from truerole.core.errors import DataError
from truerole.core.normalise import coerce
from truerole.core.normalise.dates import parse_date
from truerole.core.normalise.plausible import plausible_month, plausible_posting
from truerole.core.posting import LONGEST, LONGEST_EMPLOYMENT, ImportRow, Oddity, Posting, Salary
from truerole.core.text.html import description_lines, with_sections
from truerole.data.files.column_names import NEEDED, OURS, Columns, columns_of, flat
from truerole.data.files.formats import Record, stem_of
from truerole.data.files.record_reader import RecordFile

_LOOKED_AT = 100
_PARTS = ("responsibilities", "requirements", "qualifications", "benefits")

_REJECTED = re.compile(r"\.rejected(?:-\d+)?$")


class PostingFile:
    """Iterable of the postings of a file, in order and in constant memory, with the `share` that is read.

    `columns` says which of its columns are taken for what, `note` which of its lists, `unsure_days` how many dates
    could be two days, and `oddities` how often values that no real posting has were mended, with the first of each.
    """

    def __init__(self, path: Path, source: str | None = None, chosen: Mapping[str, str] | None = None) -> None:
        """Look at the first rows of a file; `source` is that of postings which name none (default: the file's name).

        `chosen` says for some fields which column they are taken from. Raises DataError for a file that is no table of
        postings.
        """
        self._file = RecordFile(path)
        # What was rejected of a file and mended is of that file.
        self.source = source or _REJECTED.sub("", stem_of(path))
        self.note = self._file.note
        self.unsure_days = 0
        self.oddities: dict[Oddity, tuple[int, str]] = {}
        names = column_names(self._file)
        if not names:
            raise DataError(f"{path}: is empty, or no line of it can be read")
        try:
            self.columns = columns_of(names, chosen)
        except DataError as error:
            raise DataError(f"{path}: {error}") from None

    @property
    def share(self) -> float:
        """Return how much of the file is read."""
        return self._file.share

    def __iter__(self) -> Iterator[ImportRow]:
        """Yield a posting or a problem for each row; raises DataError for a damaged file."""
        for record in self._file:
            offer = offer_of(record, self.columns, self.source)
            self.unsure_days += offer.unsure_day
            for kind, written in offer.oddities.items():
                count, first = self.oddities.get(kind, (0, written))
                self.oddities[kind] = count + 1, first
            yield offer


def offer_of(record: Record, columns: Columns, source: str) -> ImportRow:
    """Parse a row into a posting, or the problem with the row; `source` is the default source."""
    if record.error:
        return ImportRow(record.number, record.fields, problem=record.error)
    found = flat(record.fields)
    cells = {field: found.get(name) for field, name in columns.taken.items()}
    posted = parse_date(cells.get("posted_on"))
    made = posting_of(cells, source, posted.day)
    if isinstance(made, str):
        return ImportRow(record.number, record.fields, problem=made)
    month = None if posted.day else posted.month or parse_date(cells.get("month")).month
    kept = plausible_posting(made)
    odd = dict(_oddities(made, kept, month))
    return ImportRow(record.number, record.fields, kept, plausible_month(month), None, posted.unsure, odd)


def _oddities(made: Posting, kept: Posting, month: str | None) -> Iterator[tuple[Oddity, str]]:
    """Yield what was left out of a posting as it was made, or put in order, by kind."""
    if made.posted_on != kept.posted_on or month != plausible_month(month):
        yield "date", made.posted_on.isoformat() if made.posted_on else month or ""
    if made.salary and made.salary != kept.salary:
        amounts = " to ".join(f"{amount:,.10g}" for amount in (made.salary.min, made.salary.max) if amount is not None)
        unit = " ".join(filter(None, (made.salary.currency, made.salary.period and f"a {made.salary.period}")))
        yield ("reversed pay" if kept.salary else "pay"), f"{amounts} {unit}".strip()


def posting_of(cells: Mapping[str, object], source: str, day: date | None) -> Posting | str:
    """Return the posting that the cells of a row make, by field, or in words why there is none."""
    get = cells.get
    strange = next((n for n in NEEDED if not isinstance(get(n), str | bytes) and coerce.text(get(n))), None)
    title, description = coerce.line(get("title")), description_of(cells)
    if strange or not description or not title:
        return f"the {strange} is not text" if strange else f"there is no {'title' if description else 'description'}"
    company, location = coerce.line(get("company")), _location(cells)
    posting = Posting(
        source=_source(get("source")) or source,
        board=coerce.text(get("board")),
        external_id=coerce.text(get("external_id")) or _hash(title, company, get("description"), location),
        title=title,
        description=description,
        url=coerce.link(get("url")),
        company=company,
        location=location,
        country=coerce.country(get("country"), location),
        workplace=coerce.workplace(get("workplace")),
        posted_on=day,
        salary=None if coerce.is_yes(get("salary_predicted")) else _salary(cells),
        employment_type=coerce.line(get("employment_type"), LONGEST_EMPLOYMENT),
        language=coerce.language(get("language")),
    )
    long = next((name for name, most in LONGEST.items() if len(getattr(posting, name) or "") > most), None)
    return f"the {long} is longer than {LONGEST[long]} characters" if long else posting


def column_names(file: RecordFile) -> list[str]:
    """Return the column names, with nested objects flattened into dotted names."""
    with closing(iter(file)) as rows:
        seen = dict.fromkeys(chain.from_iterable(flat(record.fields) for record in islice(rows, _LOOKED_AT)))
    above = {".".join(parts[:n]) for parts in (name.split(".") for name in seen) for n in range(1, len(parts))}
    return [name for name in dict.fromkeys((*file.names(), *seen)) if name not in above | OURS]


def description_of(cells: Mapping[str, object]) -> str:
    """Return the description that the cells of a row make, by field, with those of its sections; else empty."""
    parts = ((name.capitalize(), description_lines(coerce.text(cells[name]) or "")) for name in _PARTS if name in cells)
    own = description_lines(coerce.text(cells.get("description")) or "")
    return with_sections(own, parts) if own else ""


def _location(cells: Mapping[str, object]) -> str | None:
    named = coerce.line(cells.get("location"))
    return named or coerce.line([cells.get(name) for name in ("city", "region", "country")])


def _salary(cells: Mapping[str, object]) -> Salary | None:
    return coerce.salary(*map(cells.get, ("salary_min", "salary_max", "currency", "period", "salary_basis")))


def _source(value: object) -> str | None:
    """Return a source name without the "via " that Google Jobs puts before source names."""
    return (coerce.text(value) or "").removeprefix("via ").strip() or None


def _hash(title: str, company: str | None, description: object, location: str | None) -> str:
    """Return an id for a posting that has none: the same wherever the same words are."""
    words = (" ".join(part.split()) for part in (title, company or "", coerce.text(description) or "", location or ""))
    return blake2b("\0".join(words).encode(), digest_size=12).hexdigest()
