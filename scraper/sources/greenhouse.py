"""Greenhouse: the whole board in a single response, with texts of HTML that is escaped once more."""

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from urllib.parse import quote

from truerole.core.normalise import coerce
from truerole.core.normalise.pay_period import find_pay_period
from truerole.core.normalise.salary import parse_salary
from truerole.core.posting import DayBasis, Posting, Salary
from truerole.scraper.extract.ats_id import posting_id_in
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, error_message, find_entries, malformed, parse_count, parse_json
from truerole.scraper.extract.location import Place, WorkLocation, parse_place, parse_places, work_location
from truerole.scraper.extract.salary import build_salary, merge_salaries
from truerole.scraper.extract.text import fixed_line, fixed_text
from truerole.scraper.extract.url import ParsedUrl, parse_url
from truerole.scraper.sources.base import ListPage, Parsed, Request, Response, SourceSpec

_API = "https://boards-api.greenhouse.io/v1/boards"
_BOARDS = ("boards", "job-boards", "boards.eu", "job-boards.eu")
_APIS = ("boards-api", "boards-api.eu", "api")
_MARKS = ("absolute_url", "internal_job_id")
_WORKPLACE_FIELD = re.compile(
    r"remote|workplace|location type|work(?:ing)? (?:model|mode|type|arrangement|location|policy|setting)"
)
_EMPLOYMENT_FIELD = re.compile(
    r"(?:employment|job|time|contract|position|worker) ?(?:type|status|category)|commitment|full ?time"
)
_SALARY_FIELD = re.compile(r"salary|pay\b|compensation|wage")
# What editors leave behind when they paste from a page: a link that leads nowhere.
_LEFTOVER = re.compile(r"<a(?![^<>]{0,500}\bhref)[^<>]{0,500}>\s*read more\s*</a>", re.IGNORECASE)
_RANGE = re.compile(
    r"""(?:class=["']title["']>(?P<title>[^<]{0,200})</div>\s*)?<div class=["']pay-range["']>"""
    r"""\s*(?P<range>(?:[^<]{0,60}</?span[^<>]{0,60}>){2,8}[^<]{0,60})</div>""",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,20}")


def _origin(url: ParsedUrl) -> str | None:
    """Return the origin in a URL of Greenhouse, or in a gh_jid of the employer's own page."""
    number = url.query.get("gh_jid")
    if not number and url.below("greenhouse.io") is not None:
        number = url.after("jobs") or url.query.get("token")
    return f"greenhouse:{number}" if number and _NUMBER.fullmatch(number) else None


@dataclass(frozen=True, slots=True)
class Greenhouse:
    """The source of job boards on Greenhouse; a board is the company's token."""

    spec: ClassVar[SourceSpec] = SourceSpec(
        name="greenhouse",
        order=1,
        title="Greenhouse",
        hosts=("boards-api.greenhouse.io",),
        board_hosts=("greenhouse.io", "*.greenhouse.io"),
        posting_origin=_origin,
        home="https://developers.greenhouse.io/job-board.html",
        attribution="Jobs from the employer's board on Greenhouse",
        terms="Public data by the vendor's documentation; no key is needed to read.",
        robots="documented",
        in_flight=2,
        fields=("company", "location", "country", "workplace", "posted_on", "deadline", "salary", "language"),
    )

    def board_of(self, url: str) -> str | None:
        """Return the board in a careers or posting URL, by `Source.board_of`."""
        address = parse_url(url)
        below = address.below("greenhouse.io")
        if below in _APIS:
            return address.after("boards")
        if below not in _BOARDS:
            return None
        return address.query.get("for") or (None if address.part(0) == "embed" else address.part(0))

    def start_request(self, board: str) -> Request:
        """Return the request for the whole board with texts, by `Source.start_request`.

        The texts of some 1,500 postings are too large: then the list without them is asked for, and the details of new
        postings one by one.
        """
        jobs = f"{_API}/{quote(board, safe='')}/jobs"
        return Request(f"{jobs}?content=true", lighter=Request(jobs))

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a board, or the posting of a detail, by `Source.parse`."""
        value = parse_json(response)
        entries = find_entries(value, ("jobs",), _MARKS)
        if entries is None:
            raise malformed(response, error_message(value) or "has no list of jobs")
        postings, problems = build_postings(entries, lambda job: _greenhouse_posting(job, board))
        bare = (posting for posting in postings if not posting.description and not response.request.posting_id)
        more = (_detail_request(board, posting) for posting in bare if board)
        company = next((posting.company for posting in postings if posting.company), None)
        return Parsed(postings, problems, tuple(more), company=company, page=_list_page(value))


SOURCE = Greenhouse()


def _list_page(value: object) -> ListPage | None:
    """Return the page with the ids of all jobs, those that are no openings too, as the total counts them."""
    found = Fields(value)
    ids = frozenset(filter(None, (job.text("id", "absolute_url") for job in found.all_within("jobs"))))
    total = parse_count(found.text("meta.total"))
    return ListPage(ids, total) if total else None


def _detail_request(board: str, posting: Posting) -> Request:
    number = quote(posting.external_id, safe="")
    return Request(
        f"{_API}/{quote(board, safe='')}/jobs/{number}?pay_transparency=true", posting_id=posting.external_id
    )


def _greenhouse_posting(job: Fields, board: str) -> Posting | None:
    if "internal_job_id" in job and job.value("internal_job_id") is None:
        return None  # a form for whoever fits no opening, and no opening
    own, markup, url = _own_fields(job), _text_markup(job), job.link("absolute_url")
    number = job.text("id") or posting_id_in(url) or ""
    where, (day, basis) = _work_location(job, own), _posted_on(job)
    return Posting(
        source="greenhouse",
        board=board or None,
        external_id=number,
        title=job.line("title") or "",
        description=fixed_text(_LEFTOVER.sub(" ", markup)),
        url=url,
        company=job.line("company_name"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=day,
        posted_basis=basis,
        deadline=job.day("application_deadline"),
        salary=_salary(job, own, markup),
        employment_type=employment_type(*(value for name, value in own if _EMPLOYMENT_FIELD.search(name))),
        language=coerce.language(job.text("language")),
        origin=f"greenhouse:{number}",
    )


def _text_markup(job: Fields) -> str:
    """Return the HTML of the description, unescaped."""
    import html

    content = job.text("content", "description") or ""
    return content if "<" in content else html.unescape(content)


def _own_fields(job: Fields) -> tuple[tuple[str, object], ...]:
    """Return the custom fields of the employer, names in lower case: "location type", "employment type"."""
    found = ((field.line("name"), field.value("value")) for field in job.all_within("metadata"))
    return tuple((name.lower(), value) for name, value in found if name and value is not None)


def _posted_on(job: Fields) -> tuple[date | None, DayBasis | None]:
    """Return the day of first publication, else the day of the last change."""
    if day := job.day("first_published", "published_at"):
        return day, "published"
    return (day, "updated") if (day := job.day("updated_at")) else (None, None)


def _work_location(job: Fields, own: tuple[tuple[str, object], ...]) -> WorkLocation:
    """Return the place of work; offices complete a location without place or country."""
    places = parse_places(job.line("location.name", "location"))
    offices = tuple(_office_place(office) for office in job.all_within("offices"))
    hints = tuple(value for name, value in own if _WORKPLACE_FIELD.search(name))
    if not any(place.text for place in places):
        return work_location(offices, *hints, *(place.workplace for place in places))
    found, of_offices = work_location(places, *hints), work_location(offices)
    unknown = all(place.country is None for place in places)
    return WorkLocation(found.location, of_offices.country if unknown else found.country, found.workplace)


def _office_place(office: Fields) -> Place:
    return parse_place(office.line("location", "location.name", "name"))


def _salary(job: Fields, own: tuple[tuple[str, object], ...], markup: str) -> Salary | None:
    """Return the salary: of the pay ranges, of a custom field, or of the ranges at the end of the text."""
    if ranges := job.all_within("pay_input_ranges"):
        return merge_salaries(map(_salary_from_cents, ranges))
    fields = ((name, Fields(value)) for name, value in own if _SALARY_FIELD.search(name) and isinstance(value, dict))
    salaries = [build_salary(v.value("min_value"), v.value("max_value"), v.text("unit"), name) for name, v in fields]
    written = [_salary_in_text(match) for match in _RANGE.finditer(markup)] if "pay-range" in markup else []
    return merge_salaries(salaries or (written if all(written) else ()))


def _salary_from_cents(found: Fields) -> Salary | None:
    """Return the salary of a pay range in cents."""
    low, high = (_hundredth(found.text(key)) for key in ("min_cents", "max_cents"))
    return build_salary(low, high, found.text("currency_type"), found.line("title") or found.prose("blurb"))


def _hundredth(cents: str | None) -> float | None:
    return float(cents) / 100 if cents and re.fullmatch(r"\d{1,15}(?:\.0+)?", cents) else None


def _salary_in_text(pay_range: re.Match[str]) -> Salary | None:
    """Return the salary of a pay range at the end of the text, for the pay period in the range's title."""
    words = fixed_line(re.sub(r"<[^<>]*>", " ", pay_range["range"]))
    period = find_pay_period(pay_range["title"])
    return parse_salary(f"{words} per {period}" if period else words) if words else None
