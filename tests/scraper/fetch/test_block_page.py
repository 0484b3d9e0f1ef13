"""A challenge or a captcha is told from an answer, and from a page that has a form with a captcha."""

import pytest

from truerole.scraper.fetch.block_page import is_block_page

FORM = b"<html><title>Baker</title><form><div class='g-recaptcha'></div></form>"


@pytest.mark.parametrize(
    ("headers", "body", "page_wanted", "blocks"),
    [
        ({}, b"<html><title>Just a moment...</title>", True, True),
        ({}, b"<html><TITLE lang='en'>\n Attention Required! | Cloudflare</title>", True, True),
        ({}, b"<html><title>Kestrel</title><script>window._cf_chl_opt={}</script>", True, True),
        ({}, b"<html><title>kestrel.example</title><script src='//ct.captcha-delivery.com/c.js'></script>", True, True),
        ({"cf-mitigated": "challenge"}, b"", True, True),
        ({}, b"<p>Please verify you are a human</p>", False, True),
        ({}, b"<p>Our systems have detected unusual traffic</p>", False, True),
        # A form of an open job may have a captcha; a page without postings is no block.
        ({}, FORM, True, False),
        ({}, FORM, False, True),
        ({}, b"<html><title>Jobs</title><p>No open jobs: just a moment ago we filled the last.</p>", True, False),
        ({}, b'<title>Access denied</title><script>{"@type": "JobPosting"}</script>', True, False),
        ({}, b"<html><title>Forbidden</title>", False, False),
        ({}, b"", False, False),
    ],
)  # fmt: skip
def test_block_pages(headers: dict[str, str], body: bytes, page_wanted: bool, blocks: bool) -> None:
    assert is_block_page(headers, body, page_wanted) == blocks
