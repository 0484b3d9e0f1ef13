"""Say how much a posting insists on a skill: by the section of each mention and the wording around it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from typing import NamedTuple

from truerole.core.reading import Need, SectionKind
from truerole.model.text.document import Document
from truerole.model.text.tokenizer import Lexicon

_ORDER: tuple[Need, ...] = ("required", "preferred", "context")
_SECTION: dict[SectionKind, Need | None] = {
    "responsibilities": "required",
    "requirements": "required",
    "preferred": "preferred",
    "other": "required",
    "about": "context",
    "benefits": None,
    "legal": None,
}

# Where wording stops to reach: between clauses, and before a new demand ("…, knowledge of Spark a plus").
_SIGNS = (
    r"(?<=[;\n])|(?<=\.)(?<!e\.g\.)(?<!i\.e\.)(?<!etc\.)\s|(?<=,)\s"
    r"(?=(?:and\s|or\s)?(?:\w+\s)?(?:knowledge|experience|familiarity|exposure|understanding|proficiency|ability)\b)"
)
_EDGE = re.compile(rf"[;\n.,](?:{_SIGNS})")
_EDGE_OR_TURN = re.compile(rf"[;\n.,\s](?:(?:(?<=\s)|(?<=,)\s)(?:but|while|whereas|although|however)\s|{_SIGNS})")
_PREFERRED = re.compile(
    r"\b(?:an?|big|huge|strong|definite|real|is|be|as) plus\b|\bplus(?:es)?(?=\s*(?:[.,:!)]|$|if\b))"
    r"|\b(?:nice|good|great)[ -]to[ -]haves?\b|\b(?:highly |strongly )?preferr?(?:ed|abl[ye])\b|\bpreference\b"
    r"|\b(?:ideally|optional)\b"
    r"|\bbonus(?: points?)?(?=\s*(?:[.,:!)]|$|if\b|for\b))|\ban? (?:\w+ )?(?:advantage|asset|bonus)\b(?! of)"
    r"|\b(?:desirable|advantageous|beneficial|helpful)\b|\b(?:is|are|highly|also|strongly) desired\b"
    r"|\bdesired(?=\s*(?:[.,:)]|$))"
    r"|\b(?:would be|is) (?:great|nice|ideal|welcome)\b|\bwelcome(?=\s*(?:[.,;)]|$))|\beven better\b"
    r"|\blove it if you\b|\bin your favou?r\b|\b(?:nice|welcome|great) (?:addition|extra)\b"
)
_USE = (
    r"(?:currently |also |mainly |primarily |all )?"
    r"(?:uses?|rel(?:y|ies) on|runs? on|works? with|leverages?|builds? on)\b"
)
_CONTEXT = re.compile(
    r"\b(?:our|current) (?:\w+ ){0,2}stack\b|\btech(?:nology|nical)? stack\b|\bstack\s*:?\s*$"
    r"|\b(?:tools|technologies) (?:that )?we use\b"
    rf"|\bwe {_USE}"
)
_OURS = re.compile(
    r"\bour (?:\w+ ){0,3}(?:teams?|engineers|analysts|scientists|developers|colleagues|group|services|platform) "
    rf"{_USE}"
)
_NOT_REQUIRED = re.compile(r"\bnot (?:strictly )?(?:essential|mandatory|required|necessary|a must)\b")
# "Python and preferably Scala": only Scala, unless nothing follows.
_AHEAD = re.compile(r"(?:ideally|preferably|even better)(?=\W+\w)")
_REQUIRED = re.compile(r"(?<!not )\b(?:required|mandatory|must[ -]haves?|is a must)\b")
# "Our team builds forecasts" asks nothing, unless it goes on to speak of the person.
_OTHERS = re.compile(
    r"\W*(?:our|we|the (?:[\w&/-]+ ){0,4}(?:team|company|platform|department|group)|this (?:team|group))\b",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"\b(?:you|your|candidates?|applicants?|role|position|responsible|experience[ds]?|years|looking|seek(?:ing)?|need"
    r"|require|hiring|someone)\b",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]*\)")
_TAG = 6
_LONGEST = 2000
_RUN_ON, _REACH = 300, 120

_WORD = r"[\w+#./-]+"
# "No Java, Scala or Go": what stands between a denial and the mention is a few words, the last of them perhaps a list.
_UP_TO = rf"(?:{_WORD}\s+){{0,4}}(?:(?:{_WORD}(?:,\s+|\s+(?:or|and|nor)\s+)){{1,5}})?"
_BEFORE_DENIED = re.compile(
    r"(?:\b(?:no(?! (?:less|more|fewer|later|longer|matter|doubt|one)\b)|without"
    r"|(?:do(?:es)? not|don['’]t) (?:need|require|have)(?: to)?(?: (?:know|have|use|be))?"
    rf"|need(?: not|n['’]t)(?: (?:know|have|use|be))?)\s+{_UP_TO}"
    r"|(?:\bnot|\bisn['’]t) an?\s+(?:\w+\s+){0,2})$"
)
_WANTED = r"helpful|nice|plus|preferr?ed|desirable|beneficial|welcome|advantage\w*|appreciated|useful|valued"
# "Not required, but helpful" is no denial.
_AFTER_DENIED = re.compile(
    r"[\w\s/]{0,40}?\b(?:is|are|experience|knowledge|skills?) not (?:strictly )?"
    rf"(?:needed|required|necessary)\b(?![^.;]{{0,30}}\b(?:{_WANTED})\b)"
)

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {word: n for n, word in enumerate(_WORDS, 1)}
_NUMBER = rf"\d{{1,2}}|{'|'.join(_NUMBERS)}"
_YEARS = re.compile(
    rf"\b({_NUMBER})(?:\s*\(\d+\))?\s*\+?(?:\s*(?:-|–|—|to|or|and)\s*(?:{_NUMBER}))?(?:\s*\(\d+\))?\s*"
    r"(?:\+|plus|or more)?\s*(?:full\s+)?(?:years?|yrs?)\b(?!\s*(?:old|of age|ago|degree|program))"
)
_YEARS_BEFORE, _YEARS_AFTER = 100, 40
_FAR = 100

# One of these words stands in all that a pattern finds, so most clauses need not be looked through. Each word has the
# bits of the patterns that it may be part of.
_PREFERS, _SETS, _OWNS, _REQUIRES, _DENIES, _TURNS = (1 << i for i in range(6))
_HINTED = {
    _PREFERS: "plus pluses nice good great prefered preferred preferable preferably preferrable preferrably preference "
    "ideally ideal optional bonus advantage asset desirable advantageous beneficial helpful desired essential "
    "mandatory welcome better love favor favour",
    _SETS: "stack we",
    _OWNS: "our",
    _REQUIRES: "required mandatory must",
    _DENIES: "no not t without",
    _TURNS: "but while whereas although however",
}
_CUES: tuple[tuple[Need, re.Pattern[str], int], ...] = (
    ("preferred", _PREFERRED, _PREFERS),
    ("preferred", _NOT_REQUIRED, _DENIES),
    ("context", _CONTEXT, _SETS),
    ("context", _OURS, _OWNS),
    ("required", _REQUIRED, _REQUIRES),
)
_HINTS = Lexicon(
    {
        word: sum(bit for bit, all_ in _HINTED.items() if word in all_.split())
        for word in " ".join(_HINTED.values()).split()
    }
)

Span = tuple[int, int]
_NOWHERE: Span = (0, 0)


class Demand(NamedTuple):
    """Hold what one mention of a skill asks for: the need, the fewest years, and whether it is only in the blurb."""

    need: Need
    years: int | None
    blurb: bool = False


class _Cue(NamedTuple):
    """Mark words that speak of need, and the brackets they stand in, if any; `ahead`: of what follows them alone."""

    need: Need
    start: int
    end: int
    brackets: Span
    ahead: bool = False


class _Clause(NamedTuple):
    """Hold a part of a sentence in lower case, from `start` to before `end` of the text, and what was found in it."""

    start: int
    end: int
    lower: str
    brackets: tuple[Span, ...]
    cues: tuple[_Cue, ...]
    denies: bool
    years: tuple[tuple[int, int, int], ...]


def strongest(needs: Iterable[Need]) -> Need:
    """Return the need that insists most."""
    return min(needs, key=_ORDER.index)


@dataclass(frozen=True)
class RequirementClassifier:
    """Read demands in one document; each sentence is cut, and each clause looked through, once."""

    document: Document
    _edges: dict[int, list[int]] = field(default_factory=dict)
    _clauses: dict[int, _Clause] = field(default_factory=dict)
    _leading: dict[int, Need | None] = field(default_factory=dict)
    _needs: dict[int, Need | None] = field(default_factory=dict)

    @cached_property
    def _hints(self) -> tuple[list[int], list[int]]:
        """Return where the words that the patterns need stand, and their bits."""
        bits, starts = self.document.tokens.ids(_HINTS), self.document.tokens.starts
        places = bits.nonzero()[0]
        return starts[places].tolist(), bits[places].tolist()

    def _hinted(self, start: int, end: int) -> int:
        """Return the bits of all such words from `start` to before `end` together."""
        places, bits = self._hints
        return reduce(or_, bits[bisect_left(places, start) : bisect_left(places, end)], 0)

    def demand(self, sentence: int, start: int, end: int) -> Demand | None:
        """Return what the mention `start` to `end` asks for; None where it asks nothing: benefits, legal, "no"."""
        if sentence not in self._needs:
            self._needs[sentence] = self._by_section(sentence)
        by_section = self._needs[sentence]
        if by_section is None:
            return None
        clause = self._clause(sentence, start)
        if clause.denies and _denied(self.document.clean, clause.start, start, end):
            return None
        by_wording = _wording(clause, start, end) if clause.cues else None
        years = _years(clause, start, end) if clause.years else None
        blurb = by_wording is None and self.document.sentences[sentence].kind == "about"
        return Demand(by_wording or by_section, years, blurb)

    def _by_section(self, sentence: int) -> Need | None:
        sentences = self.document.sentences
        kind = sentences[sentence].kind
        if kind == "preferred" and (sentence == 0 or sentences[sentence - 1].kind != "preferred"):
            # A lone sentence is called preferred for its wording, which is weighed here for each mention.
            return "required" if self._said(sentence) == "preferred" else "preferred"
        need = _SECTION[kind]
        if need != "required":
            return need
        return self._lead(sentence) or ("context" if self._tells_of_others(sentence) else need)

    def _tells_of_others(self, sentence: int) -> bool:
        s, text = self.document.sentences[sentence], self.document.clean
        return bool(_OTHERS.match(text, s.start, s.end) and not _ADDRESSED.search(text, s.start, s.end))

    def _lead(self, sentence: int) -> Need | None:
        """Return what the heading or the line with a colon above a sentence says ("Our stack", "It is a plus:")."""
        passed, above = [], sentence - 1
        while above >= 0 and above not in self._leading and not self._leads(above):
            passed.append(above)
            above -= 1
        if above >= 0 and above not in self._leading:
            # "Our stack:" and right below it "Languages:" is our stack still.
            over = self._said(above - 1) if above and self._leads(above - 1) else None
            self._leading[above] = self._said(above) or over
        need = self._leading.get(above)
        self._leading.update(dict.fromkeys(passed, need))
        return need

    def _leads(self, sentence: int) -> bool:
        s = self.document.sentences[sentence]
        return s.heading or self.document.clean[s.end - 1] == ":"

    def _said(self, sentence: int) -> Need | None:
        s = self.document.sentences[sentence]
        hints = self._hinted(s.start, s.end) & ~_REQUIRES
        said = _cues(self.document.clean[s.start : s.end].lower(), hints) if hints else ()
        return next((need for need, _, _ in said), None)

    def _clause(self, sentence: int, place: int) -> _Clause:
        edges = self._edges.get(sentence)
        if edges is None:
            s = self.document.sentences[sentence]
            edges = self._edges[sentence] = _cut(self.document.clean, s.start, s.end, self._hinted(s.start, s.end))
        i = min(bisect_right(edges, place), len(edges) - 1)
        start = edges[i - 1]
        clause = self._clauses.get(start)
        if clause is None:
            clause = self._clauses[start] = _read(self.document.clean, start, edges[i], self._hinted(start, edges[i]))
        return clause


def _cut(text: str, start: int, end: int, hints: int) -> list[int]:
    """Return the edges of the clauses; none is longer than a page of text, so that no text takes long."""
    sign = _EDGE_OR_TURN if hints & _TURNS else _EDGE
    edges = [start, *[edge.end() for edge in sign.finditer(text, start, end)], end]
    if end - start <= _LONGEST:
        return edges
    return sorted({*edges, *range(start, end, _LONGEST)})


def _read(text: str, start: int, end: int, hints: int) -> _Clause:
    lower = text[start:end].lower()
    brackets = tuple(_spans(_BRACKETS, lower, start)) if "(" in lower else ()
    cues = tuple(
        _Cue(need, start + a, start + b, _enclosing(brackets, start + a), _AHEAD.match(lower, a) is not None)
        for need, a, b in _cues(lower, hints)
    )
    years = _YEARS.finditer(lower) if "year" in lower or "yr" in lower else ()
    figures = tuple((start + m.start(), start + m.end(), _number(m[1])) for m in years)
    return _Clause(start, end, lower, brackets, cues, bool(hints & _DENIES), figures)


def _cues(lower: str, hints: int) -> Iterator[tuple[Need, int, int]]:
    """Yield the words that speak of need: what they say, and where."""
    for need, pattern, bit in _CUES:
        if hints & bit:
            for match in pattern.finditer(lower):
                yield need, match.start(), match.end()


def _spans(pattern: re.Pattern[str], lower: str, start: int) -> list[Span]:
    return [(start + m.start(), start + m.end()) for m in pattern.finditer(lower)]


def _enclosing(brackets: tuple[Span, ...], place: int) -> Span:
    return next(((a, b) for a, b in brackets if a <= place < b), _NOWHERE)


def _wording(clause: _Clause, start: int, end: int) -> Need | None:
    """Return what the nearest cue says; words behind a mention count as half as far as those ahead of it."""
    within = _enclosing(clause.brackets, start)
    reach = _REACH if clause.end - clause.start > _RUN_ON else _RUN_ON
    need: Need | None = None
    for cue in clause.cues:
        distance = cue.start - end if cue.start >= end else 2 * (start - cue.end)
        if cue.ahead and cue.start >= end:
            continue
        if distance < reach and (cue.brackets in (_NOWHERE, within) or _tags(clause, cue, end)):
            need, reach = cue.need, distance
    return need


def _tags(clause: _Clause, cue: _Cue, end: int) -> bool:
    """Say whether a cue that fills its brackets stands right behind the mention or at the head of the clause."""
    opened, closed = cue.brackets
    alone = closed - opened - (cue.end - cue.start) <= _TAG
    return alone and (0 <= opened - end <= 2 or opened - clause.start <= 2)


def _years(clause: _Clause, start: int, end: int) -> int | None:
    """Return the nearest figure before the mention, else one close behind it."""
    before = [n for _, stop, n in clause.years if 0 <= start - stop <= _YEARS_BEFORE]
    after = [n for begin, _, n in clause.years if 0 <= begin - end <= _YEARS_AFTER]
    return before[-1] if before else after[0] if after else None


def _denied(text: str, clause: int, start: int, end: int) -> bool:
    before, after = text[max(clause, start - _FAR) : start].lower(), text[end : end + _FAR].lower()
    return bool(_BEFORE_DENIED.search(before) or _AFTER_DENIED.match(after))


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]
