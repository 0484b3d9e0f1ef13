"""Read a posting: text in, `Reading` out."""

import gc
import logging
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from truerole.core.errors import EmptyText, TooLong, TrueRoleError
from truerole.core.reading import FEWEST_WORDS, ROLES, Doubt, OtherKind, Reading, Title
from truerole.core.text.visible import one_line
from truerole.model.duties.classifier import DutyPrediction, Layout, duty_spans, layout_of, predict_duties
from truerole.model.duties.other_kind import other_kind
from truerole.model.duties.profile import profile_parts
from truerole.model.registry.artifacts import Model, load_model
from truerole.model.registry.champion import champion_model, champion_stamp
from truerole.model.role.classifier import RolePrediction, evidence_of, predict_role
from truerole.model.role.title import classify_title
from truerole.model.role.vectorizer import Occurrences
from truerole.model.signals.classifier import read_signals
from truerole.model.skills.extractor import extract_skills
from truerole.model.text.document import Document, prepare
from truerole.model.text.langid import detect_language

logger = logging.getLogger(__name__)

MAX_CHARACTERS = 100_000
MAX_TITLE = 1_000

_COLLECT_AFTER = 100_000


@dataclass(frozen=True)
class Reader:
    """Reader of postings with a model."""

    model: Model

    def read(self, text: str, title: str | None = None, id: str | None = None) -> Reading:
        """Read the description of a job.

        Raises EmptyText for blanks alone, TooLong over 100,000 characters, TypeError for a text or title of other types
        than `str`.
        """
        _require_str("text", text)
        if title is not None:
            _require_str("title", title)
        document = _prepared(text)
        language = detect_language(document.tokens)
        skills = extract_skills(document)
        found, layout = self.model.roles.vocabulary.find(document, skills), layout_of(document)
        duties = predict_duties(self.model.duties, found, layout) if language == "en" else None
        verdict = self._verdict(found, duties, layout) if duties else None
        doubt = self._doubt(verdict, language)
        return Reading(
            id=id,
            role=verdict.role if verdict else None,
            roles=verdict.roles if verdict else dict.fromkeys(ROLES, 1 / len(ROLES)),
            confident=doubt is None,
            title=self._title(title, verdict),
            evidence=evidence_of(verdict, document) if verdict else (),
            other_kind=self._other_kind(verdict, duties, document, layout),
            skills=skills,
            duties=duty_spans(duties.in_context, document) if duties else (),
            signals=read_signals(document, title),
            sections=document.sections,
            language=language,
            model=self.model.version,
            doubt=doubt,
        )

    def role_probabilities(self, text: str) -> npt.NDArray[np.float64]:
        """Return the probabilities of ROLES (5) for a text of any language and length, without a doubt.

        A text without a known word gets the priors; of one over 100,000 characters the first ones are read.
        """
        document = prepare(text[:MAX_CHARACTERS])
        found, layout = self.model.roles.vocabulary.find(document, extract_skills(document)), layout_of(document)
        return self._verdict(found, predict_duties(self.model.duties, found, layout), layout).probabilities

    def _verdict(self, found: Occurrences, duties: DutyPrediction, layout: Layout) -> RolePrediction:
        return predict_role(self.model.roles, found, profile_parts(duties.alone, layout.kinds, found.shares))

    def _other_kind(
        self, verdict: RolePrediction | None, duties: DutyPrediction | None, document: Document, layout: Layout
    ) -> OtherKind | None:
        if verdict is None or duties is None or verdict.role != "other":
            return None
        return other_kind(document, duties.in_context, layout.kinds)

    def _doubt(self, verdict: RolePrediction | None, language: str) -> Doubt | None:
        if verdict is None:
            return "too short to tell" if language == "und" else "not English"
        if verdict.words < FEWEST_WORDS:
            return "too short to tell"
        return None if verdict.probabilities.max() >= self.model.roles.confidence_threshold else "could be either"

    def _title(self, title: str | None, verdict: RolePrediction | None) -> Title | None:
        if not title or not title.strip():
            return None
        named = classify_title(title[:MAX_TITLE])
        if named is None or verdict is None:
            return Title(title, named, None)
        if verdict.role == named:
            return Title(title, named, True)
        likely = verdict.probabilities[ROLES.index(named)] >= self.model.roles.title_thresholds[ROLES.index(named)]
        # Where the work leans elsewhere, yet the title may well be right, nothing is said.
        return Title(title, named, None if likely else False)


def _require_str(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")


def _prepared(text: str) -> Document:
    if len(text) > MAX_CHARACTERS:
        raise TooLong(f"the text has {len(text):,} characters; paste one posting, {MAX_CHARACTERS:,} at the most")
    if not text.strip():
        raise EmptyText("there is no text to read; paste the description of a job")
    return prepare(text)


def try_read(reader: Reader, text: str, title: str | None = None, id: str | None = None) -> Reading | str:
    """Return the reading of a text, or the error in a line: an odd posting must not end a run of millions."""
    try:
        return reader.read(text, title, id)
    except TrueRoleError as refused:
        error = str(refused)
    except Exception as broken:
        error = f"could not be read ({type(broken).__name__}: {broken})"
    return one_line(error)


def default_reader() -> Reader:
    """Return the reader with the champion; a promotion makes the next call load the new champion."""
    return _loaded(champion_stamp())


@lru_cache(maxsize=2)
def reader_of(version: str) -> Reader:
    """Return the reader with a model version, for long runs during which another model may be promoted.

    Raises ModelError where it cannot be trusted or loaded.
    """
    current = default_reader()
    return current if current.model.version == version else _kept(Reader(load_model(version, logger.warning)))


@lru_cache(maxsize=1)
def _loaded(_: tuple[int, ...] | None) -> Reader:
    return _kept(Reader(champion_model(logger.warning)))


def _kept(reader: Reader) -> Reader:
    # What is loaded stays, and a reading makes no cycles: the collector would walk over both in vain, which took 7 % of
    # the time. Memory is freed by reference counts as before.
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)
    return reader
