"""Texts of a response: mojibake undone, HTML as lines, sections joined."""

import pytest

from truerole.scraper.extract.text import fix_mojibake, fixed_text, join_sections


def test_sections() -> None:
    assert join_sections((None, "One"), ("Two", "• x"), ("Empty", ""), ("", "Three")) == "One\n\nTwo\n\n• x\n\nThree"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("we donâ\u0080\u0099t", "we don’t"),
        ("cafÃ© Â·", "café ·"),
        ("café – naïve Ãlvaro", "café – naïve Ãlvaro"),
        ("São Paulo", "São Paulo"),
    ],
)
def test_encodings_that_were_mistaken(text: str, meant: str) -> None:
    assert fix_mojibake(text) == meant


@pytest.mark.parametrize(("value", "text"), [("<p>a</p>\0", "a"), ("", ""), (None, ""), (7, ""), ([], "")])
def test_prose(value: object, text: str) -> None:
    assert fixed_text(value) == text
