"""`truerole parse` prints what a saved answer holds, says what is wrong with it, and fetches nothing."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

KEYS = "external_id url title company location country workplace description posted_on salary employment_type".split()
OFFER: dict[str, Any] = {
    "id": 12,
    "title": "Data Engineer",
    "city": "Ghent",
    "country": "Belgium",
    "description": "<p>Move data.</p>",
    "salary": {"min": "4000", "max": None, "period": "month", "currency": "EUR"},
    "employment_type_code": "fulltime_permanent",
    "published_at": "2026-08-11 20:45:29 UTC",
    "slug": "data-engineer",
}
BODY = json.dumps({"offers": [OFFER]}).encode()


@pytest.mark.parametrize("pack", [lambda body: body, gzip.compress], ids=["plain", "gz"])
def test_a_file(truerole: Callable[..., Any], tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    file = tmp_path / "offers.json"
    file.write_bytes(pack(BODY))
    ran = truerole("parse", "recruitee", str(file), "--board", "acme")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("\n") == 1
    shown = json.loads(ran.out)
    assert list(shown) == KEYS
    assert shown == {
        "external_id": "12",
        "url": "https://acme.recruitee.com/o/data-engineer",
        "title": "Data Engineer",
        "company": None,
        "location": "Ghent, Belgium",
        "country": "be",
        "workplace": None,
        "description": "Move data.",
        "posted_on": "2026-08-11",
        "salary": {"min": 4000.0, "max": None, "currency": "EUR", "period": "month", "basis": "published"},
        "employment_type": "full-time",
    }


def test_what_is_piped_in(truerole: Callable[..., Any]) -> None:
    ran = truerole("parse", "recruitee", "-", stdin=BODY)
    shown = json.loads(ran.out)
    assert (ran.code, shown["url"], shown["title"]) == (0, None, "Data Engineer")


def test_problems_are_said_and_the_others_printed(truerole: Callable[..., Any]) -> None:
    ran = truerole("parse", "recruitee", "-", stdin=json.dumps({"offers": [{"id": 5}, OFFER, None]}))
    assert ran.code == 1
    assert [json.loads(line)["external_id"] for line in ran.out.splitlines()] == ["12"]
    assert ran.err.splitlines() == [
        "truerole: 5: there is no title",
        "truerole: number 3: is no object, or an empty one",
    ]


@pytest.mark.parametrize(
    ("args", "stdin", "said"),
    [
        (("recruitee", "-"), b"<html>", "truerole: standard input: is a page, not JSON\n"),
        (
            ("recruitee", "-"),
            gzip.compress(BODY, mtime=0)[:-9],
            "truerole: standard input: is damaged: it does not unpack",
        ),
        (("recruitees", "-"), BODY, "truerole: recruitees: no such source; there are greenhouse, lever"),
        (("recruitee", "no-such-file"), b"", "truerole: no-such-file: No such file or directory\n"),
    ],
)
def test_one_line_and_exit_code_2(truerole: Callable[..., Any], args: tuple[str, ...], stdin: bytes, said: str) -> None:
    ran = truerole("parse", *args, stdin=stdin)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(said)
    assert ran.err.count("\n") == 1
