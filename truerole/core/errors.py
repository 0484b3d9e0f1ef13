"""The errors that TrueRole raises, each with a message of a single line: the fault, where, and how to mend.

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
├── ModelError          a model that cannot be trusted or loaded
└── WorkerLost          a task whose process took too long, or died
"""


class TrueRoleError(Exception):
    """Base of all errors that TrueRole raises on purpose; ``str(error)`` is a single line for a person."""


class InputError(TrueRoleError):
    """The input cannot be read as a posting."""


class EmptyText(InputError):
    """The text is empty, or white space only."""


class TooLong(InputError):
    """The text is longer than the limit of a paste or a file."""


class NotText(InputError):
    """The bytes are binary, or text in an unknown encoding."""


class LinkError(TrueRoleError):
    """The link cannot be opened."""


class ForbiddenLink(LinkError):
    """The link does not lead to a public http(s) address."""


class FailedLink(LinkError):
    """The link gave no posting: no response, too large, too slow, or no text."""


class DataError(TrueRoleError):
    """A file of ours or of the user's is malformed, or a command names a thing that does not exist."""


class TaxonomyError(DataError):
    """A skill file contradicts itself or another."""


class StoreError(DataError):
    """The store of postings cannot be opened, read or written."""


class ModelError(TrueRoleError):
    """The model cannot be trusted or loaded."""


class WorkerLost(TrueRoleError):
    """The process that worked on a task took longer than it may, or died."""
