"""The board that a person means, by an address or a name; and every board of the starter list is one."""

import pytest

from truerole.core.errors import DataError
from truerole.data.crawl.boards import STARTER_FILE, StarterBoard, _read
from truerole.scraper.sources.registry import source_names, source_of
from truerole.scraper.sources.resolve_board import resolve_board

WORKDAY = "nvidia.wd5/NVIDIAExternalCareerSite"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("https://boards.greenhouse.io/gitlab", ("greenhouse", "gitlab")),
        (" https://job-boards.greenhouse.io/gitlab/jobs/123?gh_src=x \n", ("greenhouse", "gitlab")),
        ("jobs.lever.co/spotify", ("lever", "spotify")),
        ("https://jobs.ashbyhq.com/Two%20Words", ("ashby", "Two Words")),
        ("https://nvidia.wd5.myworkdayjobs.com/en-US/NVIDIAExternalCareerSite", ("workday", WORKDAY)),
        ("greenhouse:gitlab", ("greenhouse", "gitlab")),
        ("ashby:Two Words", ("ashby", "Two Words")),
        (f"workday:{WORKDAY}", ("workday", WORKDAY)),
        ("hn", ("hn", "")),
        ("hn:", ("hn", "")),
        ("themuse:Data Science", ("themuse", "Data Science")),
        ("https://remoteok.com/remote-data-jobs", ("remoteok", "")),
        ("https://example.com/careers", ("careers", "https://example.com/careers")),
        ("example.com/careers", ("careers", "https://example.com/careers")),
        ("careers:https://example.com/careers", ("careers", "https://example.com/careers")),
    ],
)  # fmt: skip
def test_what_is_a_board(text: str, meant: tuple[str, str]) -> None:
    assert resolve_board(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "gitlab",
        "greenhouse",
        "greenhouse:",
        "hn:x",
        "careers:",
        "careers:gitlab",
        "careers:https://jobs.lever.co/spotify",
        "linkedin:gitlab",
        "ftp://example.com/careers",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "mailto:jobs@example.com",
        "http://",
        "http://[::1",
        "https:// /x",
        "http://example.com/" + "x" * 5_000,
        "<b>\x1b[31m\u202e",
        "\x00",
    ],
)
def test_what_is_none_is_told_in_one_line(text: str) -> None:
    with pytest.raises(DataError, match="is no board; give the https:// address") as raised:
        resolve_board(text)
    assert len(str(raised.value)) < 250


@pytest.mark.parametrize(
    ("text", "says"),
    [
        *((url, "forbids programs to read it") for url in (
            "https://www.linkedin.com/jobs/view/123", "indeed.com/viewjob?jk=1", "https://uk.indeed.com/x",
            "https://www.glassdoor.co.uk/Job/index.htm",
        )),
        *((url, "names no board") for url in (
            "https://boards.greenhouse.io/", "https://jobs.lever.co", "https://nvidia.wd5.myworkdayjobs.com/",
            "jobs.ashbyhq.com", "https://apply.workable.com/",
        )),
        *((url, "cannot be asked for: the link is not a web address") for url in (
            "https://xn--ls8h.la/careers", "xn--a.example/jobs", "careers:https://xn--ls8h.la/careers",
        )),
    ],
)  # fmt: skip
def test_what_can_never_work_is_refused(text: str, says: str) -> None:
    with pytest.raises(DataError, match=says):
        resolve_board(text)


@pytest.mark.parametrize("source", source_names())
def test_every_board_of_the_starter_list_is_one(source: str) -> None:
    here = [one for one in _read(STARTER_FILE) if one.source == source]
    assert all(resolve_board(f"{source}:{one.board}") == (source, one.board) for one in here)


# Their boards are added by address: no public list names enough of them for a list that ships.
NOT_IN_STARTER_LIST = frozenset(
    "rippling pinpoint gem oracle eightfold comeet join jazzhr jobvite icims bundesagentur".split()
)


def test_the_starter_list_has_all_kinds_of_sources_that_need_no_switch_and_no_key() -> None:
    named = {one.source for one in _read(STARTER_FILE)}
    open_to_all = {name for name in source_names() if source_of(name).spec.on and not source_of(name).spec.key}
    assert named == open_to_all - {"careers", *NOT_IN_STARTER_LIST}
    assert StarterBoard("greenhouse", "gitlab", "GitLab") in _read(STARTER_FILE)
