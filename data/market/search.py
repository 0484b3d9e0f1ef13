"""Search postings by their words, and show some of them as they are listed.

What a person types is words, "several words in a row" and -words that must not be there. Nothing else means anything:
it is parsed here, and reaches the database as quoted words alone. All words must be there; the newest posting comes
first, as to rank them takes a minute where a word is common.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from pyroaring import BitMap
from sqlalchemy import Connection, RowMapping, func, select, text

from truerole.core.decoding import replace_surrogates
from truerole.core.posting import Salary, Workplace
from truerole.core.reading import ROLES
from truerole.core.stored import SkillDemand, StoredReading
from truerole.data.dedup.match_rules import DuplicateKind
from truerole.data.market.bitmap_index import parse_bitmap
from truerole.data.store.engine import batched
from truerole.data.store.schema import postings, readers, readings, sightings, skill_names, skills
from truerole.data.store.store import Store

# What counts of what is typed, or pasted by mistake.
MOST_CHARACTERS, MOST_TERMS = 1_000, 40

# Words that follow each other.
Term = tuple[str, ...]
_TYPED = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"\0": " "})
# PostgreSQL keeps full-stack as three words, which are also found by the two; but gpt-4 as "gpt" and "-4".
_HYPHEN = re.compile(r"-(?=[^\W\d])")


@dataclass(frozen=True, slots=True)
class Query:
    """Hold what must be in a posting, and what must not; nothing where nothing was asked for."""

    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms or self.excluded)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hold the postings that were found by number, the newest ones alone where it is `capped`."""

    numbers: BitMap
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Hold a posting as it is listed, without its text; `alike` is the number of the one that it repeats.

    `alike_as` is "copy" where it repeats that one's text for another company. `copies` is how many others repeat it,
    `copied` how many of them as a copy.
    """

    number: int
    source: str
    board: str
    external_id: str
    url: str | None
    title: str
    company: str | None
    location: str | None
    country: str | None
    workplace: Workplace | None
    posted_on: date | None
    month: str | None
    salary: Salary | None
    employment_type: str | None
    language: str | None
    sample: bool
    closed_on: date | None
    duplicate_of: int | None
    duplicate_kind: DuplicateKind | None
    has_text: bool
    copies: int = 0
    copied: int = 0
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    reading: StoredReading | None = None


def parse_query(words: str) -> Query:
    """Return what a person asks for with these words; whatever has no letter, digit, + or # is left out."""
    found: dict[bool, dict[Term, None]] = {False: {}, True: {}}
    typed = _TYPED.findall(replace_surrogates(words[:MOST_CHARACTERS]).translate(_QUOTES))
    for minus, quoted, plain in typed:
        term = tuple(word for word in (quoted or plain).split() if _tells(word))
        if term and sum(map(len, found.values())) < MOST_TERMS:
            found[minus == "-"][term] = None
    return Query(tuple(found[False]), tuple(found[True]))


def _tells(word: str) -> bool:
    return any(c.isalnum() or c in "+#" for c in word)


def search_postings(store: Store, words: str, most: int = 20_000) -> SearchResult | None:
    """Return the postings with all these words, of more than `most` the newest ones; None where no word is given.

    None restricts nothing. With excluded words alone, all postings are found that have none of them.
    """
    query = parse_query(words)
    if not query:
        return None
    dialect = store.engine.dialect.name
    given = {"words": _MATCH[dialect](query), "most": most + 1}
    with store.read_transaction() as connection:
        numbers = parse_bitmap(connection.scalar(text(_SEARCH[dialect, bool(query.terms)]), given) or "")
    return SearchResult(numbers[len(numbers) - most :], True) if len(numbers) > most else SearchResult(numbers)


def _match(query: Query) -> str:
    """Return the query for FTS5: "a" "b" NOT ("c" OR "d"); for a query of excluded words alone what finds these."""
    wanted, excluded = _quoted(query.terms), " OR ".join(_quoted(query.excluded))
    if wanted and excluded:
        return f"({' '.join(wanted)}) NOT ({excluded})"
    return " ".join(wanted) or excluded


def _websearch(query: Query) -> str:
    """Return the query for PostgreSQL: "a" "b" -"c" -"d"."""
    plain = [_HYPHEN.sub(" ", term) for term in _quoted(query.terms)]
    return " ".join([*plain, *(f"-{_HYPHEN.sub(' ', term)}" for term in _quoted(query.excluded))])


def _quoted(terms: Iterable[Term]) -> list[str]:
    return [f'"{" ".join(term)}"' for term in terms]


_MATCH = {"sqlite": _match, "postgresql": _websearch}
_POSTGRES = """SELECT string_agg(number::text, ',') FROM (SELECT number FROM postings
    WHERE words @@ websearch_to_tsquery('simple', :words) ORDER BY number DESC LIMIT :most) AS found"""
# By database, and whether any word is wanted. The numbers come as one text, as `data/market/bitmap_index.py` has them.
_SEARCH = {
    ("sqlite", True): """SELECT group_concat(rowid) FROM
        (SELECT rowid FROM search WHERE search MATCH :words ORDER BY rowid DESC LIMIT :most)""",
    ("sqlite", False): """SELECT group_concat(number) FROM (SELECT number FROM postings
        WHERE number NOT IN (SELECT rowid FROM search WHERE search MATCH :words) ORDER BY number DESC LIMIT :most)""",
    ("postgresql", True): _POSTGRES,
    ("postgresql", False): _POSTGRES,
}


def list_postings(store: Store, numbers: Sequence[int]) -> list[Listing]:
    """Return the postings with these numbers in this order; a number that there is not is left out."""
    with store.read_transaction() as connection:
        found = {n: shown for some in batched(list(numbers)) for n, shown in _listed(connection, some).items()}
    return [found[number] for number in numbers if number in found]


def list_duplicates(store: Store, number: int) -> list[Listing]:
    """Return the postings that repeat this one, the newest first."""
    with store.read_transaction() as connection:
        repeating = select(postings.c.number).where(postings.c.alike == number).order_by(postings.c.number.desc())
        numbers = connection.scalars(repeating).all()
    return list_postings(store, numbers)


def posting_text(store: Store, number: int) -> str | None:
    """Return the text of a posting; None where it has none, as those of the sample."""
    with store.read_transaction() as connection:
        return connection.scalar(select(postings.c.description).where(postings.c.number == number))


_NAMED = {"duplicate_of": postings.c.alike, "duplicate_kind": postings.c.alike_as}
_PLAIN = [name for name in Listing.__slots__ if name in postings.c or name in _NAMED]
_PAY = ("salary_min", "salary_max", "currency", "period", "salary_basis")
_COLUMNS = [_NAMED[name].label(name) if name in _NAMED else postings.c[name] for name in (*_PLAIN, *_PAY)]
_HAS_TEXT = postings.c.description.is_not(None).label("has_text")


def _listed(connection: Connection, numbers: Sequence[int]) -> dict[int, Listing]:
    rows = connection.execute(select(*_COLUMNS, _HAS_TEXT).where(postings.c.number.in_(numbers))).mappings().all()
    facts, seen, repeated = (
        current_readings(connection, numbers),
        _seen(connection, numbers),
        _repeated(connection, numbers),
    )
    shown = {row["number"]: _shown(row, facts.get(row["number"]), seen.get(row["number"], ())) for row in rows}
    for number, (times, copied) in repeated.items():
        shown[number] = replace(shown[number], copies=times, copied=copied)
    return shown


def _repeated(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[int, int]]:
    counted = select(postings.c.alike, func.count(), func.count(postings.c.alike_as))
    here = counted.where(postings.c.alike.in_(numbers)).group_by(postings.c.alike)
    return {first: (times, copied) for first, times, copied in connection.execute(here)}


def _shown(row: RowMapping, facts: StoredReading | None, seen: Sequence[datetime]) -> Listing:
    pay = [row[name] for name in _PAY]
    shown = Listing(
        **{name: row[name] for name in _PLAIN},
        salary=Salary(*pay) if any(value is not None for value in pay) else None,
        has_text=row["has_text"],
        reading=facts,
    )
    return replace(shown, first_seen=seen[0], last_seen=seen[1]) if seen else shown


def _seen(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[datetime, datetime]]:
    at = sightings.c.seen_at
    rows = select(sightings.c.posting, func.min(at), func.max(at)).where(sightings.c.posting.in_(numbers))
    return {number: (first, last) for number, first, last in connection.execute(rows.group_by(sightings.c.posting))}


def current_readings(connection: Connection, numbers: Sequence[int]) -> dict[int, StoredReading]:
    """Return what the current reader read in postings, as many as fit one statement; their skills by name."""
    asked = _asked(connection, numbers)
    rows = select(readings).join(readers).where(readings.c.posting.in_(numbers), readers.c.current)
    found = connection.execute(rows).mappings()
    return {row["posting"]: _facts(row, asked.get(row["posting"], [])) for row in found}


def _asked(connection: Connection, numbers: Sequence[int]) -> dict[int, list[SkillDemand]]:
    joined = skills.join(skill_names, skill_names.c.number == skills.c.skill).join(readers)
    rows = select(skills.c.posting, skill_names.c.skill, skills.c.need, skills.c.years).select_from(joined)
    asked: dict[int, list[SkillDemand]] = {}
    here = skills.c.posting.in_(numbers), readers.c.current
    for posting, *skill in connection.execute(rows.where(*here).order_by(skill_names.c.skill)):
        asked.setdefault(posting, []).append(SkillDemand(*skill))
    return asked


def _facts(row: RowMapping, asked: Iterable[SkillDemand]) -> StoredReading:
    plain = {field.name: row[field.name] for field in fields(StoredReading) if field.name in row}
    return StoredReading(**plain, roles=tuple(row[role] for role in ROLES), skills=tuple(asked))
