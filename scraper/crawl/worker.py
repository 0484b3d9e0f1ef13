"""CPU-bound work of a crawl, done in other processes: parse responses, and strip the boilerplate of their postings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from truerole.scraper.crawl.text_facts import with_text_facts
from truerole.scraper.sources.base import Malformed, Parsed, Response
from truerole.scraper.sources.registry import source_of

# Takes the texts and the titles of a board's postings, returns the texts without boilerplate; other processes call it.
StripBoilerplate = Callable[[Sequence[str], Sequence[str]], list[str]]


@dataclass(frozen=True, slots=True)
class ParsedAnswer:
    """A parsed response, and for each posting the text without boilerplate (`own`)."""

    parsed: Parsed
    own: tuple[str, ...]


def parse_answer(source: str, answer: Response, board: str, strip_boilerplate: StripBoilerplate) -> ParsedAnswer | str:
    """Return the parsed response, or a message where the parser fails; no response can stop a crawl."""
    try:
        parsed = with_text_facts(source_of(source).parse(answer, board))
    except Malformed as error:
        return str(error)
    except Exception as error:  # the parsers meet what nobody has seen
        return f"its parser does not understand it ({type(error).__name__}: {error})"[:300]
    texts, titles = [p.description for p in parsed.postings], [p.title for p in parsed.postings]
    return ParsedAnswer(parsed, tuple(strip_boilerplate(texts, titles)))
