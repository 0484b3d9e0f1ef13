"""Senses of clues: drop those inside another phrase or a name, tell another person's level, choose the shown.

`data/signal_senses.toml` holds the phrases and the clues that may be shown.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from truerole.core.assets import ASSETS, damaged_as_data_error
from truerole.core.reading import SectionKind
from truerole.core.schemas.validation import validate_tables
from truerole.model.signals.features import NOWHERE, SIGNALS, Feature, Signal, SignalCue, intern_feature
from truerole.model.text.document import Document
from truerole.model.text.tokenizer import Tokens

DECOY = "decoy"
# The group of clues that tell another person's level: the one reported to, worked with or mentored.
OTHERS = "others"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LEVELS = _words("intern internship graduate junior senior lead head opening")
_TOWARDS_OTHERS = _words(
    "report reports reporting reported accountable alongside liaise liaises liaising collaborate collaborates"
    " collaborating partnering mentor mentors mentoring coach coaching guide guides guiding supervise supervises"
    " supervising supervised support supports supporting assist assists assisting interact interacting advise advising"
    " present presenting manage manages managing managed oversee overseeing led help helping teach teaching learn"
    " supervision guidance direction pair pairs pairing paired shadow shadowing briefing"
)
_WORK, _WORK_WITH = _words("work works working"), _words("with alongside closely under directly for")
_TO_ONESELF = _words(". ; ! ? • · | as you we role position seeking looking hiring")
_WINDOW = 8
FORMS = _words("plc ltd limited inc llc gmbh corp llp pty")
_JOINTS = _words("& - ’ '")
_LONGEST_NAME = 4
# What candidates should have seen, and what the law wants said, tells nothing of the company.
_NOT_OF_THE_COMPANY: frozenset[SectionKind] = frozenset(("requirements", "preferred", "legal"))
_EMPLOYERS = _words("at join joining about")
_ACTS = _words("is has was offers seeks operates employs ’ '")


@dataclass(frozen=True)
class Senses:
    """Senses of clues: decoys by signal and group, groups shown for each class, hints, and clues in names alone."""

    decoys: Mapping[Signal, Mapping[str, tuple[str, ...]]]
    shows: Mapping[Signal, Mapping[str, tuple[str, ...]]]
    hints: Mapping[Signal, tuple[str, ...]]
    names: Mapping[Signal, tuple[str, ...]]

    @cached_property
    def hidden(self) -> frozenset[tuple[Signal, str]]:
        """Clues that are never shown, by signal and name."""
        return frozenset((signal, name) for signal, names in self.hints.items() for name in names)

    @cached_property
    def named(self) -> frozenset[tuple[Signal, str]]:
        """Clues that are shown as part of a name alone, by signal and name."""
        return frozenset((signal, name) for signal, names in self.names.items() for name in names)


@lru_cache(maxsize=1)
def load_senses() -> Senses:
    """Load data/signal_senses.toml; raises DataError where the file is damaged."""
    path = ASSETS / "signal_senses.toml"
    with damaged_as_data_error(path):
        return validate_tables(Senses, tomllib.loads(path.read_text("utf-8")))


def heed_senses(tokens: Tokens, cues: Sequence[SignalCue], forms: Sequence[int]) -> list[SignalCue]:
    """Drop decoys and the cues in them and in names of companies; levels of others become cues of their own.

    `forms` are the tokens of `FORMS`: legal forms, which end such names.
    """
    # A decoy that overlaps a cue and reaches beyond has the cue's begin or end between two of its tokens.
    names = [i for first, last in _company_names(tokens, forms) for i in range(first + 1, last)] if forms else ()
    inside = {signal: set(names) for signal in SIGNALS}
    for decoy in [cue for cue in cues if cue.feature.group == DECOY]:
        inside[decoy.feature.signal].update(range(decoy.first + 1, decoy.last))
    kept = []
    for cue in cues:
        feature, first, last = cue
        group, within = feature.group, inside[feature.signal]
        if group != DECOY and first not in within and last not in within:
            kept.append(_as_meant(tokens, cue) if group in _LEVELS else cue)
    return kept


def _company_names(tokens: Tokens, forms: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the spans of company names with a legal form: capitalised words before "plc", "Ltd" or "Inc"."""
    for form in forms:
        first = form
        while first > max(0, form - _LONGEST_NAME) and not _breaks(tokens, first - 1):
            if not (tokens.capital[first - 1] or tokens.lower[first - 1] in _JOINTS):
                break
            first -= 1
        if first < form:
            yield first, form + 1


def _breaks(tokens: Tokens, index: int) -> bool:
    """Return whether a line ends behind a token."""
    return "\n" in tokens.text[int(tokens.ends[index]) : int(tokens.starts[index + 1])]


def _as_meant(tokens: Tokens, cue: SignalCue) -> SignalCue:
    if cue.feature.signal != "seniority" or not _is_of_others(tokens, cue.first):
        return cue
    return SignalCue(intern_feature("seniority", OTHERS, f"{OTHERS} {cue.feature.group}"), cue.first, cue.last)


def _is_of_others(tokens: Tokens, at: int) -> bool:
    """Return whether the words before token `at` lead to another person: "report to the", "you will mentor"."""
    begin = max(0, at - _WINDOW)
    line = tokens.text.rfind("\n", tokens.starts.item(begin), tokens.starts.item(at))
    if line >= 0:
        begin = tokens.starts.searchsorted(line).item()
    behind, *words = reversed(tokens.lower[begin : at + 1])
    for word in words:
        if word in _TO_ONESELF:
            return False
        if word in _TOWARDS_OTHERS or (word in _WORK and behind in _WORK_WITH):
            return True
        behind = word
    return False


def may_show(feature: Feature, label: str) -> bool:
    """Return whether a feature may show that its signal has the class `label`."""
    senses, shown = load_senses(), load_senses().shows[feature.signal].get(label, ())
    return (feature.signal, feature.name) not in senses.hidden and (feature.group in shown or feature.name in shown)


def is_shown(document: Document, cue: SignalCue) -> bool:
    """Return whether a cue shows what it may show where it stands: firms that employ, names that are names."""
    feature, first, _ = cue
    if first == NOWHERE:
        return feature.group == "title"
    if _shows_in_names_alone(feature) and not _is_in_name(document.tokens, cue):
        return False
    return feature.signal != "stage" or _is_of_company(document, cue)


@cache
def _shows_in_names_alone(feature: Feature) -> bool:
    return (feature.signal, feature.name) in load_senses().named


def _is_in_name(tokens: Tokens, cue: SignalCue) -> bool:
    around = [i for i in (cue.first - 1, cue.last) if 0 <= i < len(tokens.starts)]
    return bool(tokens.capital[cue.first]) and any(
        tokens.capital[i] and not _breaks(tokens, min(i, cue.last - 1)) for i in around
    )


def _is_of_company(document: Document, cue: SignalCue) -> bool:
    kind = document.sentences[document.sentence_of.item(cue.first)].kind
    if cue.feature.group == "equity":
        return kind not in _NOT_OF_THE_COMPANY
    if kind in _NOT_OF_THE_COMPANY or kind == "benefits":
        return False
    return cue.feature.group != "firms" or _is_employer(document.tokens, cue)


def _is_employer(tokens: Tokens, cue: SignalCue) -> bool:
    """Return whether a firm's name is that of the employer: "at Acme", "Acme is", "Acme's"."""
    words, last = tokens.lower, len(tokens.starts)
    before = cue.first > 0 and words[cue.first - 1] in _EMPLOYERS
    after = cue.last < last and words[cue.last] in _ACTS
    return bool(tokens.capital[cue.first]) and (before or after)
