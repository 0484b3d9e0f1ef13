"""Sentences on a skill or a company: shares that stand on enough postings, and counts where they do not."""

from collections.abc import Sequence

from truerole.core.reading import Need
from truerole.data.market.aggregates import Proportion
from truerole.data.market.profiles.company_list import BY_DEEP, BY_NAME, BY_OPEN, BY_POSTINGS
from truerole.data.market.profiles.company_profile import FEWEST, MonthOfPostings
from truerole.data.market.profiles.skill_profile import SkillPay
from truerole.data.market.statistics.pay_differences import PayDifference
from truerole.phrasing.pay import amount_words, more_words
from truerole.phrasing.reading import ROLE_NAMES, counted_percent, month_name, plural

_NEEDS: dict[Need, str] = {
    "required": "require it",
    "preferred": "call it nice to have",
    "context": "only mention it",
}
# The kinds of work of `data/market/wishes.py`.
KIND_NAMES = {
    "deep learning": "deep learning, vision, language models",
    "classical": "classical machine learning, statistics",
    "engineering": "data engineering",
    "interfaces": "dashboards, web",
}
ORDER_NAMES = {
    BY_POSTINGS: "Most postings",
    BY_OPEN: "Most open jobs",
    BY_DEEP: "Most of it requires deep learning",
    **{kind: f"Most of it is {name}" for kind, name in KIND_NAMES.items()},
    BY_NAME: "Name",
}
_STAGES = {
    "startup": "a start-up or young company",
    "enterprise": "a large or long-established organisation",
    "unknown": "not said",
}
TOO_FEW = "too few to tell"


def share_words(share: Proportion, fewest: int = FEWEST) -> str:
    """Return a proportion in words: "40 % (12 of 30)", or from fewer than `fewest` postings the counts alone.

    None and all are said in words: "none of 30", "all 30".
    """
    if not share.count:
        return f"none of {share.total:,}"
    if share.count == share.total:
        return f"all {share.total:,}"
    counts = f"{share.count:,} of {share.total:,}"
    return f"{counted_percent(share.share)} ({counts})" if share.total >= fewest else counts


def frequency_sentence(share: Proportion) -> str:
    """Return how often a skill is named, with the 95 % interval."""
    low, high = share.interval
    if not share.count:
        return f"None of the {share.total:,} postings names it."
    return (
        f"{share.count:,} of {share.total:,} postings name it: {counted_percent(share.share)} "
        f"(95 % interval {counted_percent(low)} to {counted_percent(high)})."
    )


def needs_sentence(needs: Sequence[Proportion]) -> str:
    """Return the sentence on the needs of a skill, given the proportions among the postings that name the skill."""
    parts = [f"{share_words(share)} {_NEEDS[share.name]}" for share in needs if share.count]  # type: ignore[index]
    return f"Of these {', '.join(parts)}." if parts else ""


def skill_pay_sentence(pay: SkillPay) -> str:
    """Return the sentence on the pay of postings that name a skill, against all of the selection."""
    named, everyone = pay.named, pay.everyone
    low, high, quarter, rest = (
        amount_words(amount, pay.currency) for amount in (named.low, named.high, named.quarter, named.three_quarters)
    )
    return (
        f"Median {amount_words(named.median, pay.currency)} a year (95 % interval {low} to {high}), the middle half "
        f"{quarter} to {rest}, of the {named.count:,} postings that name it and publish their pay in this currency. "
        f"Of all {everyone.count:,} here that do, the median is {amount_words(everyone.median, pay.currency)}."
    )


def pay_difference_sentence(found: PayDifference | None) -> str:
    """Return the sentence on the pay of like postings with a skill and without, None for too few of these."""
    like = "postings of the same role, level, country, year and source"
    if found is None:
        return f"Too few {like} name it, or do not, to say whether they pay more."
    interval = f"95 % interval {more_words(found.low)} to {more_words(found.high)}"
    if not found.sure:
        return f"Beside {like} without it, they are not surely paid more or less ({interval})."
    more = f"{abs(round(100 * found.more)) or 'less than 1'} % {'more' if found.more > 0 else 'less'}"
    return f"Beside {like} without it, they are paid {more} ({interval})."


def deep_learning_sentence(deep: Proportion) -> str:
    """Return how much deep learning is behind a company, given the proportion of postings that require it."""
    if not deep.total:
        return ""
    if deep.total < FEWEST:
        return f"{deep.count:,} of {plural(deep.total, 'posting')} require deep learning; {TOO_FEW} more."
    if not deep.count:
        return f"None of its {deep.total:,} postings requires deep learning."
    return f"{counted_percent(deep.share)} of its postings ({deep.count:,} of {deep.total:,}) require deep learning."


def roles_sentence(roles: Sequence[Proportion]) -> str:
    """Return the sentence on the roles of a company's postings, the commonest role first."""
    if not roles:
        return "None of its postings could be read."
    parts = [f"{ROLE_NAMES[share.name]} {share_words(share)}" for share in roles]  # type: ignore[index]
    return f"By the work: {', '.join(parts)}."


def mistitled_sentence(mistitled: Proportion) -> str:
    """Return the sentence on mistitled postings of a company; empty where no title names a role."""
    if not mistitled.total:
        return ""
    wrong = "none names" if not mistitled.count else f"{mistitled.count:,} {'name' if mistitled.count > 1 else 'names'}"
    return f"Of {plural(mistitled.total, 'title')} with one of the four roles, {wrong} another role than the work."


def stages_sentence(stages: Sequence[Proportion]) -> str:
    """Return the sentence on the stage of a company, given the proportions among the postings."""
    counts = {share.name: share for share in stages}
    parts = [f"{name} {share_words(counts[stage])}" for stage, name in _STAGES.items() if stage in counts]
    return f"By what its postings say of it: {', '.join(parts)}." if parts else ""


def change_sentence(months: Sequence[MonthOfPostings]) -> str:
    """Return how many postings were opened and closed between the first and the last month; empty without a month."""
    if not months:
        return ""
    opened, closed = sum(month.opened for month in months), sum(month.closed for month in months)
    when = " to ".join(month_name(month) for month in dict.fromkeys((months[0].month, months[-1].month)))
    return f"{opened:,} opened and {closed:,} closed, {when}."
