"""Score files of postings part by part into a folder of Parquet, by whatever processes can reach both.

A part is read from where it lies and written where it belongs by one process, under a temporary name that becomes its
own in the end. Its name tells the part, the file's state and what reads it: so what is there is done, whoever did it,
and to do it twice changes nothing. The folder is the only state: a lost worker, caller or scheduler loses no more than
the parts that were being read.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import asdict
from itertools import islice
from time import perf_counter

import orjson

from truerole.core.errors import DataError, ModelError, WorkerLost
from truerole.core.progress import OnProgress, Progress, ignore_progress, log_progress
from truerole.core.text.visible import one_line
from truerole.data.parts.part_file import PartCounts
from truerole.data.parts.plan import PART_BYTES, cut_files, left_out_line, list_input, plan_parts
from truerole.data.parts.storage import HIDDEN, is_hidden, joined, storage_of
from truerole.workflows.batch_score import ScoreSummary
from truerole.workflows.scale.identity import ReaderIdentity, reader_identity
from truerole.workflows.scale.score_part import ScoreTask, score_part

logger = logging.getLogger(__name__)

MANIFEST = f"{HIDDEN}manifest.json"
# Parts that are given out and not done, and how often one is given out whose process dies.
_GIVEN_OUT, _TRIES = 2_000, 3
_FILES = (".parquet", ".jsonl", ".ndjson", ".json", ".gz", ".zst", ".csv", ".xlsx")
# What a killed process leaves.
_LEFT = re.compile(rf"{HIDDEN}[0-9a-f]{{32}}-part-[0-9a-f-]+\.parquet")


def score_parts(
    source: str, target: str, pool: Executor, on_progress: OnProgress = ignore_progress, part_bytes: int = PART_BYTES
) -> ScoreSummary:
    """Read the postings of files into a folder of Parquet parts by the processes of a pool, and return the counts.

    `source` is a file, a folder, a pattern or an address of Parquet or JSON, cut into parts of `part_bytes`. What
    an earlier run has done is kept; a part that cannot be read stops no other. Files of other names are left out,
    which the counts note. Raises DataError where parts could not be read, no file can be, or the folder holds other
    parts, ModelError where the processes do not read with the same versions.
    """
    begun, identity = perf_counter(), reader_identity()
    storage, folder = storage_of(target), _folder(source, target)
    files = list_input(source)
    tasks = [
        ScoreTask(part, joined(folder, f"part-{part.key}.parquet"), identity)
        for part in cut_files(files.readable, str(identity), part_bytes)
        if not part.address.startswith(f"{folder}/")
    ]
    there = {joined(folder, name) for name in storage.names(folder) if not is_hidden(name)}
    _refuse_others(folder, there - {task.target for task in tasks})
    found = _score_all(tasks, pool, log_progress(logger, "scoring of parts", on_progress))
    _refuse_changed(tasks, {part.key for part in plan_parts(source, str(identity), part_bytes)})
    _finish(folder, identity, [(task, found[task.target]) for task in tasks])
    resumed = sum(counts.rows for name, counts in found.items() if name in there)
    total = sum((found[task.target] for task in tasks), PartCounts(0, 0))
    note = left_out_line([other for other in files.others if not other.startswith(f"{folder}/")])
    summary = ScoreSummary(total.rows, total.errors, total.first_error, resumed, False, perf_counter() - begun, note)
    logger.info("scoring of parts ended: %s", summary, extra={"counts": {"rows": total.rows, "errors": total.errors}})
    return summary


def _folder(source: str, target: str) -> str:
    """Return the absolute address of the folder; raises DataError for a file and for the input's own folder."""
    folder = storage_of(target).absolute(target).rstrip("/")
    if folder.lower().endswith(_FILES):
        raise DataError(
            f"{target}: the readings of many files, or of a cluster, are a folder of Parquet; name a folder"
        )
    if folder == storage_of(source).absolute(source).rstrip("/"):
        raise DataError(f"{target}: is also the input; name another folder for the readings")
    return folder


def _refuse_others(folder: str, others: set[str]) -> None:
    if others:
        raise DataError(f"{folder}: holds {len(others):,} files of another run, its input, model or taxonomy being "
            f"others (first: {min(others).rpartition('/')[2]}); name another folder, or empty this one")  # fmt: skip


def _refuse_changed(tasks: Sequence[ScoreTask], keys: set[str]) -> None:
    """Remove the parts of files that were changed while they were read; raises DataError if there are any."""
    changed = [task for task in tasks if task.part.key not in keys]
    for task in changed:
        storage_of(task.target).remove(task.target)
    if changed:
        raise DataError(f"{changed[0].part.address}: was changed while it was read; of what has changed no readings "
            "are kept, the same command reads it again")  # fmt: skip


def _score_all(tasks: list[ScoreTask], pool: Executor, on_progress: OnProgress) -> dict[str, PartCounts]:
    """Score all parts and return their counts by address; raises DataError for parts that could not be read."""
    found: dict[str, PartCounts] = {}
    failed: list[str] = []
    size, done = max(sum(task.part.size for task in tasks), 1), 0
    total = PartCounts(0, 0)
    for task, outcome in _outcomes(tasks, pool):
        done += task.part.size
        if isinstance(outcome, str):
            failed.append(outcome)
        else:
            found[task.target] = outcome
            total += outcome
        on_progress(Progress(total.rows, total.errors, done / size))
    if failed:
        raise DataError(f"{len(failed):,} of {len(tasks):,} parts could not be read (first: {failed[0]}); the others "
            "are kept, the same command does what is missing")  # fmt: skip
    return found


def _outcomes(tasks: Iterable[ScoreTask], pool: Executor) -> Iterator[tuple[ScoreTask, PartCounts | str]]:
    """Yield the tasks as they are done, each with the counts or the reason of the failure."""
    rest = iter(tasks)
    pending: dict[Future[PartCounts], tuple[ScoreTask, int]] = {}
    while True:
        for task in islice(rest, _GIVEN_OUT - len(pending)):
            pending[pool.submit(score_part, task)] = task, 1
        if not pending:
            return
        for future in wait(pending, return_when=FIRST_COMPLETED).done:
            task, tries = pending.pop(future)
            if not future.cancelled() and isinstance(future.exception(), WorkerLost) and tries < _TRIES:
                pending[pool.submit(score_part, task)] = task, tries + 1
            else:
                yield task, _outcome(task, future)


def _outcome(task: ScoreTask, future: "Future[PartCounts]") -> PartCounts | str:
    """Return the counts of a part, or the reason of the failure; raises an error that would hold for all parts."""
    try:
        return future.result()
    except ModelError:
        raise
    except CancelledError:
        raise DataError("the cluster's scheduler was lost; what is done is kept, the same command goes on") from None
    except DataError as error:
        return str(error)
    except Exception as error:
        return one_line(f"{task.part}: {type(error).__name__}: {error}")


def _finish(folder: str, identity: ReaderIdentity, done: list[tuple[ScoreTask, PartCounts]]) -> None:
    """Write the manifest, which says that all is there, and remove the remains of killed processes."""
    storage = storage_of(folder)
    parts = [
        {
            "name": task.target.rpartition("/")[2], "rows": counts.rows, "errors": counts.errors,
            "source": task.part.address, "begin": task.part.begin, "end": task.part.end,
        }
        for task, counts in done
    ]  # fmt: skip
    total = sum((counts for _, counts in done), PartCounts(0, 0))
    about = {**asdict(identity), "rows": total.rows, "errors": total.errors, "parts": parts}
    with storage.replacing(joined(folder, MANIFEST)) as stream:
        stream.write(orjson.dumps(about, option=orjson.OPT_INDENT_2))
    for name in storage.names(folder):
        if _LEFT.fullmatch(name):
            storage.remove(joined(folder, name))
