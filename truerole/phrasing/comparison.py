"""Sentences and table rows that compare a challenger with the champion, for the page Models and the terminal."""

from collections.abc import Sequence

from truerole.core.reading import ROLES, Role
from truerole.model.evaluation.compare import Comparison, Difference
from truerole.phrasing.reading import PLURALS, ROLE_NAMES, plural
from truerole.workflows.compare_models import ChangePreview, ModelComparison
from truerole.workflows.retrain import LabelWeight

Row = dict[str, str | float | None]
# Shares of the weight in a training: below the first, labels hardly move a model; from the second on they do.
_HARDLY, NOTICEABLE = 0.01, 0.1


def comparison_verdict(comparison: ModelComparison) -> str:
    """Return a sentence on the roles where the challenger is better or worse beyond chance, on the benchmark split."""
    part = comparison.benchmark
    better, worse = (_named([r for r, f1 in part.roles.items() if getattr(f1, how)]) for how in ("better", "worse"))
    parts = [f"better on {better}"] if better else []
    parts += [f"worse on {worse}"] if worse else []
    if parts:
        sentence = " and ".join(parts) + ", no different elsewhere"
        return sentence[0].upper() + sentence[1:] + "."
    if part.macro_f1.better or part.macro_f1.worse:
        return f"A little {'better' if part.macro_f1.better else 'worse'} overall, on no single role beyond chance."
    return "No different on any role: what differs may be chance."


def label_weight_sentence(found: LabelWeight) -> str:
    """Return sentences on how much a user's labels can change a model, by their share of the weight in a training."""
    noticeable = f"{found.labels_for(NOTICEABLE):,} sure labels"
    if not found.labels:
        needed = f"about {noticeable} would be {NOTICEABLE:.0%} of the weight in a training.".replace("%", " %")
        return f"A model learns from {found.shipped:,} labels that ship. A handful of yours hardly moves it; {needed}"
    share = f"{found.share:.1%}" if found.share < NOTICEABLE else f"{found.share:.0%}"
    given = (
        f"{plural(found.labels, 'label')} of yours beside {found.shipped:,} that ship. One that you are sure of counts "
        f"for two of these, so yours are {share} of the weight in a training."
    ).replace("%", " %")
    if found.share >= NOTICEABLE:
        return f"{given} That is enough to change how a model reads postings like these."
    rest = f"about {noticeable} would be {NOTICEABLE:.0%}".replace("%", " %")
    if found.share < _HARDLY:
        return f"{given} That hardly moves a model; {rest}."
    return f"{given} That can change how it reads postings much like these, not how it reads most; {rest}."


def is_better(comparison: ModelComparison) -> bool:
    """Tell whether the challenger is better beyond chance, and worse in nothing."""
    part = comparison.benchmark
    figures = (part.accuracy, part.macro_f1, *part.roles.values())
    return any(figure.better for figure in figures) and not part.regressions


def own_labels_sentence(comparison: ModelComparison) -> str:
    """Return a sentence on how both models read the user's labels; empty without labels."""
    part = comparison.user_labels
    if part is None:
        return ""
    before, after = (e.overall.right for e in (part.champion, part.challenger))
    sentence = f"Of {plural(part.n, 'label')} given here it reads {after:,} right, the champion {before:,}"
    return sentence + "; each was read without having seen it or one nearly the same."


def preview_sentence(found: ChangePreview) -> str:
    """Return a sentence on the number of stored postings that would read differently."""
    if not found.total:
        return "The store has no texts to read again: gather or import postings to see what would change."
    drawn = f"Of {plural(found.total, 'posting')} of the store, drawn at random"
    return f"{drawn}, {len(found.changed):,} would read differently."


def regressions_sentence(comparison: ModelComparison) -> str:
    """Return a sentence on the regressions that speak against a promotion; empty without regressions."""
    regressions = comparison.benchmark.regressions
    named = [{str(role): name for role, name in PLURALS.items()}.get(name, name) for name in regressions]
    return f"Worse beyond chance: {', '.join(named)}." if regressions else ""


def metric_rows(part: Comparison) -> list[Row]:
    """Return the metrics of both models, and the confidence intervals of their differences, as table rows."""
    named: list[tuple[str, Difference]] = [("accuracy", part.accuracy), ("macro-F1", part.macro_f1)]
    named += [(f"F1: {ROLE_NAMES[role]}", f1) for role, f1 in part.roles.items()]
    found = [_row(name, figure) for name, figure in named]
    errors = part.champion.calibration_error, part.challenger.calibration_error
    found.append({"figure": "calibration error", "champion": errors[0], "challenger": errors[1]})
    return [{**dict.fromkeys(("difference", "low", "high")), **row} for row in found]


def role_rows(part: Comparison) -> list[Row]:
    """Return precision, recall and F1 of both models for each role, as table rows."""
    found: list[Row] = []
    for role in part.roles:
        before, after = part.champion.roles[role], part.challenger.roles[role]
        found.append(
            {
                "role": ROLE_NAMES[role],
                "precision before": before.precision,
                "precision": after.precision,
                "recall before": before.recall,
                "recall": after.recall,
                "F1 before": before.f1,
                "F1": after.f1,
                "postings": before.n,
            }
        )
    return found


def confusion_rows(table: Sequence[Sequence[int]]) -> list[Row]:
    """Return a confusion matrix (true roles by predicted roles) as table rows with role names."""
    names = [ROLE_NAMES[role] for role in ROLES]
    return [{"is": name, **dict(zip(names, counts, strict=True))} for name, counts in zip(names, table, strict=True)]


def _row(name: str, figure: Difference) -> Row:
    difference = figure.challenger - figure.champion
    return {
        "figure": name,
        "champion": figure.champion,
        "challenger": figure.challenger,
        "difference": difference,
        "low": figure.low,
        "high": figure.high,
    }


def _named(roles: Sequence[Role]) -> str:
    names = [PLURALS[role] for role in roles]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
