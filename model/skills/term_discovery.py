"""Discover terms that the taxonomy lacks: unknown items of lists beside known skills.

"Python, SQL, Newtool and Spark" speaks for Newtool, the more so where Newtool seldom stands anywhere else. People
decide what is adopted; this only counts. Of the postings, nothing is kept but terms, and in how many they stand.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from truerole.core.reading import Skill
from truerole.model.skills.extractor import extract_skills
from truerole.model.skills.patterns import skill_phrases
from truerole.model.text.document import Document, prepare
from truerole.model.text.prefilter import Words
from truerole.model.text.tokenizer import TOKEN

FEWEST_POSTINGS = 5
# A term is proposed where at least this share of the postings that have its rarest word list it beside a skill.
LEAST_SHARE = 0.25
_BESIDE = 3
_SEPARATOR = re.compile(
    r"[,;/|()\[\]:•·\n]|\s(?:and/or|and|or|&|-|–|\+|such as|like|including|e\.g\.?|i\.e\.?)\s|[.!?](?:\s|$)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:\W|(?:and|or|e\.?g|i\.?e|such as|like|including|includes?|using|with|in|of|the|an?|experience|knowledge|also"
    r"|familiarity|proficiency|understanding|expertise|strong|good|other|similar|especially|preferably|ideally|either)"
    r"\b)*",
    re.IGNORECASE,
)
_TERM = re.compile(r"(?=\S*[^\W\d_])[^\W_][\w+#.'’-]*(?: [^\W_][\w+#.'’-]*){0,2}")
_TAIL = ".'’-"
# No term begins or ends with one of these.
_LITTLE = frozenset(
    "etc more others other similar related tool tools technology technologies language languages framework frameworks "
    "library libraries platform platforms service services equivalent both all any is are be to for you your our we it "
    "as at by on from that this will must plus ability skill skills experience knowledge years development in of the "
    "a an and or with using".split()
)
_ASKING = frozenset(("responsibilities", "requirements", "preferred", "other"))


@dataclass(frozen=True, slots=True)
class DiscoveredTerm:
    """Unknown term, commonest spelling, with counts of postings: listed beside skills; rarest word present."""

    text: str
    listed: int
    postings: int
    beside: tuple[str, ...]


class TermDiscovery:
    """Counts of unknown terms that postings list beside skills; add postings in turn, no text is kept."""

    def __init__(self) -> None:
        self._words: Counter[str] = Counter()
        self._listed: Counter[Words] = Counter()
        self._forms: defaultdict[Words, Counter[str]] = defaultdict(Counter)
        self._beside: defaultdict[Words, Counter[str]] = defaultdict(Counter)

    def add(self, text: str) -> None:
        """Count the terms of a posting's description."""
        document = prepare(text)
        self._words.update(set(document.lower))
        found: dict[Words, str] = {}
        for term, neighbours in listed_terms(document, extract_skills(document)):
            words = tuple(token.lower() for token in TOKEN.findall(term))
            found.setdefault(words, term)
            self._beside[words].update(neighbours)
        self._listed.update(found.keys())
        for words, form in found.items():
            self._forms[words][form] += 1

    def terms(self, fewest: int = FEWEST_POSTINGS) -> list[DiscoveredTerm]:
        """Return the terms that at least `fewest` postings list beside skills, the most listed first."""
        terms = (self._term(words) for words, n in self._listed.items() if n >= fewest)
        telling = [t for t in terms if t.listed >= LEAST_SHARE * t.postings]
        return sorted(telling, key=lambda t: (-t.listed, t.text.lower()))

    def _term(self, words: Words) -> DiscoveredTerm:
        postings = min(self._words[word] for word in words)
        beside = tuple(name for name, _ in self._beside[words].most_common(_BESIDE))
        return DiscoveredTerm(self._forms[words].most_common(1)[0][0], self._listed[words], postings, beside)


def listed_terms(document: Document, skills: tuple[Skill, ...]) -> Iterator[tuple[str, list[str]]]:
    """Yield the unknown items of lists, each with the neighbouring skills."""
    mentions = sorted((start, end, skill.name) for skill in skills for start, end in skill.mentions)
    for sentence in document.sentences:
        if sentence.kind in _ASKING and not sentence.heading:
            inside = [m for m in mentions if sentence.start <= m[0] < sentence.end]
            if inside:
                yield from _beside(list(_items(document.clean, sentence.start, sentence.end, inside)))


def _items(text: str, start: int, end: int, mentions: list[tuple[int, int, str]]) -> Iterator[tuple[str, str | None]]:
    """Yield the items of a sentence's lists, each with the skill that fills at least half of the item."""
    edges = [(start, start), *(m.span() for m in _SEPARATOR.finditer(text, start, end)), (end, end)]
    for (_, after), (last, _) in pairwise(edges):
        lead = _LEAD.match(text, after, last)
        first = lead.end() if lead else after
        item = text[first:last].rstrip().rstrip(_TAIL)
        within = [(a, b, name) for a, b, name in mentions if a < last and b > first]
        if not within:
            yield item, None
        elif item:
            a, b, name = within[0]
            yield "", name if 2 * (b - a) >= len(item) else None


def _beside(items: list[tuple[str, str | None]]) -> Iterator[tuple[str, list[str]]]:
    for i, (item, _) in enumerate(items):
        around = [items[j][1] for j in (i - 1, i + 1) if 0 <= j < len(items)]
        neighbours = [name for name in around if name]
        if item and neighbours and _is_term(item):
            yield item, neighbours


def _is_term(item: str) -> bool:
    if not _TERM.fullmatch(item):
        return False
    words = [w.lower() for w in item.split()]
    known = skill_phrases().knows(tuple(t.lower() for t in TOKEN.findall(item)))
    return not known and words[0] not in _LITTLE and words[-1] not in _LITTLE
