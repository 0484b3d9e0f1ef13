"""Hacker News: the monthly thread "Who is hiring?", through Algolia's public API."""

import html
import re

from truerole.core.normalise.plausible import plausible_posting
from truerole.core.normalise.salary import parse_salary
from truerole.core.posting import Posting, Salary
from truerole.core.text.html import html_to_text
from truerole.scraper.extract.ats_id import origin_of
from truerole.scraper.extract.json_fields import Fields, error_message, find_entries, malformed, parse_json
from truerole.scraper.extract.location import WorkLocation
from truerole.scraper.sources.base import Parsed, Problem, Request, Response, Source, SourceSpec
from truerole.scraper.sources.feed import feed_board
from truerole.scraper.sources.hn_headline import Headline, parse_headline, role_of_bullet, truncate_title

_API = "https://hn.algolia.com/api/v1"
_PAGE = "https://news.ycombinator.com/item?id="
_THREAD = re.compile(r"\s*Ask HN:\s*Who is hiring\?\s*\([A-Z][a-z]+ \d{4}\)\s*", re.IGNORECASE)
_OTHER_THREAD = re.compile(r"who wants to be hired|freelancer", re.IGNORECASE)
# What is shown of a long address ends in "..."; the whole of it is in the link.
_ANCHOR = re.compile(r'<a\s[^<>]*?\bhref="([^"<>]*)"[^<>]*>[^<]*</a>', re.IGNORECASE)
_POINT = re.compile(r"^[ \t]*(?:[-*•–‣◦]|\(?\d{1,2}[.)])\s+", re.MULTILINE)
_BETWEEN_POINTS = re.compile(r"^(• .*)\n\n(?=• )", re.MULTILINE)
_OFFERS = re.compile(
    r"\b(?:hiring|looking for|join us|join our|we need|seeking|open (?:roles?|positions?)|apply|engineers?|developers?|"
    r"remote|on-?site|full[- ]time|contract)\b",
    re.IGNORECASE,
)
_OF_ROLES = re.compile(
    r"\b(?:roles?|positions?|openings?|jobs?|hiring|looking for|recruiting|we need)\b", re.IGNORECASE
)
_LEAST = 100
_MOST_ROLES = 20
_BULLET = "• "


class HackerNews:
    """The feed of the newest thread; a job comment is a posting, or several postings if the comment lists roles."""

    spec = SourceSpec(
        name="hn",
        order=10,
        title="Hacker News: Who is hiring?",
        hosts=("hn.algolia.com",),
        home="https://news.ycombinator.com/submitted?id=whoishiring",
        attribution="Jobs from Hacker News: Who is hiring?",
        terms="Public API without a key, 10,000 requests an hour; link to the comment",
        listing="window",
        robots="documented",
        interval=1.0,
        timeout=60.0,
        expires=45,
        one_board=True,
        fields=(
            "title", "company", "location", "workplace", "posted_on", "salary", "employment_type", "description",
        ),
    )  # fmt: skip

    def board_of(self, url: str) -> str | None:
        """Return "", the name of the only board, for any URL of Hacker News."""
        return feed_board(url, "news.ycombinator.com", "hn.algolia.com", "hacker-news.firebaseio.com")

    def start_request(self, board: str) -> Request:
        """Return the request for the newest threads of the account that opens them, not a search by words."""
        return Request(f"{_API}/search_by_date?tags=story,author_whoishiring&hitsPerPage=20")

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the request for the newest thread of a list of threads, or the postings of a thread."""
        value = parse_json(response)
        item = Fields(value)
        if _OTHER_THREAD.search(item.line("title") or ""):
            raise malformed(response, f"is another thread: {item.line('title')}")
        entries = find_entries(value, ("children", "hits"), ("comment_text", "text", "author"))
        if entries is None:
            message = error_message(value)
            raise malformed(response, f"has neither threads nor comments{f': {message}' if message else ''}")
        if any("story_title" not in Fields(entry) and Fields(entry).line("title") for entry in entries):
            return _newest_thread(entries)
        return _parse_thread(entries, item.text("id"))


def _newest_thread(threads: list[object]) -> Parsed:
    """Return the request for the newest "Who is hiring?" thread."""
    found = [Fields(thread) for thread in threads]
    numbers = [thread.text("objectID", "id") or "" for thread in found if _THREAD.fullmatch(thread.line("title") or "")]
    newest = max((int(number) for number in numbers if number.isdecimal() and len(number) < 19), default=None)
    if newest is None:
        return Parsed(problems=(Problem("threads", 'none of them is "Ask HN: Who is hiring?"'),))
    return Parsed(more=(Request(f"{_API}/items/{newest}"),))


def _parse_thread(entries: list[object], story: str | None) -> Parsed:
    """Return the postings of the comments on a thread, without the replies."""
    postings: dict[str, Posting] = {}
    problems = []
    for fields in map(Fields, entries):
        found = _comment_postings(fields, story)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        for posting in found:
            postings.setdefault(posting.external_id, posting)
    return Parsed(tuple(postings.values()), tuple(problems))


def _comment_postings(fields: Fields, story: str | None) -> list[Posting] | Problem:
    """Return the postings of a comment, no posting of a deleted comment or a reply, or the problem."""
    markup, number = fields.value("text", "comment_text"), fields.text("id", "objectID")
    if not isinstance(markup, str) or fields.flag("deleted", "dead") or _is_reply(fields, story):
        return []
    if not number:
        return Problem(markup[:60], "there is no id")
    lines = _comment_lines(markup)
    first = lines.partition("\n")[0].removeprefix(_BULLET)
    headline = parse_headline(first)
    if not (headline and headline.roles) and (len(lines) < _LEAST or not _OFFERS.search(lines)):
        return Problem(number, "offers no work by the look of it")
    return _role_postings(fields, lines, headline, _linked_origin(markup))


def _comment_lines(markup: str) -> str:
    """Return the lines of a comment, links in full, list items as bullets."""
    text = html_to_text(_ANCHOR.sub(r"\1", markup).replace("\n", "<br>"))
    return _BETWEEN_POINTS.sub(r"\1\n", _POINT.sub(_BULLET, text))


def _is_reply(fields: Fields, story: str | None) -> bool:
    """Return whether a comment answers another comment, not the thread."""
    parent, root = fields.text("parent_id", "parent"), story or fields.text("story_id")
    return bool(parent and root and parent != root)


def _linked_origin(markup: str) -> str | None:
    """Return the origin of the posting that a comment links to; None for several."""
    found = {origin_of(html.unescape(address)) for address in _ANCHOR.findall(markup)} - {None}
    return found.pop() if len(found) == 1 else None


def _role_postings(fields: Fields, lines: str, headline: Headline | None, origin: str | None) -> list[Posting]:
    """Return a posting for each role: of the bullets if several name roles, else of the first line."""
    points = _listed_roles(lines)
    first = truncate_title(lines.partition("\n")[0].removeprefix(_BULLET))
    roles = list(points.values()) or list(headline.roles if headline else ()) or [first]
    texts = [_without_other_roles(lines, points, point) for point in points] or [lines] * len(roles)
    pays = [_role_salary(lines, point, headline) for point in points] or [headline.salary if headline else None] * len(
        roles
    )
    number = fields.text("id", "objectID") or ""
    posted = fields.day("created_at", "created_at_i", "time")
    where = headline.where if headline else WorkLocation(None, None, None)
    postings = []
    for place, (role, text, salary) in enumerate(zip(roles, texts, pays, strict=True), 1):
        posting = Posting(
            source=HackerNews.spec.name,
            external_id=number if place == 1 else f"{number}-{place}",
            title=role,
            description=text,
            url=f"{_PAGE}{number}",
            company=headline.company if headline else None,
            location=where.location,
            country=where.country,
            workplace=where.workplace,
            posted_on=posted,
            posted_basis="created" if posted else None,
            salary=salary,
            employment_type=headline.employment_type if headline else None,
            origin=origin if len(roles) == 1 else None,
        )
        postings.append(plausible_posting(posting))
    return postings


def _listed_roles(lines: str) -> dict[int, str]:
    """Return the roles in bullets by line number, from lists of roles or directly below the first line."""
    found: dict[int, str] = {}
    block: dict[int, str | None] = {}
    rows = lines.split("\n")
    above = rows[0]
    for number, row in enumerate([*rows, "end"]):
        if row.startswith(_BULLET):
            block[number] = role_of_bullet(row.removeprefix(_BULLET))
        elif row:
            roles = {at: role for at, role in block.items() if role}
            of_roles = above == rows[0] or _OF_ROLES.search(above)
            if of_roles and len(block) == len(roles) == len(set(roles.values())) > 1:
                found |= roles
            above, block = row, {}
    return found if len(found) <= _MOST_ROLES else {}


def _role_salary(lines: str, point: int, headline: Headline | None) -> Salary | None:
    """Return the salary in a role's own line, else in the first line."""
    country = headline.where.country if headline else None
    own = parse_salary(lines.split("\n")[point], dollar="USD" if country == "us" else None)
    return own or (headline.salary if headline else None)


def _without_other_roles(lines: str, points: dict[int, str], mine: int) -> str:
    """Return the lines without the bullets of other roles."""
    rows = (row for number, row in enumerate(lines.split("\n")) if number == mine or number not in points)
    return "\n".join(rows).strip()


SOURCE: Source = HackerNews()
