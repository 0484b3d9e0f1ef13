"""Normalised company names and job titles, comparable however a board writes them."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_MAX_CHARACTERS = 300
_WORD = re.compile(r"[^\W_]+(?:[+#]+)?")
_LEGAL_FORMS = frozenset(
    "inc incorporated llc llp lp ltd limited gmbh mbh ag se kg kgaa ug ev ohg plc corp corporation co company bv nv sa "
    "sas sarl srl spa sl slu oy oyj ab as asa aps pty pte pvt private kk sp zoo doo kft".split()
)
_COMMON_WORDS = frozenset("the careers career jobs hiring recruiting group holding holdings".split())
_COUNTRIES = frozenset("deutschland germany uk us usa india france international europe global austria schweiz".split())
_DOMAIN_ENDINGS = re.compile(r"\.(?:com|io|ai|org|net|co|de|dev|app)\b")
# Abbreviations with periods: G.m.b.H., S.A., B.V.
_DOTTED = re.compile(r"\b(?:\w\.){2,}")

# Words of seniority, each with its normal form; a title without one means another job.
_LEVELS = {
    "junior": "junior", "jr": "junior", "jnr": "junior", "senior": "senior", "sr": "senior", "snr": "senior",
    "mid": "mid", "middle": "mid", "midlevel": "mid", "lead": "lead", "leader": "lead", "principal": "principal",
    "staff": "staff", "head": "head", "director": "director", "chief": "chief", "vp": "vp", "manager": "manager",
    "mgr": "manager", "intern": "intern", "internship": "intern", "praktikum": "intern", "praktikant": "intern",
    "trainee": "trainee", "graduate": "graduate", "student": "student", "werkstudent": "student", "entry": "entry",
    "associate": "associate", "assistant": "assistant", "apprentice": "apprentice", "supervisor": "supervisor",
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "6": "6",
}  # fmt: skip
_ABBREVIATIONS = {
    "ml": ("machine", "learning"), "ai": ("artificial", "intelligence"), "dev": ("developer",), "eng": ("engineer",),
    "engr": ("engineer",), "vice": ("vp",), "fullstack": ("full", "stack"), "frontend": ("front", "end"),
    "backend": ("back", "end"), "admin": ("administrator",), "nlp": ("natural", "language", "processing"),
    "bi": ("business", "intelligence"), "qa": ("quality", "assurance"), "hr": ("human", "resources"),
}  # fmt: skip
# Genders, places and ways to work are said elsewhere in a posting.
_GENDERS = re.compile(
    r"[(\[|]?\s*\b(?:[mwfdhxi]\s*[/|]\s*){1,3}(?:[mwfdhxi]|div(?:ers)?|gn)\b\s*[)\]|]?"
    r"|[(\[]\s*(?:all|any|alle)[\s-]*(?:genders?|geschlechter)?\s*[)\]]|\ball genders?\b"
    r"|(?<=[^\W\d_])[*:_]+in(?:nen)?\b|(?<=[^\W\d_])/-?in\b",
    re.IGNORECASE,
)
_NOISE_WORDS = frozenset(
    "remote remotely hybrid onsite site office home homeoffice anywhere worldwide wfh urgent urgently hiring job now "
    "immediate opening vacancy new and or of the for in at a an to with on from und oder fur im der die das de et "
    "based position role".split()
)
# Requisition ids: R-12345, JR004512, #8841, 2026-113.
_REQUISITION = re.compile(r"#\s*\w+|\b(?:req|jr|r|id|job)?[\s_-]?\d{3,}(?:[_-]\d+)*\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NormalisedTitle:
    """Words of a title, and the words of seniority apart; both empty for an unknown title."""

    words: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.words or self.levels)


@lru_cache(maxsize=16384)
def normalise_company(name: str | None) -> tuple[str, ...]:
    """Split a company's name into words without the legal form; empty for an unknown name."""
    plain = _DOMAIN_ENDINGS.sub(" ", _DOTTED.sub(lambda m: m[0].replace(".", ""), fold_text(name or "")))
    words = [word for word in _WORD.findall(plain) if word not in _COMMON_WORDS] or _WORD.findall(plain)
    has_form = False
    while len(words) > 1 and (words[-1] in _LEGAL_FORMS or (has_form and words[-1] in _COUNTRIES)):
        has_form = words.pop() in _LEGAL_FORMS or has_form
    return tuple(words)


def same_company(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two names are of the same company: "Data Robot, Inc." and "DataRobot", "Acme" and "Acme AI"."""
    first, second = "".join(one), "".join(other)
    if first == second:
        return True
    short, long = sorted((one, other), key=len)
    return bool(short) and long[: len(short)] == short and len(short[0]) > 2


@lru_cache(maxsize=65536)
def normalise_title(text: str) -> NormalisedTitle:
    """Normalise a title to a set of words, with abbreviations expanded, and a set of seniority levels."""
    plain = _REQUISITION.sub(" ", _GENDERS.sub(" ", fold_text(text)))
    words = [part for word in _WORD.findall(plain) for part in _ABBREVIATIONS.get(word, (word,))]
    levels = frozenset(_LEVELS[word] for word in words if word in _LEVELS)
    return NormalisedTitle(
        frozenset(word for word in words if word not in _LEVELS and word not in _NOISE_WORDS), levels
    )


def fold_text(text: str) -> str:
    """Fold a text to lower case without accents, cut to 300 characters."""
    lower = text[:_MAX_CHARACTERS].casefold()
    if lower.isascii():
        return lower
    return "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
