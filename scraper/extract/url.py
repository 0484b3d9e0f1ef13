"""Take an address apart, whatever somebody pasted: garbage is an address without a host."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

_LONGEST = 4_000
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LEADING_NUMBER = re.compile(r"(\d{1,20})(?:-.*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ParsedUrl:
    """Hold the parts of an address: host in lower case, parts of the path unquoted, keys of the query in lower case."""

    host: str = ""
    parts: tuple[str, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)

    def below(self, domain: str) -> str | None:
        """Return what stands before a domain in the host, "" for the domain itself, None for another one."""
        if self.host == domain:
            return ""
        return self.host.removesuffix(f".{domain}") if self.host.endswith(f".{domain}") else None

    def part(self, number: int) -> str | None:
        """Return one part of the path, counted from 0, if there is such."""
        return self.parts[number] if number < len(self.parts) else None

    def after(self, *names: str) -> str | None:
        """Return the part of the path that follows the first one with any of these names, in whatever case."""
        pairs = zip(self.parts, self.parts[1:], strict=False)
        return next((follower for name, follower in pairs if name.lower() in names), None)


def parse_url(url: str) -> ParsedUrl:
    """Return the parts of a http(s) address; one without a scheme is taken for https."""
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
    """Return the number at the start of a part such as "7167985-data-analyst"; None without one."""
    number = _LEADING_NUMBER.fullmatch(part or "")
    return number[1] if number else None
