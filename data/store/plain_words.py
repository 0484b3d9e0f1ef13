"""Plain words of texts, the same in Python and in PostgreSQL, and the same that SQLite's index of words holds.

PostgreSQL's parser takes "AWS/GCP" for the path of a file, "node.js" for a host and C++ for C. It is given words of
letters, digits, + and # alone, without accents, as FTS5's tokenizer unicode61 makes them.
"""

import re
import unicodedata

# Accents of letters that are written apart from these (Unicode normalization form KD).
_ACCENTS = r"[\u0300-\u036f]"
# Characters between words: of ASCII, of Latin 1, and those of punctuation, currencies and symbols.
_BETWEEN = (
    r"[\u0001-\u0022\u0024-\u002a\u002c-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7"
    r"\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2e7f\u3000-\u303f\ufe10-\ufe6f]+"
)
# Letters, of click languages, that stand for two signs, as PostgreSQL's words have letters and digits alone.
_SIGNS, _LETTERS = "+#", "ǃǂ"


def plain_words(text: str) -> str:
    """Return the words of a text with a space between."""
    apart = re.sub(_BETWEEN, " ", re.sub(_ACCENTS, "", unicodedata.normalize("NFKD", text)))
    return " ".join(apart.translate(str.maketrans(_SIGNS, _LETTERS)).split())


def sql_plain_words(expression: str) -> str:
    """Return the SQL, for PostgreSQL 13 and later, of the words of an expression; spaces may stand around them.

    It is a part of the schema: another needs a migration.
    """
    apart = f"regexp_replace(normalize({expression}, NFKD), '{_ACCENTS}', '', 'g')"
    return f"translate(regexp_replace({apart}, '{_BETWEEN}', ' ', 'g'), '{_SIGNS}', '{_LETTERS}')"
