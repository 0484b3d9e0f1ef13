"""Lists of key words, by their form; sentences and short lists are none."""

import pytest

from truerole.model.role.key_words import LIST_SHARE, LONG, mention_tokens, sentence_shares
from truerole.model.role.vectorizer import IN_LIST, Vocabulary
from truerole.model.skills.extractor import extract_skills
from truerole.model.text.document import prepare

TOOLS = (
    "python sql java spark tableau excel kafka docker kubernetes pytorch hadoop scala linux snowflake airflow mongodb"
).split()
WORK = "You will build dashboards for the shops and explain them to those who run the shops."


def listed(text: str) -> list[str]:
    """Return the first words of the sentences that are within a list."""
    document = prepare(text)
    shares = sentence_shares(document, mention_tokens(document, extract_skills(document)))
    assert len(shares) == len(document.sentences)
    return [
        text[s.start : s.end].split(maxsplit=1)[0].strip(",")
        for s, share in zip(document.sentences, shares, strict=True)
        if share < 1
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (f"{WORK}\n\n{', '.join(TOOLS)}", ["python"]),
        (f"{WORK}\n\n{' '.join(TOOLS)}", ["python"]),
        (f"{WORK}\n\n{' | '.join(TOOLS)}", ["python"]),
        (", ".join(TOOLS) + "\n\n" + WORK, ["python"]),
        ("\n".join([WORK, "", *TOOLS]), TOOLS),
        ("\n".join([WORK, "", *(f"- {tool}" for tool in TOOLS)]), TOOLS),
        # No name of a skill, but the form of a list.
        (f"{WORK}\n\n" + ", ".join(f"word{i}" for i in range(LONG)), ["word0"]),
        (f"{WORK}\n\n{', '.join(TOOLS[:6])}\n{', '.join(TOOLS[6:])}", ["python", "kafka"]),
    ],
)
def test_lists(text: str, first: list[str]) -> None:
    assert listed(text) == first


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        WORK,
        f"{WORK} We use {', '.join(TOOLS[:5])} and whatever else our own people found helpful in the years before.",
        f"{WORK}\n\nPython, SQL, Tableau",
        "\n".join([WORK, "", *TOOLS[: LONG - 1]]),
        "\n".join(f"- build the {tool} jobs that all of the shops wait for in the morning" for tool in TOOLS),
    ],
)
def test_no_lists(text: str) -> None:
    assert listed(text) == []


def test_a_list_counts_as_a_part_of_one_sentence_however_long() -> None:
    for tools in (TOOLS, TOOLS + TOOLS):
        document = prepare("\n".join([WORK, "", *tools]))
        shares = sentence_shares(document, mention_tokens(document, extract_skills(document)))
        assert shares.sum() == pytest.approx(1 + LIST_SHARE)


def test_terms_of_a_list_stand_in_a_section_of_their_own() -> None:
    document = prepare(f"Responsibilities\n- {WORK}\n\nKeywords: {', '.join(TOOLS)}")
    vocabulary = Vocabulary(("dashboards", "python", "@skill:python", "@asked:required:language"))
    found = vocabulary.find(document, extract_skills(document))
    sections = {vocabulary.terms[t]: s for t, s in zip(found.terms.tolist(), found.sections.tolist(), strict=True)}
    assert sections["python"] == sections["@skill:python"] == IN_LIST
    assert sections["dashboards"] != IN_LIST
