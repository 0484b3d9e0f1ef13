"""Find a schema.org JobPosting in a page or a JSON document and make a posting of it."""

import json
from collections.abc import Iterator
from typing import Any

from data.decoding import scrub
from data.posting import Posting
from scraper.html import Page, parse, text_of, with_parts

# Parts that some sites keep beside the description; each becomes a section under its own heading.
_PARTS = (
    ("responsibilities", "Responsibilities"),
    ("qualifications", "Qualifications"),
    ("experienceRequirements", "Experience"),
    ("educationRequirements", "Education"),
    ("skills", "Skills"),
)
_DESCRIPTIONS = ("description", "content", "contents", "jobDescription", "descriptionPlain")
_TITLES = ("title", "name", "jobTitle", "position", "text")


def posting_of_page(source: str, url: str) -> Posting:
    """Return the posting that an HTML page carries as JSON-LD, or else its title and main text."""
    page = parse(source)
    for block in page.data:
        for item in _items(_load(block)):
            if _is_posting(item) and (found := _from_fields(item, url)).description:
                return found if found.title else _plain(page, url, found.description)
    return _plain(page, url, page.text)


def posting_of_json(source: str, url: str) -> Posting | None:
    """Return the posting that a JSON document holds (a JobPosting, or a job board's record), or None."""
    items = list(_items(_load(source)))
    items.sort(key=_is_posting, reverse=True)
    return next((found for item in items if (found := _from_fields(item, url)).description), None)


def _plain(page: Page, url: str, text: str) -> Posting:
    return Posting(source="page", external_id=url, url=url, title=page.title, description=text)


def _load(block: str) -> object:
    """Return what a JSON block holds; raw line breaks inside strings, which sites do write, are let pass."""
    try:
        return json.loads(block, strict=False)
    except (ValueError, RecursionError):
        return None


def _items(value: object) -> Iterator[dict[str, Any]]:
    """Yield the objects of a document: itself, of a list, of a graph, or what a page object is about."""
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            yield entry
            inner = entry.get("@graph") or entry.get("mainEntity") or entry.get("job")
            yield from (i for i in (inner if isinstance(inner, list) else [inner]) if isinstance(i, dict))


def _is_posting(item: dict[str, Any]) -> bool:
    kind = item.get("@type")
    return "JobPosting" in kind if isinstance(kind, list) else kind == "JobPosting"


def _from_fields(item: dict[str, Any], url: str) -> Posting:
    organization = item.get("hiringOrganization")
    company = organization.get("name") if isinstance(organization, dict) else organization
    parts = ((heading, text_of(_first(item, (name,)))) for name, heading in _PARTS)
    return Posting(
        source="page",
        external_id=url,
        url=url,
        title=" ".join(text_of(_first(item, _TITLES)).split()),
        description=with_parts(text_of(_first(item, _DESCRIPTIONS)), parts),
        company=company if isinstance(company, str) else None,
    )


def _first(item: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((scrub(item[n]) for n in names if isinstance(item.get(n), str)), "")
