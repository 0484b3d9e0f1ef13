"""Recognise URLs of single postings, find them among the links of a page, and tell pages of closed postings."""

import html
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from truerole.core.normalise.coerce import link
from truerole.scraper.extract.url import ParsedUrl, parse_url

_LONGEST_LINE = 160
_JOBS = re.compile(
    r"(?:^|[-_])(?:jobs?|careers?|postings?|positions?|vacanc(?:y|ies)|openings?|opportunit(?:y|ies)|requisitions?|"
    r"stellen?|stellenangebote?|karriere|emplois?|offres?|empleos?|vagas?|offers?)(?:$|[-_.\d])",
    re.IGNORECASE,
)
_SECTIONS = re.compile(
    r"blog|news|press|events?|search|categor(?:y|ies)|tags?|locations?|teams?|departments?|benefits|culture|faqs?|privacy|"
    r"about|students?|life|values|stories|pages?|feed|login|apply|alerts?|talent-\w+|how-we-hire|our-\w+|life-at-.*|"
    r"cdn-cgi|why-.*|working-at-.*|meet-.*|all(?:-jobs)?|index\.\w+",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\d{3,}|[0-9a-f]{8}-[0-9a-f]{4}-", re.IGNORECASE)
_NAMED = re.compile(r"[^\W\d_]{2}[-_+ ]+[^\W_]")
_ID_KEYS = frozenset("gh_jid ashby_jid jobid job_id jid id req reqid requisitionid lever-via vacancyid".split())
_LOST_KEYS = re.compile(r"utm_\w+|gh_src|source|src|ref|referrer|lever-source(?:\[\])?", re.IGNORECASE)
_LABELS = frozenset("www careers career jobs job".split())
_ANCHOR = re.compile(r"""<a\s[^<>]*?\bhref\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""", re.IGNORECASE)
_GONE = re.compile(
    r"no longer (?:accepting|taking) applications|"
    r"(?:job|position|role|posting|vacancy|opening|opportunity|listing)\b[^.?]{0,60}\b(?:is|has been|was)\s(?:now\s)?"
    r"(?:no longer (?:available|open|active|listed)|filled|closed|expired|removed)|"
    r"(?:job|position|role|posting|vacancy)\s(?:was\s|could\s)?not (?:be\s)?found|"
    r"(?:stelle|position)\b[^.?]{0,60}\b(?:nicht mehr (?:verfügbar|aktiv|online)|(?:bereits )?besetzt)",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:if|when|until|once|unless|wenn|bis|sobald)\b", re.IGNORECASE)


def is_posting_url(url: str) -> bool:
    """Return whether a URL looks like a posting's: a path that speaks of jobs, ending in an id or a name."""
    return _looks_like_posting(parse_url(url))


def _looks_like_posting(address: ParsedUrl) -> bool:
    """Return whether path, query and host look like the URL of a single posting."""
    if _ID_KEYS & address.query.keys() and any(map(_JOBS.search, address.parts)):
        return True
    if not address.parts or any(map(_SECTIONS.fullmatch, address.parts)):
        return False
    if not any(map(_JOBS.search, address.parts)):
        return _is_numbered(address) and any(map(_JOBS.search, address.host.split(".")))
    return _is_numbered(address) or (len(address.parts) > 1 and bool(_NAMED.search(address.parts[-1])))


def posting_urls(urls: Iterable[str], site: str) -> list[str]:
    """Return the URLs of postings on a site, each once, in order; where most have numbers, only the numbered."""
    own = _site_of(parse_url(site))
    addresses = ((url, parse_url(url)) for url in urls)
    found = {
        strip_tracking(url): address
        for url, address in addresses
        if _is_same_site(_site_of(address), own) and _looks_like_posting(address)
    }
    numbered = [url for url, address in found.items() if _is_numbered(address)]
    return numbered if 2 * len(numbered) >= len(found) else list(found)


def extract_links(source: str, base: str) -> Iterator[str]:
    """Yield the absolute URLs that the HTML of a page links to."""
    for match in _ANCHOR.finditer(source):
        try:
            url = urljoin(base, html.unescape(next(filter(None, match.groups()), "")).strip())
        except ValueError:
            continue
        if link(url):
            yield url


def strip_tracking(url: str) -> str:
    """Return a URL without fragment and without tracking parameters (utm_source, gh_src, ref)."""
    split = urlsplit(url)
    query = [(key, value) for key, value in parse_qsl(split.query) if not _LOST_KEYS.fullmatch(key)]
    return urlunsplit((split.scheme.lower(), split.netloc.lower(), split.path, urlencode(query), ""))


def same_site(url: str, other: str) -> bool:
    """Return whether two URLs are of the same site, such as www.kestrel.example and careers.kestrel.example."""
    return _is_same_site(_site_of(parse_url(url)), _site_of(parse_url(other)))


def _is_same_site(mine: str, theirs: str) -> bool:
    return bool(mine and theirs) and (mine == theirs or mine.endswith(f".{theirs}") or theirs.endswith(f".{mine}"))


def title_from_url(url: str) -> str:
    """Return the title that a URL spells: "Data Engineer" of /jobs/data-engineer-1234; else the last part."""
    parts = parse_url(url).parts
    for part in reversed(parts):
        words = [
            word for word in re.split(r"[\W_]+", part.rpartition(".")[0] or part) if not any(map(str.isdigit, word))
        ]
        if len(" ".join(words)) > 3 and not (_JOBS.fullmatch(part) and len(words) == 1):
            return " ".join(word[:1].upper() + word[1:] for word in words)[:200]
    return parts[-1][:200] if parts else url[:200]


def says_closed(lines: Iterable[str]) -> bool:
    """Return whether any line says that a job is closed, and not on which condition a job is closed."""
    short = (line for line in lines if len(line) <= _LONGEST_LINE)
    return any(_GONE.search(line) and not _CONDITION.search(line) for line in short)


def _is_numbered(address: ParsedUrl) -> bool:
    """Return whether a URL carries an id: in a query key such as gh_jid, or in the last two parts of the path."""
    return bool(_ID_KEYS & address.query.keys()) or any(map(_NUMBERED.search, address.parts[-2:]))


def _site_of(address: ParsedUrl) -> str:
    """Return the host without "www", "careers" or "jobs" in front."""
    first, _, rest = address.host.partition(".")
    return rest if first in _LABELS and "." in rest else f"{first}.{rest}" if rest else first
