"""The folder of the files that ship with TrueRole: taxonomy, term counts, models, the market sample."""

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tokenize import TokenError
from zipfile import BadZipFile

from truerole.core.errors import DataError
from truerole.core.text.visible import one_line

# Beside the modules of `truerole.data`, in the checkout and in an installed package.
ASSETS = Path(__file__).parent.parent / "data"


# What NumPy raises of a damaged file of arrays: of its zip, its streams, its headers (written as Python, or of more
# than there is memory), its contents.
DAMAGED_ARRAYS = (
    OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile, zlib.error, SyntaxError, TokenError, MemoryError,
    RecursionError,
)  # fmt: skip


@contextmanager
def damaged_as_data_error(path: Path) -> Iterator[None]:
    """Turn errors of reading a shipped file, or of what it lacks, into a DataError with file, fault and remedy."""
    try:
        yield
    except (OSError, ValueError, TypeError, LookupError, re.error) as error:
        fault = f"lacks {error}" if isinstance(error, KeyError) else str(error)
        raise DataError(f"{path}: {one_line(fault)}; mend the file, or install TrueRole again") from error
