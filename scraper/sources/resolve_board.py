"""Resolve a board from the URL of a careers page or a posting, or from a name such as "greenhouse:gitlab"."""

import re
from fnmatch import fnmatch

from truerole.core.errors import DataError, ForbiddenLink
from truerole.scraper.extract.url import parse_url
from truerole.scraper.fetch.ssrf import parse_url as parse_address
from truerole.scraper.sources.registry import source_names, source_of, source_of_url, sources

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]|$)")
# They forbid to be read by programs.
_NEVER = re.compile(r"^https?://(?:[\w-]+\.)*(linkedin|indeed|glassdoor)\.[a-z.]{2,6}(?:[/:?#]|$)", re.IGNORECASE)
_LONGEST = 200
_SHOWN = 80


def resolve_board(text: str) -> tuple[str, str]:
    """Return source and board of a URL or a name ("greenhouse:gitlab", "hn").

    Any page of the web is at least a careers page. Raises DataError, in one line, for what is neither.
    """
    text = text.strip()
    address = text if "://" in text else f"https://{text}" if _HOST.match(text) else None
    if address and (never := _NEVER.match(address)):
        raise DataError(
            f"{_short(text)}: {never[1].capitalize()} forbids programs to read it; add the employer's own page"
        )
    found = (source_of_url(address) if address else None) or _board_named(text)
    if found and source_of(found[0]).spec.terms_forbid:
        title = source_of(found[0]).spec.title
        raise DataError(f"{_short(text)}: {title} forbids programs to read it; add the employer's own page")
    if found and source_of(found[0]).spec.any_site and _is_of_vendor(found[1]):
        raise DataError(f"{_short(text)}: names no board; give the address of one company's page there")
    if found and source_of(found[0]).spec.any_site:
        _check_address(found[1])
    if found is None or len(found[1]) > _LONGEST:
        raise DataError(
            f"{_short(text)}: is no board; give the https:// address of a careers page, or a name such as "
            "greenhouse:gitlab"
        )
    return found


def _check_address(url: str) -> None:
    """Raise DataError for a URL that could not be asked for, such as by a host that is no name."""
    try:
        parse_address(url)
    except ForbiddenLink as error:
        raise DataError(f"{_short(url)}: cannot be asked for: {error}") from None


def _board_named(text: str) -> tuple[str, str] | None:
    """Return source and board of a name; only a feed may be named without a board."""
    name, _, board = text.partition(":")
    if name not in source_names():
        return None
    source = source_of(name)
    if not board:
        return (name, "") if source.spec.one_board else None
    # What its own address does not lead back to would be asked for in vain, for ever.
    address = board if source.spec.any_site else source.start_request(board).url
    return (name, board) if source_of_url(address) == (name, board) else None


def _is_of_vendor(url: str) -> bool:
    """Return whether a URL is on a host where each URL belongs to a board of a vendor."""
    host = parse_url(url).host
    return any(fnmatch(host, pattern) for source in sources().values() for pattern in source.spec.board_hosts)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
