"""Read a text as a person pastes it: the title may stand in it, the menus of a job board around it."""

from dataclasses import dataclass

from truerole.core.reading import Reading
from truerole.model.reader import default_reader
from truerole.model.text.title_detection import FoundTitle, blank_page_head, find_title


@dataclass(frozen=True, slots=True)
class PastedReading:
    """Reading of a pasted text, and the title that was found in it where none was given."""

    reading: Reading
    found: FoundTitle | None = None


def read_pasted(text: str, title: str | None = None, id: str | None = None) -> PastedReading:
    """Read a pasted text; without a title, the one that stands in it counts, and an empty title says that none does.

    What a job board shows above "About the job" is not read, nor the line of a title that was found: titles do not vote
    on the role. Offsets are those of the text as given. Raises what
    `Reader.read` raises.
    """
    found = find_title(text) if title is None else None
    read = blank_page_head(text)
    if found and read[: found.start].strip() + read[found.end :].strip():
        read = read[: found.start] + " " * (found.end - found.start) + read[found.end :]
    return PastedReading(default_reader().read(read, found.text if found else title, id), found)
