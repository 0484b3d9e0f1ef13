"""Taxonomy of skills: names, aliases, parents, and rules of context for ambiguous names.

Each file of `taxonomy/` holds one category, and in it a table for each skill under its id, which never changes:

    [hive]
    name = "Apache Hive"
    aliases = ["Hive", "HiveQL"]           # other names; plurals and hyphens need not be written
    parents = ["hadoop"]                   # ids of what it is a kind or a part of
    about = "SQL on Hadoop."
    context = { words = ["Hive", "HIVE"], case = true, near = true, cues = ["tables"] }
    practised_in = ["bi"]                  # who knows a skill that belongs to one of these knows this, too
    broad = true                           # counts only in a list with others, or where asked for ("knowledge of")
    field = true                           # also a field of study: does not count beside a degree

`context` is for names that are also plain words. It binds the names in `words` alone. With `case` they are sure if
written exactly as given there; with `near` they are never sure by themselves; with both they must also be written so.
A name that is not sure counts in a list with a skill that is, close to one of the `cues`, where it is asked for
("knowledge of R"), or alone in a bullet of what is asked for.
`decoys.toml` holds phrases that contain a skill's name and are none ("go to market").
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from truerole.core.assets import ASSETS
from truerole.core.errors import TaxonomyError

if TYPE_CHECKING:
    from truerole.core.schemas.taxonomy_file import ContextTable

FOLDER = ASSETS / "taxonomy"
DECOYS = "decoys.toml"
_NO_MATCH, _LEAST_PART = 9, 3


@dataclass(frozen=True, slots=True)
class Context:
    """Rule for the ambiguous names in `words`: they mean the skill by spelling or by their context."""

    words: tuple[str, ...]
    case: bool = False
    near: bool = False
    cues: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SkillEntry:
    """Skill of the taxonomy, under a stable id."""

    id: str
    name: str
    category: str
    about: str
    aliases: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    context: Context | None = None
    practised_in: tuple[str, ...] = ()
    broad: bool = False
    field: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Name and aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True)
class Taxonomy:
    """Skills by id, in the order of the files, and decoys: phrases that contain the name of a skill and name none."""

    skills: Mapping[str, SkillEntry]
    decoys: tuple[str, ...] = ()

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Categories, in the order of the files."""
        return tuple(dict.fromkeys(e.category for e in self.skills.values()))

    def search(self, query: str) -> tuple[SkillEntry, ...]:
        """Search by id, name, category or words inside a name; the best match comes first."""
        wanted = " ".join(query.lower().split())
        ranked = [(_rank(entry, wanted), i, entry) for i, entry in enumerate(self.skills.values())]
        return tuple(entry for rank, _, entry in sorted(ranked, key=lambda r: r[:2]) if rank < _NO_MATCH)

    def find(self, name: str) -> SkillEntry | None:
        """Return the skill of an id, name or alias, in whatever case; None for another."""
        return self._by_name.get(" ".join(name.lower().split()))

    @cached_property
    def _by_name(self) -> Mapping[str, SkillEntry]:
        found = {name.lower(): entry for entry in self.skills.values() for name in entry.names}
        return found | dict(self.skills)

    def children(self, skill_id: str) -> tuple[SkillEntry, ...]:
        """Return the skills that have a skill as their parent."""
        return tuple(entry for entry in self.skills.values() if skill_id in entry.parents)

    def ancestors(self, skill_id: str) -> tuple[str, ...]:
        """Return the ids of the parents of a skill, of their parents and so on, the nearest first."""
        found: dict[str, None] = {}
        todo = list(self.skills[skill_id].parents)
        for parent in todo:
            if parent not in found:
                found[parent] = None
                todo += self.skills[parent].parents
        return tuple(found)

    def implied_by(self, skill_ids: Iterable[str]) -> frozenset[str]:
        """Return the ids of the skills, their ancestors, and the skills practised in either; unknown ids left out.

        Who knows Tableau knows of business intelligence, and has made dashboards.
        """
        known = [skill for skill in skill_ids if skill in self.skills]
        found = frozenset(known).union(*(self.ancestors(skill) for skill in known))
        return found.union(skill for skill, entry in self._practised.items() if found & {*entry.practised_in})

    @cached_property
    def _practised(self) -> Mapping[str, SkillEntry]:
        return {skill: entry for skill, entry in self.skills.items() if entry.practised_in}


def _rank(entry: SkillEntry, wanted: str) -> int:
    names = [name.lower() for name in entry.names]
    if wanted in (entry.id, names[0]):
        return 0
    fits = (
        wanted in names,
        wanted == entry.category.lower(),
        any(wanted in name.split() for name in names),
        len(wanted) >= _LEAST_PART and any(f" {name}".find(f" {wanted}") >= 0 for name in names),
        len(wanted) >= _LEAST_PART and any(wanted in name for name in (entry.category.lower(), *names)),
    )
    return 1 + fits.index(True) if True in fits else _NO_MATCH


@lru_cache(maxsize=1)
def load_taxonomy() -> Taxonomy:
    """Load the taxonomy that ships with TrueRole, once."""
    return read_taxonomy(FOLDER)


@lru_cache(maxsize=1)
def taxonomy_version() -> str:
    """Return a hash of the shipped taxonomy's files, by which processes on other machines tell whether they have it."""
    contents = (path.name.encode() + path.read_bytes() for path in sorted(FOLDER.glob("*.toml")))
    return blake2b(b"\0".join(contents), digest_size=6).hexdigest()


def read_taxonomy(folder: Path) -> Taxonomy:
    """Read the taxonomy in `folder`; raises TaxonomyError, naming file and skill, for contradictions."""
    skills: dict[str, SkillEntry] = {}
    files: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name == DECOYS:
            continue
        for entry in _entries(path):
            if entry.id in skills:
                raise _error(path.name, entry.id, f"the id stands in {files[entry.id]} too; give one another id")
            skills[entry.id], files[entry.id] = entry, path.name
    _check_aliases(skills, files)
    _check_parents(skills, files)
    return Taxonomy(MappingProxyType(skills), _decoys(folder / DECOYS))


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TaxonomyError(f"{path.name}: not readable as TOML ({error}); mend the file") from error


def _decoys(path: Path) -> tuple[str, ...]:
    from truerole.core.schemas.taxonomy_file import parse_decoys

    return parse_decoys(path.name, _load(path)) if path.exists() else ()


def _entries(path: Path) -> Iterator[SkillEntry]:
    from truerole.core.schemas.taxonomy_file import parse_skills

    tables = _load(path)
    category = tables.pop("category", None)
    if not isinstance(category, str):
        raise TaxonomyError(f'{path.name}: no category; begin the file with category = "…"')
    for skill_id, table in parse_skills(path.name, tables).items():
        entry = SkillEntry(
            id=skill_id,
            name=table.name,
            category=category,
            about=table.about,
            aliases=table.aliases,
            parents=table.parents,
            context=_context(table.context) if table.context else None,
            practised_in=table.practised_in,
            broad=table.broad,
            field=table.field,
        )
        known = {name.lower() for name in entry.names}
        for word in entry.context.words if entry.context else ():
            if word.lower() not in known:
                problem = f"the context is for {word!r}, which is neither name nor alias; add it there"
                raise _error(path.name, skill_id, problem)
        yield entry


def _context(rule: "ContextTable") -> Context:
    return Context(rule.words, rule.case, rule.near, frozenset(cue.lower() for cue in rule.cues))


def _check_aliases(skills: Mapping[str, SkillEntry], files: Mapping[str, str]) -> None:
    owners: dict[str, str] = {}
    for entry in skills.values():
        for name in entry.names:
            owner = owners.setdefault(name.lower(), entry.id)
            if owner != entry.id or entry.names.count(name) > 1:
                place = "twice here" if owner == entry.id else f"in [{owner}] of {files[owner]} too"
                raise _error(files[entry.id], entry.id, f"the name {name!r} stands {place}; keep one")


def _check_parents(skills: Mapping[str, SkillEntry], files: Mapping[str, str]) -> None:
    for entry in skills.values():
        for parent in entry.parents:
            if parent not in skills:
                raise _error(files[entry.id], entry.id, f"the parent {parent!r} is no skill; mend or remove it")
        for other in entry.practised_in:
            if other not in skills:
                raise _error(files[entry.id], entry.id, f"practised in {other!r}, which is no skill; mend or remove it")
    try:
        TopologicalSorter({e.id: e.parents for e in skills.values()}).prepare()
    except CycleError as error:
        ring = error.args[1]
        raise _error(files[ring[0]], ring[0], f"its parents lead in a circle ({' → '.join(ring)}); cut it") from error


def _error(file: str, skill_id: str, what: str) -> TaxonomyError:
    return TaxonomyError(f"{file}, [{skill_id}]: {what}")
