"""Line breaks of wrapped texts go, those of lists and headings stay; lost ones come back."""

import textwrap

import pytest

from truerole.model.text.line_breaks import restore_breaks, unwrap_lines
from truerole.model.text.tokenizer import tokenise

POSTING = """\
About Fennwick
Fennwick rents bicycles in eleven towns, first from a shed beside the canal, and now from an app that all people use.

What you will do
- Build the reports that tell each town how many bicycles it needs next week, and keep them right when a town changes
- Ask the mechanics what they saw before you believe a number
1. Agree on the meaning of a ride with the people who sell them, write it down, and have it read by those who disagree

Requirements
- SQL that others can read, two years of work with data, and patience with spreadsheets that grew for fifteen years
- Python would be nice, but it is not what we ask for in the first place, as most of the work is elsewhere
"""


@pytest.mark.parametrize("width", [50, 60, 72, 80, 100])
def test_a_wrapped_text_is_as_before_it_was_wrapped(width: int) -> None:
    wrapped = "\n".join(textwrap.fill(line, width) if line else "" for line in POSTING.split("\n"))
    assert wrapped.count("\n") > POSTING.count("\n") + 3
    assert unwrap_lines(wrapped) == POSTING


@pytest.mark.parametrize(
    "text",
    [
        POSTING,
        "",
        "one line",
        "a\nb\nc\nd\ne\nf",
        "\n\n\n\n",
        # A list without signs, of items in lower case and of about the same length.
        "Tasks\n\nbuild reports for sales\n\nclean data of all shops\n\nmaintain the warehouse\n\nanswer questions",
        # Each line is a bullet.
        "\n".join(f"{sign} make the numbers right" for sign in "•-*–▪●"),
        "\n".join(f"{i}. make the numbers right" for i in range(1, 9)),
        # Capitals begin each line: sentences of their own.
        "\n".join(f"{word} the numbers of shops" for word in ("Make", "Check", "Draw", "Keep", "Send", "Mend")),
    ],
)
def test_what_is_not_wrapped_stays(text: str) -> None:
    assert unwrap_lines(text) == text


@pytest.mark.parametrize("joined", [True, False])
def test_offsets_stay(joined: bool) -> None:
    text = "\n".join(["you will keep the numbers of all the shops right,", "and the people glad about them,"] * 5)
    text = text if joined else text.replace("\n", "\n\n")
    found = unwrap_lines(text)
    assert len(found) == len(text)
    assert [a == b or (a, b) == ("\n", " ") for a, b in zip(text, found, strict=True)] == [True] * len(text)
    assert ("\n" in found) is not joined


def test_a_heading_below_a_full_line_stays_one() -> None:
    lines = textwrap.wrap("we make boats and the people who sail them are glad about it every day of the year " * 3, 60)
    lines[-1] = lines[-1].ljust(60, "s")
    assert unwrap_lines("\n".join([*lines, "Requirements", *lines])).count("\n") == 2


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Write reportsBuild dashboards", ["Write", "reports", "Build", "dashboards"]),
        ("Use JavaScript and PostgreSQL", ["Use", "JavaScript", "and", "PostgreSQL"]),
    ],
)
def test_breaks_that_were_lost(text: str, tokens: list[str]) -> None:
    assert list(restore_breaks(tokenise(text)).words) == tokens
