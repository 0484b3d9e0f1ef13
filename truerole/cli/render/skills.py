"""Skills of the taxonomy and new terms, printed in a terminal."""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from truerole.core.taxonomy import Context, SkillEntry, Taxonomy
from truerole.core.text.visible import one_line
from truerole.model.skills.term_discovery import DiscoveredTerm

MOST = 30


def show_categories(taxonomy: Taxonomy, file: IO[str] | None = None) -> None:
    """Print the categories of the taxonomy: size, and the first four skills."""
    sizes = Counter(entry.category for entry in taxonomy.skills.values())
    table = Table.grid(padding=(0, 2, 0, 0))
    for category in taxonomy.categories:
        names = ", ".join([e.name for e in taxonomy.skills.values() if e.category == category][:4])
        table.add_row(Text(category, "bold"), Text(f"{sizes[category]:,}", justify="right"), _text(f"{names} …"))
    _print(file, table, f"\n{len(taxonomy.skills):,} skills. `truerole skills NAME` finds one, or all of a category.")


def show_skills(taxonomy: Taxonomy, query: str, file: IO[str] | None = None) -> None:
    """Print the skills that match a query: an exact match in full, all others a line each."""
    found = taxonomy.search(query)
    named = found and query.strip().lower() in (found[0].id, *(n.lower() for n in found[0].names))
    if named or len(found) == 1:
        _print(file, _entry(taxonomy, found[0]))
        found = found[1:]
        if not found:
            return
        _print(file, f"\n{len(found):,} more:")
    table = Table.grid(padding=(0, 2, 0, 0))
    most = len(found) if query.strip().lower() in map(str.lower, taxonomy.categories) else MOST
    for entry in found[:most]:
        table.add_row(Text(entry.name, "bold"), Text(entry.category, "dim"), _text(entry.about))
    rest = len(found) - most
    _print(file, table, *([f"… and {rest:,} more"] if rest > 0 else []))


def show_terms(terms: Sequence[DiscoveredTerm], limit: int, file: IO[str] | None = None) -> None:
    """Print candidate skills: in how many postings each is listed beside known skills, and in how many named."""
    if not terms:
        _print(file, "No word that the taxonomy lacks stands often enough beside skills.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("DiscoveredTerm", overflow="fold")
    table.add_column("Listed", justify="right")
    table.add_column("Of", justify="right")
    table.add_column("Beside", overflow="fold")
    for term in terms[:limit]:
        table.add_row(_text(term.text), f"{term.listed:,}", f"{term.postings:,}", _text(", ".join(term.beside)))
    rest = len(terms) - limit
    more = [f"… and {rest:,} more; --limit shows them"] if rest > 0 else []
    _print(file, table, *more, "\nTo adopt one, add it to a file of data/taxonomy; its head says how.")


def _entry(taxonomy: Taxonomy, entry: SkillEntry) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    rows = (
        ("", Text(entry.name, "bold").append(f"  {entry.id}", "dim")),
        ("", _text(entry.about)),
        ("Category", _text(entry.category)),
        ("Also called", _text(", ".join(entry.aliases))),
        ("Belongs to", _text(", ".join(taxonomy.skills[i].name for i in taxonomy.ancestors(entry.id)))),
        ("Has", _text(", ".join(child.name for child in taxonomy.children(entry.id)))),
        ("Counts", _text("; ".join(_rules(entry)))),
    )
    for name, value in rows:
        if value.plain:
            table.add_row(Text(name, "dim"), value)
    return table


def _rules(entry: SkillEntry) -> Iterable[str]:
    if entry.broad:
        yield "only in a list with other skills, or asked for in so many words"
    if entry.field:
        yield "not where it names what a degree is in"
    if entry.context:
        yield f"as {', '.join(entry.context.words)} only {_rule(entry.context)}"


def _rule(context: Context) -> str:
    spelt = "written so" if context.case else ""
    near = "in a list with a sure skill" + (f" or close to {', '.join(sorted(context.cues))}" if context.cues else "")
    if context.near:
        return " and ".join(filter(None, (spelt, near)))
    return f"{spelt}, or {near}" if spelt else near


def _print(file: IO[str] | None, *parts: Table | Text | str) -> None:
    console = Console(file=file or sys.stdout, highlight=False, markup=False, emoji=False)
    for part in parts:
        console.print(part)


def _text(content: str) -> Text:
    return Text(one_line(content))
