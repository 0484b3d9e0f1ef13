"""Cards of sources: the state of their boards, their terms and pace, their attribution."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from fnmatch import fnmatch

from truerole.core.crawl import BOARD_STATES, Board
from truerole.dashboard.components.posting_cards import labelled_line
from truerole.phrasing.boards import STATE_NAMES, state_reason, time_ago
from truerole.phrasing.escape import escape
from truerole.phrasing.reading import plural
from truerole.scraper.sources.base import SourceSpec
from truerole.scraper.sources.registry import sources

_SHOWN = 3


def source_card(
    name: str, boards: Sequence[Board], opened: Mapping[tuple[str, str], int], later: Mapping[str, datetime]
) -> str:
    """Return a source as safe HTML; `opened` counts open postings, `later` maps hosts to the end of their wait."""
    found = sources().get(name)
    spec = found.spec if found else None
    states = Counter(board.state for board in boards)
    counts = ", ".join(f"{states[state]:,} {STATE_NAMES[state].lower()}" for state in BOARD_STATES if states[state])
    postings = sum(opened.get((board.source, board.board), 0) for board in boards)
    newest = max((board.good_at for board in boards if board.good_at), default=None)
    parts = [
        f'<h4 class="tr-title">{escape(spec.title if spec else name)}</h4>',
        f"<p>{escape(plural(len(boards), 'board'))}: {escape(counts)}</p>",
        labelled_line("Open", f"{plural(postings, 'posting')}; last good answer: {time_ago(newest)}"),
        *(labelled_line("Trouble", trouble) for trouble in _troubles(boards)),
        *(_asks(spec, later) if spec else ()),
    ]
    return f'<div class="tr-card">{"".join(parts)}</div>'


def other_source_cards(names: Collection[str]) -> str:
    """Return the cards of all other sources as safe HTML."""
    others = (source.spec for name, source in sources().items() if name not in names)
    return "".join(
        f'<div class="tr-card"><h4 class="tr-title">{escape(one.title)}</h4>{"".join(_asks(one, {}))}</div>'
        for one in others
    )


def pace(spec: SourceSpec) -> str:
    """Return the rate limit of a source and the treatment of robots.txt, in words."""
    apart = f"{plural(spec.in_flight, 'request')} at a time, {spec.interval:g} s apart"
    daily = f", {spec.daily:,} a day" if spec.daily else ""
    return f"{apart}{daily}; robots.txt is obeyed"


def _troubles(boards: Sequence[Board]) -> list[str]:
    """Return why boards fail or wait, the commonest reason first, each with up to three boards."""
    reasons: dict[str, list[str]] = {}
    for board in boards:
        if board.state in ("failing", "paused"):
            reasons.setdefault(state_reason(board), []).extend(filter(None, [board.board]))
    ordered = sorted(reasons.items(), key=lambda item: -len(item[1]))
    return [f"{reason}: {_some(names)}" if names else reason for reason, names in ordered[:_SHOWN]]


def _some(names: Sequence[str]) -> str:
    rest = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + rest


def _asks(spec: SourceSpec, later: Mapping[str, datetime]) -> list[str]:
    """Return the lines on a source's terms, pace, attribution and key."""
    until = max((at for host, at in later.items() if _is_of(host, spec)), default=None)
    lines = [
        ("Waits until", f"{until:%Y-%m-%d %H:%M} UTC" if until else ""),
        ("Asks", spec.terms),
        ("Pace", pace(spec)),
        ("Named as", spec.attribution),
        ("Key", f"needs {spec.key}" if spec.key else ""),
        ("Off", _off(spec)),
    ]
    return [labelled_line(label, text) for label, text in lines if text]


def _is_of(host: str, spec: SourceSpec) -> bool:
    """Return whether a host belongs to a source; a source of any host has no host."""
    return any(pattern != "*" and fnmatch(host.partition(":")[0], pattern) for pattern in spec.hosts)


def _off(spec: SourceSpec) -> str:
    """Return how a source that is off is asked, "" for one that is on."""
    if spec.terms_forbid:
        return f"never asked, as {spec.off_because}"
    return "" if spec.on else f"asked only by truerole scrape --ignore-robots-of {spec.name}"
