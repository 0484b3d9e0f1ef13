"""Component of spaCy's pipelines that reads a document as a job posting: spans of skills, and the whole reading.

    nlp = spacy.blank("en")
    nlp.add_pipe("truerole")
    doc = nlp("You will own our warehouse in Snowflake; Airflow is a plus.")
    [(span.text, span.id_, span._.need) for span in doc.spans["skills"]], doc._.reading.role

A title, which never votes on the role, is taken from `doc.user_data["title"]`, where spaCy's own displays look for it.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

import orjson
from spacy.language import Language
from spacy.tokens import Doc, Span

from truerole import Reading
from truerole.core.reading import Need, Skill
from truerole.core.schemas.validation import validate_json
from truerole.core.text.decoding import replace_surrogates
from truerole.model.reader import default_reader, try_read

logger = logging.getLogger(__name__)

LABEL = "SKILL"
# Where a document keeps its reading: as JSON, since spaCy sends and stores no other objects with a document.
_KEPT = "truerole"
# Where it keeps the need of each skill by id: a token such as "SQL/Python" holds two, so that no span can.
_NEEDS = "truerole needs"


class PostingPipe:
    """Pipe that sets `doc._.reading`, and spans of skills in `doc.spans[spans_key]`.

    A span has the label SKILL, the id of the skill as `id_` and `kb_id_`, and the need as `span._.need`.
    """

    def __init__(self, spans_key: str) -> None:
        self.spans_key = spans_key

    def __call__(self, doc: Doc) -> Doc:
        """Read a document; why a document cannot be read goes to the log."""
        title = doc.user_data.get("title")
        read = try_read(default_reader(), doc.text, replace_surrogates(title) if isinstance(title, str) else None)
        doc.user_data.pop(_KEPT, None)
        if isinstance(read, str):
            logger.warning("a document of %d tokens has no reading: %s", len(doc), read)
            self._mark(doc, ())
        else:
            doc.user_data[_KEPT] = orjson.dumps(read, default=tuple).decode()
            self._mark(doc, read.skills)
        return doc

    def _mark(self, doc: Doc, skills: Sequence[Skill]) -> None:
        doc.user_data[_NEEDS] = {skill.id: skill.need for skill in skills}
        mentions = sorted((*mention, skill.id) for skill in skills for mention in skill.mentions)
        doc.spans[self.spans_key] = [span for mention in mentions if (span := _span(doc, *mention))]


def _span(doc: Doc, start: int, end: int, skill: str) -> Span | None:
    """Return a mention of a skill as a span of whole tokens."""
    return doc.char_span(start, end, LABEL, kb_id=skill, alignment_mode="expand", span_id=skill)


def _need(span: Span) -> Need | None:
    """Return the need of the skill that a span names; None for any other span."""
    needs: dict[str, Need] = span.doc.user_data.get(_NEEDS, {})
    return needs.get(span.id_)


def _reading(doc: Doc) -> Reading | None:
    """Return the reading that a document keeps; None where the document is unread, or cannot be read."""
    kept = doc.user_data.get(_KEPT)
    return None if kept is None else replace(validate_json(Reading, kept), text=doc.text)


@Language.factory("truerole", default_config={"spans_key": "skills"}, assigns=["doc.spans", "doc._.reading"])
def make_pipe(nlp: Language, name: str, spans_key: str) -> PostingPipe:
    """Make the pipe of a pipeline; `spans_key` names the group of spans."""
    return PostingPipe(spans_key)


if not Doc.has_extension("reading"):
    Doc.set_extension("reading", getter=_reading)
if not Span.has_extension("need"):
    Span.set_extension("need", getter=_need)
