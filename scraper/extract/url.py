"""Parse URLs leniently: garbage becomes a URL without a host."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

_LONGEST = 4_000
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LEADING_NUMBER = re.compile(r"(\d{1,20})(?:-.*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ParsedUrl:
    """The parts of a URL: host in lower case, parts of the path unquoted, keys of the query in lower case."""

    host: str = ""
    parts: tuple[str, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)

    def below(self, domain: str) -> str | None:
        """Return the subdomain below `domain`, "" for the domain itself, None for another domain."""
        if self.host == domain:
            return ""
        return self.host.removesuffix(f".{domain}") if self.host.endswith(f".{domain}") else None

    def part(self, number: int) -> str | None:
        """Return the part of the path with this index from 0; None beyond the end."""
        return self.parts[number] if number < len(self.parts) else None

    def after(self, *names: str) -> str | None:
        """Return the part of the path behind the first part with any of these names, ignoring case."""
        pairs = zip(self.parts, self.parts[1:], strict=False)
        return next((follower for name, follower in pairs if name.lower() in names), None)


def parse_url(url: str) -> ParsedUrl:
    """Return the parts of an http(s) URL, https where no scheme is given; no host for anything else."""
    url = url.strip()
    if len(url) > _LONGEST:
        return ParsedUrl()
    try:
        split = urlsplit(url if "://" in url else f"https://{url}")
        host, pairs = split.hostname or "", parse_qsl(split.query)
    except ValueError:
        return ParsedUrl()
    if split.scheme.lower() not in ("http", "https") or not host or any(map(str.isspace, host)):
        return ParsedUrl()
    parts = tuple(filter(None, (unquote(part).strip() for part in split.path.split("/"))))
    return ParsedUrl(host.rstrip("."), parts, {key.lower(): value for key, value in reversed(pairs)})


def find_uuid(*parts: str) -> str | None:
    """Return the first part that is a UUID, in lower case; None where there is none."""
    return next((part.lower() for part in parts if _UUID.fullmatch(part)), None)


def leading_number(part: str | None) -> str | None:
    """Return the number at the start of a part such as "7167985-data-analyst"; None without a number."""
    number = _LEADING_NUMBER.fullmatch(part or "")
    return number[1] if number else None
