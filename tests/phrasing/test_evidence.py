import pytest

from truerole.core.reading import ROLES, Evidence
from truerole.phrasing.evidence import EvidenceSpan, evidence_spans


def test_each_span_points_to_one_role_strongest_first(make, text):
    found = evidence_spans(make())
    assert [(text[c.start : c.end], c.role) for c in found] == [
        ("Build dashboards in Tableau.", "data_analyst"),
        ("Run one pipeline in Airflow.", "data_engineer"),
    ]
    assert [round(c.weight, 2) for c in found] == [1.7, 0.64]


def test_weights_that_are_the_same_for_every_role_say_nothing(make):
    assert evidence_spans(make(evidence=(Evidence(0, 5, (3.0,) * len(ROLES)),))) == []


def test_no_evidence_no_clues(make):
    assert evidence_spans(make(evidence=())) == []


def test_an_empty_span_is_no_clue(make):
    assert evidence_spans(make(evidence=(Evidence(0, 0, (0.0, 0.0, 0.0, 0.0, 9.0)),))) == []


@pytest.mark.parametrize(("weight", "word"), [(0.1, "slightly"), (0.4, "clearly"), (0.8, "strongly"), (9, "strongly")])
def test_strength_in_words(weight, word):
    assert EvidenceSpan(0, 1, "other", weight).strength == word
