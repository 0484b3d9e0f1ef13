"""Ask DuckDB the same of the same facts as the index of bitmaps: three queries, of the store of `benchmarks/market.py`.

DuckDB is no dependency: `pip install duckdb` first. The store is copied into its own tables once; then each query is
asked of both on one core, the answers are compared, and the medians of the processor time printed: counts by month and
role; the 30 commonest skills under six filters; postings with two words, for which DuckDB looks through all texts, as
its full-text index is an extension, and ours keeps nothing from one time to the next.

    python benchmarks/duck.py [--folder FOLDER] [--postings 200000]
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import pyarrow as pa
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.market import MONTHS, SIX, build
from truerole.core.reading import ROLES
from truerole.data.market.aggregates import Filters, count_skills, select_postings
from truerole.data.market.bitmap_index import BitmapIndex, refresh
from truerole.data.market.search.query import match_words
from truerole.data.store.schema import postings, readings, skill_names, skills
from truerole.data.store.store import Store, open_store

ROUNDS, SHOWN, TAKEN = 7, 30, 100_000
FROM, TO = MONTHS[30], MONTHS[90]
WORDS = "report", "cloud"
_FACTS = (postings.c.number, postings.c.month, postings.c.country, postings.c.source, postings.c.title,
          postings.c.description, readings.c.role, readings.c.seniority, readings.c.stage)  # fmt: skip
TABLES = {
    "facts": select(*_FACTS).join(readings, readings.c.posting == postings.c.number),
    "skills": select(skills.c.posting, skill_names.c.skill).join(skill_names, skill_names.c.number == skills.c.skill),
}
_HERE = " AND ".join(f"{name} IN ({', '.join(map(repr, values))})" for name, values in SIX.items())
_HERE += f" AND month BETWEEN '{FROM}' AND '{TO}'"
_FOUND = " AND ".join(rf"regexp_matches(lower(title || ' ' || description), '\b{word}\b')" for word in WORDS)
SQL = {
    "counts by month and role": "SELECT month, role, count(*) FROM facts GROUP BY ALL",
    "30 skills under six filters": "SELECT skill, count(*) AS n FROM skills JOIN facts ON number = posting WHERE "
    f"{_HERE} GROUP BY skill ORDER BY n DESC, skill LIMIT {SHOWN}",
    "postings with two words": f"SELECT number FROM facts WHERE {_FOUND}",
}


def ours(store: Store, index: BitmapIndex) -> dict[str, Callable[[], set[tuple[Any, ...]]]]:
    """Return the same queries of the index and the full-text index."""

    def counts() -> set[tuple[Any, ...]]:
        roles = [(role, index.bitmap("role", role)) for role in ROLES]
        pairs = ((m, role, of.intersection_cardinality(bits)) for m, of in index.items("month") for role, bits in roles)
        return {pair for pair in pairs if pair[2]}

    def asked() -> set[tuple[Any, ...]]:
        # As in SQL, repeated postings count.
        found = select_postings(index, Filters(SIX, (FROM, TO), copies=True))
        return {(skill.name, skill.count) for skill in count_skills(index, found)[:SHOWN]}

    def words() -> set[tuple[Any, ...]]:
        return {(number,) for number in match_words(store, [(word,) for word in WORDS])}

    return dict(zip(SQL, (counts, asked, words), strict=True))


def filled(duck: Any, store: Store) -> None:  # noqa: ANN401
    """Copy the facts into tables of DuckDB."""
    with store.read_transaction() as connection:
        for name, query in TABLES.items():
            rows = connection.execution_options(yield_per=TAKEN).execute(query)
            for number, part in enumerate(rows.mappings().partitions(TAKEN)):
                duck.register("part", pa.Table.from_pylist([dict(row) for row in part]))
                duck.execute(
                    f"INSERT INTO {name} SELECT * FROM part" if number else f"CREATE TABLE {name} AS FROM part"
                )


def main() -> None:
    """Print the milliseconds of each query, and exit with 1 where the answers differ."""
    try:
        import duckdb
    except ImportError:
        print("DuckDB is not installed: pip install duckdb")
        return
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "truerole-market")
    ask.add_argument("--postings", type=int, default=200_000)
    given = ask.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    os.environ["TRUEROLE_HOME"] = str(given.folder)
    build(given.postings)
    with open_store() as store, duckdb.connect() as duck:
        duck.execute("SET threads = 1")
        begun = process_time()
        filled(duck, store)
        print(f"copied into DuckDB {duckdb.__version__} in {process_time() - begun:.1f} s of processor time")
        right = [_compared(name, work, duck) for name, work in ours(store, refresh(store)).items()]
    sys.exit(0 if all(right) else 1)


def _compared(name: str, work: Callable[[], set[tuple[Any, ...]]], duck: Any) -> bool:  # noqa: ANN401
    answer, own = _asked(work)
    other, its = _asked(lambda: set(duck.execute(SQL[name]).fetchall()))
    verdict = "the same" if answer == other else "OTHER ANSWERS"
    print(f"{name:<30}ours{own:>9.2f} ms   DuckDB{its:>9.2f} ms   {len(answer):,} rows, {verdict}", flush=True)
    return answer == other


def _asked(work: Callable[[], set[tuple[Any, ...]]]) -> tuple[set[tuple[Any, ...]], float]:
    """Return the answer, and the median milliseconds of processor time of asking again."""
    answer, taken = work(), []
    for _ in range(ROUNDS):
        begun = process_time()
        work()
        taken.append(1e3 * (process_time() - begun))
    return answer, median(taken)


if __name__ == "__main__":
    main()
