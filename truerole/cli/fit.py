"""The command `truerole fit`: fit to each role, and advice on the next skills, as on the page *Fit*."""

from typing import TYPE_CHECKING, Annotated

import typer

from truerole.cli.market_filters import with_filters
from truerole.cli.render.answer import AsCsv, AsJson, show_answer
from truerole.cli.render.wishes import parse_wishes, with_postings
from truerole.core.errors import DataError
from truerole.core.taxonomy import load_taxonomy
from truerole.phrasing.answers.answer import Answer, Row

if TYPE_CHECKING:
    from truerole.data.market.aggregates import SampleNote, Selection
    from truerole.data.market.skill_match import Advice, LearningStep

Know = Annotated[
    list[str], typer.Option(metavar="SKILL,...", help="What you know: names or ids of skills; repeatable.")
]

_MORE = "Days with more of this: analysis, pipelines, modelling, ML and AI, software, business; repeatable."


@with_filters
def fit(
    selection: "Selection",
    know: Know,
    *,
    top: Annotated[int, typer.Option(min=1, help="Show this many skills.")] = 6,
    more: Annotated[list[str] | None, typer.Option(metavar="KIND", help=_MORE)] = None,
    less: Annotated[list[str] | None, typer.Option(metavar="KIND", help="Less of this; both list postings.")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show how your skills fit each role, and what to learn next.

    The advice is for the role that --role names, else for the one that these skills point to. Closed postings are
    left out. With --more and --less the postings that suit best are listed, too.
    """
    from dataclasses import replace

    from truerole.core.reading import DATA_ROLES
    from truerole.data.market.aggregates import Selection, select_postings
    from truerole.data.market.skill_match import advise
    from truerole.data.market.wishes import Person
    from truerole.phrasing.answers.filters import parse_skills

    taxonomy, known = load_taxonomy(), parse_skills("--know", (each for each in know if each.strip(" ,")))
    if not known:
        raise DataError("--know: name at least one skill, such as --know SQL,Excel")
    person, roles = (
        Person(taxonomy.implied_by(known), duties=parse_wishes(more, less)),
        selection.filters.facets["role"],
    )
    target = roles[0] if len(roles) == 1 else None
    if target and target not in DATA_ROLES:
        raise DataError("--role: there is advice for the four data roles only; name one of them, or leave it out")
    filters = replace(selection.filters, closed=False)
    selection = Selection(selection.index, filters, select_postings(selection.index, filters))
    if target:
        filters = filters.with_facets(role=tuple(DATA_ROLES))
    advice = advise(selection.index, filters, person, taxonomy, role=target, count=top)
    answer = _answer(selection, advice, sorted(person.skills))
    if more or less:
        answer = with_postings(answer, selection.index, filters, person, advice.postings)
    show_answer(answer, as_json=as_json, as_csv=as_csv)


def _lines(selection: "Selection", sample: "SampleNote", advice: "Advice") -> list[str]:
    from truerole.data.market.skill_match import NAMED_FEWEST
    from truerole.phrasing.answers.nothing_left import about_lines
    from truerole.phrasing.fit import REACH_NOTE, equals_sentence, next_sentence, path_sentence, target_sentence
    from truerole.phrasing.market import sample_lines
    from truerole.phrasing.skills import skill_name

    if not (selection.postings or advice.chosen):
        return about_lines(selection)
    lines = [*sample_lines(sample), target_sentence(advice)]
    if advice.fit and advice.fit.reach.total >= NAMED_FEWEST:
        lines += [next_sentence(advice.next_skills, advice.fit, skill_name)]
    if advice.fit and advice.path:
        lines += [equals_sentence(advice.next_skills, skill_name), path_sentence(advice.path, skill_name)]
    reach = _reach_line(advice)
    return [*lines, reach, REACH_NOTE] if reach else lines


def _answer(selection: "Selection", advice: "Advice", known: list[str]) -> Answer:
    from dataclasses import asdict

    from truerole.phrasing.fit import advised_sample, points_added

    sample = advised_sample(selection, advice)
    rows = [_row(step) for step in advice.next_skills]
    facts = {
        "sample": asdict(sample),
        "known": known,
        "role": advice.role,
        "role_chosen": advice.chosen,
        "reach": [
            {"role": fit.role, "coverage": fit.coverage, "low": fit.interval[0], "high": fit.interval[1],
             "within_reach": fit.reach.count, "of": fit.reach.total}
            for fit in advice.fits
        ],
        "path": [_row(step) for step in advice.path],
    }  # fmt: skip
    columns = {
        "Next": lambda row: str(row["skill"]),
        "Named by": lambda row: f"{row['named']:,} of {row['of']:,}",
        "Adds points": lambda row: f"{points_added(row['coverage'], row['points'] / 100):+.1f}",
        "More within reach": lambda row: f"{row['gained']:,}",
        "": lambda row: "" if row["behind_first"] or row is rows[0] else "about equal",
    }
    return Answer([line for line in _lines(selection, sample, advice) if line], "next", rows, columns, facts)


def _row(step: "LearningStep") -> Row:
    from truerole.phrasing.skills import skill_name

    return {
        "skill": skill_name(step.skill),
        "id": step.skill,
        "named": step.named.count,
        "of": step.named.total,
        "gained": step.gained,
        "within_reach": step.reach.count,
        "points": 100 * step.closer,
        "coverage": step.coverage,
        "behind_first": step.behind,
    }


def _reach_line(advice: "Advice") -> str:
    """Return how much is within reach, of the roles that have postings; empty where none has."""
    from truerole.phrasing.fit import coverage_words, role_plural

    shown = [
        f"{role_plural(f.role)} {f.reach.count:,} of {f.reach.total:,} (you know {coverage_words(f.coverage)})"
        for f in advice.fits
        if f.reach.total
    ]
    return f"Within your reach, by role: {'; '.join(shown)}." if shown else ""
