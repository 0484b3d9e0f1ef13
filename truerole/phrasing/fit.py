"""Sentences of advice: the target role, the next skill, the path after it, and the doubt."""

from collections.abc import Callable, Sequence
from math import log

from truerole.data.market.aggregates import SampleNote, Selection, sample_note
from truerole.data.market.skill_match import NAMED_FEWEST, NAMED_SHARE, Advice, LearningStep, RoleFit
from truerole.phrasing.reading import PLURALS, ROLE_NAMES, counted_percent, percent, plural

REACH_NOTE = "Within reach: you know half or more of the skills that it asks for; nice-to-have ones count half."
_NAMES = {str(role): name for role, name in ROLE_NAMES.items()}
_PLURALS = {str(role): name for role, name in PLURALS.items()}

# Roles are about equally likely where the other is half as likely or more.
_ALIKE = log(2)

# How a word is made to stand out, or to lead on.
Mark = Callable[[str], str]


def role_name(role: str) -> str:
    """Return the name of a role, given the id."""
    return _NAMES[role]


def role_plural(role: str) -> str:
    """Return the plural of a role's name, given the id."""
    return _PLURALS[role]


def coverage_words(share: float) -> str:
    """Return a mean coverage (0 to 1) in per cent with a decimal, by which skills and roles differ."""
    return f"{100 * share:.1f} %"


def points_added(coverage: float, closer: float) -> float:
    """Return the percentage points that a skill adds to reach a coverage, as the coverages shown before and after say.

    So 46.4 % instead of 41.5 % is +4.9 points, wherever it stands.
    """
    return round(round(100 * coverage, 1) - round(100 * (coverage - closer), 1), 1)


def advised_sample(selection: Selection, advice: Advice) -> SampleNote:
    """Return the sample note of the postings that advice is about: all for the role, or all where there is no role."""
    return sample_note(selection.index, advice.postings if advice.role else selection.postings)


def target_sentence(advice: Advice, strong: Mark = str) -> str:
    """Return a sentence on the target role, the reason, and the coverage; a remedy where there is no role."""
    fit = advice.fit
    if fit is None:
        return f"No data role has {NAMED_FEWEST} postings here, too few to advise. Take a filter away, or gather more."
    why = "" if advice.chosen else _why(advice)
    start = f"For {strong(role_plural(fit.role))}{why}: "
    if fit.reach.total < NAMED_FEWEST:
        here = plural(fit.reach.total, "posting")
        return f"{start}only {here} here, too few to advise. Take a filter away, or gather more."
    return (
        f"{start}you know {coverage_words(fit.coverage)} of what a posting asks for, on average, and "
        f"{fit.reach.count:,} of {fit.reach.total:,} postings are within your reach: you know half of what they ask "
        "for, or more."
    )


def posting_sentence(known: int, asked: int, coverage: float) -> str:
    """Return a sentence on the part of a single posting that is known; nice-to-have skills count half in it."""
    if known in (0, asked):
        return f"You know {'none' if not known else 'all'} of it."
    half = "" if coverage == known / asked else ", nice-to-have ones counting half"
    return f"You know {known} of these {asked}: {counted_percent(coverage)} of it{half}."


def known_words(known: int, asked: int, coverage: float) -> str:
    """Return how many of the skills of a posting are known: "all of its 2 skills", "2 of its 4 skills (43 %)"."""
    skills = plural(asked, "skill")
    return f"all of its {skills}" if known == asked else f"{known} of its {skills} ({counted_percent(coverage)})"


def _why(advice: Advice) -> str:
    chosen, others = advice.fit, [fit for fit in advice.fits if fit is not advice.fit]
    if chosen is None:
        return ""
    few = [fit for fit in others if fit.likelihood > chosen.likelihood]
    alike = [fit for fit in others if 0 <= chosen.likelihood - fit.likelihood < _ALIKE]
    said = [f"{plural(fit.reach.total, 'posting')} for {role_plural(fit.role)} say too little" for fit in few]
    said += [f"those for {role_plural(fit.role)} hardly less" for fit in alike]
    aside = f" ({', '.join(said)})" if said else ""
    return f", whose postings are likeliest to name these skills{aside}"


def named_words(step: LearningStep) -> str:
    """Return how many postings name a skill: "named by 1,579 of 9,365"."""
    return f"named by {step.named.count:,} of {step.named.total:,}"


def next_sentence(steps: Sequence[LearningStep], fit: RoleFit, strong: Mark = str) -> str:
    """Return a sentence on the skill to learn next; `strong` turns skill ids into names."""
    if not steps:
        enough = f"{NAMED_FEWEST} of these postings, and by {percent(NAMED_SHARE)} of them"
        return f"There is no skill to advise: none that you lack and can learn is named by {enough}."
    best = steps[0]
    more = f", and {plural(best.gained, 'posting')} more within your reach" if best.gained else ""
    then, now = coverage_words(best.coverage), coverage_words(fit.coverage)
    added = f"{points_added(best.coverage, best.closer):+.1f} points"
    return (
        f"Learn {strong(best.skill)} next: {named_words(best)} postings. With it you know {then} of what a posting "
        f"asks for, instead of {now} ({added}){more}."
    )


def equals_sentence(steps: Sequence[LearningStep], strong: Mark = str) -> str:
    """Return a sentence on the skills that bring as much as the first within chance; empty without steps."""
    equal = [strong(step.skill) for step in steps[1:] if not step.behind]
    if equal:
        return f"About equal: {', '.join(equal)}. The difference may be chance."
    return "Every other skill adds less, beyond chance." if len(steps) > 1 else ""


def path_sentence(path: Sequence[LearningStep], strong: Mark = str) -> str:
    """Return a sentence on a path of skills; empty for a single step."""
    if len(path) < 2:
        return ""
    steps = ", then ".join(f"{strong(step.skill)} ({named_words(step)})" for step in path)
    last = path[-1]
    return (
        f"One after the other: {steps}. Then you know {coverage_words(last.coverage)} of what a posting asks for, and "
        f"{last.reach.count:,} of {last.reach.total:,} are within your reach."
    )
