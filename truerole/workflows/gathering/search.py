"""Plan a gathering by words and place: the sources that can search are asked for it, the lists of others filtered."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from truerole.core.clock import now
from truerole.core.crawl import Board
from truerole.core.errors import DataError
from truerole.core.normalise.job_search import Search
from truerole.core.settings import source_key
from truerole.data.crawl.boards import add_board, forget_board, get_board, list_boards, was_removed
from truerole.data.crawl.search_results import FoundPosting, find_postings
from truerole.data.store.store import Store
from truerole.scraper.sources.base import SourceSpec
from truerole.scraper.sources.registry import source_names, source_of, sources
from truerole.workflows.gathering.boards import boards_to_crawl, is_on


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """Boards to gather for a search.

    `added` are on the list for the search alone, `not_asked` says why sources are left out.
    """

    boards: list[Board]
    added: tuple[tuple[str, str], ...] = ()
    not_asked: tuple[str, ...] = ()


def plan_search(
    store: Store, search: Search, names: Sequence[str] = (), waived: Collection[str] = (), *, dry_run: bool = False
) -> SearchPlan:
    """Return the boards to gather for a search: the boards of `names`, or all on the list, all feeds and all searches.

    Feeds that nobody has removed, and the board that is the search in a source, are added to the list, but not for a
    dry run; `end_search` takes them off again. Raises DataError for an unknown name, and where no board is left.
    """
    wanted = [name for name in names or source_names() if name in source_names()]
    others = [name for name in names if name not in wanted]
    listed = boards_to_crawl(store, others, waived, dry_run=dry_run) if others else []
    of_sources = list_boards(store, wanted) if wanted else []
    listed += [board for board in of_sources if is_on(board.source, waived) and not _is_search(board)]
    added: list[tuple[str, str]] = []
    found: list[Board] = []
    feeds = [spec for spec in _feeds(wanted) if not (spec.remote_only and search.place and not search.remote)]
    keyless = [spec for spec in feeds if spec.key and not source_key(spec.key)]
    not_asked = [_keys_line(keyless)] if keyless else []
    for spec in feeds:
        if spec in keyless:
            continue
        board = spec.search_board(search) if spec.search_board else ""
        if board is None:
            not_asked.append(f"{spec.title}: cannot be asked for that place; name the country, as in Leeds, UK")
            continue
        if not board and (was_removed(store, spec.name, "") or get_board(store, spec.name, "")):
            continue
        if not dry_run and add_board(store, spec.name, board):
            added.append((spec.name, board))
        found.append(get_board(store, spec.name, board) or Board(0, spec.name, board, None, now()))
    boards = [*listed, *found]
    if not boards:
        raise DataError("; ".join(["no board to search; add some: truerole boards add --starter", *not_asked]))
    return SearchPlan(boards, tuple(added), tuple(not_asked))


def end_search(store: Store, plan: SearchPlan) -> None:
    """Take the boards off the list that were added for the search alone; their postings stay."""
    for source, board in plan.added:
        forget_board(store, source, board)


def found_postings(store: Store, search: Search) -> list[FoundPosting]:
    """Return the open postings that a search finds in the store, newest first."""
    boards = ((spec.name, spec.search_board) for spec in _searching(source_names()))
    return find_postings(store, search, [(name, board) for name, of in boards if of and (board := of(search))])


def _is_search(board: Board) -> bool:
    """Return whether a listed board is another search of a source that can search."""
    return bool(board.board) and source_of(board.source).spec.search_board is not None


def _searching(names: Sequence[str]) -> Iterator[SourceSpec]:
    specs = (source.spec for name, source in sources().items() if name in names)
    return (spec for spec in specs if spec.search_board)


def _feeds(names: Sequence[str]) -> Iterator[SourceSpec]:
    specs = (source.spec for name, source in sources().items() if name in names)
    return (spec for spec in specs if spec.one_board and spec.on)


def _keys_line(specs: Sequence[SourceSpec]) -> str:
    """Return in a line which sources need keys, the settings for them, and where keys are given."""
    need = "need a key each" if len(specs) > 1 else "needs a key"
    settings = ", ".join(f"{spec.key} ({spec.home})" for spec in specs)
    return f"{', '.join(spec.title for spec in specs)}: {need}, in {settings}"
