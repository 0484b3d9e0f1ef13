"""Numeric cues: years of experience asked for; a company's number of people and places, age and money."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_NUMBERS = {word: n for n, word in enumerate(_WORDS.split(), 1)}
YEARS = _words("years year yrs yr")
_JOINTS = _words("+ - – — to or and more plus ( ) full / ’ ' minimum at least ~ .")
_BEHIND = 9
_MOST_YEARS = 20
# "for over 20 years we have", "in the last 5 years", "every 2 years", "18 years of age", "1 year contract".
_PAST = _words("last past next every first within")
_LONGER = _words("over than nearly almost")
_NOT_ASKED = _words("old ago age anniversary history contract term degree college university plan warranty")
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

MARKS = YEARS | _BEGINNINGS | _COUNTED.keys() | {"$", _OURSELVES}


class Amount(NamedTuple):
    """Amount with the name of the size class, at tokens `first` to before `last`."""

    name: str
    value: int
    first: int
    last: int


def years_asked(words: Sequence[str], marks: Iterable[int]) -> Iterator[Amount]:
    """Yield the years of experience that a posting asks for; of a range ("3-5 years") the lower end.

    `marks` are the tokens to look at; those of `MARKS` are enough.
    """
    for i in marks:
        if words[i] in YEARS:
            first = i
            numbers = []
            while first > max(0, i - _BEHIND):
                number = _small_number(words[first - 1])
                if number is None and words[first - 1] not in _JOINTS:
                    break
                first -= 1
                numbers += [number] if number is not None else []
            if numbers and min(numbers) <= _MOST_YEARS and _is_asked(words, first, i):
                yield Amount(_range_of(numbers), min(numbers), first, i + 1)


def _range_of(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return f"{low}-{high}" if low < high <= _MOST_YEARS else f"{low}"


def _small_number(word: str) -> int | None:
    if word.isdecimal():
        return int(word) if len(word) <= 2 else None
    if word in _NUMBERS:
        return _NUMBERS[word]
    # A lost line break: "in a related field3+ years".
    glued = _GLUED_NUMBER.search(word) if word[-1].isdecimal() else None
    return int(glued[1]) if glued else None


def _is_asked(words: Sequence[str], first: int, at: int) -> bool:
    before, after = words[max(0, first - 3) : first], words[at + 1 : at + 9]
    if not _PAST.isdisjoint(before[-2:]) or ("for" in before and not _LONGER.isdisjoint(before)):
        return False
    if not _NOT_ASKED.isdisjoint(after[:2]):
        return False
    asked = "+" in words[first:at] or not {"more", "least", "minimum"}.isdisjoint((*before, *words[first:at]))
    return asked or not _ASKING.isdisjoint(after[:3]) or "experience" in (*after, *words[max(0, first - 7) : first])


def company_size(words: Sequence[str], marks: Iterable[int]) -> Iterator[Amount]:
    """Yield the amounts that show how large and how old a company is; `marks` as for `years_asked`."""
    for i in marks:
        word = words[i]
        if word in _COUNTED:
            yield from _counted(words, i)
        elif word in _BEGINNINGS:
            yield from _since(words, i)
        elif word in YEARS:
            yield from _age(words, i)
        elif word == "$":
            yield from _money(words, i)
        elif word == _OURSELVES:
            yield from _ourselves(words, i)


def _counted(words: Sequence[str], at: int) -> Iterator[Amount]:
    for i in range(at - 1, max(-1, at - 5), -1):
        word = words[i]
        found = _AMOUNT.match(word) if word[0].isdecimal() else None
        if found:
            value = int(re.sub(r"\D", "", found[1])[:12]) * _TIMES.get(found[2], 1)
            if not 1900 < value < 2030:
                yield Amount(f"{_COUNTED[words[at]]} {_step(value, _STEPS)}", value, i, at + 1)
            return


def _since(words: Sequence[str], at: int) -> Iterator[Amount]:
    for i in range(at + 1, min(len(words), at + 6)):
        if len(words[i]) == 4 and words[i].isdecimal() and 1600 < int(words[i]) < 2030:
            yield Amount(f"since {_step(int(words[i]), _ERAS)}", int(words[i]), at, i + 1)
            return


def _age(words: Sequence[str], at: int) -> Iterator[Amount]:
    first = at - 2 if at > 1 and words[at - 1] in ("+", "-") else at - 1
    if first >= 0 and words[first].isdecimal() and _MOST_YEARS < int(words[first][:9]) <= 400:
        yield Amount(f"age {_step(int(words[first]), _AGES)}", int(words[first]), first, at + 1)


def _money(words: Sequence[str], at: int) -> Iterator[Amount]:
    found = _MONEY.match(words[at + 1]) if at + 1 < len(words) else None
    unit = found and (found[1] or (words[at + 2] if at + 2 < len(words) and words[at + 2] in _MONEY_WORDS else ""))
    if unit:
        yield Amount(f"$ {unit[0]}", 0, at, min(at + 3, len(words)))


def _ourselves(words: Sequence[str], at: int) -> Iterator[Amount]:
    if at + 1 == len(words) or words[at + 1] not in _BEING:
        return
    for i in range(at + 1, min(len(words) - 1, at + _MOST_BETWEEN)):
        word, behind = words[i], words[i + 1]
        value = int(word) if word.isdecimal() and len(word) <= len("10000") else _NUMBERS.get(word)
        if value is not None:
            of_us = words[i + 1 : i + 3] == ("of", "us")
            counted = behind in _WE_ALL or of_us or (behind in _ENDS and words[i - 1] == "of")
            if counted and not 1900 < value < 2030:
                yield Amount(f"we {_step(value, _STEPS)}", value, at, i + 1)
            return
        if word not in _AND_NO_MORE:
            return


def _step(value: int, steps: Sequence[int]) -> str:
    reached = [s for s in steps if value >= s]
    return f"{reached[-1]}+" if reached else f"under {steps[0]}"
