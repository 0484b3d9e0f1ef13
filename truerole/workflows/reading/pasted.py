"""Read a text as a person pastes it: the title may stand in it, the menus of a job board around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from truerole.core.reading import Reading
from truerole.core.taxonomy import load_taxonomy
from truerole.model.reader import default_reader
from truerole.model.role.title import classify_title
from truerole.model.text.title_detection import FoundTitle, blank_page_head, find_title, repeats_of_title, title_span

_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_LISTED = re.compile(r"[,;/|&+]|\band\b")


@dataclass(frozen=True, slots=True)
class PastedReading:
    """Reading of a pasted text, and the title that was found in it where none was given."""

    reading: Reading
    found: FoundTitle | None = None


def read_pasted(
    text: str, title: str | None = None, id: str | None = None, *, take_found: bool = True
) -> PastedReading:
    """Read a pasted text; without a title, a title in the text counts; an empty title says that none does.

    What a job board shows above "About the job" is not read, nor a line with the title, be it found or given: titles do
    not vote on the role. Skills beside it count ("Data Engineer (Spark, Kafka)", "Data Engineer | Spark"). Without
    `take_found` a title that was found is not that of the reading.
    Offsets are those of the text as given. Raises what `Reader.read` raises.
    """
    found = None if title == "" else find_title(text)
    read = _without_titles(text, title, found)
    if title is not None or not take_found:
        return PastedReading(default_reader().read(read, title, id))
    return PastedReading(default_reader().read(read, found.text if found else None, id), found)


def _without_titles(text: str, title: str | None, found: FoundTitle | None) -> str:
    """Blank the head above the posting and the title where lines repeat it; a text that is nothing else stays."""
    head = blank_page_head(text)
    spans = {span for named in (title, found and found.text) if named for span in repeats_of_title(head, named)}
    if found:
        spans.add(title_span(head, found.start, found.end))
    read = head
    for start, end in (piece for span in spans for piece in _around_skills(head, *span)):
        read = read[:start] + " " * (end - start) + read[end:]
    return read if read.strip() else head


def _around_skills(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of a title without the brackets that list skills and name no role."""
    title, first = text[start:end], start
    for found in _BRACKETS.finditer(text, start, end):
        bare = f"{text[start : found.start()]} {text[found.end() : end]}"
        if _lists_skills(found[1] or found[2] or "") and classify_title(title) == classify_title(bare):
            yield first, found.start()
            first = found.end()
    yield first, end


def _lists_skills(listed: str) -> bool:
    """Tell whether one of the things in brackets is a skill, and none a field, or a role as in "ML specialist"."""
    items = [item.strip() for item in _LISTED.split(listed)]
    known = [entry for item in items if (entry := load_taxonomy().find(item))]
    if not known or any(entry.broad for entry in known):
        return False
    return not any(classify_title(f"{item}{more}") for item in items for more in ("", " specialist"))
