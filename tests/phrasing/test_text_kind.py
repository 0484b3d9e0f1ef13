import pytest

from truerole.model.text.text_kind import FoundKind
from truerole.phrasing.text_kind import kind_note


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (FoundKind("several", ((0, 5), (5, 9), (9, 12))), "3 postings in one text"),
        (FoundKind("cv"), "looks like a CV"),
        (FoundKind("listing"), "a list of jobs"),
        (FoundKind("article"), "not look like a job posting"),
    ],
)
def test_what_is_not_one_posting_is_told(found, words):
    assert words in kind_note(found)


def test_a_posting_needs_no_word():
    assert kind_note(FoundKind("posting")) == ""
