"""Compare skill extraction with other extractors: speed, and precision and recall on labelled postings.

Each peer is given all the names of the taxonomy: spaCy's PhraseMatcher and EntityRuler, and FlashText where it is
installed (`pip install flashtext`). Their speed is beside that of spaCy's blank tokenizer in the same run. Exits with 1
where the finding of skills, need and context included, has less than 0.6 of the tokenizer's speed.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import spacy
from spacy.matcher import PhraseMatcher

from benchmarks.support.timing import REFERENCE, Figure, quickest, seconds, texts
from truerole.core.reading import Skill
from truerole.core.taxonomy import load_taxonomy
from truerole.model.skills.extractor import extract_skills
from truerole.model.text.document import prepare

Find = Callable[[str], Iterable[tuple[str, int, int]]]
LEAST, FEW = 0.6, 20
DATA_ROLES = ("data_analyst", "data_engineer", "data_scientist", "ml_engineer")


def ours(text: str) -> tuple[Skill, ...]:
    """Find skills as TrueRole does."""
    return extract_skills(prepare(text))


def phrase_matcher() -> Find:
    """Return spaCy's PhraseMatcher over lower-case words, the longest match kept."""
    nlp = spacy.blank("en")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    for entry in load_taxonomy().skills.values():
        matcher.add(entry.id, [nlp.make_doc(name) for name in entry.names])

    def find(text: str) -> Iterator[tuple[str, int, int]]:
        spans = spacy.util.filter_spans(matcher(nlp.make_doc(text), as_spans=True))
        return ((span.label_, span.start_char, span.end_char) for span in spans)

    return find


def entity_ruler() -> Find:
    """Return spaCy's EntityRuler with a pattern of words for each name."""
    nlp = spacy.blank("en")
    entities = load_taxonomy().skills.values()
    patterns = [
        {"label": e.id, "pattern": [{"LOWER": t.lower_} for t in nlp.make_doc(name)]}
        for e in entities
        for name in e.names
    ]
    nlp.add_pipe("entity_ruler").add_patterns(patterns)  # type: ignore[attr-defined]
    return lambda text: ((e.label_, e.start_char, e.end_char) for e in nlp(text).ents)


def flashtext() -> Find | None:
    """Return FlashText's keyword processor, or None where FlashText is not installed."""
    if not find_spec("flashtext"):
        return None
    from flashtext import KeywordProcessor

    processor = KeywordProcessor()
    for entry in load_taxonomy().skills.values():
        for name in entry.names:
            processor.add_keyword(name, entry.id)
    return lambda text: processor.extract_keywords(text, span_info=True)  # type: ignore[no-any-return]


def records(find: Find) -> Callable[[str], list[dict[str, Any]]]:
    """Return a finder of skills in the form of the JSON contract, mentions grouped by skill."""

    def skills(text: str) -> list[dict[str, Any]]:
        found: dict[str, list[tuple[int, int]]] = {}
        for skill, start, end in find(text):
            found.setdefault(skill, []).append((start, end))
        return [{"id": skill, "need": "required", "mentions": mentions} for skill, mentions in found.items()]

    return skills


def agreement(find: Callable[[str], list[dict[str, Any]]]) -> tuple[float, float, float] | None:
    """Return precision, recall and F1 on the reference's labelled postings of data roles, or None without."""
    gold, script = REFERENCE / "gold" / "dev.jsonl", REFERENCE / "gold" / "score.py"
    spec = spec_from_file_location("score", script)
    if not script.exists() or not spec or not spec.loader:
        return None
    score = module_from_spec(spec)
    spec.loader.exec_module(score)
    rows = [r for r in map(json.loads, gold.read_text("utf-8").splitlines()) if r.get("skills") is not None]
    read = [(r, {"skills": find(r["description"])}) for r in rows if r["role"] in DATA_ROLES]
    figures = score.score_skills(read)[0]
    return figures["precision"], figures["recall"], figures["f1"]


def _rows(given: Sequence[str]) -> Iterator[tuple[str, float, tuple[float, float, float] | None]]:
    tokenizer = spacy.blank("en").make_doc
    own = records(lambda text: ((s.id, a, b) for s in ours(text) for a, b in s.mentions))
    phrases, keywords = records(phrase_matcher()), flashtext()
    works = [tokenizer, ours, phrases, *([records(keywords)] if keywords else [])]
    base, *taken = quickest(works, given)
    yield "TrueRole", base / taken[0], agreement(own)
    yield "spaCy PhraseMatcher", base / taken[1], agreement(phrases)
    if keywords:
        yield "FlashText", base / taken[2], agreement(records(keywords))
    # So slow that a few texts must do.
    ruler, few = records(entity_ruler()), given[:: max(1, len(given) // FEW)]
    yield "spaCy EntityRuler", seconds(tokenizer, few) / seconds(ruler, few), agreement(ruler)


def main() -> None:
    """Print the figures, and leave with 1 where the finding of skills is too slow."""
    given, own = texts(), 0.0
    print(f"{'speed to spaCy’s blank tokenizer':<36}{'':>8}   precision  recall   F1")
    for name, speed, right in _rows(given):
        own = own or speed
        figures = "".join(f"{figure:>9.3f}" for figure in right) if right else "   (no reference)"
        print(f"{name:<36}{speed:>8.3f}{figures}")
    figure = Figure("finding skills to spaCy's tokenizer", own, LEAST, least=True)
    print(figure)
    sys.exit(not figure.holds)


if __name__ == "__main__":
    main()
