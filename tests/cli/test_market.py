"""The commands of `truerole market` on a made-up market of three years."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.data.store.test_store import FACTS
from truerole.core.posting import Posting
from truerole.core.stored import SkillDemand, StoreEntry
from truerole.data.store.store import open_store

Run = Callable[..., Any]


def entry(n: int) -> StoreEntry:
    """Return a posting: one month after the other, 40 each; ML engineers name Spark ever more often, others R."""
    month, k = divmod(n, 40)
    engineer = k < 20
    named = {"sql": True, "spark": engineer and k < 2 + month / 2, "r": not engineer and k % 2}
    skills = tuple(SkillDemand(skill, "required") for skill, is_named in named.items() if is_named)
    role = "ml_engineer" if engineer else "data_scientist"
    posting = Posting("board", str(n), "Title", "", country="de" if k % 3 else "us")
    facts = replace(
        FACTS, role=role, stage="startup" if k // 2 % 2 else "enterprise", seniority="senior", skills=skills
    )
    return StoreEntry(posting, facts, f"{2023 + month // 12}-{month % 12 + 1:02}")


@pytest.fixture(autouse=True, scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("market") / "store.db"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TRUEROLE_DATABASE_URL", f"sqlite:///{path}")
        with open_store() as store:
            store.add([entry(n) for n in range(36 * 40)], "v1")
        yield


def test_skills_as_a_table_as_csv_and_as_json(truerole: Run) -> None:
    table = truerole("market", "skills", "--top", "1").out
    assert table.startswith("960 postings, January 2024 to December 2025, from 1 source.\n")
    assert "Named by" in table
    assert table.splitlines()[-1].split()[:3] == ["SQL", "100.0", "%"]
    assert "Required by" in truerole("market", "skills", "--top", "1", "--required").out
    (row,) = csv.DictReader(io.StringIO(truerole("market", "skills", "--top", "1", "--csv").out))
    assert (row["id"], row["share"], row["postings"]) == ("sql", "1.0", "960")
    answer = json.loads(truerole("market", "skills", "--top", "1", "--json", "--all-time").out)
    assert answer["sample"]["postings"] == answer["skills"][0]["of"] == 1440


@pytest.mark.parametrize(
    ("sides", "by", "here"),
    [
        (("ML engineers", "data scientist"), "role", "ML engineers"),
        (("Germany", "us"), "country", "Germany"),
        (("startup", "enterprise"), "stage", "start-ups"),
    ],
)
def test_sides_are_known_by_their_names(truerole: Run, sides: tuple[str, str], by: str, here: str) -> None:
    answer = json.loads(truerole("market", "compare", *sides, "--all-time", "--json").out)
    assert (answer["by"], answer["here"], answer["comparable"], answer["strata"]) == (by, here, True, 3)
    assert sum(side["used"] for side in answer["sides"]) == 1440


def test_a_comparison_shows_what_surely_differs(truerole: Run) -> None:
    roles = "ML engineer", "data scientist"
    told = truerole("market", "compare", *roles, "--all-time").out
    assert told.startswith("Compared: ML engineers, 720 of 720 postings (median date June 2024), and data")
    rows = list(
        csv.DictReader(io.StringIO(truerole("market", "compare", "ML engineer", "data scientist", "--csv").out))
    )
    assert [row["id"] for row in rows] == ["spark", "r"]
    assert float(rows[1]["difference"]) == -0.5
    none = truerole("market", "compare", "startup", "enterprise", "--required").out
    assert "Cannot tell the two sides apart: no difference is beyond chance." in none


def test_what_cannot_be_compared_is_said(truerole: Run) -> None:
    ran = truerole("market", "compare", "senior", "junior")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Cannot be compared: no year of one source holds 30 postings of both.")
    answer = json.loads(truerole("market", "compare", "senior", "junior", "--json").out)
    assert (answer["comparable"], answer["skills"]) == (False, [])


def test_trends_are_told_in_words(truerole: Run) -> None:
    (row,) = json.loads(truerole("market", "trend", "Apache Spark", "--json").out)["trends"]
    assert row["verdict"] == "rising"
    assert row["low"] > 0.1
    assert row["in words"].endswith("(1 source that reaches from January 2023 to December 2025, 1,440 postings)")
    (row,) = json.loads(truerole("market", "trend", "spark", "--since", "2025-08", "--json").out)["trends"]
    assert (row["verdict"], row["slope"]) == ("cannot tell", None)
    told = " ".join(truerole("market", "trend", "--since", "2025-08").out.split())
    assert told.count("no source holds 30 postings and as many 12 months later") == 1
    assert "Cannot tell whether these skills rise or fall: no source" in told
    assert told.endswith("Apache Spark cannot tell R cannot tell")
    told = truerole("market", "trend").out
    assert all(name in told for name in ("SQL", "Apache Spark", "rising"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("compare", "de", "de"), "'de' and 'de' are the same"),
        (("compare", "x", "y"), "'x' and 'y' are no two roles, countries, kinds of company or levels"),
        (("compare", "de", "startup"), "'de' and 'startup' are no two roles"),
        (("compare", "x", "us", "--by", "role"), "--role: no role is called 'x'"),
        (("compare", "us", "de", "--by", "source"), "--by: 'source' is none of role, country, company, level"),
        (("trend", "no such thing"), "SKILL: no skill is called 'no such thing'"),
    ],
)
def test_what_is_not_known_is_one_line(truerole: Run, arguments: tuple[str, ...], told: str) -> None:
    ran = truerole("market", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"truerole: {told}")
    assert ran.err.count("\n") == 1
