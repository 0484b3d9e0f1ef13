"""Language identification of a text.

Nearly every posting is English, and counting its small words proves it in microseconds. Only where these are rare, and
small words or letters of other languages outnumber them, a language identifier is loaded and asked.
"""

from collections.abc import Sequence

import numpy as np

from truerole.model.text.tokenizer import Tokens
from truerole.model.text.vocabulary import word_set

_FIRST_WORDS = 400
_WORDS_READ = 1_000
_LETTERS_READ = 3_000
_FEWEST_LETTERS = 8
# Share of the small words below among all tokens: 98 in 100 English postings have more, German prose with English terms
# less than a quarter of it.
_ENGLISH_SHARE = 0.07
# A list of skills holds no small words of any language; a text this long does.
_LONG_LIST = 60

_SMALL_WORDS = {
    "en": "and are be by from have of our that the their this which who will with you your",
    "de": "und der das dem den mit wir ist ein eine einen einer auf oder von zu zum zur bei sie dich dir unser",
    "fr": "et les des avec pour vous nous dans une sur est aux nos votre notre qui sont",
    "es": "para por una del nuestro nuestra que sus como y su",
    "pt": "uma dos das mais nosso nossa voce ao ou",
    "it": "il che gli nel della delle sono nostra nostro un",
    "nl": "het een voor wij jij zijn naar niet onze ons met",
    "sv da no": "och att som av dig har eller og til jeg oss vil kan",
    "fi": "olet tai sinun",
    "pl cs": "oraz na nie lub jest dla ze nebo jsme jsou",
    "tr": "ve bir ile bu olarak",
    "ro": "cu pentru din sau",
    "hu": "az egy hogy vagy nem",
    "hr sl": "za koji ili",
    "id ms tl sw": "yang dan untuk dengan dari mga ang kwa katika",
}
_SMALL_ENGLISH = word_set(_SMALL_WORDS["en"])
_ENGLISH = frozenset(_SMALL_ENGLISH)
# None of these is English, nor stands in a name that English postings use (Los Angeles, de facto, San Francisco).
_FOREIGN = frozenset(" ".join(_SMALL_WORDS.values()).split()) - _ENGLISH
_CHINESE = frozenset(("yue", "wuu"))


def detect_language(tokens: Tokens) -> str:
    """Identify the language of a text: an ISO 639-1 code, "und" where there is too little text to tell.

    Of a mixed text, the language that most of its words are in counts.
    """
    first = tokens.ids(_SMALL_ENGLISH)[:_FIRST_WORDS]
    if np.count_nonzero(first) > max(2, _ENGLISH_SHARE * len(first)):
        return "en"
    sample = [w for w in tokens.lower[:_WORDS_READ] if w.isalpha()]
    if sum(map(len, sample)) < _FEWEST_LETTERS:
        return "und"
    return _identify(tokens.text) if _foreign(sample) else "en"


def _foreign(sample: Sequence[str]) -> bool:
    english = sum(w in _ENGLISH for w in sample)
    foreign = sum(w in _FOREIGN or not w.isascii() for w in sample)
    return foreign > english or (not english and len(sample) > _LONG_LIST)


def _identify(text: str) -> str:
    import py3langid

    code: str = py3langid.classify(text[:_LETTERS_READ])[0]
    if code in _CHINESE:
        return "zh"
    return code if len(code) == 2 else "und"
