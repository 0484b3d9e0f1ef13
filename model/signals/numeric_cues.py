"""Numeric cues: years of experience asked for; a company's number of people and places, age and money."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from truerole.model.text.char_classes import DIGIT
from truerole.model.text.tokenizer import Tokens


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_NUMBERS = {word: n for n, word in enumerate(_WORDS.split(), 1)}
YEARS = _words("years year yrs yr")
_JOINTS = _words("+ - – — to or and more plus ( ) full / ’ ' minimum at least ~ .")
_BEHIND = 9
MOST_YEARS = 20
# "for over 20 years we have", "in the last 5 years", "every 2 years", "18 years of age", "1 year contract".
_PAST = _words("last past next every first within")
_LONGER = _words("over than nearly almost")
_NOT_ASKED = _words("old ago age anniversary history contract term degree college university plan warranty")
_LEAST = _words("more least minimum")
_ASKING = _words(
    "experience experienced exp of in as with working work professional relevant hands industry developing building"
    " using related required proven background practice ’ '"
)
_GLUED_NUMBER = re.compile(r"\D(\d{1,2})$")

_COUNTED = {
    "employees": "employees", "people": "people", "associates": "people", "colleagues": "people", "staff": "people",
    "professionals": "people", "members": "people", "experts": "people", "strong": "people", "engineers": "engineers",
    "countries": "countries", "offices": "places", "locations": "places", "stores": "places", "customers": "customers",
    "clients": "customers", "users": "customers", "companies": "customers",
}  # fmt: skip
_AMOUNT = re.compile(r"(\d{1,3}(?:[.,]\d{3})+|\d+)(k|m)?$")
_TIMES = {"k": 1_000, "m": 1_000_000}
_STEPS = (10, 50, 200, 1_000, 10_000, 100_000)
_BEGINNINGS = _words("founded established since launched started began incorporated formed")
_ERAS = (1950, 1980, 2000, 2008, 2013, 2018)
_AGES = (20, 50, 100)
_MONEY = re.compile(r"[\d.]+(bn?|mm?)?$")
_MONEY_WORDS = _words("million billion trillion m mm b bn")

# "We are three people", "we're a small team of 12.": how many they themselves are.
_OURSELVES = "we"
_AND_NO_MORE = _words(
    "are ' ’ re m just only currently now still about around roughly over a an small tiny young remote distributed"
    " growing team company startup group crew firm business of - some"
)
_WE_ALL = _words("people persons person employees strong engineers humans folks colleagues staff")
_BEING, _ENDS = _words("are ' ’"), _words(". , ; : ! - – — and in")
_MOST_BETWEEN = 9

# A token to look at, with its word: of `MARKS`, or any.
Mark = tuple[int, str]
MARKS = YEARS | _BEGINNINGS | _COUNTED.keys() | {"$", _OURSELVES}


class Amount(NamedTuple):
    """Amount with the name of the size class, at tokens `first` to before `last`."""

    name: str
    value: int
    first: int
    last: int


def years_asked(words: Sequence[str], marks: Iterable[Mark]) -> Iterator[Amount]:
    """Yield the years of experience that a posting asks for; of a range ("3-5 years") the lower end.

    `marks` are the tokens to look at; those of `MARKS` are enough.
    """
    for i, mark in marks:
        if mark in YEARS:
            first, farthest, numbers = i, max(0, i - _BEHIND), []
            while first > farthest:
                word = words[first - 1]
                if word not in _JOINTS:
                    number = _small_number(word)
                    if number is None:
                        break
                    numbers.append(number)
                first -= 1
            if numbers and min(numbers) <= MOST_YEARS and _is_asked(words, first, i):
                yield Amount(_range_of(numbers), min(numbers), first, i + 1)


def _range_of(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return f"{low}-{high}" if low < high <= MOST_YEARS else f"{low}"


def _small_number(word: str) -> int | None:
    if not word[-1].isdecimal():
        return _NUMBERS.get(word)
    if word.isdecimal():
        return int(word) if len(word) <= 2 else None
    # A lost line break: "in a related field3+ years".
    glued = _GLUED_NUMBER.search(word)
    return int(glued[1]) if glued else None


def _is_asked(words: Sequence[str], first: int, at: int) -> bool:
    begin = max(0, first - 3)
    around = words[begin : at + 4]
    before, upto, after = around[: first - begin], around[: at - begin], around[at + 1 - begin :]
    if not _PAST.isdisjoint(before[-2:]) or ("for" in before and not _LONGER.isdisjoint(before)):
        return False
    if not _NOT_ASKED.isdisjoint(after[:2]):
        return False
    if "+" in upto[len(before) :] or not _LEAST.isdisjoint(upto) or not _ASKING.isdisjoint(after):
        return True
    return "experience" in words[at + 1 : at + 9] or "experience" in words[max(0, first - 7) : first]


def company_size(tokens: Tokens, marks: Iterable[Mark]) -> Iterator[Amount]:
    """Yield the amounts that show how large and how old a company is; `marks` as for `years_asked`."""
    words, digits = tokens.lower, tokens.of_kind(DIGIT).tobytes()
    for mark in marks:
        look = _LOOKS.get(mark[1])
        found = look(words, digits, mark) if look else None
        if found:
            yield found


def _counted(words: Sequence[str], digits: bytes, mark: Mark) -> Amount | None:
    """Return the number of people, places or customers before a mark; `digits` has 1 for tokens that begin so."""
    i = at = mark[0]
    while (i := digits.rfind(1, max(0, at - 4), i)) >= 0:
        found = _AMOUNT.match(words[i])
        if found:
            value = int(re.sub(r"\D", "", found[1])[:12]) * _TIMES.get(found[2], 1)
            name = f"{_COUNTED[mark[1]]} {_step(value, _STEPS)}"
            return None if 1900 < value < 2030 else Amount(name, value, i, at + 1)
    return None


def _since(words: Sequence[str], digits: bytes, mark: Mark) -> Amount | None:
    i = at = mark[0]
    while (i := digits.find(1, i + 1, at + 6)) >= 0:
        word = words[i]
        if len(word) == 4 and word.isdecimal() and 1600 < int(word) < 2030:
            return Amount(f"since {_step(int(word), _ERAS)}", int(word), at, i + 1)
    return None


def _age(words: Sequence[str], digits: bytes, mark: Mark) -> Amount | None:
    at = mark[0]
    first = digits.rfind(1, max(0, at - 2), at)
    if first < 0 or (first == at - 2 and words[at - 1] not in ("+", "-")):
        return None
    number = words[first]
    if number.isdecimal() and MOST_YEARS < int(number[:9]) <= 400:
        return Amount(f"age {_step(int(number), _AGES)}", int(number), first, at + 1)
    return None


def _money(words: Sequence[str], _: bytes, mark: Mark) -> Amount | None:
    at = mark[0]
    found = _MONEY.match(words[at + 1]) if at + 1 < len(words) else None
    unit = found and (found[1] or (words[at + 2] if at + 2 < len(words) and words[at + 2] in _MONEY_WORDS else ""))
    return Amount(f"$ {unit[0]}", 0, at, min(at + 3, len(words))) if unit else None


def _ourselves(words: Sequence[str], digits: bytes, mark: Mark) -> Amount | None:
    at, end = mark[0], len(digits)
    if at + 1 == end or words[at + 1] not in _BEING:
        return None
    for i in range(at + 2, min(end - 1, at + _MOST_BETWEEN)):
        word = words[i]
        value = int(word) if word.isdecimal() and len(word) <= len("10000") else _NUMBERS.get(word)
        if value is not None and _are_we(words, i, value):
            return Amount(f"we {_step(value, _STEPS)}", value, at, i + 1)
        if value is not None or word not in _AND_NO_MORE:
            break
    return None


def _are_we(words: Sequence[str], at: int, value: int) -> bool:
    """Return whether the number at token `at` counts people, and is no year."""
    behind = words[at + 1 : at + 3]
    counted = behind[0] in _WE_ALL or behind == ("of", "us") or (behind[0] in _ENDS and words[at - 1] == "of")
    return counted and not 1900 < value < 2030


_LOOKS: dict[str, Callable[[Sequence[str], bytes, Mark], Amount | None]] = {
    **dict.fromkeys(_COUNTED, _counted),
    **dict.fromkeys(_BEGINNINGS, _since),
    **dict.fromkeys(YEARS, _age),
    "$": _money,
    _OURSELVES: _ourselves,
}


def _step(value: int, steps: Sequence[int]) -> str:
    reached = [s for s in steps if value >= s]
    return f"{reached[-1]}+" if reached else f"under {steps[0]}"
