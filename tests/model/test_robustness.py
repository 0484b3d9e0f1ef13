"""The verdict stays where the work stays, in texts that lost lines, were cut or padded; and its evidence counts."""

import random
import textwrap
from collections.abc import Callable

import pytest

from truerole.core.reading import Reading
from truerole.data.labels.examples import Example, load_examples
from truerole.model.reader import default_reader

BOILERPLATE = (
    "\n\nAbout Orrin & Pell\nOrrin & Pell has made garden furniture since 1954 and is proud of its 2,400 people in nine"
    " countries. Everybody may apply, of whatever origin. Our values are care, courage and candour."
    "\nBenefits: health insurance, 28 days of leave, a pension plan, a bicycle, fruit on Mondays.\n"
)


def without(text: str, reading: Reading, *kinds: str) -> str:
    """Return the text without the sections of these kinds."""
    for section in reversed(reading.sections):
        if section.kind in kinds:
            text = text[: section.start] + text[section.end :]
    return text


def without_title(text: str, example: Example) -> str:
    return "\n".join(line for line in text.split("\n") if example.title.lower() not in line.lower())


CHANGES: dict[str, Callable[[Example, Reading], str]] = {
    "no line breaks": lambda e, r: " ".join(e.description.split()),
    "lower case": lambda e, r: e.description.lower(),
    "no blurb and benefits": lambda e, r: without(e.description, r, "about", "benefits", "legal"),
    "wrapped": lambda e, r: "\n".join(textwrap.fill(line, 80) for line in e.description.split("\n")),
    "no title": lambda e, r: without_title(e.description, e),
    "boilerplate": lambda e, r: e.description + BOILERPLATE,
}


def confident() -> list[tuple[Example, Reading]]:
    read = [(e, default_reader().read(e.description)) for e in load_examples()]
    return [(e, r) for e, r in read if r.confident]


@pytest.mark.parametrize("change", CHANGES)
def test_a_confident_verdict_stays(change: str) -> None:
    pairs = confident()
    moved = [e.id for e, r in pairs if _role(CHANGES[change](e, r)) not in (r.role, None)]
    assert len(moved) <= 0.05 * len(pairs), (len(pairs), moved)


def _role(text: str) -> str | None:
    return default_reader().read(text).role if text.strip() else None


@pytest.mark.parametrize(("strongest", "least", "most"), [(True, 0.8, 1.0), (False, 0.0, 0.35)])
def test_the_verdict_hangs_on_its_evidence(strongest: bool, least: float, most: float) -> None:
    """Without its three strongest sentences a verdict flips or weakens (measured: 0.82); without others less often."""
    changed = []
    for example, reading in confident():
        role = reading.role
        spans = sorted(_sentences(reading), key=lambda span: -span[2])
        cut = spans[:3] if strongest else random.Random(example.id).sample(spans[3:], min(3, len(spans[3:])))
        text = example.description
        for start, end, _ in sorted(cut, reverse=True):
            text = text[:start] + text[end:]
        if text.strip():
            again = default_reader().read(text)
            changed.append(again.role != role or again.roles[role or "other"] < reading.roles[role or "other"] - 0.05)
    assert least <= sum(changed) / len(changed) <= most, sum(changed) / len(changed)


def _sentences(reading: Reading) -> list[tuple[int, int, float]]:
    """Return the evidence with what each span adds to the verdict's role."""
    names = list(reading.roles)
    at = names.index(reading.role or "other")
    return [(e.start, e.end, e.weights[at]) for e in reading.evidence]
