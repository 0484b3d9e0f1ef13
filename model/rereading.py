"""Read again what an earlier reader has read, so that all readings of a store are by one version.

The new readings are written beside the old ones, which are shown until all are there; then the store switches to the
new ones in one step. Cut off at any moment, the same again goes on.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from time import perf_counter

from data import sample
from data.posting import Identity
from data.runs import begin_run, end_run
from data.store import Facts, Store, switch
from data.unread import Unread, count_unread, current_reader, last_read, unread
from model.intake import READ, Outcome, Text, read_all
from model.parallel import chunks, in_order
from model.reader import default_reader

# Told how many postings are read again, and the share of those that are to be.
Watch = Callable[[int, float], None]


def is_behind(store: Store) -> bool:
    """Return whether a store's readings are by another reader than the one that reads now."""
    return current_reader(store) not in (None, default_reader().model.version)


def reread(store: Store, workers: int | None = None, watch: Watch | None = None) -> int:
    """Read all postings that the current model has not read, switch the store to it, and return how many there were.

    A posting without a text keeps what was read in it last, or has what this TrueRole's market sample says.
    """
    begun, version = perf_counter(), default_reader().model.version
    run = begin_run(store, "re-reading")
    done = _reread(store, version, workers, watch)
    switch(store, version)
    done += _reread(store, version, workers, None)  # what another program has added meanwhile
    end_run(store, run, f"read again with {version} in {perf_counter() - begun:,.1f} s: {done:,}")
    return done


def _reread(store: Store, version: str, workers: int | None, watch: Watch | None) -> int:
    waiting: deque[list[Unread]] = deque()
    texts = _texts(chunks(unread(store, version), READ), waiting)
    with closing(in_order(partial(read_all, version=version), texts, workers)) as read:
        return store.reread(
            _told(_facts(store, read, waiting, _sample(store, version)), store, version, watch), version
        )


def _texts(batches: Iterable[list[Unread]], waiting: deque[list[Unread]]) -> Iterator[list[Text]]:
    for batch in batches:
        waiting.append(batch)
        yield [(posting.text, posting.title) for posting in batch if posting.text]


def _sample(store: Store, version: str) -> dict[Identity, Facts]:
    """Return what the market sample says, where the store has postings of it and the same reader has read it."""
    if not store.count(sample=True):
        return {}
    entries, reader = sample.load()
    return {entry.posting.identity: entry.facts for entry in entries} if reader == version else {}


def _facts(
    store: Store, read: Iterable[list[Outcome]], waiting: deque[list[Unread]], sampled: dict[Identity, Facts]
) -> Iterator[tuple[int, Facts]]:
    """Yield the facts of each posting: as read in its text, else of the sample, else those that it had."""
    for outcomes in read:
        batch = waiting.popleft()
        texts = (posting for posting in batch if posting.text)
        found = {p.number: outcome[0] for p, outcome in zip(texts, outcomes, strict=True) if isinstance(outcome, tuple)}
        found |= {p.number: sampled[p.identity] for p in batch if not p.text and p.identity in sampled}
        yield from found.items()
        yield from last_read(store, [p.number for p in batch if p.number not in found]).items()


def _told(
    facts: Iterator[tuple[int, Facts]], store: Store, version: str, watch: Watch | None
) -> Iterator[tuple[int, Facts]]:
    total = count_unread(store, version) if watch else 0
    for done, one in enumerate(facts, 1):
        yield one
        if watch:
            watch(done, done / max(total, done))
