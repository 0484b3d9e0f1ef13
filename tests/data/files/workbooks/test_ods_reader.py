"""OpenDocument spreadsheets are read as their rows; odd, swollen and broken ones are one clear line."""

import zipfile
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from truerole.core.errors import DataError
from truerole.data.files.formats import Record
from truerole.data.files.posting_rows import PostingFile
from truerole.data.files.record_reader import RecordFile

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
HEADER = ["title", "description", "date"]


def text(*lines: str, more: str = "") -> str:
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in lines)
    return f'<table:table-cell office:value-type="string" {more}>{paragraphs}</table:table-cell>'


def value(kind: str, name: str, given: str, shown: str = "x") -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:{name}="{given}"><text:p>{shown}</text:p>'
        "</table:table-cell>"
    )


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def sheet(*rows: str, name: str = "Sheet1") -> str:
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def write(path: Path, *sheets: str, head: str = "") -> Path:
    body = f"<office:body><office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", f"{head}<office:document-content {SPACES}>{body}</office:document-content>")
    return path


def plain(*cells: str) -> str:
    return row(*(text(escape(cell)) for cell in cells))


JOBS = sheet(plain(*HEADER), row(text("Baker"), text("You bake."), value("date", "date-value", "2026-07-03")))


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (text("plain"), "plain"),
        (text("two", "lines"), "two\nlines"),
        (text("a<text:s text:c='3'/>b<text:tab/>c<text:line-break/>d"), "a   b\tc\nd"),
        (text("<text:span>bold</text:span> and <text:a>a <text:span>link</text:span></text:a>."), "bold and a link."),
        (text("&lt;b&gt; &amp; ü 🙂"), "<b> & ü 🙂"),
        (value("float", "value", "7"), 7),
        (value("float", "value", "7.5"), 7.5),
        (value("currency", "value", "55000", "55.000,00 €"), 55_000),
        (value("percentage", "value", "0.5", "50 %"), 0.5),
        (value("date", "date-value", "2026-07-03"), datetime(2026, 7, 3)),
        (value("date", "date-value", "2026-07-03T10:20:30"), datetime(2026, 7, 3, 10, 20, 30)),
        (value("boolean", "boolean-value", "true", "TRUE"), True),
        ("<table:table-cell><office:annotation><text:p>note</text:p></office:annotation></table:table-cell>", None),
        ("<table:table-cell/>", None),
        ("<table:covered-table-cell/>", None),
    ],
)
def test_cells(tmp_path: Path, cell: str, found: object) -> None:
    path = write(tmp_path / "a.ods", sheet(plain("id", "what"), row(text("1"), cell)))
    assert list(RecordFile(path)) == [Record(2, {"id": "1", "what": found})]


def test_postings(tmp_path: Path) -> None:
    (taken,) = PostingFile(write(tmp_path / "a.ods", JOBS))
    assert taken.posting
    assert (taken.posting.title, taken.posting.description) == ("Baker", "You bake.")
    assert taken.posting.posted_on == datetime(2026, 7, 3).date()


def test_what_is_repeated(tmp_path: Path) -> None:
    cells = [text("x", more='table:number-columns-repeated="2"'), text("y")]
    empty = '<table:table-cell table:number-columns-repeated="16381"/>'
    path = write(
        tmp_path / "a.ods",
        sheet(
            plain("a", "b", "c"),
            row(empty, more='table:number-rows-repeated="2"'),
            row(*cells, empty, more='table:number-rows-repeated="2"'),
            row(empty, more='table:number-rows-repeated="1048570"'),
        ),
    )
    same = {"a": "x", "b": "x", "c": "y"}
    assert list(RecordFile(path)) == [Record(4, same), Record(5, same)]


def test_the_sheet_with_texts_is_taken_and_told(tmp_path: Path) -> None:
    cover = sheet(plain("Jobs of the bakery"), name="Cover")
    file = RecordFile(write(tmp_path / "a.ods", cover, JOBS, sheet(name="Empty")))
    assert (file.note, file.names()) == ("takes the sheet 'Sheet1', not 'Cover'", HEADER)
    assert [record.fields["title"] for record in file] == ["Baker"]


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda path: path.write_bytes(b"title,description\n"), r"is no OpenDocument spreadsheet \(\.ods\)"),
        (write, "is empty"),
        (lambda path: write(path, sheet()), "is empty"),
        (lambda path: write(path, "<broken"), "is damaged"),
        (lambda path: write(path, JOBS, head=LAUGHS), "is damaged"),
        (lambda path: write(path, sheet(plain("a"), row(value("date", "date-value", "soon")))), "is damaged"),
        (lambda path: zipfile.ZipFile(path, "w").close(), "is damaged"),
    ],
    ids=["text", "no sheet", "empty sheet", "broken", "laughs", "no date", "no content"],
)
def test_hostile(tmp_path: Path, made: object, words: str) -> None:
    path = tmp_path / "a.ods"
    made(path)  # type: ignore[operator]
    with pytest.raises(DataError, match=rf"a\.ods: {words}"):
        list(RecordFile(path))


@pytest.mark.slow
def test_bombs(tmp_path: Path) -> None:
    swollen = write(tmp_path / "a.ods", sheet(plain("title"), plain("x" * 201_000_000)))
    with pytest.raises(DataError, match="unpacks to 201 MB, 200 MB at the most"):
        list(RecordFile(swollen))
    rows = row(text("x", more='table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1048576"')
    repeated = write(tmp_path / "b.ods", sheet(plain("title"), rows))
    records = list(RecordFile(repeated))
    assert (len(records), {len(record.fields) for record in records}) == (1_000, {2})
