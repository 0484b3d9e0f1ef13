"""`truerole import` and `truerole export`: what is said, how they end, and what a kill leaves."""

import csv
import dataclasses
import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow
import pytest
from pyarrow import parquet
from typer.main import get_command

from tests.data.store.test_store import FACTS, ROOT, entry
from truerole.cli.main import app
from truerole.core.posting import Posting, Salary
from truerole.core.stored import SkillDemand, StoreEntry
from truerole.data.labels.examples import load_examples
from truerole.data.store.store import open_store

Run = Callable[..., Any]
EXAMPLES = load_examples()


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run in an empty folder, with a store of its own."""
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TRUEROLE_DATABASE_URL", raising=False)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def row(n: int, **more: object) -> dict[str, object]:
    example = EXAMPLES[n % len(EXAMPLES)]
    return {"Job Id": f"p{n}", "Job Title": example.title, "Job Description": example.description, "Rating": n} | more


def write(name: str, *rows: dict[str, object]) -> str:
    path = Path(name)
    if path.suffix == ".parquet":
        parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return name


@pytest.mark.parametrize("name", ["jobs.csv", "jobs.jsonl", "jobs.parquet"])
def test_import_says_what_it_takes_and_what_became_of_it(truerole: Run, name: str) -> None:
    write(name, *(row(n) for n in range(3)))
    done = truerole("import", name)
    columns, summary = done.err.splitlines()
    assert (done.code, done.out) == (0, "")
    assert columns == (
        "truerole: takes title from 'Job Title', description from 'Job Description', external_id from 'Job Id'; "
        "does not use 'Rating'"
    )
    assert summary.startswith("truerole: 3 new, 0 known, 0 rejected in ")
    again = truerole("import", name)
    assert (again.code, "0 new, 3 known, 0 rejected" in again.err) == (0, True)
    assert list(Path().iterdir()) == [Path(name)]


def test_the_same_postings_in_another_form_are_known(truerole: Run) -> None:
    rows = [row(n, **{"Job Id": None}) for n in range(3)]
    truerole("import", write("jobs.csv", *rows))
    done = truerole("import", write("jobs.parquet", *rows))
    assert "0 new, 3 known" in done.err


def test_rejected_rows_are_mended_and_imported(truerole: Run) -> None:
    name = write("jobs.csv", row(0), row(1, **{"Job Title": ""}), row(2, **{"Job Description": "x" * 100_001}), row(3))
    done = truerole("import", name)
    assert done.code == 1
    assert "2 new, 0 known, 2 rejected (first: row 3: there is no title) in " in done.err
    assert "truerole: rejected rows are in jobs.rejected.jsonl; mend them and import that file" in done.err
    first, second = (json.loads(line) for line in Path("jobs.rejected.jsonl").read_text().splitlines())
    assert (first["Job Id"], first["_row"], first["_why"]) == ("p1", 3, "there is no title")
    assert (second["_row"], second["_why"].startswith("the text has 100,001 characters")) == (4, True)
    write("jobs.rejected.jsonl", first | {"Job Title": "Baker"}, second | {"Job Description": "You move data."})
    done = truerole("import", "jobs.rejected.jsonl", "--source", "jobs")
    assert (done.code, "2 new, 0 known, 0 rejected" in done.err, "'Rating'" in done.err) == (0, True, True)
    assert "_row" not in done.err
    with open_store() as store:
        assert store.known_numbers(("jobs", "", f"p{n}") for n in range(4)).keys() == {
            ("jobs", "", f"p{n}") for n in range(4)
        }


def test_of_very_many_rejected_rows_the_first_are_kept_and_the_file_itself_is_mended(
    truerole: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("truerole.data.files.rejects._ROWS", 2)
    rows = [row(n, **{"Job Title": "" if n else "Baker"}) for n in range(5)]
    done = truerole("import", write("jobs.csv", *rows))
    assert (done.code, "1 new, 0 known, 4 rejected" in done.err) == (1, True)
    assert done.err.splitlines()[-1] == (
        "truerole: the first 2 rejected rows are in jobs.rejected.jsonl, the other 2 were only counted; mend jobs.csv "
        "itself and import that again: what is in the store already is skipped"
    )
    assert len(Path("jobs.rejected.jsonl").read_text().splitlines()) == 2
    done = truerole("import", write("jobs.csv", *(each | {"Job Title": "Baker"} for each in rows)))
    assert (done.code, "4 new, 1 known, 0 rejected" in done.err) == (0, True)


def test_the_help_names_the_file_of_rejected_rows(truerole: Run) -> None:
    told = " ".join(truerole("import", "--help").out.split())
    truerole("import", write("jobs.csv", row(0, **{"Job Title": ""})))
    (rejected,) = Path().glob("*.rejected*")
    assert f"those of jobs.csv to {rejected}, with the reason" in told


def test_rejected_rows_go_where_they_are_told_to(truerole: Run) -> None:
    truerole("import", write("jobs.csv", row(0, **{"Job Title": ""})), "--rejected", "bad.jsonl")
    assert {path.name for path in Path().iterdir()} == {"jobs.csv", "bad.jsonl"}


def test_columns_and_source_may_be_said(truerole: Run) -> None:
    Path("jobs.tsv").write_text("headline\ttitle\tposted\nBaker\tYou bake.\t03/04/2026\nCook\tYou cook.\t03/03/2026\n")
    chosen = ["--column", "title=headline", "--column", "description=title", "--source", "mine"]
    done = truerole("import", "jobs.tsv", *chosen)
    assert done.code == 0
    assert "takes title from 'headline', description from 'title', posted_on from 'posted'\n" in done.err
    assert "truerole: dates that could be two days, as 03/04/2026 is, are left out: 1" in done.err
    truerole("export", "out.csv")
    found = list(csv.DictReader(Path("out.csv").read_text().splitlines()))
    assert [(r["source"], r["title"], r["posted_on"]) for r in found] == [
        ("mine", "Baker", ""),
        ("mine", "Cook", "2026-03-03"),
    ]


def test_dates_and_pay_that_no_posting_has_are_counted_and_the_posting_is_kept(truerole: Run) -> None:
    rows = [
        ("2100-01-01", "50000", "60000", "", ""),
        ("9999-12-31", "5", "", "", ""),
        ("2026-01-05", "60000", "50000", "2026-01-05", "50000.0"),
        ("1991-05-05", "", "1000000000", "", ""),
        ("2099-07", "70000", "80000", "", ""),
        ("2026-02-01", "70000", "80000", "2026-02-01", "70000.0"),
    ]
    lines = [f"Baker {n},You bake {n}.,{day},{low},{high},EUR,year" for n, (day, low, high, *_) in enumerate(rows)]
    Path("jobs.csv").write_text("\n".join(["title,text,date,salary_min,salary_max,currency,period", *lines]))
    done = truerole("import", "jobs.csv")
    assert (done.code, "6 new, 0 known, 0 rejected" in done.err) == (0, True)
    assert "before there were job boards, are left out: 3 (first: 2100-01-01)" in done.err
    assert "pay that nobody is paid is left out: 2 (first: 5 EUR a year)" in done.err
    assert "higher amount came first is put in order: 1 (first: 60,000 to 50,000 EUR a year)" in done.err
    truerole("export", "out.csv")
    found = list(csv.DictReader(Path("out.csv").read_text().splitlines()))
    assert [r["posted_on"] for r in found] == [day for *_, day, _ in rows]
    assert [found[n]["salary_min"] for n in (1, 2, 3, 5)] == [rows[n][-1] for n in (1, 2, 3, 5)]
    assert found[4]["month"] == ""


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["import", "none.csv"], "none.csv: No such file or directory"),
        (["import", "."], "binary.csv: is binary data"),
        (["import", "notes.txt"], "notes.txt: name it .jsonl or .csv"),
        (["import", "empty.csv"], "empty.csv: is empty"),
        (["import", "empty.jsonl"], "empty.jsonl: is empty"),
        (["import", "binary.csv"], "binary.csv: is binary data"),
        (
            ["import", "unknown.csv"],
            "unknown.csv: no column is known to hold the title or the description",
        ),
        (["import", "cut.csv.gz"], "cut.csv.gz: is damaged"),
        (["import", "cut.parquet"], "cut.parquet: is damaged"),
        (["import", "good.csv", "--column", "title"], "--column title: write it as FIELD=NAME"),
        (["import", "good.csv", "--column", "wages=a"], "--column wages=a: there is no such field"),
        (["import", "good.csv", "--column", "title=a"], "--column title=a: there is no such column"),
        (["import", "good.csv", "--rejected", "good.csv"], "good.csv: name it .jsonl"),
        (["import", "good.csv", "--rejected", "none/a.jsonl"], "none: no such folder"),
        (["import", "good.jsonl", "--rejected", "./good.jsonl"], "good.jsonl: is also the input"),
        (["export", "out.txt"], "out.txt: name it .csv"),
        (["export", "none/out.csv"], "none: no such folder"),
        (["export", "out.csv", "--since", "26"], "--since: '26' is no month"),
        (["export", "out.csv", "--since", "2026-13"], "--since: '2026-13' is no month"),
        (["export", "out.csv", "--search", ""], "--search is empty; write words, or leave it out"),
        (["export", "out.csv", "--search", " "], "--search is empty; write words, or leave it out"),
        (["export", "out.csv", "--place", ""], "--place is empty"),
        (["export", "out.csv", "--company", ""], "--company is empty"),
        (["export", "out.csv", "--own", "--sample"], "--own and --sample exclude each other"),
        (["export", "out.csv", "--no-sample", "--sample"], "--own and --sample exclude each other"),
        (["export", "out.csv", "--open", "--sample"], "--open and --sample exclude each other"),
        (["export", "out.csv", "--currency", "EUR"], "--currency goes with --pay"),
        (["export", "out.csv", "--pay", "1", "--currency", "QQQ"], "--currency: no pay is in 'QQQ'"),
        (["export", "out.csv", "--role", "wizard"], "--role: no role is called 'wizard'"),
        (["export", "out.csv", "--skill", "sqll"], "--skill: no skill is called 'sqll'; near: SQL"),
    ],
)
def test_one_line_and_exit_code_2(truerole: Run, args: list[str], words: str) -> None:
    good = "title,text\n" + "Baker,You bake.\n" * 2_000
    texts = {"empty.csv": "", "empty.jsonl": "", "unknown.csv": "a,b\n1,2\n", "good.csv": good, "notes.txt": "x"}
    for name, text in texts.items():
        Path(name).write_text(text)
    write("good.jsonl", row(0))
    Path("binary.csv").write_bytes(bytes(range(256)) * 9)
    Path("cut.csv.gz").write_bytes(gzip.compress(good.encode())[:-20])
    Path("cut.parquet").write_bytes(Path(write("whole.parquet", row(0))).read_bytes()[:-20])
    before = {path: path.read_bytes() for path in Path().iterdir()}
    done = truerole(*args)
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[-1].startswith("truerole: ")
    assert words in done.err.splitlines()[-1]
    assert "Traceback" not in done.err
    assert {path: path.read_bytes() for path in Path().iterdir()} == before


@pytest.mark.slow
def test_what_comes_before_the_damage_is_in_the_store(truerole: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truerole.workflows.import_postings.BATCH", 100)
    raw = "".join(["title,text\n", *(f"Title {n},You bake {n} loaves a day.\n" for n in range(600))])
    Path("cut.csv.gz").write_bytes(gzip.compress(raw.encode())[:-200])
    done = truerole("import", "cut.csv.gz", "--workers", "1")
    assert (done.code, "what comes before is in the store" in done.err) == (2, True)
    with open_store() as store:
        assert 100 < store.count() < 600


def test_a_header_alone_is_no_mistake(truerole: Run) -> None:
    Path("jobs.csv").write_text("title,text\n")
    done = truerole("import", "jobs.csv")
    assert (done.code, "0 new, 0 known, 0 rejected" in done.err) == (0, True)


def test_nothing_that_a_terminal_obeys_is_printed(truerole: Run) -> None:
    Path("jobs.csv").write_text(
        "title,text,\x1b[31mred\u202e\n" + "\x1b[2J,You bake.,x\n,,y\n" * 2 + "Baker" * 99, "utf-8"
    )
    done = truerole("import", "jobs.csv")
    assert done.code == 1
    assert not {"\x1b", "\u202e"} & set(done.err)


def test_a_store_that_another_model_has_read_is_read_again_first(truerole: Run) -> None:
    with open_store() as store:
        store.add([entry(n) for n in range(3)], "2020-01-01.1")
    done = truerole("import", write("jobs.csv", row(0)))
    assert "truerole: another model has read the 3 postings of the store; reading them again first" in done.err
    assert "1 new, 0 known" in done.err
    assert "reading them again" not in truerole("import", "jobs.csv").err
    truerole("export", "out.csv")
    models = {r["model"] for r in csv.DictReader(Path("out.csv").read_text().splitlines(keepends=True))}
    assert len(models) == 1
    assert "2020-01-01.1" not in models


def test_export_writes_what_is_wanted(truerole: Run) -> None:
    with open_store() as store:
        store.add([entry(n, FACTS) for n in range(13)], "v1")
    done = truerole("export", "out.parquet", "--role", "data_analyst", "--since", "2026-12", "--text", "--no-sample")
    assert (done.code, done.err) == (0, "truerole: postings written to out.parquet: 1\n")
    (found,) = parquet.read_table("out.parquet").to_pylist()
    assert (found["title"], found["description"]) == ("Title 11", "Text 11")
    assert truerole("export", "out.parquet", "--role", "wizard").code == 2


def offered(number: int, **fields: Any) -> StoreEntry:
    facts = {name: fields.pop(name) for name in ("role", "stage", "seniority", "skills") if name in fields}
    posting = Posting(fields.pop("source", "lever"), str(number), "Title", f"Text {number}", **fields)
    return StoreEntry(posting, dataclasses.replace(FACTS, **facts))


FILTERS = [
    ("", "0 1 2 3"),
    ("--role data_engineer", "0"),
    ("--role other", "3"),
    ("--source ashby", "1"),
    ("--country Germany", "0"),
    ("--workplace remote", "2"),
    ("--stage startup", "2"),
    ("--kind-of-company startup", "2"),
    ("--seniority senior", "1"),
    ("--level senior", "1"),
    ("--since 2026 --until 2026-02", "0 1"),
    ("--skill Spark", "0"),
    ("--any-skill Spark,dbt", "0 1"),
    ("--no-skill Spark,dbt", "2 3"),
    ("--place Berlin", "0"),
    ("--company acme", "0 1"),
    ("--pay 60000 --currency eur", "1"),
    ("--pay 90000 --currency EUR", ""),
    ("--open", "0 1 2 3"),
    ("--own --company Acme --skill dbt", "1"),
    ("--sample", ""),
    ("--title-role data_scientist", "0 1 2 3"),
    ("--title-role data_engineer", ""),
    ("--no-sample", "0 1 2 3"),
    ("--search spark", "0"),
    ("--days 36500", "0 1 2 3"),
]


def test_each_filter_of_export_is_tried() -> None:
    command = get_command(app).commands["export"]  # type: ignore[attr-defined]
    options = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
    tried = {word for given, _ in FILTERS for word in given.split() if word.startswith("--")}
    assert options - tried == {"--text", "--quiet"}


def exported(name: str) -> list[str]:
    """Return the ids of the postings in a file of any form."""
    path = Path(name)
    if name.endswith(".csv"):
        return [row["external_id"] for row in csv.DictReader(path.read_text().splitlines())]
    if name.endswith(".jsonl"):
        return [json.loads(line)["external_id"] for line in path.read_text().splitlines()]
    if name.endswith(".parquet"):
        return list(parquet.read_table(path)["external_id"].to_pylist())
    header, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return [str(row[header.index("external_id")]) for row in rows]


@pytest.fixture(scope="module")
def filtered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a store whose postings the filters tell apart."""
    path = tmp_path_factory.mktemp("filtered") / "truerole.db"
    spark, dbt = (SkillDemand("spark", "required"),), (SkillDemand("dbt", "required"),)
    pay = Salary(70_000, 80_000, "EUR", "year", "published")
    rest: dict[str, Any] = {"posted_on": date(2025, 3, 1), "skills": (), "stage": "unknown", "seniority": "mid"}
    first = rest | {"role": "data_engineer", "country": "de", "location": "Berlin", "company": "Acme AI"}
    second = rest | {"source": "ashby", "company": "Acme Oil", "salary": pay, "seniority": "senior", "skills": dbt}
    with open_store(f"sqlite:///{path}") as store:
        store.add([offered(0, **first | {"posted_on": date(2026, 1, 5), "skills": spark})], "v1")
        store.add([offered(1, **second | {"posted_on": date(2026, 2, 5)})], "v1")
        store.add(
            [offered(2, **rest | {"stage": "startup"}, workplace="remote"), offered(3, **rest, role="other")], "v1"
        )
    return path


@pytest.mark.parametrize(("options", "numbers"), FILTERS)
def test_export_knows_the_filters_of_the_pages(
    truerole: Run, tmp_path: Path, filtered: Path, options: str, numbers: str
) -> None:
    (tmp_path / "home").mkdir()
    shutil.copy(filtered, tmp_path / "home")
    for name in ("out.csv", "out.jsonl", "out.parquet", "out.xlsx"):
        assert truerole("export", name, *options.split()).code == 0
        assert " ".join(exported(name)) == numbers


@pytest.mark.parametrize(
    ("words", "count"), [("sql", 5), ("title 3", 1), ("-title", 0), ("sql -4", 4), ('"', 5), ("zyzzyva", 0)]
)
def test_export_writes_what_words_find(truerole: Run, words: str, count: int) -> None:
    with open_store() as store:
        store.add([entry(n, FACTS) for n in range(5)], "v1")
    done = truerole("export", "out.jsonl", "--search", words)
    assert (done.code, done.err) == (0, f"truerole: postings written to out.jsonl: {count}\n")


def test_what_went_out_comes_in_as_the_same(truerole: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hostile = {
        "Job Title": "=1+1",
        "Job Description": "- a, \"b\"\n'c'; <d\n\n🙂",
        "company": "@x",
        "location": "+y",
        "date": "July 2026",
    }
    more = {"salary_min": "50,000", "salary_max": 60_000.5, "currency": "EUR", "period": "yearly", "remote": "yes"}
    truerole("import", write("jobs.jsonl", row(0) | more, row(1) | hostile, row(2, **{"Job Id": None})))
    for name in ("out.csv", "out.csv.gz", "out.parquet"):
        truerole("export", name, "--text")
        monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path / name))
        assert "3 new, 0 known, 0 rejected" in truerole("import", name).err
        truerole("export", "back.csv", "--text")
        monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path / "home"))
        assert "0 new, 3 known" in truerole("import", "back.csv").err
        assert Path("back.csv").read_bytes() == Path("out.csv").read_bytes()


# The command, with transactions of a tenth: what a kill leaves is seen after as little work.
COMMAND = """
from truerole.cli.main import main
from truerole.workflows import import_postings
import_postings.BATCH = 100
main()
"""


def start(*args: str) -> "subprocess.Popen[bytes]":
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-c", COMMAND, *args], env=environment, stderr=subprocess.PIPE)


def wait_for(count: int) -> None:
    end = time.monotonic() + 300
    with open_store() as store:
        while store.count() < count:
            assert time.monotonic() < end
            time.sleep(0.05)


def kept() -> int:
    with open_store() as store:
        return store.count()


@pytest.mark.slow
def test_killed_it_goes_on(truerole: Run) -> None:
    rows = [row(n, **({"Job Title": ""} if n % 100 == 0 else {})) for n in range(2_000)]
    write("jobs.csv", *rows)
    with start("import", "jobs.csv", "--workers", "1") as run:
        wait_for(100)
        run.kill()
    assert not Path("jobs.rejected.jsonl").exists()
    before = kept()
    assert 100 <= before < 1_980
    # The rest of the rows would tell no more than the next 200.
    rest = rows[: before + 200]
    write("jobs.csv", *rest)
    rejected = sum(not each["Job Title"] for each in rest)
    done = truerole("import", "jobs.csv", "--workers", "1")
    new = len(rest) - rejected - before
    assert f"{new:,} new, {before:,} known, {rejected} rejected (first: row 2: there is no title)" in done.err
    assert len(Path("jobs.rejected.jsonl").read_text().splitlines()) == rejected
    assert {path.name for path in Path().iterdir()} == {"jobs.csv", "jobs.rejected.jsonl"}
    assert truerole("db", "check").code == 0


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize(("by", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_in_order_and_the_same_command_goes_on(truerole: Run, by: signal.Signals, code: int) -> None:
    rows = [row(n) for n in range(2_000)]
    write("jobs.csv", *rows)
    with start("import", "jobs.csv", "--workers", "2") as run:
        wait_for(100)
        run.send_signal(by)
        assert run.wait(120) == code
        told = run.stderr.read()  # until the last of its processes has ended
    assert told.splitlines()[-1] == b"truerole: stopped; the same command goes on where it was"
    assert (b"Traceback" in told, b"Warning" in told) == (False, False)
    before = kept()
    assert before < 1_800
    write("jobs.csv", *rows[: before + 200])
    assert f"200 new, {before:,} known" in truerole("import", "jobs.csv", "--workers", "1").err


def test_all_files_of_a_folder_are_imported(truerole: Run) -> None:
    Path("in").mkdir()
    for n, name in enumerate(["a.csv", "b.jsonl", "c.parquet"]):
        write(f"in/{name}", row(2 * n), row(2 * n + 1))
    write("in/a.rejected.jsonl", row(8))
    write("in/.hidden.csv", row(9))
    Path("in/notes.txt").write_text("none")
    done = truerole("import", "in", "--workers", "1")
    said = done.err.splitlines()
    assert (done.code, [line for line in said if line.endswith(":")]) == (
        0,
        ["truerole: in/a.csv:", "truerole: in/b.jsonl:", "truerole: in/c.parquet:"],
    )
    assert sum("2 new, 0 known, 0 rejected" in line for line in said) == 3


def test_several_files_are_looked_at_before_the_first_is_taken(truerole: Run) -> None:
    files = [write("a.csv", row(0)), write("b.csv", {"colour": "red"})]
    done = truerole("import", *files, "--workers", "1")
    assert (done.code, "b.csv: no column is known to hold the title" in done.err) == (2, True)
    assert "new" not in done.err


def test_each_of_several_files_has_its_rejected_rows(truerole: Run) -> None:
    files = [write(name, row(n), {"Job Id": "x", "Job Title": "y"}) for n, name in enumerate(["a.jsonl", "b.jsonl"])]
    assert truerole("import", *files, files[0], "--workers", "1").code == 1
    assert [Path(f"{name}.rejected.jsonl").is_file() for name in "ab"] == [True, True]
    done = truerole("import", *files, "--rejected", "r.jsonl")
    assert (done.code, done.err.count("\n"), "--rejected goes with one file" in done.err) == (2, 1, True)


def test_a_folder_without_files_is_told(truerole: Run) -> None:
    Path("none").mkdir()
    done = truerole("import", "none")
    assert (done.code, "none: holds no file named .jsonl" in done.err, done.err.count("\n")) == (2, True, 1)
