"""Record the status of a long job in a file beside the store, for viewers in other processes.

The file is replaced in one step and renewed every second while the work goes on, so that one which was cut off is told
from one which takes long.
"""

import json
import logging
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Event, Lock, Thread
from typing import ClassVar, Self

from truerole.core.progress import Progress
from truerole.core.schemas.validation import Invalid, validate_json
from truerole.core.settings import home, require_writable, writable_home
from truerole.workflows.jobs.background_job import running

logger = logging.getLogger(__name__)

_EVERY = 1.0
# Work whose file is older, in seconds, has been cut off; one from the future too, as the clock was set back since.
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class JobStatus:
    """Status of a job: the current step, the share done (0 to 1), times in seconds since 1970, and the outcome.

    `told` is when the share was told, `alive` when the file was last renewed.
    """

    __pydantic_config__: ClassVar = {"allow_inf_nan": False}

    name: str
    what: str
    share: float
    begun: float
    told: float
    alive: float
    background: bool = False
    ended: bool = False
    outcome: str = ""

    @property
    def left(self) -> float | None:
        """Return the estimated seconds left; None where the share done is still zero."""
        if not self.share:
            return None
        return max((self.told - self.begun) * (1 - self.share) / self.share - (time.time() - self.told), 0.0)

    @property
    def is_running(self) -> bool:
        """Return whether the work still goes on."""
        if self.ended:
            return False
        return running(self.name) if self.background else abs(time.time() - self.alive) < _PATIENCE

    @property
    def cut_off(self) -> bool:
        """Return whether the work was ended by force, or with the machine."""
        return not self.ended and not self.is_running


class JobReporter:
    """Reporter of a job's status, a listener of progress; as a context manager, records a stop or failure too."""

    def __init__(self, name: str) -> None:
        now = time.time()
        self.state = JobStatus(name, "begins", 0.0, now, now, now, background=running(name))
        self._over, self._lock = Event(), Lock()
        self._renewing = Thread(target=self._renew, daemon=True)

    def __enter__(self) -> Self:
        logger.info("job %s begun", self.state.name)
        self._change()
        self._renewing.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        self._over.set()
        self._renewing.join()
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            self._change(ended=True, outcome="stopped")
        else:
            self._change(ended=True, **({} if error is None else {"outcome": f"failed: {error}"}))
        logger.info("job %s ended: %s", self.state.name, self.state.outcome)

    def __call__(self, progress: Progress, /) -> None:
        """Record the step that is being done, and the share of all that is done."""
        self._change(what=progress.step, share=progress.share or 0.0, told=time.time())

    def done(self, outcome: str) -> None:
        """Record the outcome of the job in a line."""
        self._change(outcome=outcome, share=1.0, told=time.time())

    def _renew(self) -> None:
        while not self._over.wait(_EVERY):
            self._change()

    def _change(self, **fields: object) -> None:
        with self._lock, suppress(OSError):  # it is only told: where it cannot be, the work goes on
            self.state = replace(self.state, alive=time.time(), **fields)  # type: ignore[arg-type]
            path = writable_home() / _file(self.state.name).name
            fresh = path.with_suffix(".fresh")
            fresh.write_text(json.dumps(asdict(self.state)), "utf-8")
            fresh.replace(path)


def read_status(name: str) -> JobStatus | None:
    """Return the status of the newest job of a name; None without a readable status file."""
    try:
        found = validate_json(JobStatus, _file(name).read_bytes())
    except (OSError, Invalid):
        return None
    return found if 0 <= found.share <= 1 and found.name == name else None


def is_running(name: str) -> bool:
    """Return whether a job is running; a background job is from the start on, before the first status."""
    now = read_status(name)
    return running(name) or (now is not None and now.is_running)


def forget_status(name: str) -> None:
    """Remove the status of an ended job; raises StoreError where nothing may be changed."""
    require_writable()
    _file(name).unlink(missing_ok=True)


def _file(name: str) -> Path:
    return home() / f"{name}.state"
