import pytest
from hypothesis import given
from hypothesis import strategies as st

from truerole.data.files.csv_writer import csv_bytes, escape_formula, unescape_formula


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("", ""), ("plain", "plain"), ("a=b", "a=b"), ("'tis", "'tis"), ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"),
        ("@x", "'@x"), ("\tx", "'\tx"), ("\rx", "'\rx"), ("\nx", "'\nx"), ("'=1", "''=1"), ("''-", "'''-"),
        ("＝1+1", "'＝1+1"), ("＠x", "'＠x"), ("－1", "'－1"), ("＋1", "'＋1"),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula(text: str, cell: str) -> None:
    assert escape_formula(text) == cell
    assert unescape_formula(cell) == text


@given(st.text(alphabet="'=+-@＝\t ab"))
def test_an_escaped_cell_is_the_text_again(text: str) -> None:
    assert unescape_formula(escape_formula(text)) == text
    assert not escape_formula(text).startswith(tuple("=+-@＝\t"))


def test_values_are_cells() -> None:
    values = [None, True, 3, 0.25, ["sql", "spark"], "=1+1", 'a "quoted", text']
    assert csv_bytes([["a"], values]) == b'a\r\n,true,3,0.25,sql;spark,\'=1+1,"a ""quoted"", text"\r\n'
