"""Parse pay in free text: "$55k - $100k", "€60.000–75.000 per year", "£400/day"; ambiguous pay is None."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from truerole.core.normalise.pay_period import UNITS, Period, parse_unit
from truerole.core.posting import Salary

_LONGEST = 500
_CODES = frozenset(
    "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EUR GBP HKD HUF IDR ILS INR JPY KES KRW MXN MYR NGN NOK NZD PEN "
    "PHP PKR PLN QAR RON SAR SEK SGD THB TRY TWD UAH USD VND ZAR".split()
)
_SIGNS = {
    "US$": "USD", "CA$": "CAD", "C$": "CAD", "AU$": "AUD", "A$": "AUD", "NZ$": "NZD", "S$": "SGD", "HK$": "HKD",
    "R$": "BRL", "€": "EUR", "EUROS": "EUR", "EURO": "EUR", "£": "GBP", "₹": "INR", "₪": "ILS", "₺": "TRY", "₴": "UAH",
    "ZŁ": "PLN", "KSH": "KES", "KSHS": "KES",
}  # fmt: skip
_DOLLAR = "$"
# Several countries' money has the sign of the yen, of the krona.
_SHARED = ("¥", "kr")
# Nobody earns as much as this in a month or a week of these.
_DEAR = frozenset("USD EUR GBP CHF CAD AUD NZD".split())
_OF_A_YEAR = 20_000
_LEAST_WITHOUT_PERIOD = 1_000
_MOST_APART = 10
_MOST = 1e9

_ADVERB = r"p\.?\s?a\b\.?|(?:annual|hour|month|dai|week|year)ly\b"
_PER = rf"(?:\s?(?:/|\bper\b|\ban?\b|\bpro\b)\s?(?:{UNITS})\b\.?|\s?\b(?:{_ADVERB}))"
_SIGN = "|".join(map(re.escape, sorted((*_SIGNS, *_SHARED, _DOLLAR), key=len, reverse=True)))
_CODE = "|".join(sorted(_CODES))
_MONEY = rf"(?:{_SIGN}|\b(?:{_CODE})\b(?:\s?\$)?)"


def _amount_pattern(name: str) -> str:
    """Return the pattern of an amount: currency before or behind, thousands separated or not, "k" for thousands."""
    parted = rf"\d{{1,3}}(?P<{name}_part>[.,'’ \u00a0\u202f])\d{{3}}(?:(?P={name}_part)\d{{3}})*+(?:[.,]\d{{1,2}})?"
    return (
        rf"(?P<{name}_sign>{_MONEY})?\s?(?P<{name}>{parted}|\d{{1,7}}(?:[.,]\d{{1,2}})?)(?!\d|[.,]\d|\s?%)"
        rf"(?P<{name}_k>\s?(?:k|tsd\.?|thousand)(?!\w))?(?P<{name}_behind>\s?{_MONEY})?(?P<{name}_open>\+)?"
        rf"(?P<{name}_per>{_PER})?"
    )


PAY = re.compile(
    # A sign also begins an amount that a lost line break has glued to a word: "between$200,000".
    r"(?:(?<![\w.,%#$])|(?<=[a-z])(?=[$£€₹]))"
    r"(?:(?P<most>up to|max(?:imum|\.)?|bis zu)\s|(?P<least>from|starting (?:at|from)|at least|"
    rf"min(?:imum|\.)?|ab|>=?|≥)\s?)?{_amount_pattern('low')}"
    rf"(?:\s?(?:--?|[–—−~]|\bto\b|\bbis\b|\band\b)\s?(?:up to\s)?{_amount_pattern('high')})?"
    rf"(?P<kind>(?:[\s,(]{{1,2}}(?:gross|brutto|base|net|salary|cash|comp(?:ensation)?|total|{_CODE})\b)*+)"
    rf"(?P<per>[\s,(]{{0,2}}{_PER})?",
    re.IGNORECASE,
)
BIG = re.compile(r"\s?(?:mm?|mn|mio|million|bn?|billion|l|lpa|lakhs?|lacs?|cr|crores?)\b", re.IGNORECASE)
_OTHER = (
    r"(?:bonus(?:es)?|sign(?:ing)?[- ]?on|signing|equity|stock|options|rsus?|stipends?|commissions?|ote|budgets?|"
    r"raised|funding|funded|arr|mrr|gmv|aum|revenue|valuation|referral|allowance|seed|series|invest\w*|relocation|sales|"
    r"customers?|users?|employees|people)"
)
_MONEY_FOR = re.compile(rf"[\s(]*(?:(?:in|of|annual|yearly|performance|target|cash|hiring)\s){{0,3}}{_OTHER}\b", re.I)
_FOR_MONEY = re.compile(rf"\b{_OTHER}\W{{1,3}}(?:(?:of|up|to|is|about|over|just|with)\W){{0,2}}$", re.IGNORECASE)
_RETIREMENT = re.compile(r"401\s?\(?k\)?", re.IGNORECASE)
_RATE = re.compile(
    r"\b(annual|yearly|hourly|monthly|daily|weekly|day)(?= rate| salary| pay| base| wage|:)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_OF_PAY = frozenset(
    "salary base pay comp compensation gross net brutto gehalt equity benefits bonus commission stock options plus and "
    "or the range doe depending dependent on experience competitive offers total cash package negotiable annual".split()
)


@dataclass(frozen=True, slots=True)
class PayAmount:
    """An amount or a range, with the currencies beside the figures, and the pay periods in their order."""

    low: float | None
    high: float | None
    money: frozenset[str]
    periods: tuple[Period, ...]
    thousands: bool


def parse_salary(text: str, dollar: str | None = None) -> Salary | None:
    """Return the salary that a short text gives; None for no amount, for several, and for an ambiguous amount.

    `dollar` is the currency that a bare $ stands for there, None where that is not known. The period is open where
    nothing names it and the amount does not tell.
    """
    text = _RETIREMENT.sub(" ", " ".join(text[:_LONGEST].split()))
    found = set(_salary_amounts(text))
    return to_salary(found.pop(), text, dollar) if len(found) == 1 else None


def _salary_amounts(text: str) -> Iterator[PayAmount]:
    """Yield the amounts of a text that are pay, and neither funding nor bonus."""
    for match in PAY.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if BIG.match(text, match.end()) or _MONEY_FOR.match(after) or _FOR_MONEY.search(before):
            continue
        found = amount_in(match)
        if found.money or ((found.thousands or found.periods) and _stands_alone(before + after)):
            yield found


def _stands_alone(rest: str) -> bool:
    """Return whether all other words of the text are about pay: 150k is pay, 150k visitors are not."""
    return all(word.lower() in _OF_PAY for word in _WORD.findall(rest))


def amount_in(match: re.Match[str]) -> PayAmount:
    """Return the amount of a match of `PAY`; an open end is None."""
    thousands = bool(match["low_k"] or match["high_k"])
    low, high = _parse_number(match["low"], thousands), _parse_number(match["high"], thousands)
    if high is None and not (match["least"] or match["low_open"]):
        low, high = (None if match["most"] else low), low
    # Of "150k to 200k+" the end is open.
    high = None if match["high_open"] else high
    signs = (match[f"{name}_{side}"] for name in ("low", "high") for side in ("sign", "behind"))
    codes = (word for word in _WORD.findall(match["kind"]) if word.upper() in _CODES)
    money = frozenset(filter(None, (_currency_sign(sign) for sign in (*signs, *codes) if sign)))
    pers = (match[name] for name in ("low_per", "high_per", "per"))
    periods = [unit for per in pers if per and (unit := parse_unit(per))]
    return PayAmount(low, high, money, tuple(dict.fromkeys(periods)), thousands)


def _parse_number(digits: str | None, thousands: bool) -> float | None:
    """Return an amount in units of money; of "150-250k" both ends are thousands."""
    if digits is None:
        return None
    whole, _, parts = re.sub(r"[.,](?=\d{1,2}$)", "#", digits).partition("#")
    amount = float(re.sub(r"\D", "", whole) + "." + (parts or "0"))
    return amount * 1_000 if thousands and amount < 1_000 else amount


def _currency_sign(sign: str) -> str:
    """Return the currency code or sign without a trailing dollar: "CAD" of "CAD $"."""
    sign = sign.strip().upper()
    code = sign.rstrip(_DOLLAR).rstrip()
    return code if code in _CODES else sign


def to_salary(found: PayAmount, text: str, dollar: str | None) -> Salary | None:
    """Return the salary of an amount; None for a range wider than a factor of ten, for mixed currencies or periods."""
    amounts = sorted(amount for amount in (found.low, found.high) if amount is not None)
    low, high = amounts if len(amounts) == 2 else (found.low, found.high)
    if not amounts or amounts[0] <= 0 or amounts[-1] > min(_MOST, amounts[0] * _MOST_APART):
        return None
    # "CAD $100k": the dollar is that of the code.
    money = {_SIGNS.get(sign, sign) for sign in found.money - {_DOLLAR} or found.money}
    if len(money) > 1 or len(found.periods) > 1:
        return None
    sign = next(iter(money), None)
    currency = dollar if sign == _DOLLAR else sign if sign in _CODES else _SIGNS.get(sign or "")
    period = next(iter(found.periods), None) or _period_before(text) or _yearly_if_large(found, amounts[0], currency)
    if period is None and amounts[0] < _LEAST_WITHOUT_PERIOD:
        return None
    return Salary(low, high, currency, period, "parsed")


def _period_before(text: str) -> Period | None:
    """Return the pay period named before the amount ("annual salary: $100k"); None for several."""
    named = {parse_unit(match[1]) for match in _RATE.finditer(text)}
    return named.pop() if len(named) == 1 else None


def _yearly_if_large(found: PayAmount, least: float, currency: str | None) -> Period | None:
    """Return "year" for an amount of at least 20,000 in a currency where nobody earns as much in a month."""
    sure = currency in _DEAR or (currency is None and found.thousands and not found.money - {_DOLLAR})
    return "year" if sure and least >= _OF_A_YEAR else None
