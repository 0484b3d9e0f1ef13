"""Boilerplate removal: the own part of a posting, without the blocks that most postings of the board share."""

import re
from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b

from truerole.data.dedup.normalise_names import NormalisedTitle, normalise_title

# With fewer different titles, shared blocks may belong to the job.
MIN_TITLES = 3
# A block of so many different jobs is boilerplate, though a large board has many more.
MANY_TITLES = 10

_BLOCK = re.compile(r"[\n\r]+|(?<=[.!?;])\s+")
_WORD = re.compile(r"\w+")


def strip_boilerplate(texts: Sequence[str], titles: Sequence[str] = ()) -> list[str]:
    """Strip each text of a board from the blocks that stand in most of the board's postings.

    A block is a line or a sentence. It is the company's where it stands under most of the different titles, or under
    ten: one job that is posted often is no boilerplate. Without titles, each different text counts as one. With fewer
    than three of them nothing is taken away.
    """
    kinds: Sequence[NormalisedTitle | str] = [normalise_title(title) for title in titles] or texts
    different = {kind for kind, text in zip(kinds, texts, strict=True) if text}
    least = min(len(different) // 2 + 1, MANY_TITLES)
    if len(different) < MIN_TITLES:
        return list(texts)
    blocks = [[(block, _key(block)) for block in _BLOCK.split(text) if block] for text in texts]
    under = defaultdict[bytes, set[NormalisedTitle | str]](set)
    for kind, of_text in zip(kinds, blocks, strict=True):
        for _, key in of_text:
            under[key].add(kind)
    own = [[block for block, key in of_text if len(under[key]) < least] for of_text in blocks]
    return [t if len(o) == len(b) else "\n".join(o) for t, o, b in zip(texts, own, blocks, strict=True)]


def _key(block: str) -> bytes:
    return blake2b(" ".join(_WORD.findall(block.casefold())).encode("utf-8", "replace"), digest_size=12).digest()
