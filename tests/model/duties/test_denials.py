"""What a posting says that the work is not votes for no role; what it says besides does."""

import pytest

from truerole.core.reading import Reading
from truerole.model.reader import default_reader
from truerole.model.text.document import prepare

WORK = (
    "You write SQL queries for the shop floor and build dashboards in Tableau.\nYou explain weekly figures to buyers.\n"
)


def denied(text: str) -> str:
    """Return the words that the text denies, joined."""
    document = prepare(text)
    if document.denied is None:
        return ""
    return " ".join(word for word, flag in zip(document.words, document.denied.tolist(), strict=True) if flag)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("No machine learning needed.", "machine learning"),
        ("Note: No machine learning needed.", "machine learning"),
        ("Visa: No. No machine learning needed.", "machine learning"),
        ("There will be no model training in this role.", "model training"),
        ("You need no prior AI knowledge, no coding is required", "prior AI knowledge , no coding"),
        ("No data engineering experience is necessary", "data engineering experience"),
        ("This is not a data science role.", "a data science role"),
        ("This isn't a research position, but a builder's.", "a research position"),
        ("This role is NOT about dashboards; it is about pipelines.", "about dashboards"),
        ("The position does not involve machine learning or NLP.", "involve machine learning or NLP"),
        ("This is not a research role and asks for pipelines.", "a research role"),
        ("This is not an engineering role, the ideal candidate reads Python.", "an engineering role"),
        ("Not a coding job.", "a coding job"),
        ("You will not build models.", "build models"),
        ("You won't train networks or deploy models, but you judge them.", "train networks or deploy models"),
        ("You won’t be writing ETL code: others do.", "be writing ETL code"),
        ("You don't need to code, you need to ask.", "need to code"),
        ("You are not expected to be an AI expert – you will learn.", "expected to be an AI expert"),
        ("We are not looking for a machine learning engineer.", "looking for a machine learning engineer"),
        ("You'll not develop software because others do.", "develop software"),
        ("You need not know deep learning.", "know deep learning"),
    ],
)
def test_denials(text: str, words: str) -> None:
    assert denied(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "You will build models.",
        "Visa: No Machine learning required",
        "Berlin. Work Visa Sponsorship - No Model training is required",
        "You will not only build models, you will deploy them.",
        "You will not be simply designing algorithms.",
        "This is not just a data science role.",
        "This is not your average data engineer role.",
        "This is not a typical machine learning job.",
        "This is not a pure research role.",
        "You will not deploy a model until the tests are green.",
        "You do not use AI for the sake of AI.",
        "You don't need to code every day.",
        "If you do not know Python, machine learning will be hard.",
        "Models that you do not understand are of no use.",
        "It does not matter which model you use.",
        "You don't like reports that nobody reads.",
        "No less than three years of machine learning needed.",
        "Reports that are no longer needed are deleted.",
        "No travel required.",
        "Experience with any No SQL Databases Required",
        "We do not discriminate in research or engineering.",
        "You cannot imagine a day without data.",
        "You will not be building models in isolation.",
        "You will not build models by hand, you will automate them.",
        "Why would you not build models with us?",
        "Should you not know deep learning, we teach you.",
        "You do not know machine learning yet? You will.",
        "There is no limit to the models you train in this role.",
        "No shortage of data engineering in this role.",
        "No two days of building models are the same in this role.",
        "No agencies. Data engineers needed.",
        "No agencies, data engineers needed.",
        "No visa sponsorship - Machine learning required.",
        "No weekends. Machine learning required.",
        "This is not a senior data engineer position.",
        "This is not a back-office data engineering role.",
        "Don't hesitate to send code.",
        "not",
        "no",
        "t not",
        "n't ",
    ],
)
def test_no_denials(text: str) -> None:
    assert denied(text) == ""


def moved(before: Reading, after: Reading) -> float:
    """Return by how much the probabilities of the two modelling roles rise."""
    return max(after.roles[role] - before.roles[role] for role in ("data_scientist", "ml_engineer"))


@pytest.mark.parametrize(
    "denial",
    [
        "No machine learning needed.",
        "This is not a data science role.",
        "You will not build models.",
        "You won't train neural networks or deploy models.",
        "This role does not involve deep learning.",
    ],
)
def test_what_is_denied_votes_for_no_role(denial: str) -> None:
    reader = default_reader()
    before, after = reader.read(WORK * 3), reader.read(WORK * 3 + denial)
    assert moved(before, after) < 0.01
    assert after.duties[-1].kind not in ("data_science", "ml_engineering")
    assert after.signals.deep_learning == before.signals.deep_learning == 0
    assert {skill.id for skill in after.skills} == {skill.id for skill in before.skills}


def test_what_is_said_votes() -> None:
    reader = default_reader()
    assert moved(reader.read(WORK), reader.read(WORK + "You will build machine learning models.")) > 0.05


def test_the_rest_of_the_sentence_counts() -> None:
    document = prepare("You will not train models, but you build Spark pipelines.")
    assert document.denied is not None
    assert not document.denied[-6:].any()


@pytest.mark.parametrize("text", ["You do not " + "know " * 5_000, "no " * 5_000, "You will not build a, " * 3_000])
def test_long_texts_are_read_quickly(text: str) -> None:
    assert len(denied(text)) <= len(text)
