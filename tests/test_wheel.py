"""The wheel: one top-level name, all that ships, and all of it works in a folder that has modules of the same names."""

import json
import shutil
import time
import zipfile
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, expect
from pyarrow import parquet

from tests.dashboard.browser.browser import PATIENCE, browsers, chromium, free_port, sample_store  # noqa: F401
from tests.installation import Installation, installation, programs, wheel  # noqa: F401
from truerole.data.crawl.boards import add_board
from truerole.data.labels.examples import load_examples
from truerole.data.store.store import open_store

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
ROOMS = ("truerole", "model", "data", "scraper")
POSTING = next(example.description for example in load_examples() if example.role == "data_engineer")
# No host of the internet is asked: what is not public may not be.
PRIVATE = "http://127.0.0.1:9/careers"


def test_it_has_one_name(wheel: Path) -> None:  # noqa: F811
    names = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert names == {"truerole", f"{'-'.join(wheel.name.split('-')[:2])}.dist-info"}


def test_it_holds_every_module_and_all_that_ships(wheel: Path) -> None:  # noqa: F811
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("truerole/")}
    files = [path.relative_to(ROOT) for room in ROOMS for path in (ROOT / room).rglob("*.*") if path.is_file()]
    inside = {path.as_posix() if path.parts[0] == "truerole" else f"truerole/{path.as_posix()}" for path in files}
    assert packed == {name for name in inside if not name.endswith(".pyc")}
    assert {"truerole/py.typed", "truerole/data/models/registry.toml", "truerole/dashboard/style.css"} <= packed


def test_what_is_imported_is_installed(installation: Installation) -> None:  # noqa: F811
    code = "import sys, truerole; print(truerole.__file__); print(truerole.read(sys.stdin.read()).role)"
    where, role = installation.run("python", "-c", code, given=POSTING).splitlines()
    assert Path(where).is_relative_to(installation.programs.parent)
    assert role == "data_engineer"
    assert installation.imported == []


def test_the_command_reads(installation: Installation) -> None:  # noqa: F811
    assert "reads as data engineer" in installation.run("truerole", "read", "--title", "Data Analyst", given=POSTING)
    assert installation.run("python", "-m", "truerole", "--version").startswith("truerole ")
    assert installation.imported == []


EMBEDDED = """
import sys, spacy, truerole
text = sys.stdin.read()
nlp = spacy.blank("en")
nlp.add_pipe("truerole")
print(nlp(text)._.reading.role)
from truerole.sklearn import RoleClassifier, SkillVectorizer
print(SkillVectorizer().fit_transform([text]).nnz > 5, RoleClassifier().get_params()["label_weight"])
import pandas
print(truerole.read_frame(pandas.DataFrame({"description": [text]})).role[0])
print("<mark" in truerole.read(text)._repr_html_())
"""


def test_other_programs_embed_it(installation: Installation) -> None:  # noqa: F811
    """The pipe of spaCy is found by the entry point of what is installed."""
    said = installation.run("python", "-c", EMBEDDED, given=POSTING).splitlines()
    assert said == ["data_engineer", "True 2.0", "data_engineer", "True"]
    assert installation.imported == []


def test_a_crawl_is_harvested_and_scored_in_parts(installation: Installation) -> None:  # noqa: F811
    pytest.importorskip("warcio")
    item = json.dumps({"@type": "JobPosting", "title": "Data Engineer", "description": POSTING})
    page = f'<html><script type="application/ld+json">{item}</script></html>'
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://e.org/\r\nContent-Length: {len(block)}\r\n\r\n"
    (installation.work / "pages.warc").write_bytes(head.encode() + block + b"\r\n\r\n")
    installation.run("truerole", "harvest", "pages.warc", "found.parquet")
    installation.run("truerole", "score", "found.parquet", "readings/", "--workers", "2")
    (part,) = (installation.work / "readings").glob("part-*")
    assert parquet.read_table(part, columns=["role"]).to_pydict() == {"role": ["data_engineer"]}
    assert installation.imported == []


def test_it_answers_over_http(installation: Installation) -> None:  # noqa: F811
    pytest.importorskip("fastapi")
    port = free_port()
    with installation.process("api", "--port", str(port)):
        url = f"http://127.0.0.1:{port}/readings"
        asked = Request(url, json.dumps({"description": POSTING}).encode(), {"Content-Type": "application/json"})
        assert json.loads(answer_of(asked))["role"] == "data_engineer"
    assert installation.imported == []


def answer_of(asked: Request) -> bytes:
    """Return the answer of a server that may be starting still."""
    deadline = time.monotonic() + 180
    while True:
        try:
            with urlopen(asked) as answer:
                return bytes(answer.read())
        except URLError:
            assert time.monotonic() < deadline
            time.sleep(0.2)


@pytest.mark.browser
def test_its_pages_gather(installation: Installation, chromium: Browser, sample_store: Path) -> None:  # noqa: F811
    installation.home.mkdir(exist_ok=True)
    shutil.copy(sample_store, installation.home)
    with open_store(f"sqlite:///{installation.home / 'truerole.db'}") as store:
        add_board(store, "careers", PRIVATE, "Acme")
    with installation.app() as address:
        page = chromium.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/gather")
        page.get_by_role("button", name="Gather now").click()
        expect(page.get_by_text("Last gathering: just now. 0 new, 0 changed")).to_be_visible()
        page.get_by_text("Output of the last gathering started here").click()
        expect(page.get_by_text(f"truerole: careers:{PRIVATE}")).to_be_visible()
        page.close()
    assert installation.imported == []
