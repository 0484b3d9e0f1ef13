import re
import time
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from truerole.core.errors import TaxonomyError
from truerole.core.taxonomy import FOLDER, load_taxonomy, read_taxonomy

HIVE = '[hive]\nname = "Apache Hive"\naliases = ["Hive"]\nabout = "SQL on Hadoop."\n'


def write(folder: Path, text: str, name: str = "big-data.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_ships_the_skills_of_data_work_in_eighteen_categories_and_more() -> None:
    taxonomy = load_taxonomy()
    assert len(taxonomy.skills) >= 450
    assert len(taxonomy.categories) >= 18
    assert {"python", "sql", "r", "deep-learning", "ab-testing", "etl"} <= taxonomy.skills.keys()


def test_ids_are_slugs_and_what_a_skill_is_about_is_one_sentence() -> None:
    for entry in load_taxonomy().skills.values():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.id)
        assert entry.about.strip().endswith(".") and "\n" not in entry.about


def test_ancestors_come_nearest_first() -> None:
    assert load_taxonomy().ancestors("pytorch")[:2] == ("deep-learning", "python")
    assert "machine-learning" in load_taxonomy().ancestors("pytorch")
    assert load_taxonomy().ancestors("python") == ()


def test_who_knows_a_part_knows_of_the_whole_and_what_is_practised_in_it() -> None:
    assert {"pytorch", "deep-learning", "machine-learning"} <= load_taxonomy().implied_by(["pytorch"])
    assert load_taxonomy().implied_by(["tableau"]) == {"tableau", "bi", "data-visualization", "dashboards"}
    assert load_taxonomy().implied_by(["no such skill"]) == frozenset()


@pytest.mark.parametrize(
    ("name", "skill"), [("SQL", "sql"), (" ms  EXCEL", "excel"), ("power-bi", "power-bi"), ("C#", "csharp")]
)
def test_a_skill_is_found_by_id_name_or_alias(name: str, skill: str) -> None:
    assert getattr(load_taxonomy().find(name), "id", None) == skill


def test_no_skill_is_found_by_a_part_of_a_name() -> None:
    assert load_taxonomy().find("Excels") is load_taxonomy().find("") is None


def test_is_loaded_once_and_cannot_be_changed() -> None:
    assert load_taxonomy() is load_taxonomy()
    with pytest.raises(FrozenInstanceError):
        load_taxonomy().skills["python"].name = "Cobra"  # type: ignore[misc]
    with pytest.raises(TypeError):
        load_taxonomy().skills["cobra"] = load_taxonomy().skills["python"]  # type: ignore[index]


def test_loads_quickly() -> None:
    spent = []
    for _ in range(3):
        began = time.process_time()
        read_taxonomy(FOLDER)
        spent.append(time.process_time() - began)
    assert min(spent) < 0.15  # 0.04 s on an idle core


def test_a_table_gives_an_entry(tmp_path: Path) -> None:
    rule = 'context = { words = ["Hive"], case = true, near = true, cues = ["Tables"] }\nbroad = true\n'
    entry = read_taxonomy(write(tmp_path, f'category = "big data"\n{HIVE}{rule}')).skills["hive"]
    assert (entry.name, entry.category, entry.names) == ("Apache Hive", "big data", ("Apache Hive", "Hive"))
    assert entry.context is not None and entry.context.cues == {"tables"}
    assert entry.broad and not entry.field


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HIVE, "big-data.toml: no category"),
        ('category = "big data"\n[hive', "big-data.toml: not readable as TOML"),
        ('category = "big data"\nhive = 1', "big-data.toml, [hive]: not a table"),
        ('category = "big data"\n[hive]\nabout = "x."', "[hive]: no name"),
        ('category = "big data"\n[hive]\nname = "Hive"', "[hive]: no about"),
        ('category = "big data"\n[hive]\nname = " "\nabout = "x."', "[hive]: no name"),
        (f'category = "big data"\n{HIVE}colour = "red"', "[hive]: unknown key 'colour'"),
        (f'category = "big data"\n{HIVE}parents = "hadoop"', "[hive]: parents is not a list"),
        (f'category = "big data"\n{HIVE}parents = ["hadoop"]', "[hive]: the parent 'hadoop' is no skill"),
        (f'category = "big data"\n{HIVE}parents = ["hive"]', "[hive]: its parents lead in a circle"),
        (f'category = "big data"\n{HIVE}practised_in = ["x"]', "[hive]: practised in 'x', which is no skill"),
        (f'category = "big data"\n{HIVE}broad = "yes"', "[hive]: broad is neither true nor false"),
        (f'category = "big data"\n{HIVE}context = {{ case = true }}', "[hive]: the context names no words"),
        (f'category = "big data"\n{HIVE}context = {{ words = ["Bees"] }}', "[hive]: the context is for 'Bees'"),
        (f'category = "big data"\n{HIVE}context = {{ words = ["Hive"], size = 3 }}', "cannot have size = 3"),
        (
            f'category = "big data"\n{HIVE}[bees]\nname = "Bees"\naliases = ["HIVE"]\nabout = "x."',
            "in [hive] of big-data",
        ),
        ('category = "big data"\n[hive]\nname = "Hive"\naliases = ["Hive"]\nabout = "x."', "stands twice here"),
    ],
)
def test_says_what_is_wrong_and_where(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(TaxonomyError) as error:
        read_taxonomy(write(tmp_path, text))
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_an_id_stands_in_one_file_only(tmp_path: Path) -> None:
    write(tmp_path, f'category = "insects"\n{HIVE}', "a.toml")
    write(tmp_path, f'category = "big data"\n{HIVE}', "b.toml")
    with pytest.raises(TaxonomyError, match=re.escape("b.toml, [hive]: the id stands in a.toml too")):
        read_taxonomy(tmp_path)


def test_a_circle_is_found_over_several_files(tmp_path: Path) -> None:
    write(tmp_path, 'category = "a"\n[hen]\nname = "Hen"\nabout = "x."\nparents = ["egg"]', "a.toml")
    write(tmp_path, 'category = "b"\n[egg]\nname = "Egg"\nabout = "x."\nparents = ["hen"]', "b.toml")
    with pytest.raises(TaxonomyError, match="circle"):
        read_taxonomy(tmp_path)


def test_decoys_are_read_from_their_own_file(tmp_path: Path) -> None:
    write(tmp_path, f'category = "big data"\n{HIVE}')
    write(tmp_path, 'phrases = ["hive mind"]', "decoys.toml")
    assert read_taxonomy(tmp_path).decoys == ("hive mind",)


@pytest.mark.parametrize("text", ["phrases = 1", 'phrases = [" "]', "[phrases]", "phrases = [1]"])
def test_decoys_are_a_list_of_texts(tmp_path: Path, text: str) -> None:
    with pytest.raises(TaxonomyError, match="not a list of texts"):
        read_taxonomy(write(tmp_path, text, "decoys.toml"))
