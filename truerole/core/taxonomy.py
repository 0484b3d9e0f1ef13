"""The skills that TrueRole knows: what they are called, what they belong to, and when an ambiguous word means one.

Each file of `taxonomy/` holds one category, and in it a table for each skill under its id, which never changes:

    [hive]
    name = "Apache Hive"
    aliases = ["Hive", "HiveQL"]           # other names; plurals and hyphens need not be written
    parents = ["hadoop"]                   # ids of what it is a kind or a part of
    about = "SQL on Hadoop."
    context = { words = ["Hive", "HIVE"], case = true, near = true, cues = ["tables"] }
    broad = true                           # counts only in a list with others, or where asked for ("knowledge of")
    field = true                           # also a field of study: does not count beside a degree

`context` is for names that are also plain words. It binds the names in `words` alone. With `case` they are sure if
written exactly as given there; with `near` they are never sure by themselves; with both they must also be written so.
A name that is not sure counts in a list with a skill that is, or close to one of the `cues`.
`decoys.toml` holds phrases that contain a skill's name and are none ("go to market").
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import MappingProxyType
from typing import Any

from truerole.core.assets import ASSETS
from truerole.core.errors import TaxonomyError

FOLDER = ASSETS / "taxonomy"
DECOYS = "decoys.toml"
_NO_MATCH, _LEAST_PART = 9, 3
_KEYS = {"name", "about", "aliases", "parents", "context", "broad", "field"}
_RULE = {"words": list, "case": bool, "near": bool, "cues": list}


@dataclass(frozen=True, slots=True)
class Context:
    """Say when the names in `words` mean the skill: by spelling, by a list with sure skills, by a cue close by."""

    words: tuple[str, ...]
    case: bool = False
    near: bool = False
    cues: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SkillEntry:
    """Hold what is known of one skill."""

    id: str
    name: str
    category: str
    about: str
    aliases: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    context: Context | None = None
    broad: bool = False
    field: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Return the name and the aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True)
class Taxonomy:
    """Hold the skills by id, in the order of the files, and the phrases that only look like one."""

    skills: Mapping[str, SkillEntry]
    decoys: tuple[str, ...] = ()

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Return the categories, in order."""
        return tuple(dict.fromkeys(e.category for e in self.skills.values()))

    def search(self, query: str) -> tuple[SkillEntry, ...]:
        """Return the skills that a query may mean, best first: by id, name, category, words inside."""
        wanted = " ".join(query.lower().split())
        ranked = [(_rank(entry, wanted), i, entry) for i, entry in enumerate(self.skills.values())]
        return tuple(entry for rank, _, entry in sorted(ranked, key=lambda r: r[:2]) if rank < _NO_MATCH)

    def children(self, skill_id: str) -> tuple[SkillEntry, ...]:
        """Return the skills that belong to a skill directly."""
        return tuple(entry for entry in self.skills.values() if skill_id in entry.parents)

    def ancestors(self, skill_id: str) -> tuple[str, ...]:
        """Return the ids of all that a skill belongs to, nearest first."""
        found: dict[str, None] = {}
        todo = list(self.skills[skill_id].parents)
        for parent in todo:
            if parent not in found:
                found[parent] = None
                todo += self.skills[parent].parents
        return tuple(found)


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
    """Return the taxonomy that ships with TrueRole."""
    return read_taxonomy(FOLDER)


def read_taxonomy(folder: Path) -> Taxonomy:
    """Return the taxonomy in `folder`; raise TaxonomyError, naming file and skill, where it contradicts itself."""
    skills: dict[str, SkillEntry] = {}
    homes: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name == DECOYS:
            continue
        for entry in _entries(path):
            if entry.id in skills:
                raise _error(path.name, entry.id, f"the id stands in {homes[entry.id]} too; give one another id")
            skills[entry.id], homes[entry.id] = entry, path.name
    _check_aliases(skills, homes)
    _check_parents(skills, homes)
    decoys = _load(folder / DECOYS).get("phrases", []) if (folder / DECOYS).exists() else []
    return Taxonomy(MappingProxyType(skills), tuple(decoys))


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TaxonomyError(f"{path.name}: not readable as TOML ({error}); mend the file") from error


def _entries(path: Path) -> Iterator[SkillEntry]:
    tables = _load(path)
    category = tables.pop("category", None)
    if not isinstance(category, str):
        raise TaxonomyError(f'{path.name}: no category; begin the file with category = "…"')
    for skill_id, table in tables.items():
        yield _entry(path.name, skill_id, category, table)


def _entry(file: str, skill_id: str, category: str, table: object) -> SkillEntry:
    if not isinstance(table, dict):
        raise _error(file, skill_id, "not a table; write the skill under its own [id]")
    for key in table.keys() - _KEYS:
        raise _error(file, skill_id, f"unknown key {key!r}; the head of taxonomy.py says which there are")
    for key in ("name", "about"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise _error(file, skill_id, f"no {key}; add one")
    texts, flags = partial(_texts, file, skill_id, table), partial(_flag, file, skill_id, table)
    entry = SkillEntry(
        id=skill_id,
        name=table["name"],
        category=category,
        about=table["about"],
        aliases=texts("aliases"),
        parents=texts("parents"),
        context=_context(file, skill_id, table["context"]) if "context" in table else None,
        broad=flags("broad"),
        field=flags("field"),
    )
    known = {name.lower() for name in entry.names}
    for word in entry.context.words if entry.context else ():
        if word.lower() not in known:
            raise _error(file, skill_id, f"the context is for {word!r}, which is neither name nor alias; add it there")
    return entry


def _context(file: str, skill_id: str, rule: object) -> Context:
    if not isinstance(rule, dict) or not rule.get("words"):
        raise _error(file, skill_id, "the context names no words; add words = [...]")
    for key, value in rule.items():
        if key not in _RULE or not isinstance(value, _RULE[key]):
            raise _error(file, skill_id, f"the context cannot have {key} = {value!r}; see the head of taxonomy.py")
    words, cues = _texts(file, skill_id, rule, "words"), _texts(file, skill_id, rule, "cues")
    return Context(words, rule.get("case", False), rule.get("near", False), frozenset(c.lower() for c in cues))


def _texts(file: str, skill_id: str, table: dict[str, Any], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise _error(file, skill_id, f"{key} is not a list of texts; write {key} = [...]")
    return tuple(value)


def _flag(file: str, skill_id: str, table: dict[str, Any], key: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise _error(file, skill_id, f"{key} is neither true nor false; write {key} = true")
    return value


def _check_aliases(skills: Mapping[str, SkillEntry], homes: Mapping[str, str]) -> None:
    owners: dict[str, str] = {}
    for entry in skills.values():
        for name in entry.names:
            owner = owners.setdefault(name.lower(), entry.id)
            if owner != entry.id or entry.names.count(name) > 1:
                place = "twice here" if owner == entry.id else f"in [{owner}] of {homes[owner]} too"
                raise _error(homes[entry.id], entry.id, f"the name {name!r} stands {place}; keep one")


def _check_parents(skills: Mapping[str, SkillEntry], homes: Mapping[str, str]) -> None:
    for entry in skills.values():
        for parent in entry.parents:
            if parent not in skills:
                raise _error(homes[entry.id], entry.id, f"the parent {parent!r} is no skill; mend or remove it")
    try:
        TopologicalSorter({e.id: e.parents for e in skills.values()}).prepare()
    except CycleError as error:
        ring = error.args[1]
        raise _error(homes[ring[0]], ring[0], f"its parents lead in a circle ({' → '.join(ring)}); cut it") from error


def _error(file: str, skill_id: str, what: str) -> TaxonomyError:
    return TaxonomyError(f"{file}, [{skill_id}]: {what}")
