"""Remote OK: a public API of the newest hundred postings, with entries among them that are no postings."""

import re

from truerole.core.posting import Posting
from truerole.scraper.extract.ats_id import origin_of
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.json_fields import Fields
from truerole.scraper.extract.location import Place, parse_place, place_from_parts, work_location
from truerole.scraper.extract.salary import build_salary
from truerole.scraper.sources.base import Parsed, Request, Response, Source, SourceSpec
from truerole.scraper.sources.feed import feed_board, open_feed

_LEAST_WORDS = 12
_LONGEST_TITLE = 14
# Asks applicants to prove that they have read so far; the word and the tag are of the reader, not of the posting.
_PROOF = re.compile(
    r"(?<!\s)\s*Please mention the word \*\*[^*\n]{1,60}\*\* and tag \S+ when applying\b.*?(?:see they're human\.?|\Z)",
    re.DOTALL,
)
_WORD = re.compile(r"[^\W\d_]+")
_OF_A_SENTENCE = frozenset(
    "you your we our how why what when these those this that are is was were could should".split()
)
# What one is ends so, in English and its neighbours, or is one of these words; so do some words that nobody is.
_DOER = re.compile(
    r"\w{2,}(?:er|or|ist|ant|ian|man|woman|eur|euse|ero|dora?|rice)s?|"
    r"leads?|head|chief|vp|c[a-z]o|intern|trainee|nurse|clerk|analysts?|agents?|coach|reps?|representatives?|advocate|"
    r"associate|assistant|architect|scientists?|tech|staff|executive|expert|guard|cook|chef|pilot|host|aide|attorney|"
    r"apprentice|internship|apprenticeship|professional|crew|"
    r"data|analytics|engineering|devops|sre|mlops|software|backend|frontend|fullstack",
    re.IGNORECASE,
)
_NO_DOER = frozenset(
    "for or over under never after career careers offer offers paper order orders power better other another number "
    "her per newsletter summer winter folder customer customers computer center error color door floor letter answer "
    "cover chapter container water later together however whether rather december november october september poor "
    "important restaurant relevant instant".split()
)


class RemoteOK:
    """The feed at https://remoteok.com/api; an entry that is no job by title, length or employer is a problem."""

    spec = SourceSpec(
        name="remoteok",
        order=17,
        title="Remote OK",
        hosts=("remoteok.com",),
        home="https://remoteok.com",
        attribution="Jobs from Remote OK",
        terms="Link back to the posting on Remote OK with a plain link and name Remote OK; do not use its logo",
        listing="window",
        robots="documented",
        interval=10.0,
        expires=45,
        one_board=True,
        remote_only=True,
        fields=("title", "company", "location", "workplace", "posted_on", "salary", "description"),
    )

    def board_of(self, url: str) -> str | None:
        """Return "", the name of the only board, for any URL of Remote OK."""
        return feed_board(url, "remoteok.com", "remoteok.io")

    def start_request(self, board: str) -> Request:
        """Return the request for the newest postings."""
        return Request("https://remoteok.com/api")

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a response."""
        _, entries = open_feed(response, ("jobs",), ("position", "legal"))
        postings, problems = build_postings(entries, _remoteok_posting)
        return Parsed(postings, problems)


def _remoteok_posting(fields: Fields) -> Posting | str | None:
    """Return a posting, the reason why an entry is no posting, or None for the terms, the first entry."""
    if "legal" in fields and "position" not in fields:
        return None
    title, text = fields.line("position") or "", _PROOF.sub("", fields.prose("description")).strip()
    if why := _why_no_job(title, fields.line("company"), text):
        return why
    where = _work_location(fields.line("location"))
    url = fields.link("url", "apply_url")
    posted = fields.day("date", "epoch")
    return Posting(
        source=RemoteOK.spec.name,
        external_id=fields.text("id") or "",
        title=title,
        description=text,
        url=url,
        company=fields.line("company"),
        location=where.text,
        country=where.country,
        # Of a named town the feed also shows work that must be done there.
        workplace=work_location([where], *(() if where.text else ("remote",))).workplace,
        posted_on=posted,
        posted_basis="published" if posted else None,
        salary=build_salary(fields.text("salary_min"), fields.text("salary_max"), "USD", "year"),
        origin=origin_of(fields.link("apply_url"), url),
    )


def _why_no_job(title: str, company: str | None, text: str) -> str | None:
    """Return the reason why an entry is no job, None for a job."""
    if not company:
        return "there is no company"
    if not is_job_title(title):
        return f"{title[:60]!r} is not the title of a job"
    return "its text is too short for a posting" if len(text.split()) < _LEAST_WORDS else None


def is_job_title(title: str) -> bool:
    """Return whether a title names a person who works, and is no sentence."""
    words = [word.lower() for word in _WORD.findall(title)]
    if len(words) > _LONGEST_TITLE or _OF_A_SENTENCE.intersection(words):
        return False
    return any(_DOER.fullmatch(word) and word not in _NO_DOER for word in words)


def _work_location(location: str | None) -> Place:
    """Return the place: "Reno, Reno, Nevada, United States" is a single place, "Reno, " lacks the country."""
    parts = [part.strip() for part in (location or "").split(",") if part.strip()]
    if len(parts) < 2:
        return parse_place(parts[0] if parts else None)
    return place_from_parts(*parts) if len(parts) > 2 else parse_place(", ".join(dict.fromkeys(parts)))


SOURCE: Source = RemoteOK()
