"""Classify the role that a job title names, from the title alone.

A title is read as lower-case words, with "," where it breaks ("Data Engineer - Payments (Remote)") and "/" where it
joins ("AI/ML", "Data & Insights"). A role is named by a head noun and the field right before it, so the nearest field
wins: an "AI Data Engineer" is a data engineer. Where a title names two roles, the first counts. Other occupations name
none, whatever field they work in: "Product Manager - Data Science", "Data Engineer Recruiter", "Business Analyst".
"""

import re
import unicodedata
from functools import lru_cache
from typing import cast

from truerole.core.reading import Role

_LONGEST = 300

_GLUED = re.compile(r"(?<=[a-z])(?=(?:Analyst|Scientist|Engineer|Science|Analytics|Learning)\b)")
_ENDING = re.compile(r"[:*_/•(]-?(?:in|innen)\)?(?![\w-])|\(\s*\w{2,4}\s*\)(?=\s+[a-z])")
_PIECE = re.compile(r"[a-z0-9#]+|(?<=\s)[-–—]|[-–—](?=\s)|[/&+,():;\[\]–—•·@|]")
_SIGNS = dict.fromkeys(("/", "&", "+", "and", "und", "or", "oder"), "/") | dict.fromkeys("-–—,():;[]•·@|", ",")
_AI_ML = re.compile(r"\b(?:ai(?: /)? ml|ml(?: /)? ai|aiml)\b")

_ML = (
    r"(?:machine learning|deep learning|reinforcement learning|artificial intelligence|gen ?ai|ai|ml|llms?|ml ?ops"
    r"|llm ?ops|ai ?ops|nlp|natural language processing|(?:computer|machine) vision|perception)"
)
_DATA = (
    r"(?:data(?: / (?:analytics|ai|ml|cloud|bi|insights?))?(?: analytics)?|bigdata|etl|elt|analytics|dwh|bi"
    r"|business intelligence|hadoop|spark|databricks|snowflake)"
)
_RANK = r"senior|sr|lead|staff|principal|junior|jr"
_ML_WORK = (
    r"(?:software|platform|infra(?:structure)?|research|applications?|systems?|ops|operations|backend|automation"
    rf"|solutions?|{_RANK})"
)
_DATA_WORK = (
    r"(?:platform|infrastructure|pipelines?|warehous(?:e|ing)|lake(?:house)?|integration|software|solutions?|backend|ops"
    rf"|cloud|migration|{_RANK})"
)
_BUILDER = r"(?:engineer|developer|architect|programmer)s?"
_SOFTWARE = rf"software {_BUILDER}(?: [iv]+| \d)?(?: ,)? (?:ai / )?"

_NAMES: dict[Role, str] = {
    "ml_engineer": rf"{_ML}(?: / \w+(?: \w+)?)?(?: {_ML_WORK}){{0,2}} (?:{_BUILDER}|engineering)|prompt {_BUILDER}"
    rf"|{_SOFTWARE}(?:machine learning|deep learning|ml)|research {_BUILDER}(?: ,)? {_ML}",
    "data_engineer": rf"{_DATA}(?: {_DATA_WORK}){{0,2}} {_BUILDER}|data engineering|data model+ers?"
    rf"|{_SOFTWARE}(?:big data|data (?:platform|infrastructure|pipeline))"
    r"|(?:ingenieur|ingenier[oa]|engenheir[oa])s? (?:de )?(?:data|donnees|datos|dados)|daten ?ingenieur(?:in)?",
    "data_scientist": rf"(?:data|decision|{_ML})(?: / \w+)?(?: applied| research)? scientists?|applied scientists?"
    rf"|(?:research )?scientists?(?: ,)? {_ML}|{_ML} researchers?|statisticians?|daten ?wissenschaftler(?:in)?"
    r"|quant(?:itative)? (?:analyst|researcher|model+er|scientist)s?"
    r"|(?:cientific[oa]|cientista|scientifique) de (?:donnees|datos|dados)",
    "data_analyst": r"(?:data|bi|business intelligence|report(?:s|ing)?|insights?|analytics|information|digital|web"
    r"|tableau|sql)(?: / (?:reporting|insights?|bi|analytics|research))?(?: reporting| visuali[sz]ation| insights?)?"
    rf" analysts?|data visuali[sz]ation (?:{_BUILDER}|specialist)|data analists?|daten ?analyst(?:in)?"
    r"|anal(?:yste|ista) (?:de |dei )?(?:donnees|datos|dados|dati)"
    rf"|^(?:(?:{_RANK}) )*analyst(?: [iv]+)? , (?:data|insights?|reporting|business intelligence|bi)(?= [,/]|$)",
}
# A field without its head noun names a role beside a level ("Head of Data Science"), where nothing else is the work.
_FIELDS: dict[Role, str] = {
    "ml_engineer": r"(?:ai / )?machine learning|deep learning|ml ?ops",
    "data_engineer": r"big data|data platform|data warehous(?:e|ing)",
    "data_scientist": r"data sciences?",
    "data_analyst": r"(?:(?:data|business|product|marketing) )?(?<!/ )analytics|data analysis|business intelligence|bi",
}
_LEVEL = (
    r"(?:intern|internship|co op|trainee|apprentice|graduate|student|werkstudent|fellow|associate|manager|lead|leader"
    r"|head|director|vp|president|chief|principal|specialist|consultant)s?"
)
_OTHER_WORK = (
    r"(?:product|program(?:me)?|project|account|marketing) (?:manager|management|owner|lead|director|coordinator)|sales"
    r"|recruit(?:er|ment)|coordinator|trainer|instructor|teacher|tutor|mentor|educator|professor|faculty|evangelist"
    r"|author|writer|test(?:er|ing)?|support|counsel|scrum master|owner"
)


def classify_title(title: str) -> Role | None:
    """Return the role that a title names, or None for any other occupation; never "other"."""
    return _read(title[:_LONGEST])


@lru_cache(maxsize=4096)
def _read(title: str) -> Role | None:
    words = _plain(title)
    named = _NAMED.search(words)
    if named and not _OTHER_FIRST.search(words, 0, named.start()):
        return cast(Role, named.lastgroup)
    if _OCCUPATION.search(words):
        return None
    led = _LED_BY.search(words) or _LEADING.search(words)
    return cast(Role, led.lastgroup) if led else None


def _plain(title: str) -> str:
    """Return the words of a title with "," and "/" between them; "AI/ML" as "ml"."""
    text = title if title.isascii() else unicodedata.normalize("NFKD", title)
    text = _ENDING.sub("", _GLUED.sub(" ", text).lower())
    return _AI_ML.sub("ml", " ".join(_SIGNS.get(piece, piece) for piece in _PIECE.findall(_accentless(text))))


def _accentless(text: str) -> str:
    return text if text.isascii() else "".join(c for c in text if not unicodedata.combining(c))


def _either(patterns: dict[Role, str]) -> str:
    return "|".join(f"(?P<{role}>{pattern})" for role, pattern in patterns.items())


_NAMED = re.compile(rf"\b(?:{_either(_NAMES)})\b(?! (?:{_OTHER_WORK})\b)")
_OTHER_FIRST = re.compile(rf"\b(?:{_OTHER_WORK})\b[^,/]*,")
_OCCUPATION = re.compile(rf"\b(?:{_BUILDER}|{_OTHER_WORK}|(?:analyst|scientist|administrator|researcher)s?)\b")
_LED_BY = re.compile(rf"\b(?:{_either(_FIELDS)})(?: ,)? {_LEVEL}\b")
_LEADING = re.compile(rf"\b{_LEVEL}(?: ,| of| for| in)*(?: \w+)? (?:{_either(_FIELDS)})\b")
