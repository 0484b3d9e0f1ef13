"""Rows of any table become postings, or say why they do not."""

import csv
import json
from datetime import date
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from truerole.core.errors import DataError
from truerole.core.posting import LONGEST, LONGEST_EMPLOYMENT, ImportRow, Posting, Salary
from truerole.data.files.column_names import columns_of, flat
from truerole.data.files.formats import Record
from truerole.data.files.posting_rows import PostingFile, offer_of
from truerole.data.store.schema import postings

TEXT = "You keep the ovens running.\n\n• Python\n• Bread"


def offer(**cells: object) -> ImportRow:
    fields = {"title": "Baker", "description": TEXT, "id": "7"} | cells
    return offer_of(Record(5, fields), columns_of(flat(fields)), "mine")


def made(**cells: object) -> Posting:
    found = offer(**cells)
    assert found.problem is None
    return found.posting


def test_a_whole_row() -> None:
    found = offer(
        company="Loaf & Sons", location="Leeds, United Kingdom", remote=True, date="2026-07-03", url="https://a.example/7",
        source="site", board="loaf", salary_min="50,000", salary_max=60000, currency="GBP", period="yearly",
        salary_basis="published", employment_type="Full-time", language="en", colour="red",
    )  # fmt: skip
    salary = Salary(50_000, 60_000, "GBP", "year", "published")
    assert found.posting == Posting(
        "site", "7", "Baker", TEXT, "loaf", "https://a.example/7", "Loaf & Sons", "Leeds, United Kingdom", "gb",
        "remote", date(2026, 7, 3), salary, "Full-time", "en",
    )  # fmt: skip
    assert (found.number, found.fields["colour"], found.month, found.unsure_day) == (5, "red", None, False)


def test_the_least_of_a_row() -> None:
    assert made() == Posting("mine", "7", "Baker", TEXT)


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"title": " Head\n of &amp; Bread "}, "title", "Head of & Bread"),
        ({"description": "<p>You bake.</p><ul><li>SQL</li></ul>"}, "description", "You bake.\n\n• SQL"),
        ({"description": "&lt;p&gt;You bake.&lt;/p&gt;"}, "description", "You bake."),
        ({"description": "You bake.\\nSQL"}, "description", "You bake.\nSQL"),
        (
            {"description": " if a < b and b > c, bake\n\n\n  twice "},
            "description",
            "if a < b and b > c, bake\n\n\n  twice",
        ),
        ({"description": b"You bake caf\xc3\xa9s."}, "description", "You bake cafés."),
        (
            {"requirements": "<li>SQL", "benefits": "Cake"},
            "description",
            f"{TEXT}\n\nRequirements\n• SQL\n\nBenefits\nCake",
        ),
        ({"requirements": "• Python"}, "description", TEXT),
        ({"id": 7}, "external_id", "7"),
        ({"id": 7.0}, "external_id", "7"),
        ({"id": " a&amp;b "}, "external_id", "a&amp;b"),
        ({"via": "via Somewhere"}, "source", "Somewhere"),
        ({"city": "Austin", "state": "TX"}, "location", "Austin, TX"),
        ({"city": "Austin", "state": "TX"}, "country", "us"),
        ({"country": "de", "location": "Austin, TX"}, "country", "de"),
        ({"company": {"name": "Loaf"}}, "company", "Loaf"),
        ({"url": "javascript:alert(1)"}, "url", None),
        ({"salary_min": 9, "salary_is_predicted": "1"}, "salary", None),
        ({"salary_min": 9, "salary_is_predicted": 0}, "salary", Salary(9, None, None, None)),
        ({"job_type": "x" * 50}, "employment_type", "x" * 40),
        ({"job_type": ["FULL_TIME", "CONTRACTOR"]}, "employment_type", "FULL_TIME, CONTRACTOR"),
        ({"job_type": "['FULL_TIME', 'CONTRACTOR']"}, "employment_type", "FULL_TIME, CONTRACTOR"),
        ({"job_type": "Remote"}, "workplace", "remote"),
        ({"job_type": "Onsite"}, "workplace", "onsite"),
        ({"job_type": "Hybrid"}, "employment_type", None),
        ({"job_type": "Full-time, remote"}, "workplace", "remote"),
        ({"job_type": "Full-time, remote"}, "employment_type", "Full-time, remote"),
        ({"job_type": "Remote", "workplace": "Hybrid"}, "workplace", "hybrid"),
        ({"locations": ["Leeds, UK", "York, UK"]}, "location", "Leeds, UK; York, UK"),
        ({"date": "yesterday"}, "posted_on", None),
    ],
)
def test_a_cell(cells: dict[str, object], field: str, value: object) -> None:
    assert getattr(made(**cells), field) == value


@pytest.mark.parametrize(
    ("cells", "day", "month", "unsure"),
    [
        ({"date": "2026-07-03"}, date(2026, 7, 3), None, False),
        ({"date": "2026-07-03", "month": "2026-01"}, date(2026, 7, 3), None, False),
        ({"date": "July 2026", "month": "2026-01"}, None, "2026-07", False),
        ({"month": "2026-01"}, None, "2026-01", False),
        ({"date": "03/04/2026"}, None, None, True),
        ({"date": "03/04/2026", "month": "2026-04"}, None, "2026-04", True),
        ({"month": "soon"}, None, None, False),
    ],
)
def test_a_day_or_only_its_month(cells: dict[str, object], day: date | None, month: str | None, unsure: bool) -> None:
    found = offer(**cells)
    assert (found.posting.posted_on, found.month, found.unsure_day) == (day, month, unsure)


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"description": None}, "there is no description"),
        ({"description": " \n"}, "there is no description"),
        ({"description": "<p></p>"}, "there is no description"),
        ({"description": float("nan")}, "there is no description"),
        ({"description": "nan", "benefits": "Bread"}, "there is no description"),
        ({"description": "", "title": ""}, "there is no description"),
        ({"title": None}, "there is no title"),
        ({"title": "&nbsp;"}, "there is no title"),
        ({"description": 5}, "the description is not text"),
        ({"description": "Job description not available in list view"}, "there is no description"),
        ({"description": "<p>Description not available.</p>"}, "there is no description"),
        ({"description": "No description provided"}, "there is no description"),
        ({"description": "No job description"}, "there is no description"),
        ({"description": "Not available"}, "there is no description"),
        ({"description": "The job details were not found"}, "there is no description"),
        ({"description": "Description unavailable"}, "there is no description"),
        ({"description": "See link"}, "there is no description"),
        ({"description": "Click here to apply on the website"}, "there is no description"),
        ({"description": "---"}, "there is no description"),
        ({"description": ["a", "b"]}, "the description is not text"),
        ({"title": 5, "description": ""}, "the title is not text"),
        ({"title": date(2026, 7, 3)}, "the title is not text"),
        ({"id": "x" * 301}, "the external_id is longer than 300 characters"),
        ({"board": "x" * 201}, "the board is longer than 200 characters"),
        ({"source": "x" * 81}, "the source is longer than 80 characters"),
    ],
)
def test_no_posting(cells: dict[str, object], problem: str) -> None:
    found = offer(**cells)
    assert (found.posting, found.problem, found.number, set(cells) <= set(found.fields)) == (None, problem, 5, True)


YEAR = {"currency": "USD", "period": "year"}


@pytest.mark.parametrize(
    ("cells", "salary"),
    [
        ({"Salary Estimate": "$37K-$66K (Glassdoor est.)"}, Salary(37_000, 66_000, "USD", "year", "estimated")),
        ({"Salary Estimate": "$100K (Employer est.)"}, Salary(100_000, 100_000, "USD", "year", "estimated")),
        ({"salary": "€50.000 - €60.000 per year"}, Salary(50_000, 60_000, "EUR", "year", "parsed")),
        ({"salary": "£400/day"}, Salary(400, 400, "GBP", "day", "parsed")),
        ({"salary": "80,000 - 95,000", **YEAR}, Salary(80_000, 95_000, "USD", "year", "parsed")),
        ({"salary": "80,000 - 95,000 USD", "period": "year"}, Salary(80_000, 95_000, "USD", "year", "parsed")),
        ({"salary": 85_000, **YEAR}, Salary(85_000, 85_000, "USD", "year")),
        ({"salary": "85k", **YEAR}, Salary(85_000, 85_000, "USD", "year")),
        ({"salary_min": "$80,000 - $95,000", **YEAR}, Salary(80_000, 95_000, "USD", "year", "parsed")),
        ({"salary_lower": "80000", "salary_upper": 95_000, **YEAR}, Salary(80_000, 95_000, "USD", "year")),
        ({"salary_min_k": 80, "salary_max_k": "95", **YEAR}, Salary(80_000, 95_000, "USD", "year")),
        ({"salary": {"min": 80_000, "max": 95_000}, **YEAR}, Salary(80_000, 95_000, "USD", "year")),
        ({"baseSalary": {"currency": "EUR", "value": {"minValue": 9, "maxValue": 11}}}, Salary(9, 11, "EUR", None)),
        ({"salary": "Competitive"}, None),
        ({"salary": "$2M raised"}, None),
    ],
)
def test_pay_in_any_columns(cells: dict[str, object], salary: Salary | None) -> None:
    assert made(**cells).salary == salary


@pytest.mark.parametrize(
    ("cells", "unread"),
    [
        ({"date": "30+ days ago"}, {"unread date": "30+ days ago"}),
        ({"date": "Posted Today"}, {"unread date": "Posted Today"}),
        ({"date": "2024-13-45"}, {"unread date": "2024-13-45"}),
        ({"date": "yesterday " * 9}, {"unread date": "yesterday yesterday yesterday yesterday"}),
        ({"salary_min": "12-ish", **YEAR}, {"unread pay": "12-ish"}),
        ({"salary": "Band 7"}, {"unread pay": "Band 7"}),
        ({"date": "soon", "salary_max": "1.2.3"}, {"unread date": "soon", "unread pay": "1.2.3"}),
        *(({"date": none, "salary": none}, {}) for none in (None, "", "nan", "N/A", float("nan"))),
        ({"date": "03/04/2026"}, {}),
        ({"date": "July 2024", "salary": "Competitive"}, {}),
        ({"salary_min": 0, "salary_max": "0"}, {}),
        ({"salary_min": "junk 5", "salary_is_predicted": True}, {}),
    ],
)
def test_what_cannot_be_read_is_told(cells: dict[str, object], unread: dict[str, str]) -> None:
    assert offer(**cells).oddities == unread


def test_a_row_that_is_none_says_so() -> None:
    columns = columns_of(["title", "description"])
    assert offer_of(Record(3, {"_line": "{"}, "the line is not JSON"), columns, "mine") == ImportRow(
        3, {"_line": "{"}, problem="the line is not JSON"
    )


def test_lengths_are_those_of_the_store() -> None:
    assert {name: postings.c[name].type.length for name in LONGEST} == LONGEST
    assert postings.c.employment_type.type.length == LONGEST_EMPLOYMENT


def test_a_posting_without_an_id_has_one_of_its_words() -> None:
    def hashed(**cells: object) -> str:
        return made(id=None, **cells).external_id

    assert hashed() == hashed(colour="red", description=f"  {TEXT} ".replace("\n", "\r\n")) == hashed(title="Baker ")
    others = (
        {"title": "Cook"},
        {"description": "You cook."},
        {"company": "Loaf"},
        {"location": "Leeds"},
        {"company": "Leeds"},
    )
    assert len({hashed(), *(hashed(**cells) for cells in others)}) == 6


# Files

ROWS = [
    {"Job Title": "Baker", "Job Description": TEXT, "Job Id": "1", "colour": "red"},
    {"Job Title": "", "Job Description": "x", "Job Id": "2", "colour": None},
    {"Job Title": "Cook", "Job Description": "You cook.", "Job Id": "3", "colour": None},
]


def write(path: Path) -> Path:
    if path.suffix == ".parquet":
        parquet.write_table(pyarrow.Table.from_pylist(ROWS), path)
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ROWS[0])
            writer.writeheader()
            writer.writerows(ROWS)
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return path


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
def test_every_form_holds_the_same(tmp_path: Path, name: str) -> None:
    table = PostingFile(write(tmp_path / name))
    assert table.columns.taken == {"title": "Job Title", "description": "Job Description", "external_id": "Job Id"}
    assert table.columns.unused == ("colour",)
    found = list(table)
    assert [offer.posting for offer in found] == [
        Posting("a", "1", "Baker", TEXT), None, Posting("a", "3", "Cook", "You cook.")
    ]  # fmt: skip
    assert (found[1].problem, found[1].fields["Job Id"], table.share) == ("there is no title", "2", 1.0)


def test_the_source_is_the_name_of_the_file_or_what_is_said(tmp_path: Path) -> None:
    path = tmp_path / "Jobs 2026.csv"
    path.write_text("title,text,via\nBaker,x,\nCook,x,site\n")
    assert [offer.posting.source for offer in PostingFile(path)] == ["Jobs 2026", "site"]
    assert [offer.posting.source for offer in PostingFile(path, "mine")] == ["mine", "site"]


def test_columns_may_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("title,headline,words\nx,Baker,You bake.\n")
    (found,) = PostingFile(path, chosen={"title": "headline", "description": "words"})
    assert (found.posting.title, found.posting.description) == ("Baker", "You bake.")


def test_nested_columns_are_found(tmp_path: Path) -> None:
    rows = [
        {"title": "Baker", "content": "x", "location": {"name": "Leeds"}, "company": None},
        {"title": "Baker", "content": "x", "location": {"name": "York"}, "company": {"name": "Loaf"}},
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "a.parquet")
    for path in (tmp_path / "a.jsonl", tmp_path / "a.parquet"):
        table = PostingFile(path)
        assert table.columns.taken["location"] == "location.name"
        assert [offer.posting.location for offer in table] == ["Leeds", "York"]


def test_unsure_days_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("title,text,date\n" + "Baker,x,03/04/2026\nBaker,x,13/04/2026\nBaker,x,04/03/2026\n")
    table = PostingFile(path)
    assert [offer.posting.posted_on for offer in table] == [None, date(2026, 4, 13), None]
    assert table.unsure_days == 2


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("a.csv", "", "is empty"),
        ("a.jsonl", "", "is empty, or no line of it can be read"),
        ("a.jsonl", "{broken\n", "is empty, or no line of it can be read"),
        (
            "a.csv",
            "Baker,You bake.\nCook,You cook.\n",
            "no column is known to hold the title or the description; there are 'Baker', 'You bake.'",
        ),
        ("a.csv", "title,colour\nBaker,red\n", "no column is known to hold the description"),
        ("a.txt", "title,text\n", r"name it \.jsonl or \.csv"),
    ],
)
def test_no_table_of_postings(tmp_path: Path, name: str, raw: str, words: str) -> None:
    (tmp_path / name).write_text(raw)
    with pytest.raises(DataError, match=f"{name}: {words}") as error:
        list(PostingFile(tmp_path / name))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_a_header_alone_is_a_table_without_postings(tmp_path: Path, name: str) -> None:
    if name == "a.csv":
        (tmp_path / name).write_text("title,text\n")
    else:
        text = pyarrow.array([], pyarrow.string())
        parquet.write_table(pyarrow.table({"title": text, "text": text}), tmp_path / name)
    assert list(PostingFile(tmp_path / name)) == []


@pytest.mark.parametrize(
    ("name", "source"),
    [("jobs.jsonl", "jobs"), ("jobs.rejected.jsonl", "jobs"), ("jobs.rejected-12.jsonl", "jobs"), ("a.jsonl", "a")],
)
def test_what_was_rejected_of_a_file_is_of_that_file(tmp_path: Path, name: str, source: str) -> None:
    (tmp_path / name).write_text('{"title": "Baker", "text": "You bake."}')
    assert PostingFile(tmp_path / name).source == source
