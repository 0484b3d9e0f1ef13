"""`truerole postings` and `truerole read --id` on a small store."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.data.store.test_store import FACTS
from truerole.core.posting import Posting, Salary
from truerole.core.stored import SkillDemand, StoreEntry
from truerole.data.labels.examples import load_examples
from truerole.data.store.store import open_store

Run = Callable[..., Any]
EXAMPLE = next(e for e in load_examples() if e.role == "data_engineer" and e.sure == 3)
MAY_9, PAY = date(2026, 5, 9), Salary(60_000, 70_000, "EUR", "year")


def entry(number: str, title: str, role: str | None, **more: Any) -> StoreEntry:
    """Return a posting of the store, by the role that it reads as."""
    skills = (SkillDemand("sql", "required"), SkillDemand("spark", "preferred", 3))
    reading = replace(
        FACTS, role=role, roles=(0.1, 0.6, 0.1, 0.1, 0.1), confident=role == "data_engineer", skills=skills
    )
    text = more.pop("text", EXAMPLE.description)
    sample = more.pop("sample", False)
    month = more.pop("month", None)
    return StoreEntry(Posting("board", number, title, text, **more), reading, month, sample=sample)


@pytest.fixture(autouse=True, scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("stored") / "store.db"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TRUEROLE_DATABASE_URL", f"sqlite:///{path}")
        entries = [
            entry(
                "1", "Pipelines", "data_engineer", company="Acme", location="Berlin", country="de",
                posted_on=date(2026, 6, 3), salary=PAY, url="https://jobs.example/1",
            ),
            entry("2", "Reports", "data_analyst", company="Bolt", country="fr", posted_on=MAY_9, text="Bolts"),
            entry("3", "[red]Rosen\x1b[31m", None, text="Gärtnern.", month="2026-04", url="javascript:alert(1)"),
            entry("4", "Past", "data_engineer", text="", month="2026-01", sample=True),
        ]  # fmt: skip
        with open_store() as store:
            store.add(entries, "v1")
        yield


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), ["1", "2", "3", "4"]),
        (("--role", "data engineer"), ["1", "4"]),
        (("--place", "Berlin"), ["1"]),
        (("--place", "France"), ["2"]),
        (("--place", "-berlin"), ["2", "3", "4"]),
        (("--place", "Germany -berlin"), []),
        (("--search", "bolts"), ["2"]),
        (("--company", "acme"), ["1"]),
        (("--company", "-acme"), ["2", "3", "4"]),
        (("--pay", "65001"), []),
        (("--pay", "60000"), ["1"]),
        (("--since", "May 2026"), ["1", "2"]),
        (("--own", "--skill", "spark"), ["1", "2", "3"]),
        (("--open", "--role", "data engineers"), ["1"]),
        (("--limit", "2"), ["1", "2"]),
    ],
)
def test_what_passes_is_listed_the_newest_first(truerole: Run, options: tuple[str, ...], found: list[str]) -> None:
    lines = truerole("postings", *options, "--json").out.splitlines()
    assert [json.loads(line)["external_id"] for line in lines] == found


def test_that_more_pass_than_are_listed_is_said_beside_the_lines(truerole: Run) -> None:
    assert (
        truerole("postings", "--own", "--limit", "2", "--json").err
        == "truerole: the newest 2 of 3; --limit lists more\n"
    )
    assert truerole("postings", "--own", "--json").err == ""


def test_a_table_has_what_tells_postings_apart(truerole: Run) -> None:
    done = truerole("postings", "--own")
    assert done.err == ""
    words = " ".join(done.out.split())
    assert words.startswith("3 postings, April 2026 to June 2026, from 1 source.")
    assert "Id Title Real role Company Place Posted Pay" in words
    told = ("data engineer", "(60 %)", "leans to data", "(10 %)", "not read", "Acme", "Berlin", "3 June 2026", "60,000")
    assert [part for part in told if part not in words] == []
    assert "\x1b" not in done.out
    assert "Company" not in truerole("postings", "--sample").out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--limit", "1"), "The newest 1; --limit lists more."),
        (("--sample",), "nobody can apply to the postings of the market sample"),
        (("--search", "zyzzyva"), "No posting passes all of this; leave out a word or a filter."),
    ],
)
def test_it_is_said_what_the_list_is_not(truerole: Run, options: tuple[str, ...], told: str) -> None:
    assert told in " ".join(truerole("postings", *options).out.split())


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("postings", "--search", " "), "--search is empty; write words, or leave it out for all postings"),
        (("postings", "--currency", "EUR"), "--currency goes with --pay"),
        (("postings", "--open", "--sample"), "--open and --sample exclude each other"),
        (("postings", "--role", "wizard"), "--role: no role is called 'wizard'"),
        (("read", "--id", "99"), "--id: no posting has the id 99; `truerole postings` lists them"),
        (("read", "--id", "9" * 30), "--id: no posting has the id 999"),
        (("read", "posting.txt", "--id", "1"), "--id goes without FILE; leave one of them out"),
    ],
)
def test_wrong_input_is_one_line(truerole: Run, command: tuple[str, ...], told: str) -> None:
    done = truerole(*command)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"truerole: {told}")
    assert done.err.count("\n") == 1


def numbers(truerole: Run) -> dict[str, str]:
    """Return the ids by number at the source."""
    records = map(json.loads, truerole("postings", "--json").out.splitlines())
    return {record["external_id"]: str(record["number"]) for record in records}


def test_an_address_that_is_no_web_page_s_is_left_out(truerole: Run) -> None:
    urls = [json.loads(line)["url"] for line in truerole("postings", "--own", "--json").out.splitlines()]
    assert urls == ["https://jobs.example/1", None, None]


def test_a_posting_is_read_by_its_id(truerole: Run) -> None:
    done = truerole("read", "--id", numbers(truerole)["1"])
    assert done.code == 0
    assert done.out.startswith("Titled Pipelines; reads as data engineer (")
    assert "What speaks for it" in done.out
    assert json.loads(truerole("read", "--id", numbers(truerole)["1"], "--json").out)["role"] == "data_engineer"


def test_of_a_posting_without_a_text_is_shown_what_is_known(truerole: Run) -> None:
    number = numbers(truerole)["4"]
    assert truerole("read", "--id", number).out.splitlines() == [
        "Titled Past; reads as data engineer (60 %).",
        "January 2026",
        "Required: SQL",
        "Nice to have: Apache Spark · 3+ years",
        "This is all that is known, as the market sample has no texts.",
    ]
    assert json.loads(truerole("read", "--id", number, "--json").out)["reading"]["role"] == "data_engineer"
