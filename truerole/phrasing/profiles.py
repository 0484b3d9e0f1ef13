"""Sentences on a skill or a company: shares that stand on enough postings, and counts where they do not."""

from collections.abc import Sequence

from truerole.core.reading import Need
from truerole.data.market.aggregates import Proportion
from truerole.data.market.profiles.company_profile import FEWEST
from truerole.phrasing.reading import percent, plural

_NEEDS: dict[Need, str] = {
    "required": "require it",
    "preferred": "call it nice to have",
    "context": "only mention it",
}
TOO_FEW = "too few to tell"


def share_words(share: Proportion, fewest: int = FEWEST) -> str:
    """Return a proportion in words: "40 % (12 of 30)", or from fewer than `fewest` postings the counts alone."""
    counts = f"{share.count:,} of {share.total:,}"
    return f"{percent(share.share)} ({counts})" if share.total >= fewest else counts


def frequency_sentence(share: Proportion) -> str:
    """Return how often a skill is named, with the 95 % interval."""
    low, high = share.interval
    return (
        f"{share.count:,} of {share.total:,} postings name it: {percent(share.share)} "
        f"(95 % interval {percent(low)} to {percent(high)})."
    )


def needs_sentence(needs: Sequence[Proportion]) -> str:
    """Return how the postings that name a skill ask for it, given the proportions of the needs."""
    parts = [f"{share_words(share)} {_NEEDS[share.name]}" for share in needs if share.count]  # type: ignore[index]
    return f"Of these {', '.join(parts)}." if parts else ""


def deep_learning_sentence(deep: Proportion) -> str:
    """Return how much deep learning is behind a company, given the proportion of postings that require it."""
    if not deep.total:
        return ""
    if deep.total < FEWEST:
        return f"{deep.count:,} of {plural(deep.total, 'posting')} require deep learning; {TOO_FEW} more."
    if not deep.count:
        return f"None of its {deep.total:,} postings requires deep learning."
    return f"{percent(deep.share)} of its postings ({deep.count:,} of {deep.total:,}) require deep learning."
