"""Keys of clients, compared in constant time, and kept as digests alone."""

from collections.abc import Iterable
from hashlib import sha256
from hmac import compare_digest

_SCHEME = "bearer "


class Keys:
    """Keys that clients may show."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._digests = [sha256(key.encode()).digest() for key in keys]

    def __bool__(self) -> bool:
        return bool(self._digests)

    def find(self, header: bytes | None) -> int | None:
        """Return the place of the key that an Authorization header shows; None without a known key.

        All keys are compared, each in constant time, so that the time tells nothing of them.
        """
        shown = (header or b"").decode("latin-1")
        secret = shown[len(_SCHEME) :].strip() if shown[: len(_SCHEME)].lower() == _SCHEME else ""
        digest = sha256(secret.encode("utf-8")).digest()
        found = [place for place, known in enumerate(self._digests) if compare_digest(known, digest)]
        return found[0] if found else None
