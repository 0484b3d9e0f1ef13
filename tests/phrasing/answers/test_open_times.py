"""`truerole market open-time` on a small market of a test."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.cli.test_import_export import Run
from tests.data.market.statistics.test_open_times import add
from truerole.data.store.store import open_store


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))


def test_closed_and_open_jobs_by_role(truerole: Run) -> None:
    with open_store() as store:
        add(store, 30, closed_on=date(2026, 5, 31), close_reason="absent")
        add(store, 15, closed_on=date(2026, 5, 11), close_reason="gone")
    shown = truerole("market", "open-time", "--all-time")
    assert "data analyst 30 10 to 30 45 0" in " ".join(shown.out.split())
    (row,) = json.loads(truerole("market", "open-time", "--all-time", "--json").out)["open_times"]
    assert row == {
        "role": "data analyst", "closed": 45, "open": 0, "quarter": 10, "median": 30, "three_quarters": 30,
        "longest": 30,
    }  # fmt: skip


def test_a_quartile_that_is_not_reached(truerole: Run) -> None:
    with open_store() as store:
        add(store, 20, closed_on=date(2026, 5, 11), close_reason="absent")
        add(store, 60)
    shown = truerole("market", "open-time", "--all-time").out
    assert "over 19 10 to over 19 20 60" in " ".join(shown.split())


def test_too_few(truerole: Run) -> None:
    with open_store() as store:
        add(store, 19, closed_on=date(2026, 5, 11), close_reason="absent")
    assert "Too little is known yet" in truerole("market", "open-time", "--all-time").out
