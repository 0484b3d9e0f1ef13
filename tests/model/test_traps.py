"""Postings near data and not of it, beside the same postings made real by their duties, are told apart.

`traps/` has a table for each of the four roles. A pair shares its frame, which fits both; the duties alone decide.
"""

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from truerole.core.reading import DATA_ROLES, Role
from truerole.model.reader import default_reader

PLACE = "{duties}"


class Pair(NamedTuple):
    name: str
    trade: str
    role: Role
    frame: str
    trap: str
    real: str

    def text(self, duties: str) -> str:
        return self.frame.replace(PLACE, duties.strip())


def pairs_of(role: Role) -> list[Pair]:
    table = tomllib.loads((Path(__file__).parent / "traps" / f"{role}.toml").read_text("utf-8"))
    return [Pair(name=name, role=role, **fields) for name, fields in table.items()]


PAIRS = [pair for role in DATA_ROLES for pair in pairs_of(role)]


def test_the_tables_are_wide() -> None:
    assert Counter(pair.role for pair in PAIRS) == dict.fromkeys(DATA_ROLES, 15)
    assert len({pair.name for pair in PAIRS}) == len({pair.trade for pair in PAIRS}) == len(PAIRS)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_pair_differs_by_its_duties_alone(pair: Pair) -> None:
    assert pair.frame.count(PLACE) == 1
    assert pair.trap != pair.real
    assert all(90 <= len(pair.text(duties).split()) <= 220 for duties in (pair.trap, pair.real))


@cache
def wrong() -> dict[str, list[str]]:
    """Return the pairs that are read amiss, with what they are read as, by what is asked of them."""
    read = {pair: (role_of(pair.text(pair.trap)), role_of(pair.text(pair.real))) for pair in PAIRS}
    return {
        "trap": [f"{pair.name}: {trap}" for pair, (trap, _) in read.items() if trap != "other"],
        "real": [f"{pair.name}: {real}, not {pair.role}" for pair, (_, real) in read.items() if real != pair.role],
        "both": [pair.name for pair, both in read.items() if both != ("other", pair.role)],
    }


def role_of(text: str) -> Role | None:
    return default_reader().read(text).role


# Measured: 0.90, 0.98, 0.88.
@pytest.mark.parametrize(("asked", "least"), [("trap", 0.86), ("real", 0.95), ("both", 0.84)])
def test_traps_and_real_ones_are_told_apart(asked: str, least: float) -> None:
    amiss = wrong()[asked]
    assert 1 - len(amiss) / len(PAIRS) >= least, amiss
