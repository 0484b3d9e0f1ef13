"""Answer on how the days are filled: mean mixes of the work by role, title, country and other facets."""

from collections.abc import Callable, Iterable
from dataclasses import asdict

from pyroaring import BitMap

from truerole.core.reading import WORK_KINDS
from truerole.data.market.aggregates import SampleNote, Selection, postings_of, sample_note
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.duties import FEWEST, INDEXED, MIX_FACETS, MeanMix, MixFacet, mix_table, mixes_by
from truerole.data.market.profiles.company_table import company_table
from truerole.data.store.store import Store
from truerole.phrasing.answers.answer import Answer, Row
from truerole.phrasing.answers.filters import Spell, as_option, parse_by
from truerole.phrasing.answers.left_out import left_out_words
from truerole.phrasing.answers.nothing_left import about_lines
from truerole.phrasing.duties.mix import (
    FACET_TITLES,
    apart_rows,
    apart_words,
    known_words,
    method_words,
    mix_rows,
    mix_words,
    spread_words,
    too_few_known,
)
from truerole.phrasing.market import rows_caution


def duties_answer(store: Store, selection: Selection, by: str, top: int, spell: Spell = as_option) -> Answer:
    """Return the mean mixes of duties by a facet as an answer of at most `top` rows; raises DataError for another."""
    facet = parse_by(by, MIX_FACETS, spell)
    table = mix_table(store, selection.index)
    employers = company_table(store, selection.index).company
    found = mixes_by(selection.index, table, selection.postings, facet, employers)
    mixes, apart = found.shown[:top], apart_words(found, facet)
    numbers, total = table.known & selection.postings, len(selection.postings)
    known, left = len(numbers), days_left_out(selection.index, facet, numbers, top + len(found.apart))
    enough = mixes or found.apart
    # Where no row is shown, there is nothing to caution of.
    shown = sample_note(selection.index, numbers if mixes else BitMap())
    of_rows = rows_caution(days_sample(selection.index, facet, numbers, mixes), shown)
    told = known_words(known, total), left, of_rows, spread_words(mixes), apart
    said = told if enough else (too_few_known(known, total),)
    lines = about_lines(selection, *filter(None, said), method_words(found), shown=shown, spell=spell)
    facts = {"sample": asdict(selection.sample), "known": known, "of": total, "apart": apart_rows(found.apart, facet)}
    return Answer(lines, "duties", mix_rows(mixes, facet), _columns(facet), facts)


def days_sample(index: BitmapIndex, facet: MixFacet, known: BitMap, mixes: Iterable[MeanMix]) -> SampleNote:
    """Return the sample note of the postings whose duties are known that the rows of mean mixes show."""
    shown = postings_of(index, INDEXED.get(facet, facet), known, (mix.name for mix in mixes))
    return sample_note(index, shown)


def days_left_out(index: BitmapIndex, facet: MixFacet, known: BitMap, most: int) -> str:
    """Return in words how many of the postings whose duties are known no row shows; empty where rows show all."""
    return left_out_words(index, INDEXED.get(facet, facet), known, FEWEST, most)


def _count_words(postings: object, compared: object) -> str:
    return f"{postings:,}" if compared in (None, postings) else f"{postings:,}, {compared:,} compared"


def _columns(facet: MixFacet) -> dict[str, Callable[[Row], str]]:
    return {
        FACET_TITLES[facet]: lambda row: str(row[facet]),
        "What the days hold": lambda row: mix_words(float(str(row[kind])) for kind in WORK_KINDS),
        "Postings": lambda row: _count_words(row["postings"], row["compared"]),
    }
