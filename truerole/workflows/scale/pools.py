"""Pools of processes for parts of work: on this machine, or on the machines of a Dask cluster."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager

from truerole.core.concurrency.parallel import worker_pool
from truerole.core.errors import DataError
from truerole.data.files.formats import require_module

# Seconds until a scheduler must have answered, and a first worker must be there.
_CONNECT_SECONDS, _WORKER_SECONDS = 10, 60
# Seconds for a part: a file that is packed as a whole may be of any size.
_PART_SECONDS = 7 * 86_400.0


def local_pool(workers: int | None = None) -> AbstractContextManager[Executor]:
    """Open a pool of processes on this machine (default: as many as cores), which end with this process."""
    return worker_pool(workers, _PART_SECONDS)


@contextmanager
def cluster_pool(address: str) -> Iterator[Executor]:
    """Open the workers of a Dask cluster as a pool; a task whose worker dies is given to another worker.

    Raises DataError where no scheduler answers, or no worker is there within a minute.
    """
    distributed = require_module("distributed", extra="cluster")
    try:
        client = distributed.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError):
        raise DataError(f"{address}: no Dask scheduler answers; start one: dask scheduler") from None
    with client:
        try:
            client.wait_for_workers(1, _WORKER_SECONDS)
        except TimeoutError:
            raise DataError(f"{address}: the scheduler has no worker; start some: dask worker {address}") from None
        pool = client.get_executor(pure=False)
        try:
            yield pool
        finally:
            pool.shutdown(wait=False)
