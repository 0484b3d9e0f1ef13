from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.model.sections import headings
from truerole.model.sections.headings import UNKNOWN, Heading, classify_heading


@pytest.mark.parametrize(
    ("line", "bullet", "opens_list", "heading"),
    [
        ("Your responsibilities:", False, False, Heading("responsibilities")),
        ("REQUIREMENTS", False, False, Heading("requirements")),
        ("Zorgblatt:", False, False, UNKNOWN),
        ("Zorgblatt", False, True, UNKNOWN),
        ("Zorgblatt", False, False, None),
        ("We offer benefits, and more.", False, True, None),
        ("x" * 81 + ":", False, True, None),
    ],
)
def test_headings_are_told_from_sentences(line: str, bullet: bool, opens_list: bool, heading: Heading | None) -> None:
    assert classify_heading(line, bullet, opens_list) == heading


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('filler = "a"', "entry: Field required"),
        ('filler = "a"\n[[entry]]\nkind = "garden"\nphrases = []', "entry.0.kind: Input should be 'responsibilities'"),
        ('filler = "a"\n[[entry]]\nkind = "about"\nphrases = "us"', "entry.0.phrases: Input should be a valid"),
        ("filler =", "Invalid value"),
    ],
)
def test_a_damaged_file_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: str) -> None:
    (tmp_path / "headings.toml").write_text(text)
    monkeypatch.setattr(headings, "ASSETS", tmp_path)
    with pytest.raises(DataError) as error:
        headings._heading_patterns.__wrapped__()
    assert says in str(error.value)
    assert "headings.toml" in str(error.value) and "\n" not in str(error.value)
