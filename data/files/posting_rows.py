"""Parse postings from the rows of CSV, JSON lines or Parquet, under many names of columns."""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path

from truerole.core.errors import DataError
from truerole.core.normalise import coerce
from truerole.core.normalise.dates import ParsedDate, parse_date
from truerole.core.normalise.plausible import plausible_month, plausible_posting
from truerole.core.normalise.salary import parse_salary
from truerole.core.posting import LONGEST, LONGEST_EMPLOYMENT, ImportRow, Oddity, Posting, Salary
from truerole.core.text.html import description_lines, with_sections
from truerole.data.files.column_names import NEEDED, OURS, Columns, columns_of, flat
from truerole.data.files.formats import Record, stem_of, too_long_cell, without_long_cells
from truerole.data.files.record_reader import RecordFile, Records

_LOOKED_AT = 100
_PARTS = ("responsibilities", "requirements", "qualifications", "benefits")

# Characters of a value that are told as an example.
_SHOWN = 40
_AN_AMOUNT = re.compile(r"[1-9]")
_OF_WORKPLACE = re.compile(r"(?:fully |100% )?(?:remote|hybrid|on-?\s?site|in[- ]office|in[- ]person)", re.IGNORECASE)
# Pay that a job board estimates stands so behind it, on American pages in dollars.
_ESTIMATE = re.compile(r"\(?\b(?:glassdoor|employer|indeed|linkedin)?\s*est(?:imated?|\.)?\)?", re.IGNORECASE)
_SURELY_A_YEAR = 20_000
# What stands in place of a description where a program found none.
_LONGEST_EXCUSE = 100
_EXCUSE = re.compile(
    r"(?:(?:the |no )?(?:full |job )?(?:description|details?|content|text) (?:is |are |was |were )?(?:not|un)\s?"
    r"(?:yet )?(?:available|found|provided|specified|given|accessible)\b.{0,40}|"
    r"no (?:job )?(?:description|details|content)(?: (?:available|found|provided|given))?\b.{0,20}|not available|"
    r"(?:see|click|view) (?:the )?(?:link|here|more|posting|website|job)\b.{0,40}|[-–—.?]+)[.!…]*",
    re.IGNORECASE,
)
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
    short, long = without_long_cells(record.fields)
    if long:
        return ImportRow(record.number, short, problem=too_long_cell(long[0]))
    found = flat(record.fields)
    cells = {field: _in_units(found.get(name), name) for field, name in columns.taken.items()}
    posted = parse_date(cells.get("posted_on"))
    made = posting_of(cells, source, posted.day)
    if isinstance(made, str):
        return ImportRow(record.number, record.fields, problem=made)
    month = None if posted.day else posted.month or parse_date(cells.get("month")).month
    kept = plausible_posting(made)
    odd = dict(_oddities(made, kept, month)) | dict(_unread(cells, made, posted))
    return ImportRow(record.number, record.fields, kept, plausible_month(month), None, posted.unsure, odd)


def _oddities(made: Posting, kept: Posting, month: str | None) -> Iterator[tuple[Oddity, str]]:
    """Yield what was left out of a posting as it was made, or put in order, by kind."""
    if made.posted_on != kept.posted_on or month != plausible_month(month):
        yield "date", made.posted_on.isoformat() if made.posted_on else month or ""
    if made.salary and made.salary != kept.salary:
        amounts = " to ".join(f"{amount:,.10g}" for amount in (made.salary.min, made.salary.max) if amount is not None)
        unit = " ".join(filter(None, (made.salary.currency, made.salary.period and f"a {made.salary.period}")))
        yield ("reversed pay" if kept.salary else "pay"), f"{amounts} {unit}".strip()


def _unread(cells: Mapping[str, object], made: Posting, posted: ParsedDate) -> Iterator[tuple[Oddity, str]]:
    """Yield the words in the cells of the day and the pay that cannot be read; "0" and plain words are no pay."""
    day = coerce.line(cells.get("posted_on"), _SHOWN)
    if day and posted == ParsedDate():
        yield "unread date", day
    if made.salary is None and not coerce.is_yes(cells.get("salary_predicted")):
        pay = (coerce.line(cells.get(name), _SHOWN) or "" for name in ("salary_min", "salary_max", "salary"))
        if written := next((words for words in pay if _AN_AMOUNT.search(words)), None):
            yield "unread pay", written


def _in_units(value: object, column: str) -> object:
    """Return an amount in units of money: amounts of a column such as `salary_min_k` are thousands."""
    thousands = column.lower().endswith(("_k", "(k)", " k", "_in_k"))
    return f"{coerce.text(value)}k" if thousands and coerce.text(value) else value


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
        workplace=coerce.workplace(get("workplace")) or coerce.workplace(get("employment_type")),
        posted_on=day,
        salary=None if coerce.is_yes(get("salary_predicted")) else _salary(cells),
        employment_type=_employment(get("employment_type")),
        language=coerce.language(get("language")),
    )
    long = next((name for name, most in LONGEST.items() if len(getattr(posting, name) or "") > most), None)
    return f"the {long} is longer than {LONGEST[long]} characters" if long else posting


def column_names(file: Records) -> list[str]:
    """Return the column names, with nested objects flattened into dotted names."""
    with closing(iter(file)) as rows:
        seen = dict.fromkeys(chain.from_iterable(flat(record.fields) for record in islice(rows, _LOOKED_AT)))
    above = {".".join(parts[:n]) for parts in (name.split(".") for name in seen) for n in range(1, len(parts))}
    return [name for name in dict.fromkeys((*file.names(), *seen)) if name not in above | OURS]


def description_of(cells: Mapping[str, object]) -> str:
    """Return the description that the cells of a row make, by field, with those of its sections; else empty."""
    parts = ((name.capitalize(), description_lines(coerce.text(cells[name]) or "")) for name in _PARTS if name in cells)
    own = description_lines(coerce.text(cells.get("description")) or "")
    if len(own) < _LONGEST_EXCUSE and _EXCUSE.fullmatch(own):
        return ""
    return with_sections(own, parts) if own else ""


def _employment(value: object) -> str | None:
    """Return the kinds of employment; None for words that are of the workplace alone, such as "Remote"."""
    words = coerce.line(coerce.listed(value), LONGEST_EMPLOYMENT)
    return None if words and _OF_WORKPLACE.fullmatch(words) else words


def _location(cells: Mapping[str, object]) -> str | None:
    places = cells.get("location")
    named = coerce.line("; ".join(filter(None, map(coerce.text, places))) if isinstance(places, list) else places)
    return named or coerce.line([cells.get(name) for name in ("city", "region", "country")])


def _salary(cells: Mapping[str, object]) -> Salary | None:
    found = coerce.salary(*map(cells.get, ("salary_min", "salary_max", "currency", "period", "salary_basis")))
    return found or next(filter(None, (_pay_in_words(cells, name) for name in ("salary", "salary_min"))), None)


def _pay_in_words(cells: Mapping[str, object], name: str) -> Salary | None:
    """Return the pay of a cell that holds both ends, or the only amount: "$37K-$66K (Glassdoor est.)"."""
    given, currency, period = (cells.get(field) for field in (name, "currency", "period"))
    alone = coerce.salary(given, None, currency, period, cells.get("salary_basis"))
    if alone:
        return replace(alone, max=alone.min)
    words = coerce.line(given) or ""
    named = coerce.salary(1, None, currency, period, cells.get("salary_basis")) or Salary(None, None, None, None)
    plain, dollar = _ESTIMATE.sub(" ", words), "USD" if _ESTIMATE.search(words) else named.currency
    found = parse_salary(plain, dollar) or parse_salary(f"{named.currency or ''} {plain}", dollar)
    if found is None:
        return None
    basis = "estimated" if _ESTIMATE.search(words) else named.basis or found.basis
    unit = found.period or named.period or ("year" if (found.max or found.min or 0) >= _SURELY_A_YEAR else None)
    return replace(found, currency=found.currency or named.currency, period=unit, basis=basis)


def _source(value: object) -> str | None:
    """Return a source name without the "via " that Google Jobs puts before source names."""
    return (coerce.text(value) or "").removeprefix("via ").strip() or None


def _hash(title: str, company: str | None, description: object, location: str | None) -> str:
    """Return an id for a posting that has none: the same wherever the same words are."""
    words = (" ".join(part.split()) for part in (title, company or "", coerce.text(description) or "", location or ""))
    return blake2b("\0".join(words).encode(), digest_size=12).hexdigest()
