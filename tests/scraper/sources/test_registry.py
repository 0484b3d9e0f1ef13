"""A source is one file: a module with a `SOURCE` in the package is listed, recognised and shown everywhere."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from truerole.core.errors import DataError, ForbiddenLink
from truerole.dashboard.components.source_cards import other_source_cards
from truerole.phrasing.boards import source_note
from truerole.scraper import sources as package
from truerole.scraper.extract.ats_id import origin_of
from truerole.scraper.fetch.user_agent import credentials
from truerole.scraper.sources import registry
from truerole.scraper.sources.resolve_board import resolve_board

MODULE = """
from truerole.scraper.extract.url import parse_url
from truerole.scraper.sources.base import Parsed, Request, SourceSpec


class Kestrel:
    spec = SourceSpec(
        name="kestrel",
        title="Kestrel Jobs",
        hosts=("api.kestrel.example",),
        home="https://kestrel.example/docs",
        attribution="Jobs from Kestrel",
        terms="Asks for a link",
        board_hosts=("jobs.kestrel.example",),
        posting_origin=lambda url: f"kestrel:{url.part(1)}" if url.host == "jobs.kestrel.example" else None,
        off_because="its terms forbid it",
        key="TRUEROLE_KESTREL_KEY",
        key_header="X-Kestrel",
    )

    def board_of(self, url):
        return parse_url(url).part(0) if parse_url(url).host == "jobs.kestrel.example" else None

    def start_request(self, board):
        return Request(f"https://jobs.kestrel.example/{board}")

    def parse(self, response, board):
        return Parsed()


SOURCE = Kestrel()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose modules are of the package of sources."""
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    before = set(sys.modules)
    _forget()
    yield tmp_path
    for name in set(sys.modules) - before:
        if "kestrel" in name:
            del sys.modules[name]
            delattr(package, name.rpartition(".")[2])
    _forget()


def _forget() -> None:
    for cached in (
        registry.source_names,
        registry.source_ranks,
        registry.origin_finders,
        registry._modules,
        registry._load,
    ):
        cached.cache_clear()


def test_a_source_in_one_file_is_seen_everywhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "kestrel.py").write_text(MODULE)
    assert registry.source_names()[-2:] == ("kestrel", "careers")
    spec = registry.source_of("kestrel").spec
    assert registry.source_of_url("https://jobs.kestrel.example/acme/7") == ("kestrel", "acme")
    assert resolve_board("kestrel:acme") == resolve_board("jobs.kestrel.example/acme/7") == ("kestrel", "acme")
    with pytest.raises(DataError, match="names no board"):
        resolve_board("https://jobs.kestrel.example/")
    assert registry.source_ranks()["kestrel"] == spec.rank
    assert origin_of("https://jobs.kestrel.example/acme/7") == "kestrel:7"
    card = next(card for card in other_source_cards([]).split("<h4") if "Kestrel Jobs" in card)
    assert all(fact in card for fact in (spec.terms, spec.attribution, "TRUEROLE_KESTREL_KEY", "--ignore-robots-of"))
    assert source_note(spec).startswith("; it is off, as its terms forbid it: ")
    with pytest.raises(ForbiddenLink, match="Kestrel Jobs needs TRUEROLE_KESTREL_KEY"):
        credentials(spec, "me@example.org")
    monkeypatch.setenv("TRUEROLE_KESTREL_KEY", "secret")
    assert credentials(spec, "me@example.org")["X-Kestrel"] == "secret"


def test_a_module_without_a_source_is_none(folder: Path) -> None:
    (folder / "kestrel.py").write_text("")
    assert "kestrel" not in registry.source_names()
    with pytest.raises(DataError, match="kestrel: no such source"):
        registry.source_of("kestrel")


def test_a_source_is_named_as_its_module(folder: Path) -> None:
    (folder / "kestrel2.py").write_text(MODULE)
    with pytest.raises(ValueError, match="kestrel2: its SOURCE is named 'kestrel'"):
        registry.source_names()


def test_the_order_is_that_of_the_specs() -> None:
    assert registry.source_names() == tuple(
        "greenhouse lever ashby workable recruitee personio teamtailor workday smartrecruiters hn arbeitnow themuse "
        "himalayas remotive jobicy weworkremotely remoteok usajobs rippling pinpoint gem oracle eightfold comeet join "
        "jazzhr jobvite icims bamboohr breezy adzuna reed bundesagentur careers".split()
    )


def test_feeds_are_farther_from_the_employer_than_boards() -> None:
    feeds = {name for name, rank in registry.source_ranks().items() if rank}
    named = "hn arbeitnow themuse himalayas remotive jobicy weworkremotely remoteok usajobs"
    assert feeds == {*named.split(), "adzuna", "reed", "bundesagentur"}


@pytest.mark.parametrize("name", ["", "base", "registry", "os", "..hn", "nobody"])
def test_other_names_are_told_in_one_line(name: str) -> None:
    with pytest.raises(DataError, match="no such source; there are greenhouse, lever"):
        registry.source_of(name)
