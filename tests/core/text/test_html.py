"""Pages and fragments become lines; what nobody sees stays out."""

import json
import time

import pytest

from truerole.core.text.html import (
    declared_charset,
    description_lines,
    html_to_text,
    is_html_page,
    parse_page,
    with_sections,
)
from truerole.scraper.extract.jsonld import posting_from_json, posting_from_page


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("", ""),
        ("just words", "just words"),
        ("two\nlines", "two\nlines"),
        ("two\n\nparagraphs", "two\n\nparagraphs"),
        ("a < b and c > d", "a < b and c > d"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<h2>What you'll do</h2><ul><li>Build</li><li>Run</li></ul>", "What you'll do\n\n• Build\n• Run"),
        ("<ul><li><p>Build</p></li><li><p>Run</p></li></ul><p>End</p>", "• Build\n• Run\n\nEnd"),
        ("<ul><li><b>Build</b> it</li><li><i></i>Run</li><li></li></ul><b>End</b>", "• Build it\n• Run\n\nEnd"),
        ("<ul><li>- data- and test-driven</li></ul>", "• data- and test-driven"),
        ("<ul><li><strong>Build:</strong> it</li><li><a href=x>Run</a></li></ul>", "• Build: it\n• Run"),
        ("<ul><li><div></div><div>Build</div></li><li></ul>End", "• Build\nEnd"),
        (
            "<li>• Build pre- and post-sales</li><li>- Run</li><li>-5 to 5 °C</li>",
            "• Build pre- and post-sales\n• Run\n• -5 to 5 °C",
        ),
        ("\n<li>Bare</li>\n<li>items</li>\n", "• Bare\n• items"),
        ("<div>\n\n<li>\n<p>Build</p>\n</li>\n<li>\n<p>Run</p></li></div>", "• Build\n• Run"),
        ("<div>One</div><div>Two<br>Three</div>", "One\nTwo\nThree"),
        ("One<br><br>Two", "One\n\nTwo"),
        ("<p>One\n   and the same</p>", "One and the same"),
        ("<table><tr><td>Pay</td><td>Good</td></tr></table>", "Pay Good"),
        ("<p>R&amp;D &lt;team&gt;&nbsp;here</p>", "R&D <team> here"),
        ("&lt;p&gt;Packed once more&lt;/p&gt;", "Packed once more"),
        ("&amp;lt;p&amp;gt;Packed &amp;amp;amp; packed again&amp;lt;/p&amp;gt;", "Packed & packed again"),
        ("<div>&lt;p&gt;R&amp;amp;D &lt;b&gt;inside&lt;/b&gt;&lt;/p&gt;</div>", "R&D inside"),
        ("<p>We write &lt;p&gt; and &amp;amp; by hand</p>", "We write <p> and &amp; by hand"),
        ("<p>One</p>\\n\\n<p>Two</p>", "One\n\nTwo"),
        ("Put it into C:\\new", "Put it into C:\\new"),
        ("<p>a</p><script>if (a < b) { bad() }</script><p>b</p>", "a\n\nb"),
        ("<p>a</p><style>p { color: red }</style><!-- no --><p>b</p>", "a\n\nb"),
        ("<nav><p>Home</p><nav>More</nav></nav><p>a</p>", "a"),
        ("<p>a</p><div hidden><div>x</div>y</div><p>b</p>", "a\n\nb"),
        ("<p>a</p><div style='color:red; display: none'>x</div><p>b</p>", "a\n\nb"),
        ("<p>a</p><div aria-hidden=\"true\">x</div><p class='hidden-xs'>b</p>", "a\n\nb"),
        ("<p title='a > b' class=\"[&>p]:m-4\">a</p>", "a"),
        ("<p>a</p><p", "a"),
        ("<p>a</p><script>never closed", "a"),
        ("<p>a</p><!-- never closed", "a"),
    ],
)
def test_text(source: str, lines: str) -> None:
    assert html_to_text(source) == lines


LONG = "We move data all day. " * 20


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("<title>Shop</title><h1>Data <b>Engineer</b></h1><p>x", "Data Engineer"),
        ("<title>Data Analyst - Shop</title><p>x", "Data Analyst - Shop"),
        ("<meta content='Data Analyst' property=og:title><title>Shop</title>", "Data Analyst"),
        ("<p>x", ""),
    ],
)
def test_title(source: str, title: str) -> None:
    assert parse_page(source).title == title


def test_main_part_alone_where_it_holds_the_text() -> None:
    assert parse_page(f"<header>Shop</header><main><p>{LONG}</p></main><div>More jobs</div>").text == LONG.strip()
    assert parse_page("<div>All the text</div><main></main>").text == "All the text"


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("<!DOCTYPE html><html>", True),
        ("\n<!-- saved -->\n<HTML lang=en>", True),
        ("<?xml version='1.0'?><!DOCTYPE html PUBLIC>", True),
        ("<p>We build</p>", False),
        ("We build <html> parsers", False),
        ("<!DOCTYPE lolz [", False),
    ],
)
def test_is_page(text: str, page: bool) -> None:
    assert is_html_page(text) is page


def test_charset_of() -> None:
    assert declared_charset(b'<meta charset="ISO-8859-1">') == "ISO-8859-1"
    assert declared_charset(b"<meta http-equiv=x content='text/html; charset=utf-8'>") == "utf-8"
    assert declared_charset(b"<p>charset=utf-8") is None


@pytest.mark.parametrize(
    "attack",
    [
        "<div>" * 100_000,
        "<ul><li>" * 100_000,
        "<b id=1>" * 100_000 + "<p>x" * 100_000,
        "<a" * 500_000,
        '<a b="' * 300_000,
        "<!--" * 500_000,
        "<!-- --> " * 200_000,
        "<script>" * 200_000,
        '<p style="' * 200_000,
        "<" * 1_000_000,
        "&amp" * 300_000,
        "<p " + "aria-hidden " * 200_000 + ">",
    ],
    ids=lambda s: s[:12],
)
def test_time_in_proportion_to_the_page(attack: str) -> None:
    begun = time.process_time()
    parse_page(attack)
    is_html_page(attack)
    assert time.process_time() - begun < 5


def page_with(*blocks: str) -> str:
    return "<title>T</title>" + "".join(f'<script type="application/ld+json">{b}</script>' for b in blocks) + "<p>Body"


JOB = {
    "@type": "JobPosting",
    "title": "Data &amp; AI Engineer",
    "hiringOrganization": {"name": "Kestrel"},
    "description": "<p>You move data.</p><ul><li>Write SQL</li></ul>",
}


@pytest.mark.parametrize(
    "blocks",
    [
        (json.dumps(JOB),),
        ("", json.dumps({"@type": "BreadcrumbList"}), json.dumps(JOB)),
        (json.dumps([{"@type": "Organization"}, JOB]),),
        (json.dumps({"@graph": [JOB]}),),
        (json.dumps({**JOB, "@type": ["Thing", "JobPosting"]}),),
        ("{broken", "[" * 100_000, json.dumps(JOB)),
        (json.dumps(JOB).replace("You move", "You\n move"),),
    ],
)
def test_job_posting_in_json_ld(blocks: tuple[str, ...]) -> None:
    posting = posting_from_page(page_with(*blocks), "https://a.example/1")
    assert (posting.title, posting.company) == ("Data & AI Engineer", "Kestrel")
    assert posting.description == "You move data.\n\n• Write SQL"
    assert posting.url == "https://a.example/1"


@pytest.mark.parametrize(
    "block", ["", "null", "[]", '{"@type": "JobPosting"}', '{"@type": "JobPosting", "description": 3}']
)
def test_page_text_where_json_ld_holds_none(block: str) -> None:
    posting = posting_from_page(page_with(block), "u")
    assert (posting.title, posting.description) == ("T", "Body")


def test_parts_beside_the_description_become_sections() -> None:
    job = {**JOB, "responsibilities": "Run the pipelines", "qualifications": "Write SQL"}
    posting = posting_from_page(page_with(json.dumps(job)), "u")
    assert posting.description == "You move data.\n\n• Write SQL\n\nResponsibilities\nRun the pipelines"


@pytest.mark.parametrize(
    ("document", "title"),
    [
        ({"title": "Analyst", "content": "&lt;p&gt;Report&lt;/p&gt;"}, "Analyst"),
        ({"text": "Analyst", "descriptionPlain": "Report"}, "Analyst"),
        ([{"name": "Analyst", "description": "Report"}], "Analyst"),
        ({"job": {"title": "Analyst", "description": "Report"}}, "Analyst"),
    ],
)
def test_posting_of_json(document: object, title: str) -> None:
    posting = posting_from_json(json.dumps(document), "u")
    assert posting is not None
    assert (posting.title, posting.description) == (title, "Report")


@pytest.mark.parametrize("document", ["", "3", "[]", "{}", '{"description": ""}', "{", '{"a": {"description": "x"}}'])
def test_no_posting_in_json(document: str) -> None:
    assert posting_from_json(document, "u") is None


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ("<p>You bake.</p><li>SQL", "You bake.\n\n• SQL"),
        ("R&amp;D", "R&D"),
        ("R&amp;amp;D", "R&D"),
        ("a<br>b", "a\nb"),
        ("a\\nb", "a\nb"),
        ("a\\nb\nc", "a\\nb\nc"),
        (" a < b,\n   c > d & e; f\n\n\ng ", "a < b,\n   c > d & e; f\n\n\ng"),
        ("List<String> of <nothing>", "List<String> of <nothing>"),
        ("", ""),
    ],
)
def test_lines_of_what_may_be_html(given: str, lines: str) -> None:
    assert description_lines(given) == lines
    assert description_lines(lines) == lines


def test_parts_that_are_kept_elsewhere() -> None:
    parts = [("Skills", "SQL"), ("Benefits", ""), ("Duties", "You bake.")]
    assert with_sections("You bake. ", parts) == "You bake. \n\nSkills\nSQL"
