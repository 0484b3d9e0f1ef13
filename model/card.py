"""Write the model card: what the model was fitted to, how well it reads, and where it is weak."""

from collections import Counter
from pathlib import Path

from data.counts import Counts
from model.evaluation import Evaluation, table
from model.reading import ROLES

NAME = "CARD.md"
_TEXT = """# Model card: real role of a job posting, {version}

A linear model over words, pairs of words and skills, weighted by the kind of section they stand in: logistic
regression on TF-IDF, with soft labels for mixed postings, calibrated by a temperature. It never sees the title, and
names of the roles in the text count for nothing.

## Fitted to

{n:,} public postings of {first} to {last}, from {sources} collections, read one by one by the definitions in
`docs/roles.md`: {by_role}.

The readers were language models. On 320 other postings two of them, reading independently, agreed on the role in 97 %
(kappa 0.96). So the figures below say how well the model agrees with such readers, not with the people who do the
work. About a third of the postings were chosen because a first model was unsure of them or contradicted their titles:
they are harder than the average posting.

Another {unread:,} postings of the same collections, which nobody read, are used where the words and the title agree.

No text of these postings is shipped: only labels and counts of terms that stand in five or more of them.

## How well it reads

On sources that it was not fitted to: cross-validation in 6 folds of whole sources (`truerole train` makes these
figures anew). A reading is called confident from a probability of {confident:.3f} on.

{figures}

## Where it is weak

- Postings near data and AI that are neither (product managers, sales engineers, back-end engineers of AI companies)
  are the commonest mistake, in both directions; ML engineer and data scientist are the next.
- Short texts say little: under 20 known words no reading is called confident.
- The postings are mostly from the United States, Canada, the United Kingdom, Germany and India, and all are English.
- `other` is a third of what it was fitted to. Where nearly all postings are of other work, its share reads low.
- Features and weights of the sections were chosen on these same folds, which flatters it by a few tenths of a point.
"""


def card(version: str, confident_from: float, counts: Counts, evaluation: Evaluation) -> str:
    """Return the card as Markdown."""
    read = [label for label in counts.labels if label.sure]
    roles = Counter(label.role for label in read)
    parts = {part for label in read for part in label.source.split("_")}
    years = sorted(part for part in parts if part.isdigit() and len(part) == 4)
    return _TEXT.format(
        version=version,
        n=len(read),
        unread=len(counts.labels) - len(read),
        first=years[0] if years else "unknown years",
        last=years[-1] if years else "now",
        sources=len({label.source for label in read}),
        by_role=", ".join(f"{roles[role]:,} {role}" for role in ROLES),
        confident=confident_from,
        figures=table(evaluation),
    )


def agrees(folder: Path, evaluation: Evaluation) -> bool:
    """Return whether the card in `folder` gives the figures of `evaluation`."""
    try:
        return table(evaluation) in (folder / NAME).read_text("utf-8")
    except OSError:
        return False
