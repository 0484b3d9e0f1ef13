"""The commands of `truerole market`: what postings ask for, as the page *Market* shows it."""

from typing import TYPE_CHECKING, Annotated

import typer

from truerole.cli.market_filters import with_filters
from truerole.cli.render.answer import Answer, AsCsv, AsJson, Row, show_answer

if TYPE_CHECKING:
    from truerole.data.market.aggregates import Selection

market = typer.Typer(
    name="market", rich_markup_mode=None, no_args_is_help=True, help="Ask what postings ask for: skills and trends."
)
Top = Annotated[int, typer.Option(min=1, help="Show this many.")]
RequiredOnly = Annotated[bool, typer.Option("--required", help="Count a skill only where it is required.")]


@market.command()
@with_filters
def skills(
    selection: "Selection",
    top: Top = 20,
    required: RequiredOnly = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the skills that most postings ask for, with 95 % intervals."""
    from dataclasses import asdict

    from truerole.data.market.aggregates import count_skills
    from truerole.phrasing.market import sample_words
    from truerole.phrasing.skills import skill_name

    found = count_skills(selection.index, selection.postings, required)[:top]
    rows: list[Row] = [
        {"skill": skill_name(s.name), "id": s.name, "share": s.share, "low": s.interval[0], "high": s.interval[1],
         "postings": s.count, "of": s.total}
        for s in found
    ]  # fmt: skip
    columns = {
        "Skill": lambda row: str(row["skill"]),
        "Share": lambda row: _percent(row["share"]),
        "95 % interval": lambda row: f"{_percent(row['low'])} to {_percent(row['high'])}",
        "Postings": lambda row: f"{row['postings']:,}",
    }
    answer = Answer(
        [f"{sample_words(selection.sample)}."], "skills", rows, columns, {"sample": asdict(selection.sample)}
    )
    show_answer(answer, as_json=as_json, as_csv=as_csv)


def _percent(share: object) -> str:
    return f"{float(str(share)):.1%}".replace("%", " %")
