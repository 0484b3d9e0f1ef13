"""Sentences on labels: why a posting is asked about, agreement, accuracy, conflicts."""

from collections.abc import Sequence

from truerole.core.labels import LabelOrigin, QueueOrder
from truerole.core.reading import ROLES, Role
from truerole.data.labels.agreement import Agreement, RandomCheck
from truerole.data.labels.labels import MIN_FOR_MAJORITY, Annotation, effective_annotation
from truerole.data.labels.practice import Practice, PracticeAnswer
from truerole.data.market.aggregates import Proportion
from truerole.phrasing.reading import ROLE_NAMES, capitalize_first, plural

REASONS: dict[LabelOrigin, str] = {
    "uncertain": "least sure",
    "title": "title disagrees",
    "novel": "unlike anything labelled before",
    "random": "random check",
    "suspicious": "the model disputes the label",
    "read": "a verdict that was right",
    "correction": "a verdict that was wrong",
    "import": "imported",
}
ORDER_NAMES: dict[QueueOrder, str] = {
    "mix": "A mix of these",
    "uncertain": "Least sure first",
    "title": "Titles that disagree first",
    "novel": "Unlike anything labelled first",
    "random": "At random",
}
SURE_NAMES = {3: "sure", 2: "fairly sure", 1: "a coin toss"}
# The key of each role, on the page and in the terminal.
KEYS: dict[str, Role] = {str(number): role for number, role in enumerate(ROLES, 1)}
ROLES_IN_FILES = "Roles are data_analyst, data_engineer, data_scientist, ml_engineer and other."
# So many answers in practice say something about all.
_FEWEST_ANSWERS = 20
NOTHING_TO_LABEL = (
    "There is no posting to label: the market sample ships without texts, and of your own all are labelled or skipped. "
    "Gather postings, or import a file with `truerole import`."
)


def agreement_sentence(found: Agreement) -> str:
    """Return a sentence on the agreement of two annotators, with Cohen's kappa."""
    beyond = "" if found.kappa is None else f"; beyond chance (Cohen's kappa): {found.kappa:.2f}"
    return f"{found.one} and {found.other} agree on {found.same} of {plural(found.n, 'text')}{beyond}"


def accuracy_sentence(found: RandomCheck) -> str:
    """Return a sentence on the model's accuracy on random postings, with a Wilson interval; empty without any."""
    if not found.n:
        return ""
    low, high = Proportion("", found.right, found.n).interval
    return (
        f"On postings drawn at random the model was right {found.right} of {found.n} times "
        f"(probably between {low:.0%} and {high:.0%} of all)".replace("%", " %")
    )


def conflict_sentence(annotations: Sequence[Annotation]) -> str:
    """Return a sentence on the labels that annotators gave a text, and the label that counts."""
    names = "; ".join(f"{one.annotator} says {ROLE_NAMES[one.role]} ({SURE_NAMES[one.sure]})" for one in annotations)
    rule = "what most say" if len(annotations) >= MIN_FOR_MAJORITY else "the latest"
    return f"{names}. {ROLE_NAMES[effective_annotation(annotations).role]} counts: {rule}."


def practice_sentence(practice: Practice) -> str:
    """Return a sentence on how far the answers in practice agree, with a Wilson interval from twenty answers on."""
    n = len(practice.answers)
    sentence = f"You agree on {practice.agreed} of {n}"
    if n < _FEWEST_ANSWERS:
        return f"{sentence}."
    low, high = Proportion("", practice.agreed, n).interval
    return f"{sentence} (probably between {low:.0%} and {high:.0%} of all).".replace("%", " %")


def practice_answer_sentence(answer: PracticeAnswer) -> str:
    """Return a sentence on an answer in practice and that of a careful reader."""
    example, yours = answer.example, ROLE_NAMES[answer.role]
    second = f", with {ROLE_NAMES[example.second]} as a second role" if example.second else ""
    doubt = "" if example.sure == max(SURE_NAMES) else f" ({SURE_NAMES[example.sure]})"
    if answer.agrees:
        return f"{capitalize_first(yours)}: a careful reader says the same{second}{doubt}."
    return f"You say {yours}, a careful reader {ROLE_NAMES[example.role]}{second}{doubt}."
