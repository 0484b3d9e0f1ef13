"""Keys that a header shows, and what is no key."""

import pytest

from truerole.api.keys import Keys

FIRST, SECOND = "first-key-of-a-client", "second-key-of-a-client"


@pytest.mark.parametrize(
    ("header", "place"),
    [
        (f"Bearer {FIRST}", 0),
        (f"bearer  {SECOND} ", 1),
        (f"BEARER {SECOND}", 1),
        (f"Basic {FIRST}", None),
        (FIRST, None),
        (f"Bearer {FIRST[:-1]}", None),
        (f"Bearer {FIRST}x", None),
        ("Bearer ", None),
        ("Bearer \xff\x00", None),
        ("", None),
        (None, None),
    ],
)
def test_a_header_shows_a_key(header: str | None, place: int | None) -> None:
    assert Keys((FIRST, SECOND)).find(header.encode("latin-1") if header is not None else None) == place


def test_without_keys_nothing_is_one() -> None:
    assert not Keys(())
    assert Keys(()).find(b"Bearer ") is None


def test_the_keys_themselves_are_not_kept() -> None:
    assert FIRST not in repr(vars(Keys((FIRST,))))
