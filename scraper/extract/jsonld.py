"""Find the schema.org JobPostings of a page or a JSON document and build postings of them."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import chain
from typing import Any

from truerole.core.normalise import coerce
from truerole.core.normalise.pay_period import find_pay_period
from truerole.core.normalise.salary import parse_salary
from truerole.core.posting import Posting, Salary
from truerole.core.text.decoding import replace_surrogates
from truerole.core.text.html import Page, html_to_text, parse_page, with_sections
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields
from truerole.scraper.extract.location import Place, parse_place, place_from_parts, work_location
from truerole.scraper.extract.microdata import find_microdata
from truerole.scraper.extract.salary import build_salary

# Parts that some sites keep beside the description; each becomes a section under its own heading.
_PARTS = (
    ("responsibilities", "Responsibilities"),
    ("qualifications", "Qualifications"),
    ("experienceRequirements", "Experience"),
    ("educationRequirements", "Education"),
    ("skills", "Skills"),
    ("jobBenefits", "Benefits"),
    ("incentiveCompensation", "Benefits"),
)
_DESCRIPTIONS = ("description", "content", "contents", "jobDescription", "descriptionPlain")
_TITLES = ("title", "name", "jobTitle", "position", "text")
_WRAPPERS = ("@graph", "mainEntity", "job", "itemListElement", "item")
_DEEPEST = 4
# Some sites write the points of a list one after another, with nothing but such a blank between them.
_RUN_TOGETHER = re.compile(r"(?<=\S)(?:&nbsp;|\u00a0)(?=[A-Z0-9])")
_FEW = 2
_DECODER = json.JSONDecoder(strict=False)
# Marks before a block that hide it from very old browsers, and comments.
_BEFORE = re.compile(r"(?:\s|\ufeff|//|/\*[^{}\[\]]{0,500}?\*/|/\*|\*/|<!\[CDATA\[|<!--[^{}\[\]]{0,500}-->|<!--)*+")
_BETWEEN = re.compile(r'"(?:[^"\\]|\\.)*+"|/\*.{0,500}?\*/|//[^\n]{0,500}|,(?=\s*+[}\]])', re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\/bfnrt]|u[0-9a-fA-F]{4})?')
# Who says that one may apply for longer than this says nothing: +10 years is what some software puts there.
_LONGEST_OPEN = 550


def posting_from_page(source: str, url: str) -> Posting:
    """Return the posting that an HTML page carries as JSON-LD or microdata, or else the page's title and main text."""
    page = parse_page(source)
    for item in chain(find_job_postings(page), find_microdata(source)):
        if (found := posting_from_item(item, url)).description:
            return found if found.title else _posting_from_text(page, url, found.description)
    return _posting_from_text(page, url, page.text)


def posting_from_json(source: str, url: str) -> Posting | None:
    """Return the posting that a JSON document holds (a JobPosting, or a job board's record), or None."""
    items = list(_objects_in(_load_json(source)))
    items.sort(key=_is_job_posting, reverse=True)
    return next((found for item in items if (found := posting_from_item(item, url)).description), None)


def find_job_postings(page: Page) -> Iterator[dict[str, Any]]:
    """Yield the JobPostings of a page's JSON-LD as they are; a block that is broken hides no other."""
    for block in page.data:
        yield from filter(_is_job_posting, _objects_in(_load_json(block)))


def posting_from_item(item: dict[str, Any], url: str) -> Posting:
    """Return the posting of a JobPosting or of a job board's record, with source "page" and `url` as external id."""
    fields = Fields(item)
    where = work_location(_places(fields), *_workplace_words(fields))
    posted = fields.day("datePosted")
    return Posting(
        source="page",
        external_id=url,
        url=url,
        title=" ".join(html_to_text(_first_text(item, _TITLES)).split()),
        description=with_sections(html_to_text(_first_text(item, _DESCRIPTIONS)), _sections(item)),
        company=_company(fields),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=posted,
        posted_basis="published" if posted else None,
        deadline=plausible_deadline(fields.day("validThrough"), posted),
        salary=_salary(fields),
        employment_type=employment_type(fields.value("employmentType")),
        language=coerce.language(fields.text("inLanguage", "inLanguage.alternateName")),
    )


def identifier_of(item: dict[str, Any]) -> str | None:
    """Return the employer's identifier of a JobPosting, None without."""
    return Fields(item).text("identifier", "identifier.value", "identifier.@id")


def plausible_deadline(day: date | None, posted: date | None) -> date | None:
    """Return the last day to apply, None if before the day of posting or more than 550 days after."""
    if day and posted and not 0 <= (day - posted).days <= _LONGEST_OPEN:
        return None
    return day


def _posting_from_text(page: Page, url: str, text: str) -> Posting:
    return Posting(source="page", external_id=url, url=url, title=page.title, description=text)


def _load_json(block: str) -> object:
    """Return the value of a JSON block, raw line breaks inside strings allowed; None for broken JSON.

    What browsers forgive around and between is forgiven: marks of comments and CDATA, a byte-order mark, a semicolon
    behind the end, comments, commas behind the last part, a backslash before a sign that needs none.
    """
    with suppress(ValueError, RecursionError):
        return json.loads(block, strict=False)
    begin = _BEFORE.match(block)
    mended = _BETWEEN.sub(lambda found: _forgiven(found[0]), block[begin.end() if begin else 0 :])
    with suppress(ValueError, RecursionError):
        return _DECODER.raw_decode(mended)[0]
    return None


def _forgiven(part: str) -> str:
    """Return a string with valid escapes; nothing for a comment, and for a comma behind the last part."""
    return _ESCAPE.sub(lambda found: found[0] if found[1] else "\\\\", part) if part.startswith('"') else " "


def _objects_in(value: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the objects of a document: the root, the entries of lists and graphs, and the main entities of pages."""
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            yield entry
            for key in _WRAPPERS if depth < _DEEPEST else ():
                yield from _objects_in(entry.get(key), depth + 1)


def _is_job_posting(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    named = (str(kind).rpartition("/")[2] for kind in (kinds if isinstance(kinds, list) else [kinds]))
    return "JobPosting" in named


def _first_text(item: dict[str, Any], names: tuple[str, ...]) -> str:
    """Return the first of the named fields that is a text, "" without any."""
    return next((replace_surrogates(item[n]) for n in names if isinstance(item.get(n), str)), "")


def _company(fields: Fields) -> str | None:
    return fields.line("hiringOrganization", "hiringOrganization.name", "hiringOrganization.legalName")


def _sections(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, heading in _PARTS:
        yield heading, _section_text(item.get(name))


def _section_text(value: object) -> str:
    """Return the lines of a section given as a text, as a list of texts, or as an object with a text."""
    if isinstance(value, list):
        return "\n".join(f"• {text.removeprefix('• ')}" for text in map(_section_text, value) if text)
    if not isinstance(value, str):
        return Fields(value).prose("description", "name")
    points = _RUN_TOGETHER.split(value) if "<" not in value else []
    return _section_text(points) if len(points) > _FEW else html_to_text(replace_surrogates(value))


def _places(fields: Fields) -> tuple[Place, ...]:
    """Return the places of work, else the places where applicants must live."""
    found = fields.all_within("jobLocation")
    places = tuple(map(_place, found)) or tuple(map(parse_place, fields.lines("jobLocation")))
    names = tuple(map(parse_place, (field.line("name") for field in found)))
    # One address under different names is that of the first.
    if len(set(places)) < len(set(names)) and all(name.text or name.workplace for name in names):
        return names
    needed = fields.all_within("applicantLocationRequirements")
    return places or tuple(parse_place(field.line("name")) for field in needed)


def _place(field: Fields) -> Place:
    address = field.within("address")
    if not address:
        return parse_place(field.line("address", "name"))
    country = address.line("addressCountry", "addressCountry.name", "addressCountry.code")
    names = address.within("addressCountry").lines("name")
    return place_from_parts(
        address.line("addressLocality"), address.line("addressRegion"), country or next(iter(names), None)
    )


def _workplace_words(fields: Fields) -> tuple[str, ...]:
    return fields.lines("jobLocationType")


def _salary(fields: Fields) -> Salary | None:
    """Return the base salary; None if several differ."""
    found = {_salary_from(base, fields) for base in fields.all_within("baseSalary") or [fields]}
    return found.pop() if len(found) == 1 else None


def _salary_from(base: Fields, fields: Fields) -> Salary | None:
    """Return the salary of a MonetaryAmount, or of the same fields on the posting; free text is parsed."""
    value = base.within("value") or base
    currency = base.text("currency") or value.text("currency") or fields.text("salaryCurrency")
    unit = value.text("unitText") or base.text("unitText")
    least, most = value.text("minValue"), value.text("maxValue")
    written = base.line("value", "value.value", "baseSalary")
    found = (
        build_salary(least, most, currency, unit) if least or most else build_salary(written, written, currency, unit)
    )
    if found or not written:
        return found
    free = parse_salary(written, dollar=currency)
    return free and Salary(
        free.min, free.max, free.currency or currency, find_pay_period(unit) or free.period, free.basis
    )
