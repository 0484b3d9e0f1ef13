"""Words on the postings that no row of an answer by a facet shows: those without a value, and values of too few."""

from pyroaring import BitMap

from truerole.data.market.aggregates import count_values, postings_by_year
from truerole.data.market.bitmap_index import FAMILY, BitmapIndex
from truerole.phrasing.reading import plural

# By facet of the index, or year: what is wrong with one posting and with several, and what the rows are of.
_WITHOUT = {
    "country": ("that names no country", "that name no country", "countries"),
    "year": ("without a date", "without a date", "years"),
    "role": ("without a verdict", "without a verdict", "roles"),
    "title_role": ("whose title names none of the roles", "whose titles name none of the roles", "titles"),
    FAMILY: ("with a title of no common kind", "with titles of no common kind", "titles"),
    "seniority": ("without a level", "without a level", "levels"),
    "stage": ("without a kind of company", "without a kind of company", "kinds of company"),
    "source": ("without a source", "without a source", "sources"),
}


def left_out_words(index: BitmapIndex, facet: str, within: BitMap, fewest: int, most: int | None = None) -> str:
    """Return in words how many of the postings no row shows, which need `fewest` each; empty where rows show all.

    Rows beyond the first `most` are counted, too. Postings whose value is not known may make a row; where they are too
    few for one, they are without a value.
    """
    by_value = (
        {year: len(bits) for year, bits in postings_by_year(index, within).items()}
        if facet == "year"
        else {share.name: share.count for share in count_values(index, facet, within)}
    )
    counts = [count for value, count in by_value.items() if value != "unknown" or count >= fewest]
    one, several, rows = _WITHOUT[facet]
    without, few = len(within) - sum(counts), [count for count in counts if count < fewest]
    beyond = 0 if most is None else max(0, len(counts) - len(few) - most)
    said = [f"{plural(without, 'posting')} {one if without == 1 else several}"] if without else []
    said += [f"{plural(sum(few), 'posting')} of {rows} with fewer than {fewest}"] if few else []
    said += [f"the {beyond:,} {rows} that would follow" if beyond > 1 else "a last row"] if beyond else []
    return f"Not shown: {'; '.join(said)}." if said else ""
