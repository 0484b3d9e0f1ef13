"""Decide whether two postings are one job: by what its own board calls it, else by text, company, title and place.

How alike texts must be was decided on public postings. Of 4,449 pairs of one company and place with different titles,
the own parts (`boilerplate.py`) of 7 had a likeness of 0.5 or more, the whole texts of 47, and of none 0.75. Where
a tenth of the sentences is replaced, 0.79 is left on average, of a fifth 0.63; 0.5 is left in 99.7 % and 93 %. So own
parts that share the half are one job posted anew where company, title and place are the same. Whole texts may be
boilerplate: four fifths of it alone make 0.67, and 3 % of such pairs are taken for 0.75 or more, which 98 % reach with
a twentieth of the sentences replaced, and 71 % with a tenth. `benchmarks/repeats.py` measures it.
"""

from dataclasses import dataclass
from typing import Literal

from truerole.core.posting import Posting
from truerole.data.dedup.match_locations import Locality, may_share_place, parse_localities, place_words
from truerole.data.dedup.minhash import SAME_TEXT_THRESHOLD, jaccard_estimate, minhash_signature
from truerole.data.dedup.normalise_names import NormalisedTitle, normalise_company, normalise_title, same_company

# One job shown again, or the same text by another company.
DuplicateKind = Literal["same", "copy"]

# From these likenesses on, a posting is another one of the same company, title and place, edited: of what is its own;
# of whole texts; and of whole texts whatever their own parts say.
EDITED_OWN_THRESHOLD, EDITED_THRESHOLD, SURE_THRESHOLD = 0.5, 0.75, 0.97
# Less that is its own tells one job from another no more.
_FEWEST_OWN_WORDS = 20

# Where employers publish themselves; who shows their postings again. All others are tables that somebody imported.
_OWN_BOARDS = "greenhouse lever ashby workable recruitee personio teamtailor workday smartrecruiters careers"
EMPLOYERS = frozenset(_OWN_BOARDS.split())
FEEDS = frozenset("hn arbeitnow themuse himalayas remotive jobicy weworkremotely remoteok usajobs".split())


UNKNOWN_TITLE = NormalisedTitle()


@dataclass(frozen=True, slots=True)
class JobKey:
    """Hold what a posting says of a job beside its text; empty where it does not say it.

    `place_words` are the words of its places, which many a title repeats.
    """

    board: tuple[str, str] = ("", "")
    title: NormalisedTitle = UNKNOWN_TITLE
    places: tuple[Locality, ...] = ()
    place_words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Hold what tells whether a posting shows a job that another one shows.

    `text` is the sketch of its text, `own` of its own part; `rank` is lower the nearer it is to the employer.
    """

    number: int
    text: bytes = b""
    own: bytes = b""
    company: tuple[str, ...] = ()
    origin: str | None = None
    rank: int = 0
    job_key: JobKey = JobKey()


def source_rank(source: str) -> int:
    """Return how near a source is to the employer: 0 its own board, 1 who shows its postings again, 2 a table."""
    return 0 if source in EMPLOYERS else 1 if source in FEEDS else 2


def signatures(posting: Posting, own: str | None) -> tuple[bytes, bytes]:
    """Return the sketches of a posting's text and of its own part; none of what is too short, or the whole text."""
    text = minhash_signature(posting.description)
    part = minhash_signature(own, _FEWEST_OWN_WORDS) if text and own and own != posting.description else b""
    return text, part


def fingerprint(number: int, posting: Posting, text: bytes = b"", own: bytes = b"") -> Fingerprint:
    """Return what is compared of a posting, given with its sketches."""
    company = normalise_company(posting.company)
    return Fingerprint(number, text, own, company, posting.origin, source_rank(posting.source), job_key(posting))


def job_key(posting: Posting) -> JobKey:
    """Return how a posting looks beside its text; its title without the words of its places."""
    title, words = normalise_title(posting.title), place_words(posting.location)
    plain = NormalisedTitle(title.words - words or title.words, title.levels)
    return JobKey(
        (posting.source, posting.board or ""), plain, parse_localities(posting.location, posting.country), words
    )


def compatible(one: JobKey, other: JobKey) -> bool:
    """Say whether title and place may be those of one job."""
    return _titles_fit(one, other) and may_share_place(one.places, other.places)


def _titles_fit(one: JobKey, other: JobKey) -> bool:
    """Say whether two titles may be of one job: on one board they are the same; another board may shorten one."""
    if not one.title or not other.title:
        return True
    if one.title.levels != other.title.levels:
        return False
    places = one.place_words | other.place_words
    first, second = one.title.words - places, other.title.words - places
    return first == second or (
        one.board != other.board and bool(first and second) and (first < second or second < first)
    )


def companies_match(one: Fingerprint, other: Fingerprint) -> bool | None:
    """Say whether two postings are of one company; None where one of them does not name it."""
    return same_company(one.company, other.company) if one.company and other.company else None


def duplicate_kind(one: Fingerprint, first: Fingerprint) -> DuplicateKind:
    """Return as what a posting stands beside the first one of its job."""
    if one.origin and one.origin == first.origin:
        return "same"
    return "copy" if companies_match(one, first) is False else "same"


def text_similarity(one: Fingerprint, other: Fingerprint) -> float:
    """Return how alike the texts of two postings are if that makes them one job or a copy of it, else 0.

    That title and place fit is asked before (`compatible`). What is a posting's own is known for one board by the same
    means, so it decides there; another board may have cut what the first one has.
    """
    edited = (
        bool(companies_match(one, other)) and one.company == other.company and one.job_key.title == other.job_key.title
    )
    edited = edited and bool(one.job_key.title)
    whole, own = jaccard_estimate(one.text, other.text), jaccard_estimate(one.own, other.own)
    own = _from(own, EDITED_OWN_THRESHOLD if edited else SAME_TEXT_THRESHOLD)
    if one.own and other.own and one.job_key.board == other.job_key.board:
        return max(own, _from(whole, SURE_THRESHOLD))
    if one.own or other.own:
        cut = jaccard_estimate(one.own or one.text, other.text), jaccard_estimate(one.text, other.own or other.text)
        whole = max(whole, *cut)
    return max(own, _from(whole, EDITED_THRESHOLD if edited else SAME_TEXT_THRESHOLD))


def _from(found: float, least: float) -> float:
    return found if found >= least else 0.0
