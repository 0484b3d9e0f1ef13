"""Find the skills that the taxonomy lacks in a file of postings."""

from dataclasses import dataclass
from pathlib import Path

from truerole.core.errors import DataError
from truerole.core.progress import OnProgress, Progress, ignore_progress
from truerole.data.files.text_rows import Row, RowFile
from truerole.model.reader import MAX_CHARACTERS
from truerole.model.skills.term_discovery import FEWEST_POSTINGS, DiscoveredTerm, TermDiscovery


@dataclass(frozen=True, slots=True)
class DiscoveredSkills:
    """Unknown terms, the most listed first, with the counts of rows read and skipped, and why the first was skipped."""

    terms: list[DiscoveredTerm]
    rows: int
    left_out: int
    first_error: str | None


def discover_skills(
    path: Path, fewest: int = FEWEST_POSTINGS, on_progress: OnProgress = ignore_progress
) -> DiscoveredSkills:
    """Return the unknown terms that at least `fewest` postings of a file list beside known skills.

    `on_progress` is told the rows read, those left out and the share of the file. Raises DataError for a
    damaged file, and where no row of it can be used.
    """
    discovery, rows, number, errors = TermDiscovery(), RowFile(path), 0, list[str]()
    for row in rows:
        number = row.number
        if error := _unusable(row):
            errors.append(f"row {number}: {error}")
        else:
            discovery.add(row.description)
        on_progress(Progress(number, len(errors), rows.share))
    if number == len(errors):
        raise DataError(f"{path}: no row can be used ({errors[0] if errors else 'it is empty'})")
    return DiscoveredSkills(discovery.terms(fewest), number, len(errors), errors[0] if errors else None)


def _unusable(row: Row) -> str | None:
    if row.error or not row.description.strip():
        return row.error or "it has no description"
    return "the description is too long" if len(row.description) > MAX_CHARACTERS else None
