"""A gathering is shown source by source, as plain text."""

from collections import Counter
from io import StringIO

import pytest
from rich.console import Console

from truerole.cli.render.crawl import CrawlTable, stats_table
from truerole.core.crawl import ChangeCounts
from truerole.scraper.crawl.stats import SourceStats

STATS = {
    "lever": SourceStats(boards=3, done=1, requests=2, changes=ChangeCounts(new=1_200, closed=4)),
    "greenhouse": SourceStats(
        boards=1, done=1, requests=1, changes=ChangeCounts(unchanged=7), problems=Counter(failed=2)
    ),
}


def shown(by_source: dict[str, SourceStats]) -> list[list[str]]:
    out = StringIO()
    Console(file=out, width=120).print(stats_table(by_source))
    return [line.split() for line in out.getvalue().splitlines()]


def test_a_row_for_each_source_and_their_sum() -> None:
    assert shown(STATS) == [
        ["source", "boards", "requests", "new", "changed", "closed", "unchanged", "problems"],
        ["greenhouse", "1/1", "1", "-", "-", "-", "7", "2"],
        ["lever", "1/3", "2", "1,200", "-", "4", "-", "-"],
        ["all", "2/4", "3", "1,200", "-", "4", "7", "2"],
    ]


def test_one_source_has_no_sum() -> None:
    assert len(shown({"lever": SourceStats(boards=1)})) == 2


def test_names_are_plain_text() -> None:
    assert shown({"[red]x\x1b[31m": SourceStats()})[1][0].startswith("[red]x")


def test_nothing_is_shown_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with CrawlTable() as gathering:
        gathering.update(STATS)
    assert capsys.readouterr() == ("", "")
