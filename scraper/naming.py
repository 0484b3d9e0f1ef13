"""Find the board that a person means: by the address of a careers page or a posting, or by its name."""

import re

from data.errors import DataError
from scraper.catalogue import NAMES, recognised, source_of

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]|$)")
_LONGEST = 200
_SHOWN = 80


def board_meant(text: str) -> tuple[str, str]:
    """Return the source and the board that an address or a name ("greenhouse:gitlab", "hn") means.

    Any page of the web is at least a careers page. Raises DataError, in one line, for what is neither.
    """
    text = text.strip()
    address = text if "://" in text else f"https://{text}" if _HOST.match(text) else None
    found = recognised(address) if address else _named(text)
    if found is None or len(found[1]) > _LONGEST:
        raise DataError(
            f"{_short(text)}: is no board; give the https:// address of a careers page, or a name such as "
            "greenhouse:gitlab"
        )
    return found


def _named(text: str) -> tuple[str, str] | None:
    """Return what a name means; a source with many boards needs one of them, and a feed has none."""
    name, _, board = text.partition(":")
    if name not in NAMES:
        return None
    source = source_of(name)
    if source.manifest.one_board:
        return (name, "") if not board else None
    # What its own address does not lead back to would be asked for ever in vain.
    known = bool(board) and source.board_of(source.first(board).url) == board
    return (name, board) if known or (name == "careers" and recognised(board) == (name, board)) else None


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
