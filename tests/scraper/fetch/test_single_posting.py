"""Links are fetched from a real server on this machine, by a policy that lets only this server be."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest

from tests.shared import gzip_bomb
from truerole.core.errors import FailedLink, ForbiddenLink
from truerole.scraper.fetch.single_posting import LinkPolicy, fetch_posting
from truerole.scraper.fetch.ssrf import is_public

pytestmark = pytest.mark.slow

PAGE = "<!doctype html><title>Shop</title><h1>Data Engineer</h1><p>You move data.</p><ul><li>Write SQL</li></ul>"
JOB = {"@type": "JobPosting", "title": "Data Analyst", "description": "<p>Report on sales.</p>"}
DRIP, LONG = 0.05, 20.0


class Site(BaseHTTPRequestHandler):
    """Answer each path in its own way; keep the headers that came."""

    seen: dict[str, str]

    def do_GET(self) -> None:
        Site.seen = dict(self.headers)
        getattr(self, "get_" + self.path.strip("/").split("?")[0])()

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, body: bytes | str, kind: str = "text/html", status: int = 200, **headers: str) -> None:
        body = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def move(self, to: str) -> None:
        self.answer("", status=302, Location=to, Set_Cookie="id=1")

    def get_page(self) -> None:
        self.answer(PAGE)

    def get_job(self) -> None:
        self.answer(f'<h1>Shop</h1><script type="application/ld+json">{json.dumps(JOB)}</script>')

    def get_json(self) -> None:
        self.answer(json.dumps(JOB), "application/json")

    def get_nojson(self) -> None:
        self.answer("{}", "application/json")

    def get_text(self) -> None:
        self.answer("You move data.", "text/plain; charset=utf-8")

    def get_latin(self) -> None:
        self.answer("<p>Café in Zürich</p>".encode("latin-1"), "text/html; charset=ISO-8859-1")

    def get_meta(self) -> None:
        self.answer("<meta charset=windows-1252><p>“Café”</p>".encode("cp1252"))

    def get_gzip(self) -> None:
        self.answer(gzip.compress(PAGE.encode()), Content_Encoding="gzip")

    def get_bomb(self) -> None:
        self.answer(gzip_bomb(500), Content_Encoding="gzip")

    def get_badgzip(self) -> None:
        self.answer(b"\x1f\x8b nothing", Content_Encoding="gzip")

    def get_brotli(self) -> None:
        self.answer(b"??", Content_Encoding="br")

    def get_empty(self) -> None:
        self.answer("<script>render()</script><div id=root></div>")

    def get_pdf(self) -> None:
        self.answer(b"%PDF-1.7", "application/pdf")

    def get_liar(self) -> None:
        self.answer(b"\x89PNG\r\n\0\0\0", "text/html")

    def get_gone(self) -> None:
        self.answer("<p>gone", status=404)

    def get_robot(self) -> None:
        self.answer("<p>no", status=403)

    def get_broken(self) -> None:
        self.answer("<p>oh", status=500)

    def get_hop(self) -> None:
        self.move("/page")

    def get_loop(self) -> None:
        self.move("/loop")

    def get_chain(self) -> None:
        self.move(f"/chain?{int(self.path.rpartition('?')[2]) + 1}")

    def get_private(self) -> None:
        self.move(f"http://127.0.0.2:{self.server.server_address[1]}/page")

    def get_inner(self) -> None:
        self.move(f"http://inner.test:{self.server.server_address[1]}/page")

    def get_script(self) -> None:
        self.move("javascript:alert(1)")

    def get_file(self) -> None:
        self.move("file:///etc/passwd")

    def get_port(self) -> None:
        self.move("http://shop.test:22/")

    def get_nowhere(self) -> None:
        self.move("http://[::1")

    def get_huge(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        while True:  # until the client hangs up
            self.wfile.write(b"x" * 100_000)

    def get_drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.drip(b"x")

    def get_headers(self) -> None:
        self.wfile.write(b"HTTP/1.0 200 OK\r\n")
        self.drip(b"a: b\r\n")

    def get_silent(self) -> None:
        time.sleep(LONG)

    def get_garbage(self) -> None:
        self.wfile.write(b"\xff\xfe not http\r\n\r\n")

    def drip(self, piece: bytes) -> None:
        for _ in range(round(LONG / DRIP)):
            self.wfile.write(piece)
            time.sleep(DRIP)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Stay quiet where a client hangs up, which is what the tests are about."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with Server(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def names(host: str, port: int) -> list:
    """Resolve test names alone; what is no name of ours is looked up as it is."""
    known = {"shop.test": ["127.0.0.1"], "inner.test": ["10.0.0.1"], "two-faced.test": ["127.0.0.1", "192.168.0.1"]}
    if host == "nowhere.test":
        raise socket.gaierror("unknown")
    if host == "slow.test":
        time.sleep(LONG)
    return [ip_address(a) for a in known.get(host, [host])]


def policy(port: int, **changes: object) -> LinkPolicy:
    allowed = {"allowed": lambda a: str(a) == "127.0.0.1", "ports": frozenset({port}), "resolve": names}
    return LinkPolicy(**{**allowed, "seconds": 60.0, **changes})


@pytest.mark.parametrize(
    ("path", "title", "description"),
    [
        ("page", "Data Engineer", "Data Engineer\n\nYou move data.\n\n• Write SQL"),
        ("hop", "Data Engineer", "Data Engineer\n\nYou move data.\n\n• Write SQL"),
        ("gzip", "Data Engineer", "Data Engineer\n\nYou move data.\n\n• Write SQL"),
        ("job", "Data Analyst", "Report on sales."),
        ("json", "Data Analyst", "Report on sales."),
        ("text", "", "You move data."),
        ("latin", "", "Café in Zürich"),
        ("meta", "", "“Café”"),
    ],
)
def test_posting(port: int, path: str, title: str, description: str) -> None:
    posting = fetch_posting(f"http://shop.test:{port}/{path}", policy(port))
    assert (posting.title, posting.description) == (title, description)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("gone", "gone (404)"),
        ("robot", "refuses programs (403)"),
        ("broken", "status 500"),
        ("loop", "redirects in a circle"),
        ("chain?0", "redirects more than 5 times"),
        ("huge", "more than 5 MB"),
        ("bomb", "more than 5 MB"),
        ("badgzip", "damaged"),
        ("brotli", "packs its page as br"),
        ("empty", "no text without a browser"),
        ("pdf", "application/pdf"),
        ("liar", "picture"),
        ("nojson", "JSON without a posting"),
        ("garbage", "could not be read"),
    ],
)
def test_failed(port: int, path: str, words: str) -> None:
    with pytest.raises(FailedLink) as error:
        fetch_posting(f"http://shop.test:{port}/{path}", policy(port))
    assert words in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("path", ["drip", "headers", "silent"])
def test_time_is_bounded(port: int, path: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(FailedLink, match=r"could not be read|longer than"):
        fetch_posting(f"http://shop.test:{port}/{path}", policy(port, seconds=0.4))
    assert time.perf_counter() - begun < LONG / 2


def test_look_up_is_bounded(port: int) -> None:
    begun = time.perf_counter()
    with pytest.raises(FailedLink, match="longer than"):
        fetch_posting(f"http://slow.test:{port}/", policy(port, seconds=0.3))
    assert time.perf_counter() - begun < LONG / 2


@pytest.mark.parametrize("path", ["private", "inner", "script", "file", "port", "nowhere"])
def test_each_redirect_is_checked(port: int, path: str) -> None:
    with pytest.raises(ForbiddenLink):
        fetch_posting(f"http://shop.test:{port}/{path}", policy(port))


@pytest.mark.parametrize(
    "link",
    [
        "",
        "shop",
        "/etc/passwd",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://shop.test/",
        "data:text/html,x",
        "http://",
        "http:///page",
        "http://[::1",
        "http://shop.test\r\nX: y/",
        "http://user:hunter2@shop.test/",
        "http://user@shop.test/",
        "http://shop.test:22/",
        "http://shop.test:0/",
        "http://127.0.0.1/",
        "http://localhost/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "https://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
    ],
)
def test_forbidden(link: str) -> None:
    with pytest.raises(ForbiddenLink) as error:
        fetch_posting(link)
    assert "\n" not in str(error.value)
    assert "hunter2" not in str(error.value)


def test_every_address_of_a_name_is_checked(port: int) -> None:
    with pytest.raises(ForbiddenLink, match="two-faced"):
        fetch_posting(f"http://two-faced.test:{port}/page", policy(port))


def test_the_checked_address_is_the_one_that_is_asked(port: int) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    rebinding = policy(port, resolve=lambda *_: [ip_address(a) for a in next(answers)])
    assert fetch_posting(f"http://shop.test:{port}/page", rebinding).title == "Data Engineer"
    assert next(answers) == ["10.0.0.1"]  # nobody looked up twice


def test_the_next_address_is_tried(port: int) -> None:
    dead_first = policy(
        port,
        allowed=lambda _: True,
        resolve=lambda *_: [ip_address("127.0.0.3"), ip_address("127.0.0.1")],
    )
    assert fetch_posting(f"http://shop.test:{port}/page", dead_first).title == "Data Engineer"


def test_what_we_send(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    fetch_posting(f"http://shop.test:{port}/hop", policy(port))
    assert Site.seen["Host"] == f"shop.test:{port}"
    assert Site.seen["User-Agent"].startswith("TrueRole/")
    assert "Cookie" not in Site.seen


def test_no_such_host(port: int) -> None:
    with pytest.raises(FailedLink, match="no such host, or no internet here"):
        fetch_posting(f"http://nowhere.test:{port}/", policy(port))


def test_tls_is_verified(port: int) -> None:
    with pytest.raises(FailedLink, match="could not be read"):
        fetch_posting(f"https://shop.test:{port}/page", policy(port))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("8.8.8.8", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("64:ff9b::808:808", True),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("172.16.0.1", False),
        ("192.0.0.9", False),
        ("192.0.2.1", False),
        ("192.31.196.1", False),
        ("192.52.193.1", False),
        ("192.88.98.255", True),
        ("192.88.99.0", False),
        ("192.88.99.255", False),
        ("192.175.48.6", False),
        ("64:ff9b::c058:6301", False),
        ("2620:4f:7fff::1", True),
        ("2620:4f:8000::1", False),
        ("2620:4f:8000:ffff::1", False),
        ("192.168.1.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::ffff:8.8.8.8", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b:1::1", False),
        ("2001::1", False),
        ("2001:db8::1", False),
        ("2002:7f00:1::", False),
        ("fc00::1", False),
        ("fe80::1", False),
        ("ff02::1", False),
    ],
)
def test_is_public(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public
