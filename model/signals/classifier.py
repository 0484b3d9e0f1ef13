"""Classify the signals of a posting (seniority, company stage, deep-learning level), with the words that show them.

Each signal is a small linear model over cues: which ones a posting has, in which kinds of section each group of them
stands, and how many of a group there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import cast, get_args

import numpy as np
import numpy.typing as npt

from truerole.core.assets import ASSETS, damaged_as_data_error
from truerole.core.reading import SECTION_KINDS, Seniority, Signals, Stage
from truerole.model.signals.cues import find_cues
from truerole.model.signals.features import NOWHERE, SIGNALS, Feature, Signal, SignalCue, intern_feature
from truerole.model.signals.levels import seniority_of_title
from truerole.model.signals.senses import is_shown, may_show
from truerole.model.skills.clauses import DENIALS
from truerole.model.skills.requirement import RequirementClassifier
from truerole.model.text.document import Document

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

CLASSES: dict[Signal, tuple[str, ...]] = {
    "seniority": get_args(Seniority),
    "stage": get_args(Stage),
    "deep_learning": ("0", "1", "2", "3"),
}
_ENDS = dict(zip(SIGNALS, accumulate(len(CLASSES[s]) for s in SIGNALS), strict=True))
COLUMNS = {s: slice(end - len(CLASSES[s]), end) for s, end in _ENDS.items()}
_STEPS = (1, 2, 4, 8, 16)
# All cues of a signal count together too; but machine learning is no deep learning.
_ALL = "all"
_APART = "machine_learning"
_MOST_SPANS = 5
# Below so many tokens a text says too little for what it does not say to count, as in the postings of the fit, all of
# which are longer: "New grads welcome" alone is junior, "Backed by Y Combinator" a start-up.
_SNIPPET = 120
_SAYS_NOTHING = frozenset(("unknown", "0"))
_IN_PASSING, _REQUIRED, _CORE = 1, 2, 3
# In characters: how far behind a word of deep learning a question mark may stand.
_ANSWERED = 100
# Groups of words for models that others have made.
_USES = frozenset(("generative", "language"))
# What a feature that is no clue of its own is called: "#about" (its group stands there), "#4+" (so many of its group).
_MARK = "#"


@dataclass(frozen=True)
class FeatureIndex:
    """Feature index: cue features, then groups of cues by section, then groups of cues by count."""

    cue_features: tuple[Feature, ...]

    @cached_property
    def groups(self) -> tuple[tuple[Signal, str], ...]:
        """Groups of cues by signal, each signal's total included."""
        return tuple(sorted({(s.signal, s.group) for s in self.cue_features} | {(s, _ALL) for s in SIGNALS}))

    @cached_property
    def _places(self) -> dict[Feature, tuple[int, int, int, int]]:
        """Numbers of each cue feature, of the group in the first kind of section, and of the groups to count.

        These are its own group and the signal's total, which is beyond all groups where the group is set apart.
        """
        number, beyond = {group: i for i, group in enumerate(self.groups)}, len(self.groups)
        places = {}
        for i, feature in enumerate(self.cue_features):
            group, total = number[feature.signal, feature.group], number[feature.signal, _ALL]
            section = len(self.cue_features) + group * len(SECTION_KINDS)
            places[feature] = i, section, group, beyond if feature.group == _APART else total
        return places

    @cached_property
    def _steps(self) -> list[tuple[int, ...]]:
        """Numbers of the features that say how many of a group there are, by group."""
        end, size = len(self.features), len(_STEPS)
        return [tuple(range(i, i + size)) for i in range(end - len(self.groups) * size, end, size)]

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """Return the features by number."""
        sections = [intern_feature(*group, f"{_MARK}{kind}") for group in self.groups for kind in SECTION_KINDS]
        counts = [intern_feature(*group, f"{_MARK}{n}+") for group in self.groups for n in _STEPS]
        return (*self.cue_features, *sections, *counts)

    def find(self, document: Document, cues: Sequence[SignalCue]) -> Ints:
        """Return the numbers of the features that `cues` make in `document`, each once."""
        places, kinds, sentence_of = self._places, document.kinds.tolist(), document.sentence_of.item
        found, counts = set(), [0] * (len(self.groups) + 1)
        for feature, first, _ in cues:
            if feature in places:
                number, section, group, total = places[feature]
                found.add(number)
                if first != NOWHERE:
                    found.add(section + kinds[sentence_of(first)])
                    counts[group] += 1
                    counts[total] += 1
        numbers = sorted(found)
        for steps, count in zip(self._steps, counts, strict=False):
            if count:
                # As many steps are reached as the count has binary digits.
                numbers += steps[: count.bit_length()]
        return np.array(numbers, np.int64)


@dataclass(frozen=True)
class SignalWeights:
    """Linear weights (features × classes), the classes of all signals side by side."""

    index: FeatureIndex
    bias: Floats
    table: Floats

    @cached_property
    def shown(self) -> dict[Signal, list[dict[Feature, float]]]:
        """Cue features that may show each class of a signal, as they draw to it, with the pull of each.

        More than to the mean of the classes; a level of deep learning more than to none, as each is a little of it.
        """
        row = {feature: i for i, feature in enumerate(self.index.features)}
        found: dict[Signal, list[dict[Feature, float]]] = {s: [{} for _ in CLASSES[s]] for s in SIGNALS}
        for feature in (s for s in self.index.cue_features if s.group != _APART):
            pair = [row[feature], row[intern_feature(feature.signal, feature.group, f"{_MARK}1+")]]
            weights = self.table[pair, COLUMNS[feature.signal]].sum(axis=0)
            against = weights[0] if feature.signal == "deep_learning" else weights.mean()
            for number, pull in enumerate((weights - against).tolist()):
                label = CLASSES[feature.signal][number]
                if pull > 0 and label not in _SAYS_NOTHING and may_show(feature, label):
                    found[feature.signal][number][feature] = pull
        return found

    def classify(self, features: Ints) -> dict[Signal, int]:
        """Return for each signal the number of the likeliest class."""
        return {signal: ranked[0] for signal, ranked in self.rank(features).items()}

    def rank(self, features: Ints) -> dict[Signal, list[int]]:
        """Return for each signal the numbers of the classes, likeliest first."""
        scores = (self.bias + self.table.take(features, axis=0).sum(axis=0)).tolist()
        return {s: _likeliest_first(scores[columns]) for s, columns in COLUMNS.items()}


def _likeliest_first(scores: list[float]) -> list[int]:
    return sorted(range(len(scores)), key=scores.__getitem__, reverse=True)


def read_signals(document: Document, title: str | None = None) -> Signals:
    """Classify the signals of a posting; a title counts for seniority alone.

    A level, and deep learning, is the likeliest class that some cue shows; the stage is that of the wording as a
    whole, and may have no words. In a snippet the level is the one that the title names, if any: of the words of an
    "intern" with "3+ years" too few are left to weigh the two.
    """
    weights = load_weights()
    cues = _undenied(document, find_cues(document.tokens, title))
    ranked = weights.rank(weights.index.find(document, cues))
    snippet = len(document.tokens.starts) < _SNIPPET
    if snippet and (named := seniority_of_title(title)):
        number = CLASSES["seniority"].index(named)
        ranked["seniority"].sort(key=lambda other: other != number)
    read = {s: _first_shown(weights, document, cues, s, _candidates(s, n, snippet)) for s, n in ranked.items()}
    level, learning = read["deep_learning"]
    if level and snippet:
        # Where the likeliest level was none, the next one is a guess.
        level = max(_level_by_place(document, learning), ranked["deep_learning"][0])
    spans = {s: _spans(document, found) for s, (_, found) in read.items()}
    return Signals(
        level,
        cast(Stage, CLASSES["stage"][read["stage"][0]]),
        cast(Seniority, CLASSES["seniority"][read["seniority"][0]]),
        spans["deep_learning"],
        spans["stage"],
        spans["seniority"],
    )


def _undenied(document: Document, cues: list[SignalCue]) -> list[SignalCue]:
    """Return the cues but for cues of deep learning in denied work, or denied as a skill is: "no PyTorch needed".

    Words that show no level count as they stand: "do not use AI in your application" says nothing of the work. With
    "neural networks" in "neural networks: no" the cue "neural" is denied, too.
    """
    placed = [c for c in cues if c.feature.signal == "deep_learning" and c.first != NOWHERE]
    if not placed:
        return cues
    weighed = [c for c in placed if c.feature.group != _APART]
    denied = _denied_as_skills(document, weighed) if weighed else set()
    if document.denied is not None:
        denied.update(document.denied.nonzero()[0].tolist())
    if not denied:
        return cues
    left_out = {id(c) for c in placed if not denied.isdisjoint(range(c.first, c.last))}
    return [c for c in cues if id(c) not in left_out]


def _denied_as_skills(document: Document, cues: Iterable[SignalCue]) -> set[int]:
    """Return the tokens of the cues that are denied as a skill is."""
    denies, denied = RequirementClassifier(document).denies, set[int]()
    sentence_of, start, end = document.sentence_of.item, document.starts.item, document.ends.item
    denying = {sentence_of(i) for i in document.tokens.positions_in(DENIALS)}
    for _, first, last in cues:
        sentence, stop = sentence_of(first), end(last - 1)
        # A question may be answered with a denial, which is a sentence of its own.
        may_deny = sentence in denying or document.clean.find("?", stop, stop + _ANSWERED) >= 0
        if may_deny and denies(sentence, start(first), stop):
            denied.update(range(first, last))
    return denied


def _level_by_place(document: Document, cues: Sequence[SignalCue]) -> int:
    """Return the level of deep learning by its definition: where its words stand, which are too few to be weighed.

    Half of the duties are the core of the work, what is only nice to have is the least; to prompt a model is no core.
    """
    at = {int(document.sentence_of[cue.first]) for cue in cues if cue.feature.group not in _USES}
    kinds = {document.sentences[int(document.sentence_of[cue.first])].kind for cue in cues}
    duties = {i for i, s in enumerate(document.sentences) if s.kind == "responsibilities" and not s.heading}
    if duties and 2 * len(at & duties) >= len(duties):
        return _CORE
    return _REQUIRED if kinds & {"responsibilities", "requirements"} else _IN_PASSING


def _candidates(signal: Signal, ranked: list[int], snippet: bool) -> list[int]:
    """Return the classes to try, in order: of the stage the likeliest alone; in a snippet, what says nothing last."""
    tried = sorted(ranked, key=lambda number: CLASSES[signal][number] in _SAYS_NOTHING) if snippet else ranked
    return tried[:1] if signal == "stage" and tried[0] == ranked[0] else tried


def _first_shown(
    weights: SignalWeights, document: Document, cues: Sequence[SignalCue], signal: Signal, classes: Sequence[int]
) -> tuple[int, list[SignalCue]]:
    """Return the first of `classes` that a cue shows, or that says nothing, with the strongest cues that show it."""
    for number in classes:
        found = _strongest(document, cues, weights.shown[signal][number])
        if found or CLASSES[signal][number] in _SAYS_NOTHING:
            break
    return number, [cue for cue in found if cue.first != NOWHERE][:_MOST_SPANS]


def _strongest(document: Document, cues: Sequence[SignalCue], pull: Mapping[Feature, float]) -> list[SignalCue]:
    """Return the cues of features with a pull that are shown, strongest first, and of each feature the first cue."""
    if not pull:
        return []
    first = {c.feature: c for c in reversed(cues) if c.feature in pull and is_shown(document, c)}
    return [first[s] for s in sorted(first, key=pull.__getitem__, reverse=True)]


def _spans(document: Document, cues: Iterable[SignalCue]) -> tuple[tuple[int, int], ...]:
    """Return the spans of cues in the text, in order, without overlap."""
    found, end = [], 0
    for first, shorter in sorted([(cue.first, -cue.last) for cue in cues]):
        last = -shorter
        if last > end:
            found.append((document.starts.item(max(first, end)), document.ends.item(last - 1)))
            end = last
    return tuple(found)


@lru_cache(maxsize=1)
def load_weights() -> SignalWeights:
    """Return the shipped weights, from `data/signals.tsv`; raises DataError where the file is damaged."""
    path = ASSETS / "signals.tsv"
    with damaged_as_data_error(path):
        return from_rows(dict(_weights_of(line) for line in path.read_text("utf-8").splitlines()))


def _weights_of(line: str) -> tuple[Feature, list[float]]:
    signal, group, name, *weights = line.split("\t")
    if signal not in CLASSES or len(weights) != len(CLASSES[signal]):
        raise ValueError(f"{line[:40]!r} is not a signal, a group, a name, and a weight for each class")
    return intern_feature(signal, group, name), [float(weight) for weight in weights]


def from_rows(rows: Mapping[Feature, Sequence[float]]) -> SignalWeights:
    """Build the weight matrix from rows: feature -> weights for the classes of the feature's signal."""
    index = FeatureIndex(tuple(f for f in rows if not f.name.startswith(_MARK)))
    table = np.zeros((len(index.features), _ENDS[SIGNALS[-1]]), np.float32)
    bias = np.zeros(table.shape[1], np.float32)
    for i, feature in enumerate(index.features):
        table[i, COLUMNS[feature.signal]] = rows.get(feature, 0.0)
    for signal, columns in COLUMNS.items():
        bias[columns] = rows[bias_of(signal)]
    return SignalWeights(index, bias, table)


def bias_of(signal: Signal) -> Feature:
    """Return the feature that stands for the intercept of a signal's classes."""
    return intern_feature(signal, "", f"{_MARK}bias")
