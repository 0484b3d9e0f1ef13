"""The authored postings: enough of each kind, legally labelled, distinct; and a bad file is named in one line."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.core.reading import ROLES
from truerole.data.labels.examples import Example, demo_examples, load_examples, read_examples

RUN = 8  # words: a longer run in two postings would mean that one was copied from the other
GOOD = """[[posting]]
id = "x-01"
title = "T"
role = "other"
sure = 3
stage = "unknown"
dl = 0
seniority = "mid"
why = "W."
description = "D"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "bad.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("role", "least"), [(role, 30 if role == "other" else 20) for role in ROLES])
def test_every_role_has_its_share(role: str, least: int) -> None:
    assert Counter(e.role for e in load_examples())[role] >= least


def test_there_are_enough_in_all_and_the_odd_kinds_are_there() -> None:
    examples = load_examples()
    kinds = Counter(e.id.split("-")[0] for e in examples)
    assert len(examples) >= 132
    assert kinds["li"] >= 20, "titles that mislead"
    assert kinds["mx"] >= 15, "two jobs in one"
    assert kinds["nm"] >= 20, "near misses"


def test_every_value_of_every_label_occurs() -> None:
    examples = load_examples()
    assert {e.second for e in examples} == {None, *ROLES}
    assert {e.sure for e in examples} == {1, 2, 3}
    assert {e.dl for e in examples} == {0, 1, 2, 3}
    assert {e.stage for e in examples} == {"startup", "enterprise", "unknown"}
    assert {e.seniority for e in examples} == {"intern", "junior", "mid", "senior", "lead", "unknown"}


@pytest.mark.parametrize("example", load_examples(), ids=lambda e: e.id)
def test_the_labels_make_sense_together(example: Example) -> None:
    assert example.second != example.role
    assert example.sure < 3 or example.second is None, "a second role makes room for doubt"
    assert example.sure > 1 or example.second is not None, "a coin toss has two sides"
    assert not example.id.startswith("mx") or example.second is not None
    assert example.why.endswith(".")
    assert "\n" not in example.title + example.why


@pytest.mark.parametrize("example", load_examples(), ids=lambda e: e.id)
def test_a_posting_is_between_60_and_450_words(example: Example) -> None:
    assert 60 <= len(example.description.split()) <= 450
    assert example.description == example.description.strip()


def test_no_two_postings_share_a_long_run_of_words() -> None:
    owner: dict[tuple[str, ...], str] = {}
    for example in load_examples():
        words = re.findall(r"\w+", example.description.lower())
        for run in zip(*(words[i:] for i in range(RUN)), strict=False):
            first = owner.setdefault(run, example.id)
            assert first == example.id, f"{first} and {example.id} share {' '.join(run)!r}"


def test_the_three_demos_are_a_clear_a_lying_and_a_mixed_posting() -> None:
    clear, lying, mixed = demo_examples()
    assert (clear.sure, clear.second) == (3, None)
    assert lying.id.startswith("li")
    assert mixed.second is not None
    assert len({d.demo for d in demo_examples()}) == 3


def test_postings_keep_their_order_and_are_read_once() -> None:
    ids = [e.id for e in load_examples()]
    assert load_examples() is load_examples()
    assert all(a < b for a, b in pairwise(ids) if a[:2] == b[:2])


def test_a_good_file_is_read(tmp_path: Path) -> None:
    (example,) = read_examples([write(tmp_path, GOOD)])
    assert example == Example(
        id="x-01", title="T", description="D", role="other", sure=3, stage="unknown", dl=0, seniority="mid", why="W."
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"other"', '"wizard"', "bad.toml, x-01: role is 'wizard'; choose one of data_analyst"),
        ("sure = 3", "sure = 4", "bad.toml, x-01: sure is 4; choose one of 1, 2, 3"),
        ("sure = 3", "sure = true", "bad.toml, x-01: sure is True"),
        ("dl = 0", "dl = 0.0", "bad.toml, x-01: dl is 0.0"),
        ("dl = 0", "dl = []", "bad.toml, x-01: dl is []"),
        ('stage = "unknown"\n', "", "bad.toml, x-01: lacks 'stage'"),
        ('id = "x-01"\n', "", "bad.toml, posting 1: lacks 'id'"),
        ('"x-01"', '"x\\n01"', "bad.toml, posting 1: id must be one line"),
        ('"x-01"', "7", "bad.toml, posting 1: id must be text"),
        ('"D"', '" "', "bad.toml, x-01: description must be text that is not empty"),
        ('"mid"', '"mid"\ndemo = ""', "bad.toml, x-01: demo must be text that is not empty"),
        ('"mid"', '"mid"\nsecond = "nurse"', "bad.toml, x-01: second is 'nurse'"),
        ('"mid"', '"mid"\nrolle = "other"', "bad.toml, x-01: 'rolle' is unknown"),
        ("[[posting]]", "[[posting", "bad.toml: cannot be read as TOML"),
        ("[[posting]]", "[posting]", "bad.toml: holds no [[posting]]"),
        ("[[posting]]", "[[offer]]", "bad.toml: holds no [[posting]]"),
        (GOOD, "", "bad.toml: holds no [[posting]]"),
        (GOOD, "posting = [1, 2]", "bad.toml: holds no [[posting]]"),
        (GOOD, GOOD + GOOD, "bad.toml, x-01: the id is taken"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(DataError) as caught:
        read_examples([path])
    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)


def test_bytes_that_are_no_text_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    with pytest.raises(DataError, match=r"bad\.toml: cannot be read"):
        read_examples([path])
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match=r"bad\.toml: cannot be read"):
        read_examples([path])
