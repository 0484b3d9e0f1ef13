"""Denials: words that say what the work is not ("you will not train models", "this is no research role").

They name the work of another role, so they vote for none. Precision first: "not only", "not a typical data engineer"
and "you will not rest until …" deny nothing. What is denied ends where the clause does.
The counts from which the model is fitted hold them still: of 5,480 read postings 29 have such words.
"""

import re

import numpy as np
import numpy.typing as npt

from truerole.model.skills.terms_labels import is_answer
from truerole.model.text.tokenizer import Tokens
from truerole.model.text.vocabulary import Lexicon, Numbers

Span = tuple[int, int]

# The numbers of words: what stands right before "not" and "n't", what behind "no" in the same clause, and the signs.
_BEFORE_NOT, _BEHIND_NO, _BOTH, _NOT, _NO = range(1, 6)
_SIGNS = Lexicon(
    dict.fromkeys("you ll re d s will would should need do does are is role position job it".split(), _BEFORE_NOT)
    | dict.fromkeys("don doesn aren isn won wouldn".split(), _BEFORE_NOT)
    | dict.fromkeys("needed required involved necessary expected here".split(), _BEHIND_NO)
    | {"this": _BOTH, "not": _NOT, "t": _NOT, "no": _NO}
)
_WORDS_BEHIND_NO, _T_AND_BLANK = 10, 2
# In characters: how far the subject may stand before, and how far a denial reaches.
_BEFORE, _FARTHEST = 40, 120

_WORK = r"(?:role|position|job|vacancy|internship|opportunity|post)"
_YOU = re.compile(
    r"(?<!\bif )(?<!\bwhen )(?<!\bthough )(?<!\bthat )(?<!\bbecause )(?<!\bwhat )(?<!\bwhere )"
    r"(?<!\bwould )(?<!\bshould )(?<!\bwill )(?<!\bdo )(?<!\bare )"
    r"\byou(?:['’](?:ll|re|d)| will| would| do| are| wo| should| need)?$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    rf"(?:\b(?:this|the|our) (?:[\w-]+ ){{0,2}}{_WORK}|\b(?:it|this))(?:['’]s| is| does| will| would| wo| do)?$",
    re.IGNORECASE,
)
_WE = re.compile(r"\bwe(?:['’]re| are| do)$", re.IGNORECASE)
# "Not only": more than that.
_MORE = r"(?!(?:be )?(?:only|just|merely|simply|solely|necessarily|exclusively|purely|all|limited|always|so much)\b)"
_USUAL = (
    r"(?:typical|traditional|classic\w*|standard|average|your|pure(?:ly)?|only|just|mere(?:ly)?|simply|narrow|usual|regular|normal|"
    r"ordinary|generic|conventional|remote|one-size|dedicated|another|stand-?alone|entry|junior|strictly|exclusively|"
    r"senior|hybrid|contract|freelance|temporary|permanent|paid|unpaid|(?:part|full)[ -]time|back[ -]?office|"
    r"boring|dull)"
)
_VERB = (
    r"(?:build|develop|train|writ[ei]|design|deploy|model|cod[ei]|program|creat[ei]|implement|maintain|work|run|mak[ei]|"
    r"conduct|perform|research|analy[sz]|engineer|fine-?tun|productioni[sz]|serv[ei]|touch|own|us[ei]|know|do\b|doing)\w*"
)
_TO = r"(?:(?:have|need|going|expected|required|asked|supposed) to )"
# From "you will not …" on: "build models", "need to code", "be training networks", "need machine learning".
_WORK_OF_YOU = re.compile(
    rf"{_MORE}(?:be )?(?:{_TO}(?:be )?)?(?:{_VERB}\b|(?:to )?be an? (?!{_USUAL}\b)|need (?!to\b))", re.IGNORECASE
)
# From "this role is not …", "does not …" on.
_WORK_OF_ROLE = re.compile(
    rf"{_MORE}(?:(?:involve|include|require|entail|need|cover)\b|(?:be )?about\b"
    rf"|an? {_WORK} (?:for|in)\b)",
    re.IGNORECASE,
)
_NOT_A_ROLE = re.compile(rf"{_MORE}an? (?!{_USUAL}\b)(?:(?!{_USUAL}\b)[\w/&+#-]+ ){{1,5}}{_WORK}\b", re.IGNORECASE)
_WANTED = re.compile(
    rf"{_MORE}(?:(?:looking|searching|hiring) for an? |(?:seeking|hiring|need) an? )(?!{_USUAL}\b)", re.IGNORECASE
)
_DENIED = ((_YOU, _WORK_OF_YOU), (_ROLE, _NOT_A_ROLE), (_ROLE, _WORK_OF_ROLE), (_WE, _WANTED))
# "No machine learning needed", "no coding in this role"; but "no longer needed", and "any NO SQL Required" in a form.
_NONE_NEEDED = re.compile(
    r"(?!(?:longer|one|matter|doubt|sql|less|more|fewer|later|better|limits?|ceiling|shortage|lack|end|two|agenc\w+|"
    r"recruiters|visa|sponsorship)\b)((?:[\w/&+#.-]*[\w/&+#],? ){1,7}?)(?:(?:is|are|will be) )?"
    rf"(?:(?:needed|required|involved|necessary|expected)\b|(?:in|for|on) this {_WORK}\b|here[.;!\n])"
)
_END = re.compile(
    r"[;:!?\n•()–—]|\.(?=\s|$)|\s-\s|,\s(?=(?:you|we|it|this|they|but|rather|instead|just|only|so|because|and you)\b)"
    r"|\s(?:but|however|instead|because|since|although|though|yet|while|whereas|so|(?<!such )as"
    r"|(?:and|that) (?:you|we|it))\s",
    re.IGNORECASE,
)
# What takes the denial back: "you will not write a line until …", "no AI for the sake of AI", "build models alone".
_UNLESS = re.compile(
    r"\b(?:until|unless|without|sake of|alone|only|if|every day|day one|all day|isolation|vacuum|silos?|from scratch|"
    r"by hand|manually)\b",
    re.IGNORECASE,
)


# A denial of what no role's work is, like "no travel required", is left as it stands.
_FIELD = re.compile(
    r"\b(?:data|machine|deep|learning|neural|ml|ai|nlp|llms?|mlops|etl|elt|sql|bi|pipelines?|dashboards?|warehous\w+|databases?"
    r"|models?|modell?ing|analy\w+|statistic\w*|algorithms?|scien\w+|research\w*|engineer\w*|report(?:s|ing)"
    r"|cod(?:e|ing)|program(?:s|ming)|software|network(?:s|ing))\b",
    re.IGNORECASE,
)


def denied_tokens(text: str, tokens: Tokens) -> npt.NDArray[np.bool_] | None:
    """Flag the tokens that deny a kind of work; None, as of most texts, where no token does."""
    numbers = tokens.ids(_SIGNS)
    denied = [_denied(text, tokens, numbers, i) for i in (numbers >= _NOT).nonzero()[0].tolist()]
    spans = [span for span in denied if span and _FIELD.search(text, *span)]
    if not spans:
        return None
    flags = np.zeros(len(tokens.starts), bool)
    for first, last in tokens.starts.searchsorted(np.array(spans, np.int64)).tolist():
        flags[first:last] = True
    return flags


def _denied(text: str, tokens: Tokens, numbers: Numbers, i: int) -> Span | None:
    """Return the span that the sign at token `i` denies: the rest of the clause."""
    start, behind = tokens.starts.item(i), tokens.ends.item(i) + 1
    if text[behind - 1 : behind] != " ":
        return None
    if numbers.item(i) == _NO:
        words = numbers[i + 1 : i + _WORDS_BEHIND_NO].tolist()
        denies = (_BEHIND_NO in words or _BOTH in words) and not is_answer(text, start)
        found = _NONE_NEEDED.match(text, behind) if denies else None
        return found.span(1) if found else None
    shortened = behind - start == _T_AND_BLANK
    if i > shortened and numbers.item(i - 1 - shortened) in (_BEFORE_NOT, _BOTH):
        return _denied_work(text, start - 1 - shortened, behind)
    found = _NOT_A_ROLE.match(text, behind) if text[start] == "N" else None
    return found.span() if found else None


def _denied_work(text: str, end: int, behind: int) -> Span | None:
    """Return the span of the work from `behind` on that a subject, which ends before `end`, does not do or is not."""
    for subject, work in _DENIED:
        if (found := work.match(text, behind)) and subject.search(text, max(0, end - _BEFORE), end):
            return found.span() if work is _NOT_A_ROLE else _clause(text, behind)
    return None


def _clause(text: str, start: int) -> Span | None:
    """Return the rest of the clause from `start` on, unless the denial is taken back there, or the clause asks."""
    ends = _END.search(text, start, start + _FARTHEST)
    end = ends.start() if ends else min(len(text), start + _FARTHEST)
    return None if _UNLESS.search(text, start, end) or text[end : end + 1] == "?" else (start, end)
