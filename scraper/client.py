"""Ask hosts politely: what they allow, as often as they allow it, and never more than once for what has not changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from data.hosts import Validators
from data.store import Store
from scraper.addresses import Address, is_public, resolve
from scraper.outcomes import Outcome
from scraper.source import Manifest, Request


@dataclass(frozen=True, slots=True)
class Policy:
    """Say which hosts may be asked, and how much is read; the defaults are the only ones for the public internet."""

    resolve: Callable[[str, int], Sequence[Address]] = resolve
    allowed: Callable[[Address], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})
    redirects: int = 5
    max_bytes: int = 20_000_000


class Clock(Protocol):
    """Tell the time, and wait."""

    def time(self) -> float:
        """Return the seconds since 1970."""

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""


class Client:
    """Ask hosts for what sources want: `async with Client(store) as client: outcome = await client.ask(...)`."""

    def __init__(self, store: Store, policy: Policy | None = None, clock: Clock | None = None) -> None:
        self._store = store

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def ask(self, request: Request, manifest: Manifest, conditional: bool = False) -> Outcome:
        """Return what came of a request; with `conditional`, it may be that nothing has changed since the last answer.

        It waits for its turn with the host, and never raises for what the host does.
        """
        raise NotImplementedError

    async def save_validators(self, validators: Validators | None) -> None:
        """Keep what lets a host say that nothing has changed, once the answer itself is stored."""
        raise NotImplementedError

    async def close(self) -> None:
        """Write down what is known of the hosts, and close all connections."""
        raise NotImplementedError
