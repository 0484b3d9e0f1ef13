"""Mix of work of a reading: which sentences count, and whole per cent that add up to 100."""

from dataclasses import replace

import pytest

from tests.readings import READING
from truerole.core.reading import Duty, DutySpan, Reading, Section, SectionKind, duty_counts, duty_mix


def reading(*sentences: tuple[SectionKind, Duty]) -> Reading:
    """Return a reading of sentences, each of a section and a kind of work."""
    sections = tuple(Section(kind, 10 * n, 10 * n + 9) for n, (kind, _) in enumerate(sentences))
    duties = tuple(DutySpan(10 * n, 10 * n + 9, duty, None) for n, (_, duty) in enumerate(sentences))
    return replace(READING, sections=sections, duties=duties)


@pytest.mark.parametrize(
    ("duties", "mix"),
    [
        ([], None),
        (["none", "none"], None),
        (["analysis"], (100, 0, 0, 0, 0, 0, 0)),
        (["general", "none", "analysis"], (50, 0, 0, 0, 0, 0, 50)),
        (["analysis", "data_science", "software"], (34, 0, 33, 0, 33, 0, 0)),
        (["business"] * 5 + ["ml_engineering"], (0, 0, 0, 17, 0, 83, 0)),
        (
            ["analysis", "data_engineering", "data_science", "ml_engineering", "software", "business", "general"],
            (15, 15, 14, 14, 14, 14, 14),
        ),
    ],
)
def test_whole_per_cent_add_up(duties: list[Duty], mix: tuple[int, ...] | None) -> None:
    assert duty_mix(reading(*(("responsibilities", duty) for duty in duties))) == mix


@pytest.mark.parametrize(
    ("sentences", "counts"),
    [
        ([("requirements", "software"), ("responsibilities", "analysis")], [("analysis", 1)]),
        ([("requirements", "software"), ("about", "analysis")], [("analysis", 1), ("software", 1)]),
        ([("responsibilities", "none"), ("preferred", "software")], [("software", 1)]),
        ([("benefits", "business"), ("legal", "general")], []),
        (
            [("responsibilities", "general"), ("responsibilities", "business"), ("responsibilities", "general")],
            [("general", 2), ("business", 1)],
        ),
    ],
)
def test_the_work_counts_before_what_is_asked(
    sentences: list[tuple[SectionKind, Duty]], counts: list[tuple[Duty, int]]
) -> None:
    assert duty_counts(reading(*sentences)) == counts
