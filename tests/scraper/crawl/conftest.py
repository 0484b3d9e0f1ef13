from collections.abc import Iterator
from functools import cache

import pytest

from truerole.workflows import read_texts


@pytest.fixture(scope="session", autouse=True)
def texts_read_once() -> Iterator[None]:
    """Have a text that many gatherings of the farm bring read at the first of them alone."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(read_texts, "_read", cache(read_texts._read))
        yield
