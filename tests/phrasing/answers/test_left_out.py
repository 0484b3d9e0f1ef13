"""What no row of a view by a facet shows is counted in words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyroaring import BitMap

from tests.data.market.made_up import worked_market
from tests.data.market.paid import paid_market
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.store.store import open_store
from truerole.phrasing.answers.left_out import left_out_words

INDEX = BitmapIndex(
    {
        "country": {"us": BitMap(range(50)), "de": BitMap(range(50, 80)), "fr": BitMap(range(80, 84))},
        "month": {"2025-01": BitMap(range(40)), "2025-02": BitMap(range(40, 80)), "2026-01": BitMap([80])},
        "seniority": {"junior": BitMap(range(30)), "unknown": BitMap(range(30, 100))},
    }
)


@pytest.mark.parametrize(
    ("facet", "within", "most", "told"),
    [
        ("country", range(80), None, ""),
        ("country", range(0), None, ""),
        ("country", range(84), None, "4 postings of countries with fewer than 20"),
        ("country", range(81), None, "1 posting of countries with fewer than 20"),
        ("country", [*range(80), 99], None, "1 posting that names no country"),
        ("country", range(100), 2, "16 postings that name no country; 4 postings of countries with fewer than 20"),
        ("country", range(80), 1, "a last row"),
        ("country", range(80), 0, "the 2 countries that would follow"),
        ("year", range(100), None, "19 postings without a date; 1 posting of years with fewer than 20"),
        ("seniority", range(100), None, ""),
        ("seniority", range(10, 100), None, ""),
        ("seniority", range(20, 100), None, "10 postings of levels with fewer than 20"),
        ("seniority", range(25, 40), None, "10 postings without a level; 5 postings of levels with fewer than 20"),
        ("seniority", range(31), None, "1 posting without a level"),
        ("seniority", range(31), 0, "1 posting without a level; a last row"),
        ("stage", range(3), None, "3 postings without a kind of company"),
    ],
)
def test_what_no_row_shows_is_counted(facet: str, within: range, most: int | None, told: str) -> None:
    said = left_out_words(INDEX, facet, BitMap(within), 20, most)
    assert said == (told and f"Not shown: {told}.")


@pytest.mark.parametrize(("kind", "market"), [("pay", paid_market), ("duties", worked_market)])
def test_the_command_says_what_is_left_out(
    truerole: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, market: Callable[[], Any]
) -> None:
    monkeypatch.setenv("TRUEROLE_DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")
    with open_store() as store:
        store.add(market(), "v1")
    assert "Not shown: " not in truerole("market", kind, "--by", "country").out
    assert "Not shown: a last row." in truerole("market", kind, "--by", "role", "--top", "1").out
