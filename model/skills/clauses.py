"""Clauses of a sentence: cues of need ("a plus", "must have"), denials and years of experience near a mention."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from truerole.core.reading import Need
from truerole.model.named_tuples import maker_of
from truerole.model.skills.terms_labels import behind_answer
from truerole.model.text.vocabulary import Lexicon, word_set

# Where wording stops to reach: between clauses, and before a new demand ("…, knowledge of Spark a plus").
_SIGNS = (
    r"(?<=[;\n])|(?<=\.)(?<!e\.g\.)(?<!i\.e\.)(?<!etc\.)\s|(?<=,)\s"
    r"(?=(?:and\s|or\s)?(?:\w+\s)?(?:knowledge|experience|familiarity|exposure|understanding|proficiency|ability)\b)"
)
_EDGE = re.compile(rf"[;\n.,](?:{_SIGNS})")
_TURN = r"(?:but|(?:while|whereas|although|however)(?!\s+not\b))"
_EDGE_OR_TURN = re.compile(rf"[;\n.,\s](?:(?:(?<=\s)|(?<=,)\s){_TURN}\s|{_SIGNS})")
# Where a statement ends: "welcome.", "welcome but not needed".
_END = r"\s*(?:[.,:;!)]|$|(?:but|though|although|however|while|whereas)\b)"
# One word edge, and the letters behind it, for all that begin with a word, so that a search stops at few characters.
_PREFERRED = re.compile(
    r"\b(?=[abcdeghilnoprsw])(?:(?:an?|big|huge|strong|definite|real|is|be|as) plus\b"
    rf"|plus(?:es)?(?={_END}|\s*if\b)"
    r"|(?:nice|good|great)[ -]to[ -]haves?\b|(?:highly |strongly )?preferr?(?:ed|abl[ye])\b|preference\b"
    r"|ideally\b|could[ -]haves?(?=\s*:)|(?<!not )(?<!n['’]t )optional\b"
    rf"|bonus(?: points?)?(?={_END}|\s*(?:if|for)\b)|an? (?:\w+ )?(?:advantage|asset|bonus)\b(?! of)"
    r"|(?:desirable|advantageous|beneficial|helpful)\b|(?:is|are|highly|also|strongly) desired\b"
    rf"|desired(?={_END})"
    rf"|(?:would be|is) (?:great|nice|ideal|welcome)\b|welcome(?={_END})|even better\b"
    r"|love it if you\b|in your favou?r\b|(?:nice|welcome|great) (?:addition|extra)\b"
    r"|(?:extra|brownie) points\b|comes? in handy\b|gives? you an edge\b|sets? you apart\b)"
    rf"|,\s*(?:great|fantastic|awesome|wonderful|perfect)(?={_END})"
)
_USE = (
    r"(?:currently |also |mainly |primarily |all )?"
    r"(?:uses?|rel(?:y|ies) on|runs? on|works? with|leverages?|builds? on)\b"
)
_CONTEXT = re.compile(
    r"\b(?:our|current) (?:\w+ ){0,2}stack\b|\btech(?:nology|nical)? stack\b|\bstack\s*:?\s*$"
    r"|\b(?:tools|technologies) (?:that )?we use\b"
    rf"|\bwe {_USE}|\b(?:is|are) (?:built|written|implemented) (?:in|with|on|using)\b"
    r"|\b(?:teach|train) you\b|\bbe (?:taught|trained)\b"
)
_OURS = re.compile(
    r"\bour (?:\w+ ){0,3}(?:teams?|engineers|analysts|scientists|developers|colleagues|group|services|platform) "
    rf"{_USE}"
)
_A_MUST = r"(?:essential|mandatory|required|needed|necessary|obligatory|an? (?:must|requirement|prerequisite))\b"
_NOT_REQUIRED = re.compile(
    rf"(?:\bnot|\b(?:is|are)n['’]t|\bby no means) (?:strictly |absolutely )?{_A_MUST}"
    r"|:\s*no (?:\w+ ){0,2}(?:experience|knowledge) (?:is )?(?:needed|required|necessary)\b"
    rf"|\bno (?:must|requirement|prerequisite)\b(?! for)|\b(?:is|are) not(?={_END})"
)
# "Python and preferably Scala": only Scala, unless nothing follows.
_AHEAD = re.compile(r"(?:ideally|preferably|even better)(?=\W+\w)")
# "Required: Python, preferred: Scala": a label speaks of what follows.
_LABEL = re.compile(r"\s*:")
_REQUIRED = re.compile(r"(?<!not )(?<!n['’]t )(?<!no means )\b(?:required|mandatory|must[ -]haves?|is a must)\b")
_BRACKETS = re.compile(r"\([^()]*\)")
# Brackets hold a cue and nothing else where they are longer by at most so many characters: "Spark (a plus)".
_TAG, _CUE_ALONE = 6, 2
# "Knowledge of R, SAS and Excel (desirable)": brackets at the end of such a clause speak of all that it names.
_ASKS = re.compile(
    r"\W*(?:\w+ ){0,3}(?:experienced?|knowledge|familiar(?:ity)?|understanding|proficien(?:t|cy)|expertise"
    r"|fluen(?:t|cy)|skill(?:s|ed)|exposure|background|ability)\b"
)
# In characters: the longest clause; a run-on clause; how far a cue reaches in a run-on clause.
_LONGEST, _RUN_ON, _REACH = 2000, 300, 120

_WORD = r"[\w+#./-]+"
# "No Java, Scala or Go": what stands between a denial and the mention is a few words, the last of them perhaps a list.
_UP_TO = rf"(?:{_WORD}\s+){{0,4}}(?:(?:{_WORD}(?:,\s+|\s+(?:or|and|nor)\s+)){{1,5}})?"
_DO = r"(?:use|know|learn|write|touch|build|do|code in|work (?:with|in|on))"
_ASKED_FOR = rf"(?:asked|required|expected) (?:for|to {_DO})(?!\s+(?:everything|all|every|much)\b)"
_NEVER = rf"never (?:be {_ASKED_FOR}|(?:have|need) to {_DO}|need(?! to\b)|require|use|touch|open)"
_BEFORE_DENIED = re.compile(
    r"(?:\b(?:no(?! (?:less|more|fewer|later|longer|matter|doubt|one)\b)|(?<!with or )without"
    r"|(?:(?:do(?:es)?|will) not|(?:don|doesn|won)['’]t) (?:need|require|have|use|involve|include|write|touch"
    r"|build|train|develop|deploy|design|implement"
    rf"|be {_ASKED_FOR}"
    r"|be (?:writing|using|coding|working|building|doing|touching|training|developing|deploying)(?: in| with| on)?)"
    r"(?: to)?"
    r"(?: (?:know|have|use|be))?"
    rf"|(?:are not|aren['’]t) {_ASKED_FOR}|need(?: not|n['’]t)(?: (?:know|have|use|be))?)\s+{_UP_TO}"
    rf"|\b{_NEVER}\s+(?:{_WORD}\s+){{0,2}}(?:(?:{_WORD}(?:,\s+|\s+(?:or|nor)\s+)){{1,5}})?"
    r"|(?:\bnot|\bisn['’]t) an?\s+(?:\w+\s+){0,2}"
    r"|(?:,\s+|\()not\s+|\baway from\s+|\b(?:instead of|rather than|except(?: for)?|excluding|neither)\s+"
    rf"|\bneither\s+(?:{_WORD}\s+){{1,4}}nor\s+|\bzero\s+)$"
)
_WANTED = r"helpful|nice|plus|preferr?ed|desirable|beneficial|welcome|advantage\w*|appreciated|useful|valued"
_PART_OF_WORK = r"(?:a )?part of (?:this|the|your|our) (?:job|role|position|work|day)\b(?! (?:alone|only|yet)\b)"
# "Not required, but helpful" is no denial.
_AFTER_DENIED = re.compile(
    rf"(?![\w\s/]{{0,40}}?\b(?:{_WANTED})\b)"
    rf"(?:[\w\s/]{{0,40}}?\b(?:is|are) no {_PART_OF_WORK}|"
    r"(?:[\w\s/]{0,40}?\b(?:(?:is|are|experience|knowledge|skills?) not|(?:is|are)n['’]t)| not) (?:strictly )?"
    rf"(?:needed|required|necessary|{_PART_OF_WORK})\b)(?![^.;]{{0,30}}\b(?:{_WANTED})\b)"
)
# "PyTorch: not needed", "Excel or R – no", "Machine learning? Not needed."; but "not needed, but …" is no denial.
_NAMED_ALONG = rf"(?:(?:/|\s(?:or|and)\s){_WORD}(?:\s{_WORD})?|\s(?:experience|knowledge|skills?|expertise)){{0,2}}"
_ANSWERED_NO = re.compile(
    rf"{_NAMED_ALONG}(?: ?:|\?| [-–—])\s+"
    r"(?:no(?: need)?|none(?: needed| required)?|never"
    rf"|not (?:strictly |at all )?(?:needed|required|necessary|{_PART_OF_WORK})"
    r"(?: (?:here|at all|(?:for|in) this \w+))?)"
    r"\s*(?:[.;!)\n]|,(?!\s*(?:but|though|although|however|just|only)\b)|$)"
)

_NUMERALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {word: n for n, word in enumerate(_NUMERALS, 1)}
_NUMBER = rf"\d{{1,2}}|{'|'.join(_NUMBERS)}"
_YEARS = re.compile(
    rf"\b({_NUMBER})(?:\s*\(\d+\))?\s*\+?(?:\s*(?:-|–|—|to|or|and)\s*(?:{_NUMBER}))?(?:\s*\(\d+\))?\s*"
    r"(?:\+|plus|or more)?\s*(?:full\s+)?(?:years?|yrs?)\b(?!\s*(?:old|of age|ago|degree|program))"
)
# What follows years that speak of what comes behind them: "5 years of Java", "5 years of experience with", not
# "5 years of experience" alone. And what stands before years that speak of what is there: "Java: 5 years", "Java (5".
_AHEAD_OF_YEARS = re.compile(
    r"['’]?\s*(?:of\s+(?!(?:[\w-]+\s+){0,2}(?:experience|expertise)\b)|(?:in|with|using|as|working|building|developing)\b"
    r"|(?:of\s+)?(?:[\w-]+\s+){0,2}(?:experience|expertise)\s+(?:in|with|of|using|as|on|working|building|developing)\b)"
)
_BEHIND_YEARS = re.compile(r"\w[\w\s.+#/]{0,40}(:|\(|\s[-–—])\s*(?:(?:at least|minimum|min\.?|over)\s+)?$")
_ENDS_IN_BRACKETS = re.compile(r"[^)]{0,30}\)\s*(?:[,;.&]|and\b|or\b|$)")
# Between two members of a list; and what begins another thing in a list: "5 years in a bank, fluent SQL".
_LISTED = re.compile(r"[,;.]\s")
_OTHER_THING = re.compile(
    r"[,;]\s[^,;]*\b(?:you|your|we|our|fluen(?:t|cy)|strong|basic|solid|good|excellent|deep|knowledge|familiar(?:ity)?"
    r"|comfortable|proficien(?:t|cy)|understanding|skills?|skilled|ability|able|degree|experienced? (?:in|with))\b"
)
# In characters: how far years may stand before and behind a mention, a denial on either side, and a question mark.
_YEARS_BEFORE, _YEARS_AFTER = 100, 40
_FAR, _ASKING = 100, 40

# One of these words stands in every match of a pattern, so most clauses need not be searched. Each word has the
# bits of the patterns that it may be part of.
_PREFERS, _SETS, _OWNS, REQUIRES, _DENIES, _TURNS = (1 << i for i in range(6))
_HINTED = {
    _PREFERS: "plus pluses nice good great prefered preferred preferable preferably preferrable preferrably preference "
    "could ideally ideal optional bonus advantage asset desirable advantageous beneficial helpful desired essential "
    "mandatory welcome better love favor favour points handy edge apart fantastic awesome wonderful perfect",
    _SETS: "stack we teach train taught trained built written implemented",
    _OWNS: "our",
    REQUIRES: "required mandatory must",
    _DENIES: "no none not t never without zero neither except excluding instead rather away",
    _TURNS: "but while whereas although however",
}
_CUES: tuple[tuple[Need, re.Pattern[str], int], ...] = (
    ("preferred", _PREFERRED, _PREFERS),
    ("preferred", _NOT_REQUIRED, _DENIES),
    ("context", _CONTEXT, _SETS),
    ("context", _OURS, _OWNS),
    ("required", _REQUIRED, REQUIRES),
)
CUE_WORDS = Lexicon(
    {
        word: sum(bit for bit, words in _HINTED.items() if word in words.split())
        for word in " ".join(_HINTED.values()).split()
    }
)
# One of these words stands in every denial, except in the answer to a question.
DENIALS = word_set(_HINTED[_DENIES])

Span = tuple[int, int]
_NOWHERE: Span = (0, 0)


class _Cue(NamedTuple):
    """Cue: span of words that name a need, and of brackets around; with `ahead`, only mentions behind count."""

    need: Need
    start: int
    end: int
    brackets: Span
    ahead: bool = False


class Years(NamedTuple):
    """Years of experience: offsets, the number, and whether they speak of what comes after or before them alone."""

    start: int
    stop: int
    number: int
    ahead: bool
    behind: bool


class Clause(NamedTuple):
    """Clause of a sentence: offsets, text in lower case, spans of brackets, cues of need, and years with their spans.

    `may_deny` is set where a word of denial ("no", "without") stands in the clause.
    """

    start: int
    end: int
    lower: str
    brackets: tuple[Span, ...]
    cues: tuple[_Cue, ...]
    may_deny: bool
    years: tuple[Years, ...]

    def need_near(self, start: int, end: int) -> Need | None:
        """Return the need of the cue nearest to a mention; cues before the mention count as twice as far away."""
        within = _enclosing(self.brackets, start)
        reach = _REACH if self.end - self.start > _RUN_ON else _RUN_ON
        need: Need | None = None
        for cue in self.cues:
            distance = cue.start - end if cue.start >= end else 2 * (start - cue.end)
            if cue.ahead and cue.start >= end:
                continue
            if distance < reach and (cue.brackets in (_NOWHERE, within) or self._is_tag(cue, end)):
                need, reach = cue.need, distance
        return need

    def years_near(self, start: int, end: int) -> int | None:
        """Return the years of experience nearest before a mention, else close behind the mention."""
        before = [y for y in self.years if 0 <= start - y.stop <= _YEARS_BEFORE and not y.behind]
        if before:
            between = self.lower[before[-1].stop - self.start : start - self.start]
            return None if _OTHER_THING.search(between) else before[-1].number
        after = [y for y in self.years if 0 <= y.start - end <= _YEARS_AFTER and not y.ahead]
        between = self.lower[end - self.start : after[0].start - self.start].lstrip(" ,:(-–—") if after else ""
        return after[0].number if after and not _LISTED.search(between) else None

    def denies(self, text: str, start: int, end: int) -> bool:
        """Return whether the words around a mention deny a need ("no Spark needed"); `text` is the whole posting."""
        # The answer to a question is a sentence of its own.
        if not self.may_deny and text.find("?", end, end + _ASKING) < 0:
            return False
        after = text[end : end + _FAR].lower()
        if _ANSWERED_NO.match(after):
            return True
        if not self.may_deny:
            return False
        before = behind_answer(text, max(self.start, start - _FAR), start).lower()
        return bool(_BEFORE_DENIED.search(before) or _AFTER_DENIED.match(after))

    def _ends_with_brackets(self, closed: int) -> bool:
        return not self.lower[closed - self.start :].strip(" .;,\n")

    def _is_tag(self, cue: _Cue, end: int) -> bool:
        """Return whether a cue fills a pair of brackets: right behind the mention, at the clause's head, or its end."""
        opened, closed = cue.brackets
        more = closed - opened - (cue.end - cue.start)
        if more <= _CUE_ALONE and opened >= end and self._ends_with_brackets(closed) and _ASKS.match(self.lower):
            return True
        alone = more <= _TAG
        between = self.lower[end - self.start : opened - self.start] if end <= opened else None
        return alone and (
            opened - self.start <= 2 or (between is not None and (len(between) <= 2 or _is_amount(between)))
        )


_clause = maker_of(Clause)
# Nothing that tells of a need, nor of years.
SILENT = Clause(0, 0, "", (), (), False, ())


def _is_amount(between: str) -> bool:
    """Return whether nothing but years stands between a mention and brackets: "Python: 1 year (Preferred)"."""
    sign, amount = between.strip()[:1], between.strip()[1:].strip()
    return sign in (":", "-", "–", ",") and bool(_YEARS.fullmatch(amount))


def speaks_of_years(lower: str) -> bool:
    """Return whether a text in lower case may name a number of years."""
    return "year" in lower or "yr" in lower


def cut_clauses(text: str, start: int, end: int, hints: int) -> list[int]:
    """Return the edges of the clauses; none is longer than a page of text, so that no text takes long."""
    sign = _EDGE_OR_TURN if hints & _TURNS else _EDGE
    edges = [start, *[edge.end() for edge in sign.finditer(text, start, end)], end]
    if end - start <= _LONGEST:
        return edges
    return sorted({*edges, *range(start, end, _LONGEST)})


def parse_clause(text: str, start: int, end: int, hints: int) -> Clause:
    """Find the brackets, cues and years of a clause; `hints` are the bits of the clause's cue words."""
    lower = text[start:end].lower()
    brackets = tuple((start + m.start(), start + m.end()) for m in _BRACKETS.finditer(lower)) if "(" in lower else ()
    cues = [
        _Cue(need, start + a, start + b, _enclosing(brackets, start + a), _speaks_ahead(lower, a, b))
        for need, a, b in (find_cues(lower, hints) if hints else ())
    ]
    found = _YEARS.finditer(lower) if speaks_of_years(lower) else ()
    years = [_years(lower, m, start) for m in found]
    return _clause((start, end, lower, brackets, tuple(cues), bool(hints & _DENIES), tuple(years)))


def _years(lower: str, found: re.Match[str], start: int) -> Years:
    """Return the years at a match in a clause that begins at `start`."""
    ahead = bool(_AHEAD_OF_YEARS.match(lower, found.end()))
    sign = None if ahead else _BEHIND_YEARS.search(lower[max(0, found.start() - _FAR) : found.start()])
    behind = sign is not None and (sign[1] != "(" or bool(_ENDS_IN_BRACKETS.match(lower, found.end())))
    return Years(start + found.start(), start + found.end(), _number(found[1]), ahead, behind)


def _speaks_ahead(lower: str, start: int, end: int) -> bool:
    """Return whether a cue speaks of the words behind alone: "preferably Scala", "Preferred: Scala"."""
    return bool(_AHEAD.match(lower, start) or _LABEL.match(lower, end))


def find_cues(lower: str, hints: int) -> Iterator[tuple[Need, int, int]]:
    """Yield the need and the span of each cue in a text in lower case."""
    for need, pattern, bit in _CUES:
        if hints & bit:
            for match in pattern.finditer(lower):
                yield need, match.start(), match.end()


def _enclosing(brackets: tuple[Span, ...], offset: int) -> Span:
    return next(((a, b) for a, b in brackets if a <= offset < b), _NOWHERE)


def _number(numeral: str) -> int:
    return int(numeral) if numeral.isdigit() else _NUMBERS[numeral]
