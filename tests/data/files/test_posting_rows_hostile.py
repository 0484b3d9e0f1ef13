"""Tables that were made to break their reader, or broke on the way: each bad row alone is bad, and nothing hangs."""

import gzip
import io
import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from truerole.core.errors import DataError
from truerole.core.posting import Posting, Salary
from truerole.data.files import csv_reader, formats
from truerole.data.files.column_names import columns_of
from truerole.data.files.formats import FileFormat, Record
from truerole.data.files.posting_rows import PostingFile, offer_of
from truerole.data.store.schema import postings

HEADER = "id,title,description\n"


def offers(path: Path, raw: bytes | str) -> list[tuple[str | None, str | None]]:
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return [(offer.posting and offer.posting.title, offer.problem) for offer in PostingFile(path)]


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>", "=HYPERLINK(1)", "$100k - $120k", "' OR 1=1; --", "\u202eeb\u202c", "a\x1b[31mb",
        "🙂" * 400, "../../etc/passwd", "%s%n", "{0.__class__}", "\x7f",
    ],
    ids=ascii,
)  # fmt: skip
def test_words_are_words(tmp_path: Path, title: str) -> None:
    quoted = title.replace('"', '""')
    assert offers(tmp_path / "a.csv", f'{HEADER}1,"{quoted}",x\n') == [(title, None)]
    assert offers(tmp_path / "a.jsonl", json.dumps({"title": title, "text": "x"})) == [(title, None)]


def test_no_database_refuses_what_is_taken(tmp_path: Path) -> None:
    row = {"title": "a\0b\ud83d", "text": "a\0\udc80b", "company": "\0", "id": "\ud800\0", "source": "s\0"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    (offer,) = PostingFile(tmp_path / "a.jsonl")
    assert offer.posting == Posting("s", "\ufffd", "ab\ufffd", "a\ufffdb", company=None)


def test_half_of_the_rows_are_broken_and_the_others_kept(tmp_path: Path) -> None:
    bad = ["1,,x", "2,Title,", "3", ",,,,,,x", '4,"Open,x', "5,a,b,c", '"6"x,"Odd" one,"x"y']
    good = [f"{n},Good {n},Words {n}" for n in range(10, 17)]
    raw = HEADER + "\n".join(line for pair in zip(bad, good, strict=True) for line in pair) + "\n"
    found = offers(tmp_path / "a.csv", raw)
    titles = [title for title, _ in found]
    assert [title for title in titles if title and title.startswith("Good")] == [f"Good {n}" for n in range(10, 17)]
    assert [problem for _, problem in found if problem] == [
        "there is no title",
        "there is no description",
        "there is no description",
        "it has more cells than the header names",
        "a quote in it is not closed",
        "it has more cells than the header names",
    ]
    assert titles[-2:] == ["Odd one", "Good 16"]


@pytest.mark.slow
def test_a_cell_of_megabytes(tmp_path: Path) -> None:
    long = "words, and\n" * 300_000
    found = offers(tmp_path / "a.csv", f'{HEADER}1,Baker,"{long}"\n2,Cook,x\n')
    assert found[0] == (None, "a quote in it is not closed")
    assert found[-1] == ("Cook", None)
    why = "the description is longer than 500,000 characters; give one posting a row"
    assert offers(tmp_path / "a.csv", f'{HEADER}1,Baker,"{long.replace(chr(10), " ")}"\n') == [(None, why)]


def test_a_million_columns(tmp_path: Path) -> None:
    names = ",".join(f"c{n}" for n in range(200_000))
    assert offers(tmp_path / "a.csv", f"title,text,{names}\nBaker,x\n") == [("Baker", None)]


def test_deep_nesting(tmp_path: Path) -> None:
    deep = '{"a":' * 900 + "1" + "}" * 900
    line = f'{{"title": "Baker", "text": "x", "more": {deep}}}'
    assert offers(tmp_path / "a.jsonl", line) == [("Baker", None)]


@pytest.mark.parametrize("name", ["a.csv.gz", "a.jsonl.gz", "a.parquet"])
def test_what_came_before_the_damage_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    rows = [{"title": f"Title {n}", "text": f"{n} " * 400} for n in range(2_000)]
    if name == "a.parquet":
        parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    else:
        csv_lines = "".join(["title,text\n", *(f"{row['title']},{row['text']}\n" for row in rows)])
        raw = csv_lines if "csv" in name else "".join(json.dumps(row) + "\n" for row in rows)
        path.write_bytes(gzip.compress(raw.encode()))
    path.write_bytes(path.read_bytes()[:-200])
    seen = 0
    with pytest.raises(DataError, match="is damaged"):
        for _ in PostingFile(path):
            seen += 1
    assert seen > 1_000 or name == "a.parquet", "of Parquet nothing is told but by its end"


def test_parquet_of_strange_types(tmp_path: Path) -> None:
    columns = {
        "title": pyarrow.array(["Baker", "Cook", None]).dictionary_encode(),
        "description": pyarrow.array([b"You bake.", b"\xff", b""], pyarrow.binary()),
        "id": pyarrow.array([1, 2, 3], pyarrow.uint64()),
        "date": pyarrow.array([date(2026, 7, 3), date(1, 1, 1), None]),
        "remote": pyarrow.array([True, None, False]),
        "salary_min": pyarrow.array([5, None, 7], pyarrow.decimal128(9, 2)),
        "company": pyarrow.array([[1, 2], [], None]),
        "location": pyarrow.array([{"name": "Leeds", "at": [1.0]}, None, {"name": None, "at": None}]),
        "language": pyarrow.array([1.5, float("nan"), None]),
    }
    parquet.write_table(pyarrow.table(columns), tmp_path / "a.parquet")
    first, second, third = PostingFile(tmp_path / "a.parquet")
    assert (first.posting.external_id, first.posting.posted_on, first.posting.workplace) == (
        "1",
        date(2026, 7, 3),
        "remote",
    )
    assert (first.posting.salary.min, first.posting.company, first.posting.location) == (5.0, "1, 2", "Leeds")
    assert (second.posting.description, second.posting.posted_on) == ("\ufffd", None)
    assert third.problem == "there is no description"


@pytest.mark.parametrize("values", [[1, 2], [True, False], [date(2026, 7, 3)] * 2, [["a"], ["b"]], [1.5, 2.5]], ids=str)
def test_parquet_with_descriptions_that_are_no_text(tmp_path: Path, values: list[object]) -> None:
    parquet.write_table(pyarrow.table({"title": ["A", "B"], "description": values}), tmp_path / "a.parquet")
    problems = {offer.problem for offer in PostingFile(tmp_path / "a.parquet")}
    assert problems <= {"the description is not text", "there is no description"}
    assert problems


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NAMES = [
    "title", "description", "id", "date", "remote", "salary_min", "salary_max", "currency", "period", "location",
    "country", "city", "url", "source", "board", "job_type", "language", "requirements", "month",
]  # fmt: skip


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, ANY)))
def test_any_row_is_a_posting_or_says_why_not(fields: dict[str, object]) -> None:
    offer = offer_of(Record(1, fields), columns_of(NAMES), "mine")
    assert (offer.posting is None) == isinstance(offer.problem, str)
    if posting := offer.posting:
        assert posting.title
        assert posting.description
        salary = posting.salary or Salary(None, None, None, None)
        given = {
            **{name: getattr(posting, name) for name in posting.__slots__},
            **asdict(salary),
            "salary_basis": salary.basis,
        }
        texts = {name: value for name, value in given.items() if isinstance(value, str) and name in postings.c}
        assert not any("\0" in text or text != text.encode("utf-8", "replace").decode() for text in texts.values())
        assert all(len(texts[name]) <= postings.c[name].type.length for name in texts if postings.c[name].type.length)
        assert "\n" not in posting.title


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_none(raw: bytes) -> None:
    from truerole.core.errors import NotText
    from truerole.core.text.decoding import text_stream
    from truerole.data.files.csv_reader import CsvRows

    try:
        with text_stream(io.BufferedReader(io.BytesIO(b"title,text\n" + raw))) as text:
            assert all(record.number > 1 for record in CsvRows(text, Path("a.csv")))
    except (DataError, NotText) as error:
        assert "\n" not in str(error)


@pytest.mark.slow
def test_memory_stays_flat(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w") as file:
        words = "Some words,\nmore of them. " * 160
        file.write(HEADER)
        file.writelines(f'{n},Title {n},"{words}"\n' for n in range(2_000))

    def most(rows: Iterator[object], of: int) -> int:
        tracemalloc.start()
        assert sum(1 for _ in rows) == of
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert path.stat().st_size > 8_000_000
    assert most(iter(PostingFile(path)), 2_000) < 3_000_000


GOOD = "1,Data Engineer,You build pipelines.\n"


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
@pytest.mark.parametrize(
    ("name", "head", "unit"),
    [
        ("a.csv", HEADER, "\n"), ("a.csv", HEADER + GOOD, " \t\r\n"), ("a.csv", "", "\0"), ("a.jsonl", "", "\n"),
        ("a.jsonl", '{"title": "a", "description": "b"}\n', "\0"), ("a.json", "[", " "), ("a.json", "", "\n"),
        ("a.json", '{"jobs": [', "\v\f"),
    ],
)  # fmt: skip
def test_a_file_of_blanks_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, head: str, unit: str, suffix: str
) -> None:
    monkeypatch.setattr(formats, "_MOST_BLANKS", 200_000)
    path = tmp_path / f"{name}{suffix}"
    form = FileFormat("csv", suffix)  # type: ignore[arg-type]
    with path.open("wb") as raw, formats.compressed(raw, form) as packed:
        packed.write((head + unit * 400_000).encode())
    with pytest.raises(DataError, match=r"in a row are blank|is binary data"):
        list(PostingFile(path))


@pytest.mark.slow
def test_blanks_between_rows_are_let_pass(tmp_path: Path) -> None:
    raw = f"{HEADER}{GOOD}{chr(10) * 1_000_000}{GOOD}{' ' * 3_000_000}\n{GOOD}"
    assert offers(tmp_path / "a.csv", raw) == [("Data Engineer", None)] * 3


@pytest.mark.parametrize("begin", ["", HEADER, HEADER + GOOD])
def test_empty_rows_are_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begin: str) -> None:
    monkeypatch.setattr(csv_reader, "_MOST_EMPTY", 1_000)
    path = tmp_path / "a.csv"
    path.write_text(begin + ",,\n" * 1_002 + GOOD)
    with pytest.raises(DataError, match=r"the 1,001 rows up to row 1,00[123] are empty; take them out"):
        list(PostingFile(path))
    path.write_text(HEADER + (",,\n" * 900 + GOOD) * 3)
    assert len(list(PostingFile(path))) == 3
