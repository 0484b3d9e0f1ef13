"""Term counts: what is saved is what is read; what is shipped holds numbers and labels, no text."""

import re
from pathlib import Path

import numpy as np
import pytest

from truerole.core.errors import DataError
from truerole.core.reading import ROLES
from truerole.model.role.term_counts import (
    FOLDER,
    PROFILE,
    Label,
    TermCounts,
    load_counts,
    pack_counts,
    read_counts,
    save_counts,
)
from truerole.model.role.vectorizer import TERM_SECTIONS

TERMS = ["data", "data pipelines", "@skill:c++", *(f"t{i}" for i in range(70_000))]
FULL = Label("a:1", "site_2020", "data_engineer", "ml_engineer", 2, "startup", 3, "lead", title="data_scientist")
BARE = Label("b:2", "site_2021", "other", None, 1)
ROWS = {
    "no postings": [],
    "one": [{(0, 0): 1}],
    "only empty ones": [{}, {}],
    "empty first, between and last": [{}, {(0, 0): 3, (7, 70_002): 1}, {}, {}, {(7, 70_002): 2}, {}],
    "the least and the greatest keys": [{(0, 0): 1, (7, 70_002): 255}, {(7, 70_002): 1}, {(0, 0): 255}],
}


def arrays(counts: TermCounts) -> list[np.ndarray]:
    return [counts.starts, counts.sections, counts.columns, counts.counts]


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS)
def test_what_is_saved_is_read(tmp_path: Path, rows: list[dict[tuple[int, int], int]]) -> None:
    counts = pack_counts([FULL, BARE, *[FULL] * 9][: len(rows)], TERMS, rows)
    save_counts(counts, tmp_path / "new")
    again = read_counts(tmp_path / "new")
    assert (again.labels, again.terms) == (counts.labels, counts.terms)
    for before, after in zip(arrays(counts), arrays(again), strict=True):
        assert np.array_equal(before, after)
        assert before.dtype == after.dtype


def test_pack_orders_what_it_is_given() -> None:
    counts = pack_counts([FULL, BARE], ["a", "b"], [{(1, 0): 5, (0, 1): 2}, {(0, 0): 1}])
    assert [a.tolist() for a in arrays(counts)] == [[0, 2, 3], [0, 1, 0], [1, 0, 0], [2, 5, 1]]


def test_counts_over_255_are_cut(tmp_path: Path) -> None:
    save_counts(pack_counts([FULL], ["a"], [{(0, 0): 1000}]), tmp_path)
    assert read_counts(tmp_path).counts.tolist() == [255]


def swap(name: str, old: bytes, new: bytes):
    def damage(folder: Path) -> None:
        path = folder / name
        raw = path.read_bytes()
        assert old in raw
        path.write_bytes(raw.replace(old, new, 1))

    return damage


def keep(name: str, share: float):
    def damage(folder: Path) -> None:
        raw = (folder / name).read_bytes()
        (folder / name).write_bytes(raw[: int(share * len(raw))])

    return damage


def flip(folder: Path) -> None:
    path = folder / "counts.npz"
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 3] ^= 0xFF
    path.write_bytes(raw)


DAMAGES = {
    "no folder": lambda folder: [p.unlink() for p in folder.iterdir()],
    "no numbers": lambda folder: (folder / "counts.npz").unlink(),
    "no numbers in it": lambda folder: (folder / "counts.npz").write_bytes(b""),
    "half of the numbers": keep("counts.npz", 0.5),
    "a changed byte": flip,
    "text for numbers": lambda folder: (folder / "counts.npz").write_text("lengths"),
    "other arrays": lambda folder: np.savez(folder / "counts.npz", a=np.zeros(3)),
    "half of the labels": keep("labels.tsv", 0.5),
    "no labels": keep("labels.tsv", 0),
    "another column": swap("labels.tsv", b"sure", b"sore"),
    "no number": swap("labels.tsv", b"\t2\t", b"\ttwo\t"),
    "no role": swap("labels.tsv", b"data_engineer", b"data_wizard"),
    "no text": swap("labels.tsv", b"site_2020", b"\xff\xfe"),
    "few terms": lambda folder: (folder / "terms.txt").write_text("data\n"),
    "no terms": lambda folder: (folder / "terms.txt").write_text(""),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_counts_are_one_line(tmp_path: Path, damage: str) -> None:
    rows = [{(place, term): 1 for place in range(8) for term in range(0, 70_000, 977)} for _ in range(20)]
    save_counts(pack_counts([FULL] * 20, TERMS, rows), tmp_path)
    assert len(read_counts(tmp_path).labels) == 20
    DAMAGES[damage](tmp_path)
    with pytest.raises(DataError) as caught:
        read_counts(tmp_path)
    assert "\n" not in str(caught.value)
    assert str(tmp_path) in str(caught.value)
    assert "install TrueRole again" in str(caught.value)


def test_arrays_of_objects_are_refused(tmp_path: Path) -> None:
    save_counts(pack_counts([FULL], ["a"], [{(0, 0): 1}]), tmp_path)
    objects = np.array([print], object)
    np.savez(tmp_path / "counts.npz", lengths=objects, low=objects, high=objects, counts=objects)
    with pytest.raises(DataError, match="allow_pickle=False"):
        read_counts(tmp_path)


def test_shipped_labels() -> None:
    counts = load_counts()
    assert len(counts.labels) == 5480
    assert len({label.id for label in counts.labels}) == len(counts.labels)
    assert {label.role for label in counts.labels} == set(ROLES)
    assert all(label.second != label.role for label in counts.labels)
    assert all(label.sure in (1, 2, 3) for label in counts.labels)


def test_no_text_of_a_posting_is_shipped() -> None:
    assert sorted(p.name for p in FOLDER.iterdir()) == [
        "counts.npz", "duties.npz", "labels.tsv", "profiles.npz", "terms.txt"
    ]  # fmt: skip
    lines = (FOLDER / "labels.tsv").read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"[\w:.+-]+(\t[\w:.+-]*){8}", line) for line in lines)
    assert max(map(len, lines)) < 160
    with np.load(FOLDER / "counts.npz", allow_pickle=False) as file:
        assert {name: file[name].dtype.kind for name in file} == dict.fromkeys(
            ("lengths", "low", "high", "counts"), "u"
        )
    with np.load(FOLDER / "profiles.npz", allow_pickle=False) as file:
        assert [file[name].shape for name in file] == [(len(lines) - 1, PROFILE)]


def test_shipped_terms_are_words_pairs_and_what_skills_belong_to() -> None:
    terms = load_counts().terms
    assert len(set(terms)) == len(terms)
    assert all(1 <= len(term.split(" ")) <= 2 and all(term.split(" ")) for term in terms if term[0] != "@")
    marks = [term for term in terms if term[0] == "@"]
    assert all(re.match(r"@(skill|category|asked):[\w+:. -]+$", term) for term in marks)


def test_shipped_terms_stand_in_five_postings_or_more() -> None:
    counts = load_counts()
    postings = np.zeros(len(counts.terms), np.int64)
    for row in range(len(counts.labels)):
        postings[counts.columns[counts.starts[row] : counts.starts[row + 1]]] += 1  # a term twice in a row adds 1
    assert postings.min() >= 5
    assert counts.sections.max() < len(TERM_SECTIONS)
    assert counts.counts.min() >= 1


@pytest.mark.parametrize(("of", "damage"), [(b", }", b", ("), (b"'descr'", b'"""desc'), (b"'shape'", b"'''shap")])
def test_a_damaged_array_header_is_one_line(small: TermCounts, tmp_path: Path, of: bytes, damage: bytes) -> None:
    save_counts(small, tmp_path)
    with np.load(tmp_path / "counts.npz") as file:
        arrays = {name: np.resize(array, 100_000) for name, array in file.items()}
    # Not compressed, and long, so that a header is read before the checksum of the whole.
    np.savez(tmp_path / "counts.npz", **arrays)
    raw = (tmp_path / "counts.npz").read_bytes()
    (tmp_path / "counts.npz").write_bytes(raw.replace(of, damage))
    with pytest.raises(DataError, match="cannot be read"):
        read_counts(tmp_path)
