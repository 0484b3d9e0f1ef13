"""Identify the client to hosts: the User-Agent header, the user's contact, and the API keys of sources."""

from base64 import b64encode

from truerole.core.errors import DataError, ForbiddenLink
from truerole.core.settings import CONTACT, contact, source_key
from truerole.core.version import version
from truerole.scraper.sources.base import SourceSpec


def user_agent(contact: str) -> str:
    """Return the User-Agent header, with the user's contact if given."""
    return f"TrueRole/{version()} ({f'+{contact}' if contact else 'no contact set'})"


def contact_of_user() -> str:
    """Return the user's contact, empty if not set; raises DataError for text that no header can hold."""
    given = contact()
    if not _sendable(given) or any(sign in given for sign in "() "):
        raise DataError(f"{CONTACT} is neither a web address nor an e-mail address; set it to one of yours")
    return given


def credentials(spec: SourceSpec, contact: str) -> dict[str, str]:
    """Return the headers that a source's host alone is sent, with the API key; raises ForbiddenLink without the key."""
    headers = dict(spec.headers)
    if spec.key is None or spec.key_query:
        return headers
    key = _key_of(spec, spec.key)
    if spec.key_contact and "@" not in contact:
        raise ForbiddenLink(f"{spec.title} needs {CONTACT}: set it to the e-mail address of your key")
    value = f"Basic {b64encode(f'{key}:'.encode()).decode()}" if spec.key_basic else key
    return headers | {spec.key_header: value} | ({"User-Agent": contact} if spec.key_contact else {})


def credential_query(spec: SourceSpec) -> dict[str, str]:
    """Return the parameters of the URL with the API key of a source; raises ForbiddenLink for a key that is not set."""
    if spec.key is None or not spec.key_query:
        return {}
    parts = [part.strip() for part in _key_of(spec, spec.key).split(":")]
    if len(parts) != len(spec.key_query):
        named = ":".join(spec.key_query)
        raise ForbiddenLink(f"{spec.title} needs {spec.key} in the form {named} ({spec.home})")
    return dict(zip(spec.key_query, parts, strict=True))


def _key_of(spec: SourceSpec, setting: str) -> str:
    key = source_key(setting)
    if not (key and _sendable(key)):
        raise ForbiddenLink(f"{spec.title} needs {setting}: set it to your key ({spec.home})")
    return key


def _sendable(value: str) -> bool:
    return value.isascii() and value.isprintable()
