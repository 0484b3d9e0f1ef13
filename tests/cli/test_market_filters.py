"""The options that select postings, as commands understand them, on a small market of a test."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.data.store.test_store import FACTS
from truerole.core.posting import Posting
from truerole.core.reading import Role
from truerole.core.stored import StoreEntry
from truerole.data.store.store import open_store

Run = Callable[..., Any]
# role, country, source, month, market sample
POSTINGS: tuple[tuple[Role, str, str, str, bool], ...] = (
    ("data_engineer", "de", "lever", "2026-03", False),
    ("data_engineer", "us", "lever", "2026-02", False),
    ("data_scientist", "us", "ashby", "2025-07", True),
    ("data_analyst", "gb", "indeed_us_2019_thekartikay", "2019-07", True),
    ("other", "de", "lever", "2026-03", False),
)


@pytest.fixture(autouse=True)
def market(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")
    with open_store() as store:
        for number, (role, country, source, month, sample) in enumerate(POSTINGS):
            posting = Posting(source, str(number), "Title", "", country=country)
            store.add([StoreEntry(posting, replace(FACTS, role=role), month, sample=sample)], "v1")


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ((), 3),
        (("--all-time",), 4),
        (("--role", "data engineers"), 2),
        (("--role", "data_engineer,Data Scientist"), 3),
        (("--role", "data engineer", "--role", "other work"), 3),
        (("--country", "Germany"), 1),
        (("--country", "us", "--source", "lever"), 1),
        (("--all-time", "--source", "indeed_us_2019_thekartikay"), 1),
        (("--all-time", "--source", "Indeed, United States 2019"), 1),
        (("--all-time", "--source", "indeed united states 2019,ashby"), 2),
        (("--country", "Slovakia"), 0),
        (("--since", "2026-01"), 2),
        (("--until", "2020-01"), 1),
        (("--since", "2025-07", "--until", "2026-02"), 2),
        (("--since", "2026"), 2),
        (("--since", "2025", "--until", "2025"), 1),
        (("--since", "January 2026"), 2),
        (("--own",), 2),
        (("--seniority", "senior"), 3),
        (("--level", "senior"), 3),
        (("--level", "junior"), 0),
        (("--level", "junior", "--seniority", "senior"), 3),
        (("--kind-of-company", "start-ups"), 3),
        (("--kind-of-company", "enterprise"), 0),
        (("--skill", "SQL"), 3),
        (("--skill", "sql,Kubernetes"), 0),
        (("--any-skill", "k8s, SQL"), 3),
        (("--no-skill", "sql"), 0),
        (("--sample", "--all-time"), 2),
    ],
)
def test_options_mean_these_postings(truerole: Run, options: tuple[str, ...], count: int) -> None:
    ran = truerole("market", "skills", "--json", *options)
    assert ran.err == ""
    assert json.loads(ran.out)["sample"]["postings"] == count


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--role", "data enginer"), "--role: no role is called 'data enginer'; known: data engineer"),
        (("--country", "Germny"), "--country: no country is called 'Germny'; known: Germany"),
        (("--stage", "bank"), "--stage: no kind of company is called 'bank'; known: Large organisation, Not said"),
        (("--seniority", "x\x1b[31m"), "--seniority: no level is called 'x"),
        (("--level", "boss"), "--seniority: no level is called 'boss'"),
        (("--source", "leever"), "--source: no source is called 'leever'; known: lever"),
        (("--skill", "sqll"), "--skill: no skill is called 'sqll'; near: SQL"),
        (("--any-skill", "SQL,\x1b[31m"), "--any-skill: no skill is called '"),
        (("--no-skill", "%"), "--no-skill: no skill is called '%'; `truerole skills` shows"),
        (("--since", "26"), "--since: '26' is no month; write 2025, 2025-01 or January 2025"),
        (("--until", "2026-13"), "--until: '2026-13' is no month"),
        (("--since", "2026-02", "--until", "2026-01"), "--since 2026-02 is after --until 2026-01"),
        (("--since", "2026-02", "--all-time"), "--all-time goes without --since and --until"),
        (("--own", "--sample"), "--own and --sample exclude each other; leave out both for all postings"),
        (("--json", "--csv"), "--json and --csv exclude each other"),
    ],
)
def test_what_is_unknown_is_one_line(truerole: Run, options: tuple[str, ...], told: str) -> None:
    ran = truerole("market", "skills", *options)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"truerole: {told}")
    assert ran.err.count("\n") == 1
    assert "\x1b" not in ran.err
