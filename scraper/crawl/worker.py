"""Do the heavy work of a crawl in other processes: answers become postings, apart from what a company says in all."""

from dataclasses import dataclass

from truerole.data.dedup.boilerplate import strip_boilerplate
from truerole.scraper.sources.base import Malformed, Parsed, Response
from truerole.scraper.sources.registry import source_of


@dataclass(frozen=True, slots=True)
class ParsedAnswer:
    """Hold what an answer holds, and of each posting the text that is its own."""

    parsed: Parsed
    own: tuple[str, ...]


def parse_answer(source: str, answer: Response, board: str) -> ParsedAnswer | str:
    """Return what an answer holds, or in words why it is none of its source; no answer can stop a crawl."""
    try:
        parsed = source_of(source).parse(answer, board)
    except Malformed as error:
        return str(error)
    except Exception as error:  # the parsers meet what nobody has seen
        return f"its parser does not understand it ({type(error).__name__}: {error})"[:300]
    texts, titles = ([getattr(p, name) for p in parsed.postings] for name in ("description", "title"))
    return ParsedAnswer(parsed, tuple(strip_boilerplate(texts, titles)))
