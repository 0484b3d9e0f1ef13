"""Answer of `truerole market duties`: mean mixes of the work by role, title, country and other facets."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from truerole.cli.render.answer import Answer, Row
from truerole.cli.render.nothing_left import about_lines
from truerole.core.errors import DataError

if TYPE_CHECKING:
    from truerole.data.market.aggregates import Selection
    from truerole.data.market.duties import MixFacet


def parse_mix_facet(by: str) -> "MixFacet":
    """Return the facet of a name; raises DataError for another name."""
    from truerole.data.market.duties import MIX_FACETS
    from truerole.phrasing.duties.mix import FACET_TITLES

    for facet in MIX_FACETS:
        if by.lower() in (facet, FACET_TITLES[facet].lower()):
            return facet
    raise DataError(f"--by: {by[:40]!r} is none of {', '.join(MIX_FACETS)}")


def duties_answer(selection: "Selection", facet: "MixFacet", top: int) -> Answer:
    """Return the mean mixes of duties by a facet as an answer of at most `top` rows."""
    from dataclasses import asdict

    from truerole.data.market.duties import count_known, mix_table, mixes_by
    from truerole.data.store.store import open_store
    from truerole.phrasing.duties.mix import MIX_METHOD, known_words, mix_rows, spread_words, too_few_known

    with open_store() as store:
        table = mix_table(store, selection.index)
    mixes = mixes_by(selection.index, table, selection.postings, facet)[:top]
    known, total = count_known(table, selection.postings), len(selection.postings)
    said = [known_words(known, total), spread_words(mixes)] if mixes else [too_few_known(known, total)]
    lines = about_lines(selection, *filter(None, said), MIX_METHOD)
    facts = {"sample": asdict(selection.sample), "known": known, "of": total}
    return Answer(lines, "duties", mix_rows(mixes, facet), _columns(facet), facts)


def _columns(facet: "MixFacet") -> dict[str, Callable[[Row], str]]:
    from truerole.core.reading import WORK_KINDS
    from truerole.phrasing.duties.mix import FACET_TITLES, mix_words

    return {
        FACET_TITLES[facet]: lambda row: str(row[facet]),
        "What the days hold": lambda row: mix_words(float(str(row[kind])) for kind in WORK_KINDS),
        "Postings": lambda row: f"{row['postings']:,}",
    }
