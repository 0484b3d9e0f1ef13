"""Archives become a table of postings, each once, that can be scored and imported."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.scraper.extract.archive import packed, page, record, response
from truerole.core.errors import DataError
from truerole.core.progress import Progress
from truerole.data.files.formats import require_module
from truerole.data.files.posting_rows import PostingFile
from truerole.data.files.text_rows import RowFile
from truerole.scraper.extract.warc import CrawledPage
from truerole.workflows.scale import harvest as harvesting
from truerole.workflows.scale.harvest import COLUMNS, HarvestSummary, harvest, postings_of

pytest.importorskip("warcio")
ROOT = Path(__file__).parents[3]
SALARY = {
    "@type": "MonetaryAmount",
    "currency": "EUR",
    "value": {"minValue": 50_000, "maxValue": 60_000, "unitText": "YEAR"},
}
FULL = page(
    datePosted="2026-03-04", baseSalary=SALARY, employmentType="FULL_TIME", inLanguage="en",
    jobLocation={"address": {"addressLocality": "Kiel", "addressCountry": "DE"}}, identifier="R1",
)  # fmt: skip


def rows(path: Path) -> list[dict[str, Any]]:
    return require_module("pyarrow.parquet").read_table(path).to_pylist()


def harvested(folder: Path, *records: bytes) -> tuple[list[dict[str, Any]], HarvestSummary]:
    (folder / "a.warc").write_bytes(b"".join(records))
    summary = harvest([folder / "a.warc"], folder / "out.parquet", workers=1)
    return rows(folder / "out.parquet"), summary


@pytest.mark.slow
def test_all_that_a_page_says_becomes_a_row(tmp_path: Path) -> None:
    found, summary = harvested(tmp_path, response(FULL, "https://jobs.example.com/1#top"), response("<html>"))
    (row,) = found
    text = row.pop("description")
    assert text == "Build data pipelines with Spark and Airflow.\n\nKeep the warehouse in Snowflake."
    url = "https://jobs.example.com/1"
    assert row == dict.fromkeys(COLUMNS[:-1]) | {
        "source": "careers", "board": "https://jobs.example.com", "external_id": url, "url": url,
        "title": "Data Engineer", "company": "Example Ltd", "location": "Kiel, Germany", "country": "de",
        "posted_on": date(2026, 3, 4), "salary_min": 50_000, "salary_max": 60_000, "currency": "EUR",
        "period": "year", "employment_type": "full-time", "language": "en",
        "salary_basis": "published",
    }  # fmt: skip
    assert (summary.pages, summary.postings) == (2, 1)


@pytest.mark.slow
def test_the_table_can_be_imported_and_scored(tmp_path: Path) -> None:
    harvested(tmp_path, response(FULL, "https://jobs.example.com/1"))
    (page_posting,) = postings_of(CrawledPage("https://jobs.example.com/1", FULL.encode(), "text/html"))
    (taken,) = (row.posting for row in PostingFile(tmp_path / "out.parquet"))
    for name in ("source", "external_id", "title", "company", "location", "country", "posted_on", "description"):
        assert getattr(taken, name) == getattr(page_posting, name), name
    assert (taken.salary.min, taken.salary.max) == (50_000, 60_000)
    assert [(row.id, row.title) for row in RowFile(tmp_path / "out.parquet")] == [
        ("https://jobs.example.com/1", "Data Engineer")
    ]


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ((page(), "https://a.org/1"), (page(), "https://a.org/1"), 1),
        ((page(), "https://a.org/1"), (page("Other"), "https://a.org/1#x"), 1),
        ((page(), "https://a.org/1"), (page(), "https://a.org/1?from=ad"), 1),
        ((page(), "https://a.org/1"), (page("DATA  engineer"), "https://b.org/2"), 1),
        ((page(), "https://a.org/1"), (page("Data Analyst"), "https://a.org/2"), 2),
        ((page(), "https://a.org/1"), (page(hiringOrganization="Other"), "https://a.org/2"), 2),
        ((page(), "https://a.org/1"), (page(jobLocation={"address": "Kiel"}), "https://a.org/2"), 2),
    ],
)
def test_a_posting_is_the_same_by_its_url_or_by_its_words(first, second, kept: int) -> None:
    known = harvesting._Known()
    pages = [CrawledPage(url.partition("#")[0], body.encode(), "text/html") for body, url in (first, second)]
    found = [posting for one in pages for posting in postings_of(one)]
    assert len(found) == 2
    assert sum(map(known.add, found)) == kept


@pytest.mark.slow
def test_a_page_of_several_and_pages_of_none(tmp_path: Path) -> None:
    both = page().replace("</head>", "") + page("Data Analyst", identifier="7")
    empty = page(description="")
    found, summary = harvested(
        tmp_path, response(both, "https://a.org/"), response(empty, "https://a.org/2"), response("JobPosting", "x:y")
    )
    assert [(row["title"], row["external_id"]) for row in found] == [
        ("Data Engineer", "https://a.org/"),
        ("Data Analyst", "https://a.org/#7"),
    ]
    assert (summary.pages, summary.passed) == (3, {"without a text": 2})
    assert "2 postings of 3 pages" in str(summary)


def test_a_page_that_takes_too_long_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harvesting, "PAGE_SECONDS", 0.0)
    found, summary = harvested(tmp_path, response(page()))
    assert (found, summary.passed) == ([], {"too slow": 1})


@pytest.mark.slow
def test_damage_is_told_and_the_rest_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(response(page(), "https://a.org/1") + record(b"", length=1 << 40))
    (tmp_path / "b.warc").write_bytes(response(page("Data Analyst"), "https://a.org/2"))
    seen: list[Progress] = []
    summary = harvest(sorted(tmp_path.iterdir()), tmp_path / "out.parquet", 1, seen.append)
    assert len(rows(tmp_path / "out.parquet")) == summary.postings == 2
    assert (len(summary.damaged), "a.warc" in summary.damaged[0]) == (1, True)
    assert seen[-1] == Progress(seen[-1].done, 0, 1.0)


@pytest.mark.parametrize(
    ("junk", "words"),
    [
        ({"a.warc": b"hello"}, "a.warc: is no archive (WARC); not one record of it can be read; nothing is written"),
        ({"a.warc": packed(response(page()))[:60]}, "ends too early); not one record of it can be read; nothing is"),
        ({"a.warc": b"", "b.warc": b"x"}, "none of the 2 files can be read; the first, "),
    ],
)
def test_without_a_record_an_earlier_table_stays(tmp_path: Path, junk: dict[str, bytes], words: str) -> None:
    for name, content in junk.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "out.parquet").write_bytes(b"the earlier")
    summary = harvest([tmp_path / name for name in junk], tmp_path / "out.parquet", workers=1)
    assert (words in str(summary), summary.written, len(summary.damaged)) == (True, False, len(junk))
    assert (tmp_path / "out.parquet").read_bytes() == b"the earlier"
    assert {path.name for path in tmp_path.iterdir()} == {*junk, "out.parquet"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.warc")
    with pytest.raises(DataError, match="is no file; save what it gives"):
        harvest([tmp_path / "a.warc"], tmp_path / "out.parquet", workers=1)


def test_a_whole_archive_without_postings_gives_an_empty_table(tmp_path: Path) -> None:
    found, summary = harvested(tmp_path, record(b"software: a crawler", kind="warcinfo"))
    assert (found, summary.written, summary.damaged) == ([], True, [])


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("none.warc", "out.parquet", "No such file"),
        ("", "out.parquet", "is no file"),
        ("a.warc", "out.jsonl", "name it .parquet"),
        ("a.warc", "no/out.parquet", "no such folder"),
    ],
)
def test_refused_in_a_line(tmp_path: Path, source: str, target: str, words: str) -> None:
    (tmp_path / "a.warc").write_bytes(response(page()))
    with pytest.raises(DataError, match=words):
        harvest([tmp_path / source], tmp_path / target, workers=1)
    assert {path.name for path in tmp_path.iterdir()} == {"a.warc"}


@pytest.mark.slow
def test_killed_it_leaves_the_earlier_table(tmp_path: Path) -> None:
    harvested(tmp_path, response(page(), "https://a.org/1"))
    before = (tmp_path / "out.parquet").read_bytes()
    with (tmp_path / "b.warc").open("wb") as file:
        for n in range(1_000):
            file.write(response(page(f"Data Engineer {n}"), f"https://a.org/{n}"))
    command = [sys.executable, "-m", "truerole", "harvest", str(tmp_path / "b.warc"), str(tmp_path / "out.parquet")]
    with subprocess.Popen([*command, "--workers", "1"], cwd=ROOT) as run:
        limit = time.monotonic() + 60
        while not (tmp_path / "out.parquet.new").exists():
            assert time.monotonic() < limit
            time.sleep(0.02)
        run.kill()
    assert (tmp_path / "out.parquet").read_bytes() == before
    assert subprocess.run([*command, "--quiet"], cwd=ROOT, check=False).returncode == 0
    assert len(rows(tmp_path / "out.parquet")) == 1_000
    assert {path.name for path in tmp_path.iterdir()} == {"a.warc", "b.warc", "out.parquet"}
