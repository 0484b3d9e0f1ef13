"""The figures, by hand."""

import pytest

from truerole.core.reading import ROLES, Role
from truerole.model.evaluation.metrics import LabelledPrediction, evaluate
from truerole.model.evaluation.report import markdown_report

A, E, S, M, O = ROLES  # noqa: E741


def outcome(role: Role, read: Role, p: float, source: str = "x", sure: int = 3, **more: object) -> LabelledPrediction:
    """Return an outcome whose role `read` has probability `p`, and the others the rest."""
    shares = tuple(p if r == read else (1 - p) / 4 for r in ROLES)
    return LabelledPrediction(source, role, more.pop("second", None), sure, shares, p >= 0.6, **more)


# Six postings: analysts 2 of 3 right, engineers 1 of 2, scientist never found, one claimed by mistake.
OUTCOMES = [
    outcome(A, A, 0.95, title=A),
    outcome(A, A, 0.85, sure=2, title=E, contradicted=True),
    outcome(A, E, 0.65, source="y", second=E, sure=1, title=A),
    outcome(E, E, 0.95, source="y", title=S, contradicted=True),
    outcome(E, A, 0.45, source="y", sure=2, title=E, contradicted=True),
    outcome(S, A, 0.55, source="z", title=A),
]


def test_a_table_by_hand() -> None:
    e = evaluate(OUTCOMES)
    assert (e.overall.right, e.overall.n) == (3, 6)
    analyst, engineer, scientist = e.roles[A], e.roles[E], e.roles[S]
    assert (analyst.precision, analyst.recall, analyst.n) == (2 / 4, 2 / 3, 3)
    assert analyst.f1 == pytest.approx(4 / 7)
    assert (engineer.precision, engineer.recall, engineer.f1, engineer.n) == (0.5, 0.5, 0.5, 2)
    assert (scientist.precision, scientist.recall, scientist.f1, scientist.n) == (0, 0, 0, 1)
    assert (e.roles[M].n, e.roles[O].n) == (0, 0)
    assert e.macro_f1 == pytest.approx((4 / 7 + 1 / 2 + 0) / 3)  # of the roles that occur
    assert {s: (x.right, x.n) for s, x in e.sources.items()} == {"x": (2, 2), "y": (1, 3), "z": (0, 1)}
    assert {k: (x.right, x.n) for k, x in e.sure.items()} == {1: (3, 6), 2: (3, 5), 3: (2, 3)}
    assert (e.confident.right, e.confident.n) == (3, 4)
    assert (e.first_or_second.right, e.first_or_second.n) == (4, 6)
    assert {c: (x.right, x.n) for c, x in e.coverage.items()} == {
        1.0: (3, 6), 0.9: (3, 5), 0.8: (3, 5), 0.7: (3, 4), 0.6: (3, 4), 0.5: (3, 3)
    }  # fmt: skip
    assert (e.titles.precision, e.titles.recall, e.titles.n) == (2 / 3, 2 / 3, 3)


def test_what_the_title_alone_would_say() -> None:
    e = evaluate(OUTCOMES)
    assert (e.title_alone.right, e.title_alone.n) == (3, 6)
    assert "| by the title alone | 0.500 | 6 |" in markdown_report(e)


def test_sources_that_differ_leave_a_wide_interval() -> None:
    alike = [outcome(role, role, 0.9, source=f"s{i}") for i in range(8) for role in (A, E)]
    alike += [outcome(A, E, 0.9, source=f"s{i}") for i in range(8)]
    apart = [outcome(role, role if i < 4 else M, 0.9, source=f"s{i}") for i in range(8) for role in (A, E)]
    narrow, wide = evaluate(alike), evaluate(apart)
    assert narrow.macro_f1_interval == pytest.approx((narrow.macro_f1, narrow.macro_f1))
    low, high = wide.macro_f1_interval or (1.0, 0.0)
    assert low < wide.macro_f1 - 0.2 < wide.macro_f1 + 0.1 < high
    assert "95 % for other sources" in markdown_report(wide)
    assert evaluate(OUTCOMES).macro_f1_interval is None


def test_calibration_by_hand() -> None:
    e = evaluate(OUTCOMES)
    rows = [(0.45, 0, 1), (0.55, 0, 1), (0.65, 0, 1), (0.85, 1, 1), (0.95, 1, 2)]
    assert [tuple(pytest.approx(x) for x in row) for row in rows] == list(e.calibration)
    assert e.calibration_error == pytest.approx((0.45 + 0.55 + 0.65 + 0.15 + 2 * 0.05) / 6)


@pytest.mark.parametrize("p", [0.2, 0.7, 1.0])
def test_one_posting(p: float) -> None:
    e = evaluate([outcome(O, O, p)])
    assert (e.overall.n, e.macro_f1) == (1, e.roles[O].f1)
    assert e.calibration[0][2] == 1
    assert "Titles that the work contradicts" not in markdown_report(e)


def test_the_tables_say_the_figures() -> None:
    text = markdown_report(evaluate(OUTCOMES))
    for line in (
        "| all | 0.500 | 6 |",
        "| sure ≥ 2 | 0.600 | 5 |",
        "| sure = 3 | 0.667 | 3 |",
        "| called confident | 0.750 | 4 |",
        "| right, or the second role | 0.667 | 6 |",
        "| data_analyst | 0.500 | 0.667 | 0.571 | 3 |",
        "| ml_engineer | 0.000 | 0.000 | 0.000 | 0 |",
        "| y | 0.333 | 3 |",
        "| 50% | 1.000 | 3 |",
        "| 0.95 | 1.00 | 2 |",
        "Titles that the work contradicts: recall 0.667 at precision 0.667, n = 3.",
    ):
        assert line in text.splitlines()
    assert "Macro-F1 0.357; expected calibration error 0.317." in text
