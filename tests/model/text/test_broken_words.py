"""Words with odd characters inside are found, and their offsets are those of the text as pasted."""

import time

import pytest

from truerole.model.skills.extractor import extract_skills
from truerole.model.text.document import prepare


@pytest.mark.parametrize(
    ("item", "skill", "shown"),
    [
        ("Post\xadgre\xadSQL", "postgresql", "Post\xadgre\xadSQL"),
        ("Data\u200bbricks", "databricks", "Data\u200bbricks"),
        ("Sca\u200dla", "scala", "Sca\u200dla"),
        ("Ju\u200clia", "julia", "Ju\u200clia"),
        ("Look\u2060er", "looker", "Look\u2060er"),
        ("Da\ufeffsk", "dask", "Da\ufeffsk"),
        ("Kube\ufb02ow", "kubeflow", "Kube\ufb02ow"),
        ("ML\ufb02ow", "mlflow", "ML\ufb02ow"),
        ("Met\xada\ufb02ow", "metaflow", "Met\xada\ufb02ow"),
        ("\uff34\uff41\uff42\uff4c\uff45\uff41\uff55", "tableau", "\uff34\uff41\uff42\uff4c\uff45\uff41\uff55"),
        ("\uff33\uff31\uff2c", "sql", "\uff33\uff31\uff2c"),
        ("PL\u2011SQL", "plsql", "PL\u2011SQL"),
        ("scikit\u2010learn", "scikit-learn", "scikit\u2010learn"),
        ("scikit\u2013learn", "scikit-learn", "scikit\u2013learn"),
        ("Post-\ngreSQL", "postgresql", "Post-\ngreSQL"),
        ("Py-\nTorch", "pytorch", "Py-\nTorch"),
        ("snow-\nflake", "snowflake", "snow-\nflake"),
    ],
)
def test_a_broken_word_is_found_where_it_stands(item: str, skill: str, shown: str) -> None:
    text = f"Requirements:\n- Docker, {item} and Git\n- Kafka"
    found = {s.id: [text[a:b] for a, b in s.mentions] for s in extract_skills(prepare(text))}
    assert found[skill] == [shown]
    assert (found["docker"], found["git"], found["kafka"]) == (["Docker"], ["Git"], ["Kafka"])


@pytest.mark.parametrize(
    "text", ["Sales-\nforward thinking", "- Go\n-\nR", "a well-\nkept garden", "S\u200b Q\u200b L"]
)
def test_other_words_are_left_apart(text: str) -> None:
    assert prepare(text).tokens.meant == {}


@pytest.mark.parametrize(
    "piece", ["a", "a\xad", "\xad", "\ufb01", "a-\n", "ab-\nab", "\ufb01 ", "a\xada ", "\u200b ", "\u2013", "a\u2013"]
)
def test_broken_words_take_time_in_proportion_to_the_text(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    prepare(text[:100])
    began = time.process_time()
    prepare(text).tokens.hashes  # noqa: B018, counted with the rest
    assert time.process_time() - began < 1
