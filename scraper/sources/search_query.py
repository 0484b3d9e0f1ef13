"""Boards that are searches: the parameters of a query as a board's name, the same name for the same search."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlencode

_LONGEST = 190


def query_name(values: Mapping[str, object], keys: Sequence[str]) -> str:
    """Return the parameters `keys` of a search as a query, in the order of `keys`; "" for none, or if too long."""
    given = {key: str(values.get(key) or "").strip() for key in keys}
    name = urlencode({key: value for key, value in given.items() if value})
    return name if len(name) <= _LONGEST else ""


def query_values(name: str, keys: Sequence[str]) -> dict[str, str]:
    """Return the parameters of a search by name, without any others than `keys`."""
    try:
        return {key: value for key, value in parse_qsl(name) if key in keys}
    except ValueError:
        return {}
