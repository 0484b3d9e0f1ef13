"""Archives of crawled pages (WARC), written record by record for tests."""

import gzip
import json
from collections.abc import Mapping
from typing import Any

OK = "HTTP/1.1 200 OK"
DESCRIPTION = "<p>Build data pipelines with Spark and Airflow.</p><p>Keep the warehouse in Snowflake.</p>"


def record(block: bytes, url: str = "https://example.com/", kind: str = "response", length: int | None = None) -> bytes:
    """Return a record of an archive; `length` is what it says its length were."""
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http\r\n"
    return f"{head}Content-Length: {len(block) if length is None else length}\r\n\r\n".encode() + block + b"\r\n\r\n"


def response(
    body: bytes | str,
    url: str = "https://example.com/",
    status: str = OK,
    headers: Mapping[str, str] | None = None,
    media_type: str = "text/html; charset=utf-8",
) -> bytes:
    """Return the record of a host's answer."""
    lines = [status, f"Content-Type: {media_type}", *(f"{name}: {value}" for name, value in (headers or {}).items())]
    return record("\r\n".join(lines).encode() + b"\r\n\r\n" + (body.encode() if isinstance(body, str) else body), url)


def page(title: str = "Data Engineer", description: str = DESCRIPTION, **more: Any) -> str:
    """Return a page that carries a posting."""
    item = {"@context": "https://schema.org", "@type": "JobPosting", "title": title, "description": description}
    item |= {"hiringOrganization": {"@type": "Organization", "name": "Example Ltd"}} | more
    data = json.dumps(item)
    return f'<html><head><script type="application/ld+json">{data}</script></head><body><h1>{title}</h1></body></html>'


def packed(*records: bytes) -> bytes:
    """Return records as Common Crawl packs them, each by itself."""
    return b"".join(map(gzip.compress, records))
