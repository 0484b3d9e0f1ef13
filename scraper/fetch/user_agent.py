"""Identify the client to hosts: the User-Agent header, the user's contact, and the API keys of sources."""

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
    """Return the headers with the API key of a source that needs a key; raises ForbiddenLink if the key is not set."""
    if spec.key is None:
        return {}
    key = source_key(spec.key)
    if not (key and _sendable(key)):
        raise ForbiddenLink(f"{spec.title} needs {spec.key}: set it to your key ({spec.home})")
    if "@" not in contact:
        raise ForbiddenLink(f"{spec.title} needs {CONTACT}: set it to the e-mail address of your key")
    return {spec.key_header: key, "User-Agent": contact}


def _sendable(value: str) -> bool:
    return value.isascii() and value.isprintable()
