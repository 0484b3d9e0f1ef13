"""Classify the sentences of a posting by the kind of their section: wording, headings, and Viterbi over both."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from truerole.core.reading import SECTION_KINDS, Section, SectionKind
from truerole.model.named_tuples import maker_of
from truerole.model.sections import naive_bayes
from truerole.model.sections.headings import Heading
from truerole.model.sections.naive_bayes import Floats
from truerole.model.sections.segmenter import Segment, segment_text
from truerole.model.text.hash_table import Ints
from truerole.model.text.tokenizer import Tokens
from truerole.model.text.vocabulary import Places, word_set

# How far the wording of one sentence can speak for or against a kind, and what a heading above it weighs.
_WORDING = 0.5
_FARTHEST = 8.0
_CLEAR, _SOFT = 3.0, 1.0
# What it costs to change the kind between two sentences, so that one oddly worded sentence does not.
_CHANGE = 2.0
_KIND_OF_WORDING = np.array([naive_bayes.KINDS.index("requirements" if k == "preferred" else k) for k in SECTION_KINDS])
_RESPONSIBILITIES, _REQUIREMENTS, _PREFERRED = map(
    SECTION_KINDS.index, ("responsibilities", "requirements", "preferred")
)
# What is preferred is worded as what is required is.
_AT_FIRST_SIGHT = np.array([-_CLEAR / 2 if kind == "preferred" else 0.0 for kind in SECTION_KINDS])
# The heading itself stands in the section that it opens; where a list ends, or far below, it weighs less.
_AT_HEADING, _FADED, _NEAR = 3.0, 0.4, 12
# No posting begins with these, so a text of one line that says little ("JSP, JSTL") is none of them.
_FIRST = [{"preferred": -1.0, "benefits": -1.0, "legal": -1.0}.get(kind, 0.0) for kind in SECTION_KINDS]
# "Spark is a plus" is preferred as a whole, "Python (pandas preferred) and five years of it" is not.
_MARK = (
    r"(?:(?:a|as|big|strong|huge|added|definite|real|is) plus|nice[ -]to[ -]have|good[ -]to[ -]have|bonus|preferred"
    r"|preferable|desirable|desired|advantageous|beneficial|an? (?:added |distinct )?(?:advantage|asset)|helpful"
    r"|not (?:required|necessary|essential))"
)
_OPENING = r"(?:bonus|ideally|preferably|preferred|desirable|nice[ -]to[ -]have|good[ -]to[ -]have|extra credit)\b"
_NICE = re.compile(rf"{_OPENING}|.*\b{_MARK}\W*\Z", re.IGNORECASE | re.DOTALL)
_NEEDED = re.compile(r"\b(?:required|must|minimum|mandatory)\b(?<!not required)", re.IGNORECASE)
_LONGEST_NICE = 250
# "You will build", "the analyst will report", "responsible for": the work itself, unless what follows says otherwise.
_DOES, _WORK = frozenset(("will", "ll", "youll", "responsible")), 2.0
# The words that may tell the work, and those without which a sentence is not nice to have.
_TELLING = word_set(
    "will ll youll responsible "
    "plus nice good bonus ideally extra advantage asset helpful not preferred preferably preferable desired desirable "
    "advantageous beneficial"
)
_WHO = frozenset(
    (
        "you",
        "youll",
        "role",
        "position",
        "candidate",
        "analyst",
        "engineer",
        "scientist",
        "manager",
        "incumbent",
        "holder",
    )
)
_NOT_WORK = frozenset(
    ("have", "need", "bring", "possess", "get", "receive", "love", "enjoy", "find", "thrive", "learn", "be", "also")
)


class Sentence(NamedTuple):
    """Sentence, bullet or heading, from `start` to before `end`, with the kind of section."""

    start: int
    end: int
    kind: SectionKind
    heading: bool = False


_sentence = maker_of(Sentence)


class Outline(NamedTuple):
    """Sentences of a text, with arrays of their first tokens, of kinds (indices in SECTION_KINDS) and heading flags."""

    sentences: tuple[Sentence, ...]
    firsts: Places
    kinds: Ints
    headings: npt.NDArray[np.bool_]


def classify_sentences(text: str, tokens: Tokens) -> Outline:
    """Cut a text (cleaned by `truerole.model.text.clean`) into sentences with kinds; in order, without overlap."""
    counted, starts = naive_bayes.load_sentence_classifier(), tokens.starts
    segments = segment_text(text, tokens, counted)
    if not segments:
        return Outline((), starts[:0], starts[:0], np.zeros(0, bool))
    # Of one type with the starts, else the search would first convert them all.
    begun, ended, _, headings = zip(*segments, strict=True)
    edges = starts.searchsorted(np.array((begun, ended), starts.dtype)).T.ravel()
    firsts = edges[::2].tolist()
    work, nice = _telling(tokens)
    evidence = _evidence(segments, counted.scores(counted.rows(tokens), edges), _holding(firsts, work))
    kinds = _viterbi(headings, evidence)
    for i in _holding(firsts, nice):
        if kinds[i] == _REQUIREMENTS and _is_preferred(text, segments[i]):
            kinds[i] = _PREFERRED
    named, flags = [SECTION_KINDS[kind] for kind in kinds], [heading is not None for heading in headings]
    sentences = tuple(map(_sentence, zip(begun, ended, named, flags, strict=True)))
    return Outline(sentences, edges[::2], np.array(kinds, np.int64), np.array(flags, bool))


def _holding(firsts: list[int], tokens: list[int]) -> set[int]:
    """Return the indices of the segments that contain tokens; `firsts` are the segments' first tokens."""
    return {max(bisect_right(firsts, i) - 1, 0) for i in tokens}


def merge_sections(sentences: tuple[Sentence, ...]) -> tuple[Section, ...]:
    """Merge neighbouring sentences of the same kind into sections."""
    runs = [(kind, [*run]) for kind, run in groupby(sentences, attrgetter("kind"))]
    return tuple(Section(kind, run[0].start, run[-1].end) for kind, run in runs)


def _evidence(segments: Sequence[Segment], scores: Floats, work: set[int]) -> list[list[float]]:
    """Score the kinds (segments × kinds) by wording, by the heading above, and by words of the work itself."""
    scores = _WORDING * scores
    scores = np.maximum(scores - np.maximum.reduce(scores, axis=1, keepdims=True), -_FARTHEST)
    evidence: list[list[float]] = (scores.take(_KIND_OF_WORDING, axis=1) + _AT_FIRST_SIGHT).tolist()
    _add_headings(evidence, segments)
    for i in work:
        evidence[i][_RESPONSIBILITIES] += _WORK
    return evidence


def _telling(tokens: Tokens) -> tuple[list[int], list[int]]:
    """Return the tokens that introduce the person's work ("you will"), and tokens that may name a wish."""
    work: list[int] = []
    nice: list[int] = []
    telling = tokens.positions_in(_TELLING)
    for i, word in zip(telling, tokens.words.at(telling), strict=True):
        if word not in _DOES:
            nice.append(i)
        elif _is_work(tokens.words, i, word):
            work.append(i)
    return work, nice


def _is_work(words: Sequence[str], i: int, word: str) -> bool:
    after = words[i + 1] if i + 1 < len(words) else ""
    if word == "responsible" or i == 0:
        return after == "for"
    if after in _NOT_WORK:
        return False
    who = word if word == "youll" else words[i - 2 if word == "ll" else i - 1]
    return who.lower() in _WHO


def _add_headings(evidence: list[list[float]], segments: Sequence[Segment]) -> None:
    """Add the evidence of the heading above each segment, with a weight that fades below the heading's list.

    The wording of a heading itself says nothing.
    """
    kind, full, listed, below = 0, 0.0, False, 0
    for i, (_, _, bullet, heading) in enumerate(segments):
        below += 1
        if heading:
            opened = _opened(heading)
            # "Preferred:" and right below it "Languages:" is preferred still.
            if not (below == 1 and kind == _PREFERRED and opened[0] == _REQUIREMENTS):
                kind, full = opened
            listed, below = False, 0
            evidence[i] = [0.0] * len(SECTION_KINDS)
            evidence[i][kind] += full * _AT_HEADING
            continue
        if bullet:
            listed = True
        elif listed:
            below = _NEAR + 1
        evidence[i][kind] += full * (_FADED if below > _NEAR else 1.0)


def _opened(heading: Heading) -> tuple[int, float]:
    if heading.kind is None:
        return 0, 0.0
    return SECTION_KINDS.index(heading.kind), _SOFT if heading.soft else _CLEAR


def _viterbi(headings: Sequence[Heading | None], evidence: list[list[float]]) -> list[int]:
    """Find the likeliest sequence of kinds (Viterbi 1967), by their indices, where a change of kind has a cost.

    As all changes cost the same, only the best kind so far is worth changing from.
    """
    # Written out for the seven kinds, which takes half the time of a loop over them.
    a, b, c, d, e, f, g = _FIRST
    past: list[tuple[tuple[float, ...], float]] = []
    for heading, (u, v, w, x, y, z, last) in zip(headings, evidence, strict=True):
        best = a, b, c, d, e, f, g
        floor = max(best) - (_cost(heading) if heading else _CHANGE)
        past.append((best, floor))
        a = (a if a > floor else floor) + u
        b = (b if b > floor else floor) + v
        c = (c if c > floor else floor) + w
        d = (d if d > floor else floor) + x
        e = (e if e > floor else floor) + y
        f = (f if f > floor else floor) + z
        g = (g if g > floor else floor) + last
    best = a, b, c, d, e, f, g
    at, kinds = best.index(max(best)), []
    for before, floor in reversed(past):
        kinds.append(at)
        if before[at] < floor:
            at = before.index(max(before))
    return kinds[::-1]


def _cost(heading: Heading) -> float:
    return 0.0 if heading.kind else _CHANGE / 2


def _is_preferred(text: str, segment: Segment) -> bool:
    long = segment.end - segment.start > _LONGEST_NICE
    if long or segment.heading or _NEEDED.search(text, segment.start, segment.end):
        return False
    return bool(_NICE.match(text, segment.start, segment.end))
