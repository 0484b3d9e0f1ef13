"""Make the shipped training counts from postings.

`python -m truerole.model.role.build_counts POSTINGS.jsonl.gz LABELS.jsonl …`

POSTINGS has id, src, title and description; LABELS has id and the labels. Run it again after any change to what counts
as a term: tokens, sections, skills, features. Of the texts, only numbers are kept.
"""

import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from truerole.model.role.term_counts import Label, TermCounts, pack_counts, save_counts
from truerole.model.role.title import classify_title
from truerole.model.role.vectorizer import build_vocabulary
from truerole.model.skills.extractor import extract_skills
from truerole.model.text.document import prepare


def count_terms(postings: Iterable[tuple[Label, str]]) -> TermCounts:
    """Count the terms of texts; terms in fewer than five texts are left out."""
    labels, texts = zip(*postings, strict=True)
    documents = [prepare(text) for text in texts]
    found = [(document, extract_skills(document)) for document in documents]
    vocabulary = build_vocabulary(found)
    return pack_counts(labels, vocabulary.terms, (vocabulary.count(document, skills) for document, skills in found))


def read_labelled(postings: Path, labels: Iterable[Path]) -> Iterator[tuple[Label, str]]:
    """Yield the label and the text of each labelled posting, in the order of the labels."""
    with gzip.open(postings, "rt", encoding="utf-8") as file:
        texts = {row["id"]: row for row in map(json.loads, file)}
    for path in labels:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            posting = texts[row["id"]]
            yield _label(row, posting), posting["description"]


def _label(row: dict[str, Any], posting: dict[str, Any]) -> Label:
    return Label(
        id=row["id"],
        source=posting["src"],
        role=row["role"],
        second=row["second"],
        sure=row["sure"],
        stage=row["stage"],
        deep_learning=row["dl"],
        seniority=row["seniority"],
        title=classify_title(posting["title"] or ""),
    )


def main(postings: str, *labels: str) -> None:
    """Write the term counts of postings with the labels of the files `labels`."""
    save_counts(count_terms(read_labelled(Path(postings), map(Path, labels))))


if __name__ == "__main__":
    main(*sys.argv[1:])
