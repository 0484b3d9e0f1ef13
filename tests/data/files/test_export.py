"""Postings go out with what was read in them, a row each, and come in again as the same."""

import csv
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow
import pytest
from pyarrow import parquet

from tests.data.store.test_store import FACTS, ROOT, entry
from truerole.core.errors import DataError
from truerole.core.posting import Salary
from truerole.core.stored import SkillDemand
from truerole.data.files import export as exporting
from truerole.data.files import table_writer
from truerole.data.files.export import ExportFilter, export_postings
from truerole.data.files.posting_rows import PostingFile
from truerole.data.store.store import Store, open_store, switch_model_version
from truerole.workflows.import_postings import import_postings

HOSTILE = "=1+1, \"quoted\"\nand 'so' on; a < b > c;\n\n\t🙂 é"
WHOLE = entry(
    1, board="b", url="https://a.example/1", title="-Baker", company="@Loaf", location="Leeds, United Kingdom",
    country="gb",
    workplace="remote", description=HOSTILE, posted_on=date(2026, 7, 3), employment_type="+full", language="en",
    salary=Salary(50_000, 60_000.5, "GBP", "year", "published"),
)  # fmt: skip
NOTHING = replace(FACTS, role=None, title_role=None, agrees=None, confident=False, skills=())


def read(path: Path) -> list[dict[str, str]]:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(raw.decode().splitlines(keepends=True)))


def test_a_whole_posting_as_csv(store: Store, tmp_path: Path) -> None:
    facts = replace(FACTS, skills=(*FACTS.skills, SkillDemand("python", "required"), SkillDemand("spark", "context")))
    store.add([replace(WHOLE, reading=facts)], "v1")
    assert export_postings(store, tmp_path / "a.csv") == 1
    assert read(tmp_path / "a.csv") == [{
        "source": "board", "board": "b", "external_id": "1", "url": "https://a.example/1", "title": "'-Baker",
        "company": "'@Loaf", "location": "Leeds, United Kingdom", "country": "gb", "workplace": "remote",
        "posted_on": "2026-07-03", "month": "2026-07", "salary_min": "50000.0", "salary_max": "60000.5",
        "currency": "GBP",
        "period": "year", "salary_basis": "published", "employment_type": "'+full", "language": "en", "sample": "false",
        "role": "data_analyst", "data_analyst": "0.7", "data_engineer": "0.1", "data_scientist": "0.1",
        "ml_engineer": "0.05", "other": "0.05", "confident": "true", "title_role": "data_scientist", "agrees": "false",
        "deep_learning": "0", "stage": "startup", "seniority": "senior", "skills_required": "python;sql",
        "skills_preferred": "tableau", "skills_context": "spark", "model": "v1", "first_seen": "", "last_seen": "",
        "closed_on": "", "times_posted": "1",
    }]  # fmt: skip


def test_a_whole_posting_as_parquet(store: Store, tmp_path: Path) -> None:
    store.add([WHOLE, entry(2, NOTHING, posted_on=None)], "v1")
    export_postings(store, tmp_path / "a.parquet", ExportFilter(texts=True))
    table = parquet.read_table(tmp_path / "a.parquet")
    first, second = table.to_pylist()
    assert (first["title"], first["description"], first["posted_on"]) == ("-Baker", HOSTILE, date(2026, 7, 3))
    assert (first["skills_required"], first["skills_preferred"], first["data_analyst"]) == (["sql"], ["tableau"], 0.7)
    assert (first["confident"], first["agrees"], first["deep_learning"], first["sample"]) == (True, False, 0, False)
    nothing = ("board", "url", "company", "posted_on", "month", "salary_min", "role", "title_role", "agrees")
    assert {second[name] for name in nothing} == {None}
    assert (second["skills_required"], second["confident"], second["model"]) == ([], False, "v1")
    assert table.schema.field("salary_min").type == pyarrow.float64()


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (ExportFilter(), ["1", "2", "3", "4"]),
        (ExportFilter(numbers=[]), []),
        (ExportFilter(numbers=[2]), ["2"]),
        (ExportFilter(numbers=[3, 1, 9]), ["3", "1"]),
    ],
    ids=str,
)
@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_what_is_wanted(store: Store, tmp_path: Path, wanted: ExportFilter, ids: list[str], name: str) -> None:
    store.add(
        [
            WHOLE,
            entry(2, replace(FACTS, role="data_engineer"), posted_on=date(2026, 6, 30)),
            replace(entry(3, posted_on=None), month="2026-08"),
            replace(entry(4, NOTHING, posted_on=None, description=""), sample=True),
        ],
        "v1",
    )
    assert export_postings(store, tmp_path / name, wanted) == len(ids)
    rows = read(tmp_path / name) if name == "a.csv" else parquet.read_table(tmp_path / name).to_pylist()
    assert [row["external_id"] for row in rows] == ids


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.csv.zst", "a.parquet"])
@pytest.mark.parametrize("count", [0, 9, 10, 11, 25])
def test_any_number_by_ranges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, count: int) -> None:
    monkeypatch.setattr(exporting, "_RANGE", 10)
    told: list[tuple[int, float | None]] = []
    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        store.add((entry(n) for n in range(count)), "v1")
        assert (
            export_postings(store, tmp_path / name, ExportFilter(texts=True), lambda p: told.append((p.done, p.share)))
            == count
        )
    assert [offer.posting.external_id for offer in PostingFile(tmp_path / name)] == [str(n) for n in range(count)]
    assert [rows for rows, _ in told] == sorted({*range(10, count, 10), count} - {0})
    assert not told or told[-1] == (count, 1.0)


def test_the_readings_are_those_that_count(store: Store, tmp_path: Path) -> None:
    store.add([entry(1), entry(2)], "v1")
    number = min(store.known_numbers([entry(1).posting.identity]).values())
    store.add_readings([(number, replace(FACTS, role="other", skills=(SkillDemand("spark", "required"),)))], "v2")
    export_postings(store, tmp_path / "a.csv")
    assert [(row["role"], row["skills_required"], row["model"]) for row in read(tmp_path / "a.csv")] == [
        ("data_analyst", "sql", "v1")
    ] * 2
    switch_model_version(store, "v2")
    export_postings(store, tmp_path / "a.csv")
    found = [(row["role"], row["confident"], row["skills_required"], row["model"]) for row in read(tmp_path / "a.csv")]
    assert found == [("other", "true", "spark", "v2"), ("", "", "", "")]


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.parquet"])
def test_what_went_out_comes_in_as_the_same(store: Store, tmp_path: Path, name: str) -> None:
    entries = [
        WHOLE,
        entry(2, board="", posted_on=None, description="• Python\n\n  Two  blanks and a < b"),
        replace(entry(3, posted_on=None, external_id="=3", source="'-x"), month="2026-01"),
        entry(4, salary=Salary(None, 12.5, None, "hour"), title="Data &c.", location="'tis"),
    ]
    store.add(entries, "v1")
    export_postings(store, tmp_path / name, ExportFilter(texts=True))
    offers = {offer.posting.external_id: offer for offer in PostingFile(tmp_path / name)}
    for one in entries:
        offer = offers[one.posting.external_id]
        assert offer.posting == replace(one.posting, board=one.posting.board or None)
        assert offer.month == one.month
    summary = import_postings(store, offers.values(), print, workers=1)
    assert (summary.new, summary.known) == (0, 4)


# What can go wrong


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.txt", r"a\.txt: name it \.csv"),
        ("a.json", r"a\.json: name it \.csv"),
        ("a.tsv", r"a\.tsv: name it \.csv"),
        ("none/a.csv", "none: no such folder"),
        ("folder.csv", r"folder\.csv: is a folder"),
    ],
)
def test_no_file_to_write(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store, pytest.raises(DataError, match=words):
        export_postings(store, tmp_path / name)
    assert {path.name for path in tmp_path.iterdir()} == {"folder.csv", "a.db"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.parquet"])
def test_a_full_disk_leaves_the_old_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("old")
    code = f"""
import resource, sys
from pathlib import Path
from truerole.core.errors import DataError
from truerole.data.files.export import ExportFilter, export_postings
from truerole.data.store.store import open_store
from tests.data.store.test_store import entry
import random, pyarrow.parquet
with open_store("sqlite:///{tmp_path / "a.db"}") as store:
    noise = random.Random(1)
    store.add((entry(n, description=noise.randbytes(500).hex()) for n in range(300)), "v1")
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    try:
        export_postings(store, Path("{tmp_path / name}"), ExportFilter(texts=True))
    except DataError as error:
        sys.exit(str(error))
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.stderr == f"{tmp_path / name}: File too large; what was there is unchanged\n"
    assert (tmp_path / name).read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"a.db", name}


def test_interrupted_it_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "a.csv").write_text("old")
    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        store.add([entry(1)], "v1")
        with pytest.raises(KeyboardInterrupt):
            export_postings(store, tmp_path / "a.csv", on_progress=interrupt)
    assert (tmp_path / "a.csv").read_text() == "old"
    assert not (tmp_path / "a.csv.new").exists()


def test_no_transaction_lasts_as_long_as_the_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "_RANGE", 10)
    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        store.add((entry(n) for n in range(30)), "v1")
        late = iter([entry(99)])
        add: Callable[..., object] = lambda *_: store.add(late, "v1")  # noqa: E731
        assert export_postings(store, tmp_path / "a.csv", on_progress=add) == 31
        assert not (tmp_path / "a.db-wal").exists() or (tmp_path / "a.db-wal").stat().st_size == 0


def test_a_whole_posting_as_json_lines_and_as_a_workbook(store: Store, tmp_path: Path) -> None:
    hostile = replace(WHOLE, posting=replace(WHOLE.posting, description="=cmd()\x0b\uffff" + "x" * 40_000))
    store.add([hostile, entry(2)], "v1")
    for name in ("a.jsonl", "a.jsonl.gz", "a.xlsx"):
        assert export_postings(store, tmp_path / name, ExportFilter(texts=True)) == 2
    line = json.loads((tmp_path / "a.jsonl").read_bytes().splitlines()[0])
    assert (line["title"], line["posted_on"], line["salary_min"]) == ("-Baker", "2026-07-03", 50_000)
    assert line["skills_required"] == ["sql"]
    assert gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes()) == (tmp_path / "a.jsonl").read_bytes()
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    head, first, second = sheet.iter_rows()
    row = {name.value: cell for name, cell in zip(head, first, strict=True)}
    assert (row["title"].value, row["company"].value, row["salary_min"].value) == ("'-Baker", "'@Loaf", 50_000)
    assert row["description"].value.startswith("'=cmd()")
    assert len(row["description"].value) == 32_767
    assert "f" not in {cell.data_type for cell in (*first, *second)}


def test_given_postings_in_their_order(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "_RANGE", 2)
    store.add([entry(n) for n in range(1, 8)], "v1")
    wanted = ExportFilter(numbers=[5, 2, 99, 7, 1, 3])
    assert export_postings(store, tmp_path / "a.csv", wanted) == 5
    assert [row["external_id"] for row in read(tmp_path / "a.csv")] == ["5", "2", "7", "1", "3"]
    assert export_postings(store, tmp_path / "a.csv", ExportFilter(numbers=[])) == 0


def test_a_workbook_holds_so_many_rows(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_writer, "_MOST_ROWS", 3)
    store.add([entry(n) for n in range(3)], "v1")
    with pytest.raises(DataError, match=r"a workbook holds 3 rows and no more; name the file \.csv"):
        export_postings(store, tmp_path / "a.xlsx")
    assert not list(tmp_path.glob("a.xlsx*"))
