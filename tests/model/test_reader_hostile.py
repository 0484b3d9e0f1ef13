"""Texts that no posting is: numbers of a list alone, names written in one word, and columns of blanks."""

import pickle
from time import process_time

import pytest

from truerole.model.reader import default_reader
from truerole.workflows.reading.pasted import read_pasted
from truerole.workflows.reading.posting_facts import find_facts

SECONDS = 10  # of the processor; where the time grows with the square, it is minutes


@pytest.mark.parametrize("text", ["1. ", "2) ", "\n1. ", "1. \n\n2. ", "1.\u200b", "1. \n•", "1.", "- "])
def test_numbers_of_a_list_alone_are_too_short_to_tell(text: str) -> None:
    reading = default_reader().read(text)
    assert (reading.role, reading.doubt, reading.skills) == (None, "too short to tell", ())
    assert default_reader().role_probabilities(text).sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [
        ("You build ragapplications with Python.", ["ragapplications", "Python"]),
        ("AWSCloud and Python: you own both of these things daily.", ["AWSCloud", "Python"]),
        ("Skills: AWSCloud, KubernetesClusters and our AWS cloud", ["AWSCloud", "KubernetesClusters", "AWS"]),
    ],
)
def test_a_name_in_one_word_with_what_follows_is_mentioned_by_that_word(text: str, mentioned: list[str]) -> None:
    spans = sorted(span for skill in default_reader().read(text).skills for span in skill.mentions)
    assert [text[start:end] for start, end in spans] == mentioned


@pytest.mark.parametrize("blank", [" ", "\n", "\t", "\u00a0"])
@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("Experience with cloud", "and Python."),
        ("Data Engineer", "job post"),
        ("At least 5", "years of Python"),
        ("Pay: 60,000 EUR", "a year in Berlin"),
    ],
)
def test_blanks_take_no_minutes(before: str, behind: str, blank: str) -> None:
    text, begun = f"{before}{blank * 60_000}{behind}", process_time()
    read_pasted(text)
    find_facts(text)
    assert process_time() - begun < SECONDS


def test_a_pickle_of_a_used_reader_has_its_terms_alone() -> None:
    reader = default_reader()
    before = reader.read("You build pipelines with Python and Spark.")
    copied = pickle.loads(pickle.dumps(reader.model.roles.vocabulary))
    assert vars(copied) == {"terms": reader.model.roles.vocabulary.terms}
    assert pickle.loads(pickle.dumps(reader)).read("You build pipelines with Python and Spark.") == before
