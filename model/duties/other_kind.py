"""Name the trade of a posting that is none of the four roles, by duties and words."""

import tomllib
from functools import cache
from typing import cast

import numpy as np

from truerole.core.assets import ASSETS, damaged_as_data_error
from truerole.core.reading import DUTIES, SECTION_KINDS, OtherKind
from truerole.model.duties.classifier import Floats
from truerole.model.duties.profile import section_shares
from truerole.model.text.document import Document
from truerole.model.text.hash_table import Ints
from truerole.model.text.vocabulary import Lexicon

TABLE = ASSETS / "other_kinds.toml"
_SOFTWARE, _BUSINESS = DUTIES.index("software"), DUTIES.index("business")
# The fewest words, at the weight of "other" text, that tell a trade, and how far it must lead the next one. Of 896
# postings of other work whose titles name a trade, 73 in 100 get a name, and of these 84 in 100 the title's; with 3
# words and a lead of 1.2 it was 91 and 79. Chosen on half of the sources, on the other half 81 in 100 are right.
_FEWEST, _LEAD = 5.0, 2.0
_ELSEWHERE = SECTION_KINDS.index("other")


def other_kind(document: Document, duties: Floats, kinds: Ints) -> OtherKind | None:
    """Return the trade that a posting's duties (sentences × 8) and words show, None where they show none clearly."""
    weights = section_shares(kinds)
    work = (duties * weights[:, None]).sum(axis=0)
    if work[_SOFTWARE] >= work[_BUSINESS]:
        return "software development" if work[_SOFTWARE] > 0 else None
    names, lexicon = _trades()
    found = document.tokens.ids(lexicon)
    known = found.nonzero()[0]
    sums = np.bincount(found[known], weights[document.sentence_of[known]], len(names) + 1)[1:]
    best, next_best = np.sort(sums)[::-1][:2]
    return names[int(sums.argmax())] if best >= _FEWEST and best >= _LEAD * next_best else None


@cache
def _trades() -> tuple[tuple[OtherKind, ...], Lexicon]:
    """Return the trades that words tell, and a lexicon of the words: the number of the trade, from 1."""
    with damaged_as_data_error(TABLE):
        table = tomllib.loads(TABLE.read_text("utf-8"))
        words = {word: i for i, trade in enumerate(table.values(), 1) for word in trade["words"].split()}
    return tuple(cast(OtherKind, trade) for trade in table), Lexicon(words)
