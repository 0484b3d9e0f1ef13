"""Measure the market pages' queries on a million made-up postings of 15 skills each, while another process writes.

Builds the store in FOLDER (about ten minutes; taken again as it is by later runs), then measures: building, loading and
refreshing the index; every page's queries without filters and with six, in the presence of a writer that adds batches
of 1,000 as fast as it can; the write-ahead log; whole pages; memory. Exits with 1 where a limit is broken. With
`--postgres` the store is that of a PostgreSQL server of its own, which keeps its data in FOLDER and is set up as it
comes.

    python benchmarks/market.py [--postings 1000000] [--folder FOLDER] [--postgres]
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles
from threading import Event, Thread
from time import perf_counter, sleep, thread_time

from sqlalchemy import update
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.support.postgres import serving
from benchmarks.support.timing import Figure
from truerole.core.concurrency.background import in_background, in_foreground
from truerole.core.posting import Posting, Salary
from truerole.core.reading import ROLES, WORK_KINDS, DutyMix
from truerole.core.stored import SkillDemand, StoredReading, StoreEntry
from truerole.core.taxonomy import load_taxonomy
from truerole.data.market import aggregates
from truerole.data.market.aggregates import Filters
from truerole.data.market.bitmap_index import BitmapIndex, rebuild_index, refresh
from truerole.data.market.duties import MixFacet, mix_table, mixes_by
from truerole.data.market.listing import list_postings
from truerole.data.market.pay import pay_overall, pay_table, select_pay
from truerole.data.market.profiles.company_table import company_table
from truerole.data.market.search.posting_search import PostingSearch, read_search
from truerole.data.market.similar_postings import similar_postings
from truerole.data.market.skill_match import SkillMatcher, advise
from truerole.data.market.statistics.comparison import compare_skills, cooccurring
from truerole.data.market.statistics.design_effect import Employers
from truerole.data.market.statistics.mistitle_rates import mistitle_rates
from truerole.data.market.statistics.period_effects import Step, period_shares
from truerole.data.market.statistics.share_intervals import with_employers
from truerole.data.market.statistics.trends import skill_trends
from truerole.data.market.wishes import Person
from truerole.data.store.engine import batched
from truerole.data.store.schema import postings
from truerole.data.store.store import Store, bump_versions, open_store
from truerole.phrasing.pay import PAY_VIEWS, PayView, pay_rows
from truerole.workflows.serving.live_index import TABLES

SKILLS, ROUNDS, BATCH, MEGABYTE = 15, 40, 1_000, 1 << 20
DATA_ROLES = ROLES[:4]
ADVICE = "Fit: advice for the role that the skills point to"
# The most milliseconds that a query may take: a chart's, and that of the whole advice for four roles.
LIMIT, LIMITS = 50, {ADVICE: 250}
NAMES = tuple(load_taxonomy().skills)[::2][:400]
COUNTRIES = tuple("us gb de in fr ca au nl es it pl ie se ch at be pt br mx sg jp za ae dk no fi cz ro hu gr".split())
MONTHS = [f"{year}-{month:02}" for year in range(2018, 2027) for month in range(1, 13)][:103]
TITLES = ("Data Analyst", "Data Engineer", "Data Scientist", "ML Engineer", "AI Engineer", "Business Analyst", "Baker")
WORDS = (
    tuple("we you data team build model report cloud fast good work lead grow people learn plan care".split()) + NAMES
)
# Pages with what their addresses ask for, and limits in milliseconds of those that count for each company.
PAGES: dict[str, dict[str, str | list[str]]] = {
    "market": {},
    "titles": {},
    "postings": {},
    "fit": {"know": [load_taxonomy().skills[skill].name for skill in NAMES[3:60:8]]},
    "about": {},
    "skill": {"id": NAMES[3]},
    "company": {"name": "Company 7", "when": "All time"},
    "companies": {},
}
PAGE_LIMITS = {"skill": 600, "company": 1_000, "companies": 600}
SIX = {
    "role": DATA_ROLES[:2],
    "seniority": ("mid", "senior"),
    "stage": ("startup", "unknown"),
    "country": ("us", "gb", "de"),
    "source": ("board 1", "board 2", "board 3"),
}
SELECTIONS = {"no filter": Filters(), "six filters": Filters(SIX, (MONTHS[30], MONTHS[90]))}


def entries(first: int, count: int) -> Iterator[StoreEntry]:
    """Yield made-up postings with the numbers from `first` on; rare values are rare as in a market (Zipf)."""
    draw = random.Random(first)
    zipf = list(accumulate(1 / (rank + 3) for rank in range(len(NAMES))))
    country = list(accumulate(1 / (rank + 1) for rank in range(len(COUNTRIES))))
    for n in range(first, first + count):
        role, title = draw.choice(ROLES), draw.randrange(len(TITLES))
        found = dict.fromkeys(draw.choices(NAMES, cum_weights=zipf, k=SKILLS + 8))
        first = next(iter(found))  # of two alternatives, in a posting of three
        asked = tuple(
            SkillDemand(s, "preferred" if i % 3 == 2 else "required", one_of=first if n % 3 == 0 and i < 2 else None)
            for i, s in enumerate(list(found)[:SKILLS])
        )
        named = ROLES[title] if title < len(DATA_ROLES) else None
        facts = StoredReading(
            role, (0.5, 0.3, 0.1, 0.05, 0.05), n % 5 > 0, named, None if named is None else named == role, n % 4,
            draw.choice(("startup", "enterprise", "unknown")), draw.choice(("junior", "mid", "senior", "lead")), asked,
            mix(n),
        )  # fmt: skip
        posting = Posting(
            f"board {draw.randrange(8)}", str(n), f"{TITLES[title]} {n % 97}", " ".join(draw.choices(WORDS, k=60)),
            company=f"Company {n % 50_000}", country=draw.choices(COUNTRIES, cum_weights=country)[0],
            workplace=draw.choice(("remote", "hybrid", "onsite")),
            salary=Salary(pay := draw.randrange(40, 200) * 1_000, pay + 20_000, "USD", "year") if n % 3 == 0 else None,
        )  # fmt: skip
        yield StoreEntry(posting, facts, draw.choice(MONTHS))


def mix(n: int) -> DutyMix:
    """Return a made-up mix of duties: most of one kind, the rest of another."""
    kinds = len(WORK_KINDS)
    most, rest = n % kinds, (n % kinds + 1 + n % (kinds - 1)) % kinds
    return tuple(60 if kind == most else 40 if kind == rest else 0 for kind in range(kinds))


def employers(store: Store, index: BitmapIndex) -> Employers:
    """Return the code of the company of each posting."""
    return company_table(store, index).company


def queries(store: Store, filters: Filters) -> dict[str, Callable[[BitmapIndex], object]]:
    """Return the queries of the pages, by page and chart."""
    return _market_queries(store, filters) | _other_queries(store, filters)


def _market_queries(store: Store, filters: Filters) -> dict[str, Callable[[BitmapIndex], object]]:
    def within(index: BitmapIndex) -> "aggregates.BitMap":
        return aggregates.select_postings(index, filters)

    def most_asked_for(index: BitmapIndex) -> object:
        here = within(index)
        shares = aggregates.count_skills(index, here)[:25]
        counted = [(share, index.bitmap("skill", share.name)) for share in shares]
        return with_employers(counted, here, employers(store, index))

    def typical(index: BitmapIndex) -> object:
        here = within(index)
        others = aggregates.select_postings(index, Filters({**filters.facets, "role": ROLES}, filters.period)) - here
        return compare_skills(index, here, others, employers=employers(store, index))

    def roles(index: BitmapIndex) -> object:
        here, there = (aggregates.select_postings(index, filters.with_facets(role=role)) for role in DATA_ROLES[:2])
        return compare_skills(index, here, there, employers=employers(store, index))

    def deep(index: BitmapIndex) -> object:
        here = within(index)
        named = {"deep": index.any("deep_learning", ("2", "3"))}
        return [period_shares(index, index.bitmap("role", role) & here, named, "year") for role in ROLES]

    def pay(index: BitmapIndex, view: PayView) -> object:
        found = select_pay(pay_table(store, index), within(index))
        known = employers(store, index) if view == "skill" else None
        return pay_overall(found), pay_rows(index, found, view, 25, known)

    def days(index: BitmapIndex, facet: MixFacet) -> object:
        return mixes_by(index, mix_table(store, index), within(index), facet, employers(store, index))

    def over_time(index: BitmapIndex, step: Step) -> object:
        return period_shares(index, within(index), {name: index.bitmap("skill", name) for name in NAMES[:5]}, step)

    return {
        "Market: most asked for": most_asked_for,
        "Market: typical": typical,
        "Market: role against role": roles,
        "Market: five skills by month": lambda i: over_time(i, "month"),
        "Market: five skills by year": lambda i: over_time(i, "year"),
        "Market: trends of five skills": lambda i: skill_trends(i, within(i), NAMES[:5]),
        "Market: what goes together": lambda i: cooccurring(i, within(i), NAMES[0], employers=employers(store, i)),
        "Market: deep learning by year": deep,
        **{f"Market: pay by {view}": partial(pay, view=view) for view in PAY_VIEWS},
        "Market: what the days hold": partial(days, facet="title"),
        "Market: what the days hold, by country": partial(days, facet="country"),
    }


def _other_queries(store: Store, filters: Filters) -> dict[str, Callable[[BitmapIndex], object]]:
    taxonomy = load_taxonomy()
    person = Person(taxonomy.implied_by(NAMES[3:60:8]), {"engineering": 1.0}, {("stage", "startup"): 1.0})

    def within(index: BitmapIndex) -> "aggregates.BitMap":
        return aggregates.select_postings(index, filters)

    def words(index: BitmapIndex) -> object:
        typed = read_search(f'"{NAMES[50]}" -{NAMES[90]}')
        found = PostingSearch(store, index).find(typed, within(index))
        return list_postings(store, aggregates.newest(index, found, 20, 10))

    def search(index: BitmapIndex) -> object:
        return PostingSearch(store, index).find(
            read_search(f"{NAMES[2]} {NAMES[7]} germany model -report"), within(index)
        )

    return {
        "Postings: skills, a place, words": search,
        "Titles: heat map": lambda i: aggregates.roles_by_title(i, within(i)),
        "Titles: misleading, by country": lambda i: mistitle_rates(i, within(i), "country", 30, employers(store, i)),
        "Titles: families": lambda i: aggregates.roles_by_family(i, within(i), 30),
        "Titles: mixed roles": lambda i: aggregates.role_pairs(i, within(i)),
        "Postings: newest page": lambda i: list_postings(store, aggregates.newest(i, within(i), 100, 10)),
        "Postings: two words": words,
        "Postings: nearest": lambda i: similar_postings(i, within(i), NAMES[5:20], {"role": "data_engineer"}, 20),
        "Fit: best postings": lambda i: SkillMatcher(i, within(i), taxonomy).rank_postings(person, 10),
        ADVICE: lambda i: advise(i, filters, person, taxonomy),
    }


@contextmanager
def writer(first: int) -> Iterator[None]:
    """Start a process that adds batches of 1,000 postings without a pause."""
    command = [sys.executable, __file__, "--write", str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            process.stdout.readline()
            yield
        finally:
            process.kill()


class Follower:
    """Keep an index fresh beside the reader, as the dashboard does, and note how long that takes."""

    def __init__(self, store: Store, index: BitmapIndex) -> None:
        self.store, self.index = store, index
        self.taken: list[float] = []
        self._stop = Event()
        self._thread = Thread(target=self._follow, daemon=True)

    def __enter__(self) -> "Follower":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _follow(self) -> None:
        while not self._stop.wait(1):
            begun = perf_counter()
            with in_background():
                index = refresh(self.store, self.index)
                for table in TABLES:
                    table.follow(self.store, index)
                self.index = index
                for table in TABLES:
                    table.settle(self.store)
            self.taken.append(perf_counter() - begun)


def build(count: int) -> None:
    """Build the store, unless built before, and return the figures of speed and size."""
    with open_store() as store:
        there = store.count()
        if there >= count:
            print(f"{there:,} postings are there already")
            return
        begun = perf_counter()
        for first in range(there, count, 50_000):
            store.add(entries(first, min(50_000, count - first)), "made up")
            taken = perf_counter() - begun
            print(f"{first + 50_000:>9,} postings, {(first + 50_000 - there) / taken:,.0f}/s", flush=True)


def measure(folder: Path) -> list[Figure]:
    """Return the figures of a built store."""
    found, log = [], folder / "truerole.db-wal"
    threadpool_limits(1)  # as in the dashboard
    sys.setswitchinterval(0.001)
    with open_store() as store:
        first = store.count()
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        print(f"{first:,} postings in {size / MEGABYTE:,.0f} MB")
        begun = perf_counter()
        rebuild_index(store)
        print(f"index built in {perf_counter() - begun:.1f} s")
        begun = perf_counter()
        index = refresh(store)
        found.append(Figure("index loaded at the start", perf_counter() - begun, 10, " s"))
        begun = perf_counter()
        print(f"pay of {len(pay_table(store, index).numbers):,} postings loaded in {perf_counter() - begun:.1f} s")
        size = sum(len(bits.serialize()) for values in index.bits.values() for bits in values.values())
        print(f"index of {size / MEGABYTE:.0f} MB in {sum(map(len, index.bits.values())):,} bitmaps")
        found += after_changes(store)
        index = refresh(store, index)
        logs: list[int] = []
        with writer(first), Follower(store, index) as follower:
            sleep(3)
            for name, filters in SELECTIONS.items():
                for query, ask in queries(store, filters).items():
                    # The first look counts what later looks find counted.
                    once, *taken = (_milliseconds(ask, follower, log, logs) for _ in range(ROUNDS + 1))
                    told = f"{query}, {name} (first {once:.0f}, p50 {median(taken):.1f} ms): p95"
                    found.append(Figure(told, quantiles(taken, n=20)[-1], LIMITS.get(query, LIMIT), " ms"))
        print(f"{store.count() - first:,} postings were added meanwhile")
        found.append(Figure("index refreshed meanwhile, at the longest", 1e3 * max(follower.taken), 1000, " ms"))
        if any(logs):
            found.append(Figure("write-ahead log at its largest", max(logs) / MEGABYTE, 64, " MB"))
    return found


def alone(store: Store) -> list[Figure]:
    """Return each query's processor time without a writer, which other work on the machine changes little."""
    index, found = refresh(store), []
    for name, filters in SELECTIONS.items():
        for query, ask in queries(store, filters).items():
            once, *taken = (_processor_milliseconds(ask, index) for _ in range(ROUNDS + 1))
            told = f"{query}, {name} (first {once:.0f}, p95 {quantiles(taken, n=20)[-1]:.1f} ms): p50"
            found.append(Figure(told, median(taken), LIMITS.get(query, LIMIT), " ms"))
    return found


def after_changes(store: Store) -> list[Figure]:
    """Return how long until the charts are right again after a few and after many scattered postings have changed."""
    index, found = refresh(store), []
    tables: tuple[Callable[[BitmapIndex], object], ...] = tuple(partial(table.of, store) for table in TABLES)
    for ask in tables:
        ask(index)
    for count, limit in ((12, 1), (min(50_000, store.count() // 20), 15)):
        numbers = random.Random(count).sample(range(1, store.count()), count)
        with store.write_transaction() as connection:
            for some in batched(numbers):
                connection.execute(update(postings).where(postings.c.number.in_(some)).values(country="de"))
            bump_versions(connection, numbers)
        begun = perf_counter()
        index = refresh(store, index)
        taken = perf_counter() - begun
        for ask in tables:
            ask(index)
        found.append(Figure(f"{count:,} scattered changes: index", taken, limit, " s"))
        found.append(Figure(f"{count:,} scattered changes: all tables of charts", perf_counter() - begun, limit, " s"))
    return found


def _processor_milliseconds(ask: Callable[[BitmapIndex], object], index: BitmapIndex) -> float:
    begun = thread_time()
    ask(index)
    return 1e3 * (thread_time() - begun)


def _milliseconds(ask: Callable[[BitmapIndex], object], follower: Follower, log: Path, logs: list[int]) -> float:
    begun = perf_counter()
    with in_foreground():
        ask(follower.index)
    taken = 1e3 * (perf_counter() - begun)
    logs.append(log.stat().st_size if log.exists() else 0)
    sleep(0.01)
    return taken


def pages() -> list[Figure]:
    """Measure the server's time for each whole page, once warm, and the memory after all pages."""
    from streamlit.testing.v1 import AppTest

    found = []
    for name, query in PAGES.items():
        app = AppTest.from_string(f"from truerole.dashboard.pages import {name}\n{name}.page()", default_timeout=120)
        for key, value in query.items():
            app.query_params[key] = value
        times = []
        for _ in range(6):
            begun = perf_counter()
            app.run()
            times.append(1e3 * (perf_counter() - begun))
            assert not app.exception, app.exception
        found.append(
            Figure(
                f"page {name.capitalize()}, warm, on the server", median(times[1:]), PAGE_LIMITS.get(name, 200), " ms"
            )
        )
    memory = peak_memory()
    return [*found, Figure("memory of the dashboard after all pages", memory, 500, " MB")]


def peak_memory() -> float:
    """Return the most memory of this process, in MB; what `getrusage` says holds that of the process that began it."""
    status = Path("/proc/self/status").read_text("ascii")
    return float(status.partition("VmHWM:")[2].split()[0]) / 1024


def write(first: int) -> None:
    """Add batches until the process is killed."""
    with open_store() as store:
        print("ready", flush=True)
        while True:
            store.add(entries(first, BATCH), "made up")
            first += BATCH


def main() -> None:
    """Build the store, measure, and print the figures with their limits."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--postings", type=int, default=1_000_000)
    ask.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "truerole-market")
    ask.add_argument("--postgres", action="store_true", help="measure a store of PostgreSQL")
    ask.add_argument("--write", type=int, help=argparse.SUPPRESS)
    ask.add_argument("--changes", action="store_true", help="measure what scattered changes cost alone")
    ask.add_argument("--alone", action="store_true", help="measure the processor time of queries without a writer")
    ask.add_argument("--pages", action="store_true", help="measure whole pages and their memory alone")
    given = ask.parse_args()
    if given.write is not None:
        write(given.write)  # for the process that has set the store up
    given.folder.mkdir(parents=True, exist_ok=True)
    os.environ["TRUEROLE_HOME"] = str(given.folder)
    with serving(given.folder, "fast") if given.postgres else nullcontext((None, None)) as (url, _):
        os.environ |= {"TRUEROLE_DATABASE_URL": url} if url else {}
        figures = _figures(given)
        print(*figures, sep="\n", flush=True)
        partly = given.pages or given.changes or given.alone
        again = [] if partly else [sys.executable, __file__, "--pages", "--folder", given.folder]
        code = subprocess.run(again, check=False).returncode if again else 0
    sys.exit(0 if all(figure.holds for figure in figures) and not code else 1)


def _figures(given: argparse.Namespace) -> list[Figure]:
    if given.pages:
        return pages()
    build(given.postings)
    if not given.changes and not given.alone:
        return measure(given.folder)
    threadpool_limits(1)  # as in the dashboard
    with open_store() as store:
        return after_changes(store) if given.changes else alone(store)


if __name__ == "__main__":
    main()
