"""Say who asks: how we name ourselves to hosts, and the keys that they gave to the person who runs this."""

import os

from truerole.core.errors import DataError, ForbiddenLink
from truerole.core.version import version
from truerole.scraper.sources.base import SourceSpec

CONTACT = "TRUEROLE_CONTACT"


def user_agent(contact: str) -> str:
    """Return how we name ourselves to hosts."""
    return f"TrueRole/{version()} ({f'+{contact}' if contact else 'no contact set'})"


def contact_of_user() -> str:
    """Return where hosts reach the person who runs this, if that is set; raises DataError where it cannot be sent."""
    contact = os.environ.get(CONTACT, "").strip()
    if not _sendable(contact) or any(sign in contact for sign in "() "):
        raise DataError(f"{CONTACT} is neither a web address nor an e-mail address; set it to one of yours")
    return contact


def credentials(spec: SourceSpec, contact: str) -> dict[str, str]:
    """Return the headers that hold a source's key; raises ForbiddenLink where it is not set."""
    if spec.key is None:
        return {}
    key = os.environ.get(spec.key, "").strip()
    if not (key and _sendable(key)):
        raise ForbiddenLink(f"{spec.title} needs {spec.key}: set it to your key ({spec.home})")
    if "@" not in contact:
        raise ForbiddenLink(f"{spec.title} needs {CONTACT}: set it to the e-mail address of your key")
    return {spec.key_header: key, "User-Agent": contact}


def _sendable(value: str) -> bool:
    return value.isascii() and value.isprintable()
