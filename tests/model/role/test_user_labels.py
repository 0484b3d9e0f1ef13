"""A user's labels beside the shipped counts: counted by the same terms, weighed, each held out in one fold."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from tests.counts import few_terms_fitted, some_rows
from truerole.core.labels import LabelledText
from truerole.data.labels.examples import load_examples
from truerole.model.role.cross_validation import FOLDS, is_user_label, source_folds
from truerole.model.role.term_counts import TermCounts, load_counts, load_terms
from truerole.model.role.train import _examples, fit, weigh_by_section
from truerole.model.role.user_labels import FEW_LABELS, WEIGHTS, user_label_id, with_user_labels
from truerole.model.role.vectorizer import Vocabulary
from truerole.model.skills.extractor import extract_skills
from truerole.model.text.document import prepare

EXAMPLES = load_examples()


def labelled(n: int, **more: object) -> LabelledText:
    """Return the label that an authored posting has, as if a user had given it."""
    e = EXAMPLES[n % len(EXAMPLES)]
    given = LabelledText(e.title, e.description, e.role, e.second, e.sure, "me", datetime(2026, 1, 2), "import", "mine")
    return replace(given, **more)


@pytest.fixture(scope="module")
def shipped() -> TermCounts:
    """Return a twelfth of the shipped postings."""
    counts = load_counts()
    return some_rows(counts, np.arange(0, len(counts.labels), 12))


def test_the_terms_are_those_of_the_counts() -> None:
    assert load_terms() == load_counts().terms


def test_labels_stand_behind_the_shipped_postings(shipped: TermCounts) -> None:
    given = with_user_labels(shipped, [labelled(n) for n in range(6)], workers=1)
    own = given.counts.labels[len(shipped.labels) :]
    assert given.counts.labels[: len(shipped.labels)] == shipped.labels
    assert [label.id for label in own] == [user_label_id(labelled(n).text) for n in range(6)]
    assert [(la.role, la.second, la.sure, la.weight) for la in own] == [
        (e.role, e.second, e.sure, WEIGHTS[e.sure]) for e in EXAMPLES[:6]
    ]
    assert (given.left_out, len(given.used)) == (0, 6)


def test_a_text_is_counted_as_the_shipped_ones_were(shipped: TermCounts) -> None:
    counts = with_user_labels(shipped, [labelled(0)], workers=1).counts
    document = prepare(EXAMPLES[0].description)
    expected = Vocabulary(shipped.terms).count(document, extract_skills(document))
    last = slice(counts.starts[-2], counts.starts[-1])
    found = zip(
        counts.sections[last].tolist(), counts.columns[last].tolist(), counts.counts[last].tolist(), strict=True
    )
    assert {(place, term): n for place, term, n in found} == expected


def test_no_fold_of_the_shipped_postings_changes(shipped: TermCounts) -> None:
    both = with_user_labels(shipped, [labelled(n) for n in range(20)], workers=1).counts
    n = len(shipped.labels)
    before = [unseen.tolist() for _, unseen in source_folds(shipped.labels)]
    assert [[i for i in unseen.tolist() if i < n] for _, unseen in source_folds(both.labels)] == before


def test_each_label_is_held_out_once(shipped: TermCounts) -> None:
    both = with_user_labels(shipped, [labelled(n) for n in range(20)], workers=1).counts
    own = [i for i, label in enumerate(both.labels) if is_user_label(label)]
    held_out = [i for _, unseen in source_folds(both.labels) for i in unseen.tolist() if i in own]
    assert sorted(held_out) == own
    for seen, unseen in source_folds(both.labels):
        assert not {both.labels[i].group for i in seen} & {both.labels[i].group for i in unseen}
    assert len({both.labels[i].fold for i in own}) > 2, "they are spread over the folds"


def test_texts_nearly_the_same_are_held_out_together(shipped: TermCounts) -> None:
    twice = [labelled(n, text=f"{labelled(n).text}\nRef. {i}") for n in range(8) for i in range(3)]
    own = with_user_labels(shipped, twice, workers=1).counts.labels[len(shipped.labels) :]
    assert [len({label.fold for label in own[i : i + 3]}) for i in range(0, 24, 3)] == [1] * 8


def test_what_repeats_a_shipped_posting_is_held_out_with_its_source(shipped: TermCounts, monkeypatch) -> None:
    """A fit that is measured on a posting must not have seen the user's label of the same text."""
    alone = with_user_labels(shipped, [labelled(0)], workers=1).counts
    row = slice(alone.starts[-2], alone.starts[-1])
    for fold, (_, unseen) in enumerate(source_folds(shipped.labels)):
        at = int(unseen[0])
        keep = [i for i in range(len(shipped.labels)) if i != at]
        base = some_rows(shipped, np.array(keep))
        copied = TermCounts(
            (*base.labels, shipped.labels[at]),
            base.terms,
            np.concatenate((base.starts, [base.starts[-1] + row.stop - row.start])),
            *(np.concatenate((getattr(base, n), getattr(alone, n)[row])) for n in ("sections", "columns", "counts")),
            np.concatenate((base.profiles, alone.profiles[-1:])),
        )
        expected = next(k for k, (_, un) in enumerate(source_folds(copied.labels)) if len(copied.labels) - 1 in un)
        assert with_user_labels(copied, [labelled(0)], workers=1).counts.labels[-1].fold == expected
        if fold == 2:
            break


@pytest.mark.parametrize(
    "text",
    ["We.", "", "Wir suchen einen Entwickler, der mit uns die Daten der Firma in Tabellen ordnet und pflegt. " * 5],
    ids=["short", "empty", "German"],
)
def test_what_says_nothing_in_english_is_left_out(shipped: TermCounts, text: str) -> None:
    given = with_user_labels(shipped, [labelled(0), labelled(1, text=text)], workers=1)
    assert (len(given.used), given.left_out) == (1, 1)
    assert "1 labels are not used: their texts are not English, or too short to tell" in given.notes
    nothing = with_user_labels(shipped, [labelled(0, text=text)], workers=1)
    assert (nothing.used, nothing.left_out, nothing.counts) == ((), 1, shipped)


@pytest.mark.parametrize(
    ("n", "roles", "told"),
    [
        (3, None, "3 labels hardly change a model"),
        (FEW_LABELS, "other", "none of the labels is data_analyst, data_engineer, data_scientist, ml_engineer"),
    ],
)
def test_few_labels_and_an_empty_class_are_told_in_a_line(shipped, n: int, roles: str | None, told: str) -> None:
    labels = [labelled(i, **({"role": roles, "second": None} if roles else {})) for i in range(n)]
    (note,) = with_user_labels(shipped, labels, workers=1).notes
    assert note.startswith(told)
    assert "\n" not in note


def test_many_labels_of_all_roles_need_no_note(shipped: TermCounts) -> None:
    assert with_user_labels(shipped, [labelled(i) for i in range(len(EXAMPLES))], workers=1).notes == []


def test_a_thousand_labels_of_one_role_leave_the_weight_of_the_others(shipped: TermCounts) -> None:
    plain = {row: part for row, _, part in _examples(shipped.labels)}
    both = with_user_labels(shipped, [labelled(i, role="other", second=None) for i in range(40)], workers=1).counts
    weighed = {row: part for row, _, part in _examples(both.labels)}
    assert {row: weighed[row] for row in plain} == pytest.approx(plain)


def test_surer_labels_count_for_more() -> None:
    assert 1 <= WEIGHTS[1] < WEIGHTS[2] < WEIGHTS[3] <= 2


@pytest.mark.slow
def test_labels_move_the_model_on_what_is_like_them(shipped: TermCounts) -> None:
    labels = [labelled(0, role="ml_engineer", second=None, text=f"{labelled(0).text}\nRef. {i}") for i in range(20)]
    both = with_user_labels(shipped, labels, workers=1).counts
    groups = {label.group for label in both.labels}
    from truerole.model.role.train import raw_scores

    with few_terms_fitted():
        said = [
            raw_scores(fit(counts, weigh_by_section(counts), groups), weigh_by_section(both)[-1:]).argmax()
            for counts in (shipped, both)
        ]
    assert said[0] != said[1] == 3


def test_there_are_as_many_folds_as_parts(shipped: TermCounts) -> None:
    both = with_user_labels(shipped, [labelled(i) for i in range(len(EXAMPLES))], workers=1).counts
    folds = {label.fold for label in both.labels if is_user_label(label)}
    assert folds <= set(range(FOLDS))
