"""Overview of the whole market in four numbers, for the start page: postings, newest month, open jobs, wrong titles."""

from dataclasses import dataclass

from pyroaring import BitMap

from truerole.data.market.aggregates import (
    Filters,
    Proportion,
    SampleNote,
    mistitled,
    newest_period,
    sample_note,
    select_postings,
)
from truerole.data.market.bitmap_index import SAMPLE, BitmapIndex

OWN = "no"


@dataclass(frozen=True, slots=True)
class Overview:
    """Numbers of the whole market.

    `everything` is the sample note of all postings, repeated ones aside; `open_jobs` are own postings that are not
    closed; `wrong_titles` is the proportion whose work contradicts the title, of the newest 24 months.
    """

    everything: SampleNote
    open_jobs: int
    wrong_titles: Proportion


def overview(index: BitmapIndex) -> Overview:
    """Return the overview of the market in an index."""
    all_time = select_postings(index, Filters())
    open_jobs = select_postings(index, Filters(facets={SAMPLE: (OWN,)}, closed=False))
    newest = select_postings(index, Filters(period=newest_period(index)))
    return Overview(sample_note(index, all_time), len(open_jobs), _wrong_titles(index, newest))


def _wrong_titles(index: BitmapIndex, within: BitMap) -> Proportion:
    named = index.having("title_role") & index.having("role") & within
    return Proportion("mistitled", len(mistitled(index, within)), len(named))
