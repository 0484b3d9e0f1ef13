"""The errors that TrueRole raises, each with one line for a person: what, where, what to do.

TrueRoleError
├── InputError          what was given cannot be read as a posting
│   ├── EmptyText       nothing, or white space only
│   ├── TooLong         over the limit of a paste or of a file
│   └── NotText         binary, or in no known encoding
├── LinkError           a link that cannot be opened
│   ├── ForbiddenLink   not public http(s): a private address, another scheme
│   └── FailedLink      no answer, too large, too slow, no text in it
├── DataError           a file of ours or of the user's is malformed
│   ├── TaxonomyError   a skill file contradicts itself
│   └── StoreError      the store of postings cannot be opened, read or written
└── ModelError          a model that cannot be trusted or loaded
"""


class TrueRoleError(Exception):
    """Catch every error that TrueRole raises on purpose; ``str(error)`` is one line for a person."""


class InputError(TrueRoleError):
    """Say that what was given cannot be read as a posting."""


class EmptyText(InputError):
    """Say that there was nothing to read."""


class TooLong(InputError):
    """Say that a text is over the limit."""


class NotText(InputError):
    """Say that the bytes are no text."""


class LinkError(TrueRoleError):
    """Say that a link cannot be opened."""


class ForbiddenLink(LinkError):
    """Say that a link does not lead to a public http(s) address."""


class FailedLink(LinkError):
    """Say that a link gave no posting."""


class DataError(TrueRoleError):
    """Say that a file is malformed, and where."""


class TaxonomyError(DataError):
    """Say that a skill file contradicts itself."""


class StoreError(DataError):
    """Say that the store of postings cannot be opened, read or written, and what to do."""


class ModelError(TrueRoleError):
    """Say that a model cannot be trusted or loaded."""
