"""Write an evaluation as Markdown tables, for a terminal and for the model card."""

from truerole.model.evaluation.metrics import Evaluation


def markdown_report(evaluation: Evaluation) -> str:
    """Write the metrics as Markdown tables."""
    return "\n\n".join((_summary(evaluation), _by_role(evaluation), _by_source(evaluation), _by_confidence(evaluation)))


def _summary(e: Evaluation) -> str:
    rows = [("all", e.overall), *((f"sure ≥ {k}" if k < 3 else "sure = 3", e.sure[k]) for k in (2, 3))]
    rows += [("called confident", e.confident), ("right, or the second role", e.first_or_second)]
    rows += [("by the title alone", e.title_alone)] if e.titles.n else []
    lines = [f"| {name} | {s.accuracy:.3f} | {s.n:,} |" for name, s in rows]
    between = e.macro_f1_interval
    interval = f" (95 % for other sources: {between[0]:.3f} to {between[1]:.3f})" if between else ""
    scores = f"Macro-F1 {e.macro_f1:.3f}{interval}; expected calibration error {e.calibration_error:.3f}."
    t = e.titles
    titles = f"Titles that the work contradicts: recall {t.recall:.3f} at precision {t.precision:.3f}, n = {t.n:,}."
    return "\n".join(["| postings | accuracy | n |", "|---|---|---|", *lines, "", scores, *([titles] if t.n else [])])


def _by_role(e: Evaluation) -> str:
    lines = [f"| {r} | {f.precision:.3f} | {f.recall:.3f} | {f.f1:.3f} | {f.n:,} |" for r, f in e.roles.items()]
    return "\n".join(["| role | precision | recall | F1 | n |", "|---|---|---|---|---|", *lines])


def _by_source(e: Evaluation) -> str:
    lines = [f"| {source} | {s.accuracy:.3f} | {s.n:,} |" for source, s in e.sources.items()]
    return "\n".join(["| source | accuracy | n |", "|---|---|---|", *lines])


def _by_confidence(e: Evaluation) -> str:
    surest = [f"| {c:.0%} | {s.accuracy:.3f} | {s.n:,} |" for c, s in e.coverage.items()]
    bins = [f"| {p:.2f} | {a:.2f} | {n:,} |" for p, a, n in e.calibration]
    first = ["| surest | accuracy | n |", "|---|---|---|", *surest]
    second = ["| said, on average | right | n |", "|---|---|---|", *bins]
    return "\n".join([*first, "", *second])
