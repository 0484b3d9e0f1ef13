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

# Edges of a sentence that is a clause.
_WHOLE = 2


class Demand(NamedTuple):
    """Need of a mention and the years asked for; `blurb` where the company only praises itself."""

    need: Need
    years: int | None
    blurb: bool = False


_demand = maker_of(Demand)


def strongest(needs: Collection[Need]) -> Need:
    """Return the strongest need: required before preferred before context."""
    for need in _STRONGEST_FIRST:
        if need in needs:
            return need
    raise ValueError("there are no needs")


@dataclass(frozen=True)
class RequirementClassifier:
    """Classifier of the mentions of a document; caches sentences and clauses."""

    document: Document
    _edges: dict[int, list[int]] = field(default_factory=dict)
    _clauses: dict[int, Clause] = field(default_factory=dict)
    _lead_needs: dict[int, Need | None] = field(default_factory=dict)
    _usual: dict[int, Demand | None] = field(default_factory=dict)

    @cached_property
    def _lower(self) -> str:
        return self.document.lower.text

    @cached_property
    def _asks(self) -> bool:
        return "?" in self._lower

    @cached_property
    def _hints(self) -> tuple[list[int], list[int], dict[int, int]]:
        """Offsets of the cue words of the document, the bits of each, and the bits of each sentence together."""
        bits = self.document.tokens.ids(CUE_WORDS)
        known = bits.nonzero()[0]
        each, by_sentence = bits.take(known).tolist(), dict[int, int]()
        for sentence, bit in zip(self.document.sentence_of.take(known).tolist(), each, strict=True):
            by_sentence[sentence] = by_sentence.get(sentence, 0) | bit
        return self.document.starts.take(known).tolist(), each, by_sentence

    def _hints_of(self, sentence: int) -> int:
        """Return the bits of all cue words of a sentence together."""
        return self._hints[2].get(sentence, 0)

    def _hints_in(self, start: int, end: int) -> int:
        """Return the bits of all cue words from `start` to before `end` together."""
        starts, bits, _ = self._hints
        return reduce(or_, bits[bisect_left(starts, start) : bisect_left(starts, end)], 0)

    def demand(self, sentence: int, start: int, end: int) -> Demand | None:
        """Return the demand of the mention `start` to `end`, or None: in benefits, in legal text, or denied."""
        if sentence not in self._usual:
            self._usual[sentence] = self._by_section(sentence)
        usual = self._usual[sentence]
        if usual is None:
            return None
        clause = self._clause(sentence, start)
        if (clause.may_deny or self._asks) and clause.denies(self.document.clean, start, end):
            return None
        if not (clause.cues or clause.years):
            return usual
        by_wording = clause.need_near(start, end) if clause.cues else None
        years = clause.years_near(start, end) if clause.years else None
        return _demand((by_wording or usual.need, years, by_wording is None and usual.blurb))

    def denies(self, sentence: int, start: int, end: int) -> bool:
        """Return whether the words around `start` to `end` deny a need: "no Spark needed", "Spark: not needed"."""
        clause = self._clause(sentence, start)
        return (clause.may_deny or self._asks) and clause.denies(self.document.clean, start, end)

    def _by_section(self, sentence: int) -> Demand | None:
        """Return the need by the section alone, for a mention without words beside that say more; None: nothing."""
        sentences = self.document.sentences
        kind = sentences[sentence].kind
        need = _NEED_BY_SECTION[kind]
        if need is None:
            return None
        if kind == "preferred" and (sentence == 0 or sentences[sentence - 1].kind != "preferred"):
            # A lone sentence is called preferred for its wording, which is weighed here for each mention.
            need = "required" if self._first_cue(sentence) == "preferred" else "preferred"
        elif need == "required":
            need = self._need_of_lead(sentence) or ("context" if self._is_about_the_company(sentence) else need)
        return _demand((need, None, kind == "about"))

    def _is_about_the_company(self, sentence: int) -> bool:
        s, text = self.document.sentences[sentence], self.document.clean
        return bool(_OTHERS.match(text, s.start, s.end) and not _ADDRESSED.search(text, s.start, s.end))

    def _need_of_lead(self, sentence: int) -> Need | None:
        """Return the need that the lead above a sentence names: a heading ("Our stack") or a line with a colon."""
        needs, above = self._lead_needs, sentence - 1
        while above >= 0 and above not in needs and not self._is_lead(above):
            above -= 1
        if above >= 0 and above not in needs:
            # "Our stack:" and right below it "Languages:" is our stack still.
            over = self._first_cue(above - 1) if above and self._is_lead(above - 1) else None
            needs[above] = self._first_cue(above) or over
        need = needs[sentence - 1] = needs.get(above)
        return need

    def _is_lead(self, sentence: int) -> bool:
        s = self.document.sentences[sentence]
        return s.heading or self.document.clean[s.end - 1] == ":"

    def _first_cue(self, sentence: int) -> Need | None:
        s = self.document.sentences[sentence]
        hints = self._hints_of(sentence) & ~REQUIRES
        cues = find_cues(self._lower[s.start : s.end], hints) if hints else ()
        return next((need for need, _, _ in cues), None)

    def _clause(self, sentence: int, offset: int) -> Clause:
        edges = self._edges.get(sentence)
        if edges is None:
            s, hints = self.document.sentences[sentence], self._hints_of(sentence)
            silent = not hints and not speaks_of_years(self._lower[s.start : s.end])
            edges = [] if silent else cut_clauses(self.document.clean, s.start, s.end, hints)
            self._edges[sentence] = edges
        if not edges:
            return SILENT
        i = min(bisect_right(edges, offset), len(edges) - 1)
        start = edges[i - 1]
        clause = self._clauses.get(start)
        if clause is None:
            end = edges[i]
            hints = self._hints_of(sentence) if len(edges) == _WHOLE else self._hints_in(start, end)
            clause = self._clauses[start] = parse_clause(self._lower, start, end, hints)
        return clause
