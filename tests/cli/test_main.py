"""The terminal door; opened in a process of its own where the process, the terminal or the pipe matters."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from truerole.cli.main import open_app
from truerole.core.version import version
from truerole.data.labels.examples import load_examples
from truerole.model.evaluation.metrics import LabelledPrediction, evaluate
from truerole.model.evaluation.report import markdown_report
from truerole.model.reader import default_reader
from truerole.model.registry import artifacts
from truerole.model.role.term_counts import load_counts
from truerole.model.role.train import TrainedModel
from truerole.workflows.reading.pasted import read_pasted

ROOT = Path(__file__).parents[2]
ENGINEER = next(e for e in load_examples() if e.role == "data_engineer" and e.sure == 3)


Run = Callable[..., Any]


def test_help_names_the_commands(truerole: Run) -> None:
    out = truerole("--help").out
    assert all(f"\n  {command} " in out for command in ("read", "score", "evaluate", "train", "skills", "app"))
    assert "Usage:" in truerole().err


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, truerole.cli.main; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    heavy = {"numpy", "spacy", "sklearn", "streamlit", "httpx", "pyarrow", "pandas", "joblib", "asyncio"}
    assert not heavy & set(loaded.split())


def test_version(truerole: Run) -> None:
    assert truerole("--version").out == f"truerole {version()}\n"


def test_read_shows_the_verdict(truerole: Run) -> None:
    done = truerole("read", "--title", "Data Scientist", stdin=ENGINEER.description)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].startswith("Titled Data Scientist; reads as data engineer (")
    assert "The title says data scientist, the work says data engineer." in done.out
    assert all(len(line) <= 80 for line in lines)
    assert all(part in lines for part in ("The mix", "What speaks for it", "Skills", "Signals"))
    assert "\x1b" not in done.out


@pytest.mark.slow
def test_read_in_a_process_of_its_own() -> None:
    command = [sys.executable, "-m", "truerole", "read", "-"]
    given = ENGINEER.description.encode()
    done = subprocess.run(command, cwd=ROOT, input=given, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"eads as data engineer" in done.stdout


def test_read_json_is_the_contract(truerole: Run, tmp_path: Path) -> None:
    path = tmp_path / "posting.txt"
    path.write_text(ENGINEER.description, encoding="utf-8")
    found = json.loads(truerole("read", str(path), "--title", ENGINEER.title, "--json").out)
    assert found["role"] == "data_engineer"
    assert abs(sum(found["roles"].values()) - 1) < 1e-6
    assert found["title"]["text"] == ENGINEER.title
    assert "description" not in found
    for skill in found["skills"]:
        assert all(ENGINEER.description[start:end].strip() for start, end in skill["mentions"])


PAGE = f"""<!DOCTYPE html><html><head><title>Jobs at Kestrel</title><script>var a = 1;</script></head><body>
<nav>Home</nav><h1>Data Scientist</h1><p>{ENGINEER.description.replace(chr(10), "<br>")}</p></body></html>"""


@pytest.mark.parametrize(("name", "encoding"), [("a.html", "utf-8"), ("a.htm", "utf-16"), ("page", "utf-8-sig")])
def test_read_page(truerole: Run, tmp_path: Path, name: str, encoding: str) -> None:
    path = tmp_path / name
    path.write_text(PAGE, encoding=encoding)
    found = json.loads(truerole("read", str(path), "--json").out)
    assert (found["role"], found["title"]["text"]) == ("data_engineer", "Data Scientist")
    assert found["description"].startswith("Data Scientist\n")
    assert "var a" not in found["description"]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["read", "/nosuch"], "/nosuch: No such file"),
        (["read", "/"], "/: Is a directory"),
        (["read", "/dev/zero"], "is a device"),
        (["read", "ftp://a.example/b"], "only http:// and https://"),
        (["read", "http://127.0.0.1/"], "not on the public internet"),
        (["read"], "no text to read"),
        (["score", "none.jsonl", "out.jsonl"], "none.jsonl: No such file"),
        (["score", "README.md", "out.jsonl"], "name it .jsonl"),
        (["evaluate", "none.jsonl"], "none.jsonl: No such file"),
        (["evaluate", "README.md"], "name it .jsonl"),
        (["evaluate", "/dev/null.jsonl"], "/dev/null.jsonl: "),
    ],
)
def test_one_line_and_exit_code_2(truerole: Run, args: list[str], words: str) -> None:
    done = truerole(*args)
    assert done.code == 2
    assert words in done.err
    assert done.err.startswith("truerole: ")
    assert done.err.count("\n") == 1
    assert done.out == ""


@pytest.mark.parametrize("args", [["nonsense"], ["read", "--nonsense"], ["score", "a.jsonl"], ["score", "a", "b", "c"]])
def test_wrong_usage(truerole: Run, args: list[str]) -> None:
    done = truerole(*args)
    assert done.code == 2
    assert "Traceback" not in done.err


def test_score(truerole: Run, tmp_path: Path) -> None:
    good = {"id": "a", "description": ENGINEER.description}
    (tmp_path / "in.jsonl").write_text(json.dumps(good) + "\n")
    done = truerole("score", str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"))
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("truerole: read 1 posting, 0 errors in ")
    assert json.loads((tmp_path / "out.jsonl").read_text())["role"] == "data_engineer"


def test_score_with_errors_ends_with_exit_code_1(truerole: Run, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": "a\\u001b[31m"}\n')
    done = truerole("score", str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"))
    assert done.code == 1
    assert "read 1 posting, 1 error (first: a[31m: there is no description)" in done.err


def gold(path: Path, **fields: object) -> Path:
    """Write one posting whose role is known, twice, and a line that is no posting."""
    row = {"id": "a", "description": ENGINEER.description, "role": "data_engineer", "src": "mine"} | fields
    path.write_text(f"{json.dumps(row)}\n" * 2 + "{broken\n")
    return path


def test_evaluate_prints_tables(truerole: Run, tmp_path: Path) -> None:
    done = truerole("evaluate", str(gold(tmp_path / "gold.jsonl")))
    assert done.code == 1
    assert done.err == "truerole: 1 rows could not be used (first: row 3: the line is not JSON)\n"
    assert {"| all | 1.000 | 2 |", "| mine | 1.000 | 2 |"} <= set(done.out.splitlines())


def test_evaluate_json(truerole: Run, tmp_path: Path) -> None:
    found = json.loads(truerole("evaluate", str(gold(tmp_path / "gold.jsonl", src="a\ud83d")), "--json").out)
    assert found["everything"] == {"right": 2, "n": 2}
    assert found["macro_f1"] == 1
    assert list(found["sources"]) == ["a\ufffd"]
    assert found["roles"]["data_engineer"] == {"precision": 1, "recall": 1, "f1": 1, "n": 2}
    assert {"sure", "coverage", "confident", "either", "calibration", "calibration_error"} <= set(found)


def test_evaluate_says_which_postings_it_was_fitted_to(truerole: Run, tmp_path: Path) -> None:
    known = next(label.id for label in load_counts().labels if label.sure)
    done = truerole("evaluate", str(gold(tmp_path / "gold.jsonl", id=known)))
    assert "2 of these postings are among those that the model was fitted to" in done.err


def test_evaluate_shows_nothing_but_text(truerole: Run, tmp_path: Path) -> None:
    done = truerole("evaluate", str(gold(tmp_path / "gold.jsonl", src="a\x1b[31m\u202eb")))
    assert "| a[31mb | 1.000 | 2 |" in done.out
    assert not {"\x1b", "\u202e"} & set(done.out + done.err)


def test_evaluate_without_a_row_to_use(truerole: Run, tmp_path: Path) -> None:
    done = truerole("evaluate", str(gold(tmp_path / "gold.jsonl", role="wizard")))
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "no row can be used (row 1: role and second must be of data_analyst" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("same", [True, False])
def test_train_says_whether_the_card_agrees_and_keeps_the_model(
    truerole: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, same: bool
) -> None:
    evaluation = evaluate([LabelledPrediction("mine", "other", None, 3, (0.0, 0.0, 0.1, 0.2, 0.7), True)])
    monkeypatch.setattr(
        "truerole.workflows.train.train", lambda *_: TrainedModel(default_reader().model.roles, evaluation)
    )
    monkeypatch.setattr(artifacts, "SHIPPED", tmp_path)
    (tmp_path / "CARD.md").write_text(markdown_report(evaluation) if same else "")
    done = truerole("train", "--out", str(tmp_path / "kept"))
    assert done.code == 0
    assert "| mine | 1.000 | 1 |" in done.out
    first, second = done.err.splitlines()
    words = "are those of" if same else "differ from those of"
    assert first == f"truerole: the figures {words} the model card"
    assert second.startswith("truerole: kept ")
    assert artifacts.registered_model(tmp_path / "kept").file in second
    assert markdown_report(evaluation) in (tmp_path / "kept" / "CARD.md").read_text()


def test_no_argument_and_nobody_piping() -> None:
    keyboard, terminal = pty.openpty()
    command = [sys.executable, "-m", "truerole", "read"]
    done = subprocess.run(command, cwd=ROOT, stdin=terminal, capture_output=True, text=True, timeout=120, check=False)
    os.close(keyboard)
    os.close(terminal)
    assert done.returncode == 2
    assert "pipe a text in" in done.stderr


@pytest.mark.slow
def test_colour_in_a_terminal() -> None:
    screen, terminal = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm"}
    command = [sys.executable, "-m", "truerole", "read"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=terminal, env=environment) as run:
        os.close(terminal)
        run.stdin.write(ENGINEER.description.encode())
        run.stdin.close()
        shown = b""
        while piece := read_screen(screen):
            shown += piece
    os.close(screen)
    assert b"eads as data engineer" in shown
    assert b"\x1b[32m" in shown


def test_no_colour_where_it_is_not_wanted(truerole: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[3\dm", truerole("read", stdin=ENGINEER.description).out)


def read_screen(screen: int) -> bytes:
    try:
        return os.read(screen, 65536)
    except OSError:  # the program has left
        return b""


@pytest.mark.slow
def test_broken_pipe_is_quiet() -> None:
    command = f"{sys.executable} -m truerole read --json | true"
    done = subprocess.run(
        ["sh", "-c", command], cwd=ROOT, input=ENGINEER.description.encode(), capture_output=True, check=False
    )
    assert done.stderr == b""


@pytest.mark.slow
def test_full_disk_behind_the_output() -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        command = [sys.executable, "-m", "truerole", "read"]
        given = ENGINEER.description.encode()
        done = subprocess.run(command, cwd=ROOT, input=given, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (2, b"truerole: output: No space left on device\n")


@pytest.mark.slow
def test_ctrl_c() -> None:
    command = [sys.executable, "-m", "truerole", "read", "-"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        # More than a pipe holds: once it is written, the program reads, and waits for the rest.
        run.stdin.write(b"We build. " * 20_000)
        run.stdin.flush()
        time.sleep(0.5)
        run.send_signal(signal.SIGINT)
        assert run.wait(120) == 130
        assert b"Traceback" not in run.stderr.read()


def test_a_server_on_this_machine_is_never_asked(truerole: Run) -> None:
    asked: list[str] = []

    class Inner(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    with HTTPServer(("127.0.0.1", 0), Inner) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        for host in ("127.0.0.1", "localhost", "0"):
            assert truerole("read", f"http://{host}:{server.server_address[1]}/").code == 2
        server.shutdown()
    assert asked == []


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "programming languages"),
        (("spark",), "Apache Spark"),
        (("power", "bi"), "Power BI"),
        (("find", "nosuchword"), "no skill is called 'nosuchword'"),
        (("nosuch\x1b[31mskill",), "no skill is called"),
        (("  ",), "programming languages"),
    ],
)
def test_skills(truerole: Run, args: tuple[str, ...], words: str) -> None:
    done = truerole("skills", *args)
    assert words in done.out + done.err
    assert (done.code == 2) == words.startswith("no skill")
    assert "\x1b" not in done.out + done.err


def test_skills_discover(truerole: Run, tmp_path: Path) -> None:
    rows = [{"description": f"Knowledge of Python, Quxlib, SQL and tool{i}"} for i in range(5)]
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert "Quxlib" in truerole("skills", "discover", str(tmp_path / "c.jsonl")).out
    as_json = truerole("skills", "discover", str(tmp_path / "c.jsonl"), "--json", "--fewest", "5").out
    assert json.loads(as_json) == {"text": "Quxlib", "listed": 5, "postings": 5, "beside": ["Python", "SQL"]}
    missing = truerole("skills", "discover", "none.jsonl")
    assert (missing.code, missing.err) == (2, "truerole: none.jsonl: No such file or directory\n")


def test_db(truerole: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path / "home"))
    assert truerole("db", "info").out.splitlines()[1] == "postings  0"
    assert truerole("db", "check").out == "the store is sound, and its index matches its tables\n"
    assert truerole("db", "rebuild").out == "the index is rebuilt: 0 postings\n"
    (tmp_path / "home" / "truerole.db").write_bytes(b"a diary " * 1000)
    done = truerole("db", "check")
    assert done.code == 2
    assert "is no store of TrueRole; move it away" in done.err
    assert done.err.count("\n") == 1


def test_app_starts_a_script_that_nothing_shadows(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr("os.execv", lambda _, command: started.append(command))
    open_app(port=8600)
    open_app(port=8600, browser=False)
    command, hidden = started
    assert set(hidden) - set(command) == {"--server.headless=true"}
    assert command[1:5] == ["-P", "-m", "truerole.dashboard.entry", "run"]
    assert "--server.address=127.0.0.1" in command
    script = Path(command[5])
    assert script.is_file()
    assert not (script.parent / "pages").exists()  # Streamlit would run its files instead


def test_api_and_app_listen_where_they_are_told(truerole: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr("os.execv", lambda _, command: started.append(command))
    truerole("app", "--host", "0.0.0.0")
    truerole("api")
    truerole("--verbose", "--log-file", str(tmp_path / "log"), "api", "--host", "::1", "--port", "80")
    pages, alone, logged = started
    assert {"--server.address=0.0.0.0", "--browser.serverAddress=localhost"} <= set(pages)
    assert alone[1:] == ["-P", "-m", "truerole.api", "--host", "127.0.0.1", "--port", "8600"]
    assert logged[4:] == ["--host", "::1", "--port", "80", "--verbose", "--log-file", str(tmp_path / "log")]


def test_read_takes_the_title_that_stands_in_the_text(truerole: Run) -> None:
    given = f"Job title: Data Wizard\n\n{ENGINEER.description}"
    out = truerole("read", stdin=given).out
    assert out.startswith("Titled Data Wizard; reads as data engineer (")
    assert "Title found in the text: “Data Wizard”" in out
    assert "Title found" not in truerole("read", "--title", "Baker", stdin=given).out
    assert json.loads(truerole("read", "--json", stdin=given).out)["title"] is None


def test_read_gives_the_probabilities_of_the_page_whoever_names_the_title(truerole: Run) -> None:
    given = f"Job title: Data Scientist\n\n{ENGINEER.description}"
    wanted = read_pasted(given).reading.to_dict()
    for options in ((), ("--title", "Data Scientist"), ("--title", "Baker")):
        read = json.loads(truerole("read", "--json", *options, stdin=given).out)
        assert (read["roles"], read["evidence"]) == (wanted["roles"], wanted["evidence"])


def test_read_tells_what_is_not_one_posting(truerole: Run) -> None:
    cv = (
        "Jane Miller - CV\n\nEducation\nPhD Statistics, 2015 - 2019\n\nWork history\n2019 - 2022 Data analyst: SQL, R. "
        * 2
    )
    done = truerole("read", stdin=cv)
    assert "This looks like a CV" in done.err
    assert truerole("read", stdin=ENGINEER.description).err == ""
