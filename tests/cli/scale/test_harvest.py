"""The command `harvest` tells what it found, and what is damaged."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran
from tests.scraper.extract.archive import packed, page, response

pytest.importorskip("warcio")


@pytest.mark.slow
def test_harvest(truerole: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(packed(response(page(), "https://a.org/1"), response("<html>")))
    (tmp_path / "b.warc").write_bytes(response(page(), "https://a.org/1"))
    given = [str(tmp_path / name) for name in ("a.warc.gz", "b.warc", "out.parquet")]
    done = truerole("harvest", *given, "--workers", "1")
    assert (done.code, done.out) == (0, "")
    assert "1 postings of 3 pages" in done.err
    assert "1 repeated" in done.err


@pytest.mark.usefixtures("in_threads")
def test_a_damaged_archive_ends_with_exit_code_1(truerole: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(packed(response(page()), response(page()))[:-9])
    done = truerole("harvest", str(tmp_path / "a.warc.gz"), str(tmp_path / "out.parquet"), "--workers", "1")
    assert (done.code, "is damaged" in done.err, done.err.count("\n")) == (1, True, 2)


@pytest.mark.usefixtures("in_threads")
def test_a_file_that_is_no_archive_ends_with_exit_code_1(truerole: Callable[..., Ran], tmp_path: Path) -> None:
    junk, good, out = (tmp_path / name for name in ("junk.warc.gz", "good.warc", "out.parquet"))
    junk.write_bytes(b"hello")
    good.write_bytes(response(page()))
    both = truerole("harvest", str(junk), str(good), str(out), "--workers", "1")
    assert (both.code, both.err.count("\n"), "1 postings of 1 pages" in both.err) == (1, 2, True), both.err
    kept = out.read_bytes()
    alone = truerole("harvest", str(junk), str(out), "--workers", "1")
    told = f"truerole: {junk}: is no archive (WARC); not one record of it can be read; nothing is written\n"
    assert (alone.code, alone.err, out.read_bytes()) == (1, told, kept)
