"""Repredict postings that another model version has read, so that a single version has read the whole store.

The new readings are written beside the old ones, which are shown until all are there; then the store switches to the
new ones in one step. Cut off at any moment, the same again goes on.
"""

import json
import logging
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from time import perf_counter

from truerole.core.concurrency.parallel import chunks, map_in_order
from truerole.core.posting import Identity
from truerole.core.progress import OnProgress, Progress, ignore_progress, log_progress
from truerole.core.stored import StoredReading
from truerole.data.labels.labels import corrections
from truerole.data.market import sample
from truerole.data.store.model_diff import count_role_changes, count_without_text
from truerole.data.store.predictions import PendingPosting, count_pending, latest_readings, pending_postings
from truerole.data.store.runs import begin_run, end_run
from truerole.data.store.store import Store, switch_model_version
from truerole.model.reader import default_reader
from truerole.model.registry.artifacts import user_models_dir, writable_models_dir
from truerole.scraper.sources.registry import sources_of_cut_texts
from truerole.workflows.read_texts import TEXTS_PER_TASK, ReadOutcome, Text, read_texts, read_texts_parallel

logger = logging.getLogger(__name__)

# What a re-reading is called beside the page Models.
REREAD_JOB = "rereading"
# The field that has another key in the file of the effect than in code.
_TOTAL_KEY = "of"


@dataclass(frozen=True, slots=True)
class RepredictEffect:
    """Effect of a new model version: of `total` postings with a text, `changed` have another role.

    Of the user's corrections so many are `right` now. Postings without a text keep their readings.
    """

    before: str
    after: str
    changed: int
    total: int
    right: int
    corrections: int
    without_text: int

    def __str__(self) -> str:
        """Return the effect in words."""
        told = [f"{self.changed:,} of {self.total:,} postings read differently"]
        if self.corrections:
            told.append(f"{self.right:,} of your {self.corrections:,} corrections are now right")
        if self.without_text:
            told.append(f"{self.without_text:,} without a text, as those of the sample, stay as they were read")
        return "; ".join(told)


def catch_up(
    store: Store, workers: int | None = None, on_progress: OnProgress = ignore_progress
) -> RepredictEffect | None:
    """Repredict the pending postings with the champion, switch the store, and return the effect; None if up to date."""
    before, after = store.model_version(), default_reader().model.version
    if before is None or before == after:
        return None
    repredict(store, workers, on_progress)
    found = measure_effect(store, before, after, workers)
    save_effect(found)
    return found


def switch_if_read(store: Store) -> bool:
    """Switch the store to the champion if no posting is pending, and return whether the store was switched."""
    if count_pending(store, default_reader().model.version):
        return False
    catch_up(store, workers=1)
    return True


def measure_effect(store: Store, before: str, after: str, workers: int | None = None) -> RepredictEffect:
    """Measure the effect of the switch from the model version `before` to `after`."""
    corrected = corrections(store)
    read = read_texts_parallel(after, [(label.text, label.title) for label in corrected], workers)
    right = sum(isinstance(o, tuple) and o[0].role == label.role for o, label in zip(read, corrected, strict=True))
    changed, total = count_role_changes(store, before, after)
    return RepredictEffect(before, after, changed, total, right, len(corrected), count_without_text(store))


def save_effect(found: RepredictEffect) -> None:
    """Save the effect of the newest reprediction for the pages."""
    kept = {_TOTAL_KEY if name == "total" else name: value for name, value in asdict(found).items()}
    with suppress(OSError):
        (writable_models_dir() / "effect.json").write_text(json.dumps(kept), "utf-8")


def load_effect() -> RepredictEffect | None:
    """Load the effect of the newest reprediction; None without a readable file."""
    try:
        kept = json.loads((user_models_dir() / "effect.json").read_text("utf-8"))
        return RepredictEffect(**{"total" if key == _TOTAL_KEY else key: value for key, value in kept.items()})
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def is_behind(store: Store) -> bool:
    """Return whether a store's readings are by another model version than the champion."""
    return store.model_version() not in (None, default_reader().model.version)


def repredict(store: Store, workers: int | None = None, on_progress: OnProgress = ignore_progress) -> int:
    """Repredict all pending postings with the champion, switch the store, and return their number.

    A posting without a text keeps what was read in it last, or has what this TrueRole's market sample says.
    """
    begun, version = perf_counter(), default_reader().model.version
    run = begin_run(store, "re-reading")
    done = _reread(store, version, workers, log_progress(logger, "re-reading", on_progress))
    switch_model_version(store, version)
    done += _reread(store, version, workers, ignore_progress)  # what another program has added meanwhile
    end_run(store, run, f"read again with {version} in {perf_counter() - begun:,.1f} s: {done:,}")
    logger.info("re-reading ended: %d postings read with %s", done, version, extra={"counts": {"postings": done}})
    return done


def _reread(store: Store, version: str, workers: int | None, on_progress: OnProgress) -> int:
    waiting: deque[list[PendingPosting]] = deque()
    texts = _texts(chunks(pending_postings(store, version), TEXTS_PER_TASK), waiting)
    with closing(map_in_order(partial(read_texts, version=version), texts, workers)) as read:
        return store.add_readings(
            _told(_facts(store, read, waiting, _sample(store, version)), store, version, on_progress), version
        )


def _texts(batches: Iterable[list[PendingPosting]], waiting: deque[list[PendingPosting]]) -> Iterator[list[Text]]:
    for batch in batches:
        waiting.append(batch)
        yield [(posting.text, posting.title) for posting in batch if posting.text]


def _sample(store: Store, version: str) -> dict[Identity, StoredReading]:
    """Return the readings of the market sample by identity, if of the same model version and in the store."""
    if sample.sample_version() != version or not store.count(sample=True):
        return {}
    return {entry.posting.identity: entry.reading for entry in sample.load_sample()[0]}


def _facts(
    store: Store,
    read: Iterable[list[ReadOutcome]],
    waiting: deque[list[PendingPosting]],
    sampled: dict[Identity, StoredReading],
) -> Iterator[tuple[int, StoredReading]]:
    """Yield the reading of each posting: of the text, else from the market sample, else the last reading."""
    for outcomes in read:
        batch = waiting.popleft()
        texts = (posting for posting in batch if posting.text)
        pairs = zip(texts, outcomes, strict=True)
        found = {p.number: _sure(p, outcome[0]) for p, outcome in pairs if isinstance(outcome, tuple)}
        found |= {p.number: sampled[p.identity] for p in batch if not p.text and p.identity in sampled}
        yield from found.items()
        yield from latest_readings(store, [p.number for p in batch if p.number not in found]).items()


def _sure(posting: PendingPosting, reading: StoredReading) -> StoredReading:
    """Return the reading, not confident where the posting's source cuts the texts."""
    return replace(reading, confident=False) if posting.identity[0] in sources_of_cut_texts() else reading


def _told(
    facts: Iterator[tuple[int, StoredReading]], store: Store, version: str, on_progress: OnProgress
) -> Iterator[tuple[int, StoredReading]]:
    total = count_pending(store, version)
    for done, one in enumerate(facts, 1):
        yield one
        on_progress(Progress(done, share=done / max(total, done)))
