"""Classify the need of each mention of a skill (required, preferred, context) by section and clause."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from typing import NamedTuple

from truerole.core.reading import Need, SectionKind
from truerole.model.named_tuples import maker_of
from truerole.model.skills.clauses import (
    CUE_WORDS,
    REQUIRES,
    SILENT,
    Clause,
    cut_clauses,
    find_cues,
    parse_clause,
    speaks_of_years,
)
from truerole.model.text.document import Document

_STRONGEST_FIRST: tuple[Need, ...] = ("required", "preferred", "context")
_NEED_BY_SECTION: dict[SectionKind, Need | None] = {
    "responsibilities": "required",
    "requirements": "required",
    "preferred": "preferred",
    "other": "required",
    "about": "context",
    "benefits": None,
    "legal": None,
}

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


class Demand(NamedTuple):
    """Need of a mention and the years asked for; `blurb` where the company only praises itself."""

    need: Need
    years: int | None
    blurb: bool = False


_demand = maker_of(Demand)


def strongest(needs: Collection[Need]) -> Need:
    """Return the strongest need: required before preferred before context."""
    return next(need for need in _STRONGEST_FIRST if need in needs)


@dataclass(frozen=True)
class RequirementClassifier:
    """Classifier of the mentions of a document; caches sentences and clauses."""

    document: Document
    _edges: dict[int, list[int]] = field(default_factory=dict)
    _clauses: dict[int, Clause] = field(default_factory=dict)
    _lead_needs: dict[int, Need | None] = field(default_factory=dict)
    _section_needs: dict[int, Need | None] = field(default_factory=dict)

    @cached_property
    def _hints(self) -> tuple[list[int], list[int]]:
        """Offsets of the cue words of the document, and the bits of each."""
        bits, starts = self.document.tokens.ids(CUE_WORDS), self.document.tokens.starts
        known = bits.nonzero()[0]
        return starts[known].tolist(), bits[known].tolist()

    def _hints_in(self, start: int, end: int) -> int:
        """Return the bits of all cue words from `start` to before `end` together."""
        starts, bits = self._hints
        return reduce(or_, bits[bisect_left(starts, start) : bisect_left(starts, end)], 0)

    def demand(self, sentence: int, start: int, end: int) -> Demand | None:
        """Return the demand of the mention `start` to `end`, or None: in benefits, in legal text, or denied."""
        if sentence not in self._section_needs:
            self._section_needs[sentence] = self._by_section(sentence)
        by_section = self._section_needs[sentence]
        if by_section is None:
            return None
        if self.denies(sentence, start, end):
            return None
        clause = self._clause(sentence, start)
        by_wording = clause.need_near(start, end) if clause.cues else None
        years = clause.years_near(start, end) if clause.years else None
        blurb = by_wording is None and self.document.sentences[sentence].kind == "about"
        return _demand((by_wording or by_section, years, blurb))

    def denies(self, sentence: int, start: int, end: int) -> bool:
        """Return whether the words around `start` to `end` deny a need: "no Spark needed", "Spark: not needed"."""
        return self._clause(sentence, start).denies(self.document.clean, start, end)

    def _by_section(self, sentence: int) -> Need | None:
        sentences = self.document.sentences
        kind = sentences[sentence].kind
        if kind == "preferred" and (sentence == 0 or sentences[sentence - 1].kind != "preferred"):
            # A lone sentence is called preferred for its wording, which is weighed here for each mention.
            return "required" if self._first_cue(sentence) == "preferred" else "preferred"
        need = _NEED_BY_SECTION[kind]
        if need != "required":
            return need
        return self._need_of_lead(sentence) or ("context" if self._is_about_the_company(sentence) else need)

    def _is_about_the_company(self, sentence: int) -> bool:
        s, text = self.document.sentences[sentence], self.document.clean
        return bool(_OTHERS.match(text, s.start, s.end) and not _ADDRESSED.search(text, s.start, s.end))

    def _need_of_lead(self, sentence: int) -> Need | None:
        """Return the need that the lead above a sentence names: a heading ("Our stack") or a line with a colon."""
        passed, above = [], sentence - 1
        while above >= 0 and above not in self._lead_needs and not self._is_lead(above):
            passed.append(above)
            above -= 1
        if above >= 0 and above not in self._lead_needs:
            # "Our stack:" and right below it "Languages:" is our stack still.
            over = self._first_cue(above - 1) if above and self._is_lead(above - 1) else None
            self._lead_needs[above] = self._first_cue(above) or over
        need = self._lead_needs.get(above)
        self._lead_needs.update(dict.fromkeys(passed, need))
        return need

    def _is_lead(self, sentence: int) -> bool:
        s = self.document.sentences[sentence]
        return s.heading or self.document.clean[s.end - 1] == ":"

    def _first_cue(self, sentence: int) -> Need | None:
        s = self.document.sentences[sentence]
        hints = self._hints_in(s.start, s.end) & ~REQUIRES
        cues = find_cues(self.document.clean[s.start : s.end].lower(), hints) if hints else ()
        return next((need for need, _, _ in cues), None)

    def _clause(self, sentence: int, offset: int) -> Clause:
        edges = self._edges.get(sentence)
        if edges is None:
            s, text = self.document.sentences[sentence], self.document.clean
            hints = self._hints_in(s.start, s.end)
            silent = not hints and not speaks_of_years(text[s.start : s.end].lower())
            edges = self._edges[sentence] = [] if silent else cut_clauses(text, s.start, s.end, hints)
        if not edges:
            return SILENT
        i = min(bisect_right(edges, offset), len(edges) - 1)
        start = edges[i - 1]
        clause = self._clauses.get(start)
        if clause is None:
            end = edges[i]
            clause = self._clauses[start] = parse_clause(self.document.clean, start, end, self._hints_in(start, end))
        return clause
