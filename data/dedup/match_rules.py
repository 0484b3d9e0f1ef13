"""Match rules: decide whether two postings show the same job, by id, or by text, company, title and place.

How similar texts must be was decided on public postings. Of 4,449 pairs of one company and place with different titles,
the own parts (`boilerplate.py`) of 7 had a Jaccard similarity of 0.5 or more, the whole texts of 47, and of none 0.75.
Where a tenth of the sentences is replaced, 0.79 is left on average, of a fifth 0.63; 0.5 is left in 99.7 % and 93 %. So
own parts that share the half are one job posted anew where company, title and place are the same. Whole texts may be
boilerplate: four fifths of it alone make 0.67, and 3 % of such pairs are taken for 0.75 or more, which 98 % reach with
a twentieth of the sentences replaced, and 71 % with a tenth. `benchmarks/repeats.py` measures it.
"""

from dataclasses import dataclass
from typing import Literal

from truerole.core.posting import Posting
from truerole.data.dedup.cut_texts import compared_text, is_cut
from truerole.data.dedup.match_locations import Locality, may_share_place, parse_localities, place_words
from truerole.data.dedup.minhash import SAME_TEXT_THRESHOLD, jaccard_estimate, minhash_signature
from truerole.data.dedup.normalise_names import NormalisedTitle, normalise_company, normalise_title, same_company

# The same job shown again, or a copy of its text by another company.
DuplicateKind = Literal["same", "copy"]

# Thresholds of the Jaccard similarity from which a posting is another one of the same company, title and place, edited:
# of the own parts; of whole texts; and of whole texts whatever their own parts say.
EDITED_OWN_THRESHOLD, EDITED_THRESHOLD, SURE_THRESHOLD = 0.5, 0.75, 0.97
# A shorter own part tells one job from another no more.
_MIN_OWN_WORDS = 20

UNKNOWN_TITLE = NormalisedTitle()


@dataclass(frozen=True, slots=True)
class JobKey:
    """Title and places of a posting, which a duplicate has to be compatible with; empty where unknown.

    `place_words` are the words of its places, which many a title repeats, `in_title` those that the title repeated.
    """

    board: tuple[str, str] = ("", "")
    title: NormalisedTitle = UNKNOWN_TITLE
    places: tuple[Locality, ...] = ()
    place_words: frozenset[str] = frozenset()
    in_title: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Compared features of a posting.

    `text_signature` and `own_signature` are the MinHash signatures of the description and of its own part; `text` is
    the description as far as cut texts are compared with it, `origin` the employer's id of the job.
    """

    number: int
    text_signature: bytes = b""
    own_signature: bytes = b""
    company: tuple[str, ...] = ()
    origin: str | None = None
    job_key: JobKey = JobKey()
    text: str = ""


def signatures(posting: Posting, own_text: str | None) -> tuple[bytes, bytes]:
    """Return the MinHash signatures of the text and of the own part; empty if too short, or if both are the same."""
    text = minhash_signature(posting.description)
    distinct = text and own_text and own_text != posting.description
    return text, minhash_signature(own_text, _MIN_OWN_WORDS) if distinct and own_text else b""


def fingerprint(
    number: int, posting: Posting, text_signature: bytes = b"", own_signature: bytes = b"", text: str = ""
) -> Fingerprint:
    """Build the fingerprint of a posting from MinHash signatures, company, origin, job key and text, if to compare."""
    company, key = normalise_company(posting.company), job_key(posting)
    return Fingerprint(number, text_signature, own_signature, company, posting.origin, key, compared_text(text))


def job_key(posting: Posting) -> JobKey:
    """Build the job key of a posting: board, normalised title without the words of places, and localities."""
    title, words = normalise_title(posting.title), place_words(posting.location)
    plain = NormalisedTitle(title.words - words or title.words, title.levels)
    places = parse_localities(posting.location, posting.country)
    return JobKey((posting.source, posting.board or ""), plain, places, words, title.words - plain.words)


def compatible(one: JobKey, other: JobKey) -> bool:
    """Tell whether the titles and the places of two postings may belong to the same job."""
    return _titles_compatible(one, other) and may_share_place(one.places, other.places)


def _titles_compatible(one: JobKey, other: JobKey) -> bool:
    """Tell whether two titles may name the same job: equal on the same board, perhaps shortened on another."""
    if not one.title or not other.title:
        return True
    if one.title.levels != other.title.levels:
        return False
    places = one.place_words | other.place_words
    first, second = one.title.words - places, other.title.words - places
    return first == second or (
        one.board != other.board and bool(first and second) and (first < second or second < first)
    )


def _same_title(one: JobKey, other: JobKey) -> bool:
    """Tell whether two titles are known and equal but for words of the places."""
    places = one.place_words | other.place_words
    first, second = one.title.words - places, other.title.words - places
    return bool(one.title and other.title) and one.title.levels == other.title.levels and first == second


def companies_match(one: Fingerprint, other: Fingerprint) -> bool | None:
    """Tell whether two postings are of the same company; None where a company is unknown."""
    return same_company(one.company, other.company) if one.company and other.company else None


def duplicate_kind(posting: Fingerprint, canonical: Fingerprint) -> DuplicateKind:
    """Return how a posting duplicates the canonical posting: the same job, or a copy by another company."""
    if posting.origin and posting.origin == canonical.origin:
        return "same"
    return "copy" if companies_match(posting, canonical) is False else "same"


def similarity_if_duplicate(one: Fingerprint, other: Fingerprint) -> float:
    """Estimate the Jaccard similarity of two texts if they are similar enough for the same job or a copy, else 0.

    That title and place fit is asked before (`compatible`). What is a posting's own is known for one board by the same
    means, so it decides there; another board may have cut what the first one has.
    """
    same_title = bool(one.job_key.title) and one.job_key.title == other.job_key.title
    edited = same_title and bool(companies_match(one, other)) and one.company == other.company
    whole = jaccard_estimate(one.text_signature, other.text_signature)
    own = jaccard_estimate(one.own_signature, other.own_signature)
    own = _above(EDITED_OWN_THRESHOLD if edited else SAME_TEXT_THRESHOLD, own)
    if one.own_signature and other.own_signature and one.job_key.board == other.job_key.board:
        return max(own, _above(SURE_THRESHOLD, whole))
    if one.own_signature or other.own_signature:
        # The other board may have cut the boilerplate away.
        cut = jaccard_estimate(one.own_signature or one.text_signature, other.text_signature)
        other_cut = jaccard_estimate(one.text_signature, other.own_signature or other.text_signature)
        whole = max(whole, cut, other_cut)
    return max(own, _above(EDITED_THRESHOLD if edited else SAME_TEXT_THRESHOLD, whole))


def is_cut_copy(short: Fingerprint, whole: Fingerprint) -> bool:
    """Tell whether a posting shows a part of the text of another one with the same company and title, on another board.

    That the places fit is asked before. A board does not cut its own postings; a feed or a file has those of many.
    """
    board, origins = short.job_key.board, {short.origin, whole.origin} - {None}
    if not short.text or not whole.text or len(origins) > 1 or (board[1] and board == whole.job_key.board):
        return False
    same_job = _same_title(short.job_key, whole.job_key) and companies_match(short, whole)
    return bool(same_job) and is_cut(short.text, whole.text)


def _above(threshold: float, similarity: float) -> float:
    return similarity if similarity >= threshold else 0.0
