"""Sentences on a text that is not one posting: what it seems to be, and what to do."""

from truerole.model.text.text_kind import FoundKind

_NOTES = {
    "several": "These look like {parts} postings in one text. One verdict on all of them would fit none.",
    "cv": "This looks like a CV, not like a posting. Its skills can be compared with what postings ask for.",
    "listing": "This looks like a list of jobs. Open one of them, copy its whole text, and paste that.",
    "article": "This does not look like a job posting: it says nothing of work, skills or an employer.",
    "posting": "",
}


def kind_note(found: FoundKind) -> str:
    """Return what a text seems to be instead of one posting, in a sentence or two; empty for a posting."""
    return _NOTES[found.kind].format(parts=len(found.parts))
