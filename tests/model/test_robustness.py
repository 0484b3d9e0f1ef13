"""The verdict stays where the work stays, in texts that lost lines, were cut or padded; and its evidence counts.

Measured on authored postings, and on the read postings of the reference where it is at hand.
"""

import gzip
import json
import os
import random
import textwrap
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from truerole.core.reading import ROLES, Reading
from truerole.data.labels.examples import load_examples
from truerole.model.reader import default_reader

BOILERPLATE = (
    "\n\nAbout Orrin & Pell\nOrrin & Pell has made garden furniture since 1954 and is proud of its 2,400 people in nine"
    " countries. Everybody may apply, of whatever origin. Our values are care, courage and candour."
    "\nBenefits: health insurance, 28 days of leave, a pension plan, a bicycle, fruit on Mondays.\n"
)


KEY_WORDS = (
    "python, sql, java, spark, tableau, excel, aws, azure, kafka, docker, kubernetes, pytorch, hadoop, power bi, scala,"
    " git, linux, snowflake, airflow, r, sas, mongodb, react, tensorflow, dbt, looker, jira, pandas, statistics, etl"
)
REFERENCE = Path(os.environ.get("TRUEROLE_REFERENCE", "../shared"))


class Posting(NamedTuple):
    """A posting with its text."""

    id: str
    title: str
    text: str


def without(text: str, reading: Reading, *kinds: str) -> str:
    """Return the text without the sections of these kinds."""
    for section in reversed(reading.sections):
        if section.kind in kinds:
            text = text[: section.start] + text[section.end :]
    return text


def without_title(posting: Posting) -> str:
    return "\n".join(line for line in posting.text.split("\n") if posting.title.lower() not in line.lower())


CHANGES: dict[str, Callable[[Posting, Reading], str]] = {
    "no line breaks": lambda p, r: " ".join(p.text.split()),
    "lower case": lambda p, r: p.text.lower(),
    "upper case": lambda p, r: p.text.upper(),
    "no blurb and benefits": lambda p, r: without(p.text, r, "about", "benefits", "legal"),
    "wrapped": lambda p, r: "\n".join(textwrap.fill(line, 80) for line in p.text.split("\n")),
    "no title": lambda p, r: without_title(p),
    "boilerplate": lambda p, r: p.text + BOILERPLATE,
    "key words": lambda p, r: f"{p.text}\n\nKeywords: {KEY_WORDS}\n",
    "key words first": lambda p, r: f"{KEY_WORDS}\n\n{p.text}",
    "key words in lines": lambda p, r: "\n".join((p.text, "", "Key words", *KEY_WORDS.split(", "))),
    "key words without commas": lambda p, r: f"{p.text}\n{KEY_WORDS.replace(',', '')}",
}


@cache
def confident(of: str) -> list[tuple[Posting, Reading]]:
    read = [(p, default_reader().read(p.text)) for p in POSTINGS[of]()]
    return [(p, r) for p, r in read if r.confident]


def authored() -> list[Posting]:
    return [Posting(e.id, e.title, e.description) for e in load_examples()]


def collected() -> list[Posting]:
    """Return the read postings of the reference, none where it is absent."""
    gold, corpus = REFERENCE / "gold" / "dev.jsonl", REFERENCE / "corpus" / "postings.jsonl.gz"
    if not gold.exists():
        pytest.skip("needs the reference data")
    ids = {json.loads(line)["id"] for line in gold.read_text("utf-8").splitlines()}
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["id"] in ids]
    return [Posting(row["id"], row["title"] or "no title", row["description"]) for row in rows]


POSTINGS = {"authored": authored, "collected": collected}
KINDS = ("authored", pytest.param("collected", marks=pytest.mark.slow))


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("of", KINDS)
def test_a_confident_verdict_stays(of: str, change: str) -> None:
    pairs = confident(of)
    moved = [p.id for p, r in pairs if _likeliest(CHANGES[change](p, r)) not in (r.role, None)]
    assert len(pairs) > 100
    assert len(moved) <= (0.03 if of == "collected" else 0.04) * len(pairs), (len(pairs), moved)


def _likeliest(text: str) -> str | None:
    """Return the role that a reading has, for a text in any language, without the rest of a reading."""
    return ROLES[default_reader().role_probabilities(text).argmax()] if text.strip() else None


def _role(text: str) -> str | None:
    return default_reader().read(text).role if text.strip() else None


@pytest.mark.parametrize("of", KINDS)
def test_the_verdict_hangs_on_its_strongest_sentences(of: str) -> None:
    """Without the three strongest sentences a confident verdict flips or weakens in 9 of 10 postings."""
    weaker = [_weaker(posting, reading, _strongest(reading)[:3]) for posting, reading in confident(of)]
    assert sum(weaker) / len(weaker) >= 0.9, sum(weaker) / len(weaker)


@pytest.mark.parametrize("of", KINDS)
def test_the_verdict_does_not_hang_on_any_three_sentences(of: str) -> None:
    """Without three sentences by lot it flips in 1 of 10 at the most; the authored ones have but a dozen or so."""
    pairs = [(p, r, random.Random(p.id).sample([(d.start, d.end) for d in r.duties], 3)) for p, r in confident(of)]
    flipped = [p.id for p, r, cut in pairs if _role(_cut(p.text, cut)) != r.role]
    assert len(flipped) <= (0.1 if of == "collected" else 0.15) * len(pairs), (len(pairs), flipped)


def _weaker(posting: Posting, reading: Reading, cut: list[tuple[int, int]]) -> bool:
    text, role = _cut(posting.text, cut), reading.role or "other"
    again = default_reader().read(text) if text.strip() else None
    return again is None or again.role != role or again.roles[role] < reading.roles[role]


def _cut(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text


def _strongest(reading: Reading) -> list[tuple[int, int]]:
    """Return the spans of the evidence, what speaks most for the verdict first."""
    at = list(reading.roles).index(reading.role or "other")
    return [(e.start, e.end) for e in sorted(reading.evidence, key=lambda e: -e.weights[at])]
