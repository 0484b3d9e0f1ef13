"""Find the pay of the job in the text of a posting, and leave bonuses, budgets, funding and benefits alone.

An amount is pay where a word of pay is the nearest thing said of it, or where it is a rate by itself ("$28 an hour").
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from truerole.core.normalise.pay_period import Period
from truerole.core.normalise.salary import BIG, PAY, PayAmount, amount_in, parse_salary, to_salary
from truerole.core.posting import Salary

PUBLISHED, ESTIMATED = "published", "estimated"
_BEFORE, _AFTER, _NEAR = 90, 60, 40
_MONEY = re.compile(
    r"[$€£₹¥]|\b(?:USD|EUR|GBP|CAD|AUD|CHF|INR|SGD|PLN|SEK|NOK|DKK|NZD|AED|PKR|KES|NGN|Rs)\b|"
    r"\bK[Ss][Hh]|(?<=\d)\s?(?:LPA|lpa|[Ll]akhs?|[Ll]acs?)\b"
)
# One of these stands in whatever _MONEY matches: to look for them takes a tenth of the time.
_SIGNS = tuple("$€£₹¥")
_CODES = (
    *"USD EUR GBP CAD AUD CHF INR SGD PLN SEK NOK DKK NZD AED PKR KES NGN Rs KSH KSh KsH Ksh LPA lpa".split(),
    "akh", "ac",
)  # fmt: skip
_PAY_WORDS = re.compile(
    r"\b(?:salar(?:y|ies)|pays?(?! (?:for|your|\d))|paying|paid(?! (?:for|off|time))|wages?|"
    r"remuneration|compensation|compensated|hourly|earns?|"
    r"earnings|stipend|gehalt\w*|vergütung\w*|lohn|base|rates?|tarif|\w*gehalt|annual(?:ly)?|annuali[sz]ed|package|ctc|"
    r"hiring range|range for|posting range|grade|band)\b",
    re.IGNORECASE,
)
_OTHER_WORDS = re.compile(
    r"\b(?:bonus\w*|sign(?:ing)?[- ]?on|equity|stock|rsus?|commissions?|ote|on[- ]target(?: earnings)?|budgets?|"
    r"raised?|funding|funded|funds?|arr|mrr|gmv|aum|revenues?|valu(?:ation|ed)|referral|refer|allowance|series|"
    r"invest\w*|relocation|sales|"
    r"reimburse\w*|tuition|401|insur\w*|coverage|premiums?|deductible|discount\w*|fee|fees|donat\w*|learning|training|"
    r"education|wellness|wellbeing|gym|home office|internet|phone|travel|vouchers?|gifts?|perks?|assets?|clients?|"
    r"portfolio|spend\w*|sav(?:e|es|ed|ing|ings)|cost\w*|worth|grants?|prizes?|market|industry|turnover|profit\w*|loans?|"
    r"debt|credit|match\w*|contribut\w*|pension|overtime|supplement|mileage|meal|lunch|food|transport\w*|"
    r"subsid\w*|equipment|conference\w*|per diem|award\w*|scholarship\w*|customers?|transactions?|deals?|quota|"
    r"pipeline|zuschuss|budget|deducted|fine(?=[.,:;)]|$| (?:of|is|was|for|from|up)\b)|fines|fined|penalt\w*|"
    r"childcare|adoption|fertility|lifetime|retention|incentives?|"
    r"payroll of|households?|median|minimum wage|exceeding|excess|equivalent annual salary or|greater of|"
    r"super|superannuation|cover|death|dental|vision|hsa|fsa)\b",
    re.IGNORECASE,
)
# In the same sentence: "a year." ends one, "hr." and "p.a." do not.
_BEHIND_OTHER = re.compile(
    r"(?<![a-z]{3}\.)[\s(]+(?:(?:in|of|for|per year|per month|per annum|a year|a month|an|annual|yearly|monthly|"
    r"quarterly|performance|target|cash|"
    r"hiring|to|towards?|as|your|our|personal|worth|the|and|individual|employee)(?![.!?]\s)\W+){0,4}"
    + _OTHER_WORDS.pattern,
    re.IGNORECASE,
)
_KIND_OF_PAY = re.compile(r"gross|brutto|base|net|salary|comp", re.IGNORECASE)
_ESTIMATE = re.compile(
    r"\b(?:glassdoor|indeed|employer|third[- ]party)(?:'s|’s)? (?:est\b|estimate|salary guide)", re.IGNORECASE
)
_PERIOD_WORDS: tuple[tuple[Period, re.Pattern[str]], ...] = (
    ("hour", re.compile(r"\b(?:hourly|per hour|an hour|/ ?h(?:ou)?r)\b", re.IGNORECASE)),
    ("day", re.compile(r"\b(?:daily|day) rate|\bper day\b", re.IGNORECASE)),
    (
        "week",
        re.compile(r"\bweekly (?:pay|rate|wage|salary)|(?<!hours )(?<!hrs )(?<!days )\bper week\b", re.IGNORECASE),
    ),
    ("month", re.compile(r"\b(?:monthly|per month|monatlich\w*|p\.?m\.?)\b", re.IGNORECASE)),
    (
        "year",
        re.compile(
            r"\b(?:annual(?:ly)?|annuali[sz]ed|yearly|per annum|per year|a year|p\.?a\.?|jahresgehalt)\b", re.IGNORECASE
        ),
    ),
)
_SHORT_PERIOD = re.compile(r"\s?p\.?/?\.?(?P<unit>[hd])\b", re.IGNORECASE)
_PRO_RATA = re.compile(
    r"[\s,(/]{0,3}(?:per annum|p\.?a\.?|a year)?[\s,(/]{0,3}pro[- ]?rata(?!.{0,20}equivalent)", re.IGNORECASE
)
# A pension, not 401 thousand: unless it ends a range of thousands ("$350K - $401K").
_RETIREMENT = re.compile(r"(?<![kK] [-–] \$)(?<![kK][-–]\$)\b401[\s-]?[kK]\b")
_LAKH = 100_000
# Stands in whatever _LAKHS matches.
_LAKH_WORD = re.compile(r"\d\s?(?:lpa|lakh|lac)", re.IGNORECASE)
_LAKHS = re.compile(
    r"(?:\b(?P<said>salary|ctc|package|pay|compensation)\W{1,3}(?:is |of )?)?(?P<sign>₹|\bINR|\bRs\.?|\bPKR)?\s?"
    r"\b(?P<low>\d{1,3}(?:\.\d{1,2})?)\s?(?:(?:-|–|to)\s?(?P<high>\d{1,3}(?:\.\d{1,2})?)\s?)?"
    r"(?:LPA\b|(?:lakhs?|lacs?)\s?(?:/-\s?)?(?:per annum|p\.?a\b|per year|a year|annually|ctc)|"
    r"(?:lakhs?|lacs?)\b(?!\s(?:per|a) month)(?(sign)|(?(said)|(?!))))",
    re.IGNORECASE,
)
# What a year, a month, a week, a day or an hour of work pays, at the least and at the most, in money like the dollar.
_PLAUSIBLE = {
    "year": (9_000, 1_500_000), "month": (400, 40_000), "week": (100, 10_000), "day": (30, 5_000), "hour": (5, 500),
}  # fmt: skip
# Of these a dollar buys so many.
_TIMES = {
    "INR": 80,
    "JPY": 140,
    "PHP": 55,
    "CZK": 22,
    "HUF": 350,
    "SEK": 10,
    "NOK": 10,
    "DKK": 7,
    "PLN": 4,
    "MXN": 18,
    "ZAR": 18,
    "PKR": 280,
    "KES": 130,
    "NGN": 1_500,
}
_LEAST_SALARY_A_YEAR = 12_000
_LEAST_RANGE_A_YEAR, _MOST_RANGE_A_YEAR = 20_000, 700_000
_HOURLY = 8, 150
_WIDEST = 3
_EURO = "at be cy de ee es fi fr gr hr ie it lt lu lv mt nl pt si sk"
_CURRENCIES = dict.fromkeys(_EURO.split(), "EUR") | {
    "us": "USD", "gb": "GBP", "ca": "CAD", "au": "AUD", "nz": "NZD", "sg": "SGD", "hk": "HKD", "in": "INR", "ch": "CHF",
    "pl": "PLN", "se": "SEK", "no": "NOK", "dk": "DKK", "cz": "CZK", "jp": "JPY", "br": "BRL", "mx": "MXN", "za": "ZAR",
    "pk": "PKR", "ke": "KES", "ng": "NGN",
}  # fmt: skip
_DOLLARS = frozenset(("USD", "CAD", "AUD", "NZD", "SGD", "HKD"))


@dataclass(frozen=True, slots=True)
class StatedPay:
    """Pay stated by a text, and the stating words: from `start` to before `end`, in code points."""

    salary: Salary
    start: int
    end: int


def find_pay(text: str, country: str | None = None) -> StatedPay | None:
    """Find the pay of the job in the text of a posting; `country` (ISO 3166, lower case) says whose dollar $ is.

    Of several amounts of the same currency and period (places, levels, shifts) the range spans all. None without a
    period, a currency, or a word that makes an amount pay.
    """
    text = _RETIREMENT.sub(lambda plan: "plan".ljust(len(plan[0])), text)
    found = list(_stated(text, _CURRENCIES.get(country or ""))) if _names_money(text) else []
    found = [f for f in found if not _PRO_RATA.match(text, f.end)] or found
    if not found:
        return None
    kinds = Counter((f.salary.currency, f.salary.period) for f in found)
    first = max(kinds, key=kinds.__getitem__)
    return _spanning([f for f in found if (f.salary.currency, f.salary.period) == first])


def _names_money(text: str) -> bool:
    return any(sign in text for sign in _SIGNS) or (any(code in text for code in _CODES) and bool(_MONEY.search(text)))


def pay_in_title(title: str, country: str | None = None) -> Salary | None:
    """Return the pay that a title gives ("Analyst, up to £60k"), where an amount needs no words of pay."""
    local = _CURRENCIES.get(country or "")
    found = parse_salary(title, local if local in _DOLLARS else "USD") if _MONEY.search(title) else None
    if found is None or not found.currency or not found.period or not _is_plausible(found):
        return None
    return replace(found, basis=PUBLISHED)


def _spanning(found: list[StatedPay]) -> StatedPay:
    """Return the first statement, with the range of all where they are near each other."""
    ends = [amount for f in found for amount in (f.salary.min, f.salary.max) if amount is not None]
    if max(ends) > _WIDEST * min(ends) or any(f.salary.min is None or f.salary.max is None for f in found):
        return found[0]
    return replace(found[0], salary=replace(found[0].salary, min=min(ends), max=max(ends)))


def _stated(text: str, local: str | None) -> Iterator[StatedPay]:
    for match in _LAKHS.finditer(text) if _LAKH_WORD.search(text) else ():
        low, high = float(match["low"]) * _LAKH, float(match["high"] or match["low"]) * _LAKH
        rupees = "PKR" if (match["sign"] or "").upper() == "PKR" or local == "PKR" else "INR"
        salary = Salary(low, high, rupees, "year", PUBLISHED)
        if low <= high and _is_plausible(salary):
            yield StatedPay(salary, match.start(), match.end())
    for match in PAY.finditer(text):
        if found := _salary_in(text, match, local):
            yield StatedPay(found, match.start(), match.end())


def _salary_in(text: str, match: re.Match[str], local: str | None) -> Salary | None:
    """Return the pay that an amount of a text is; None for another amount, or without currency or period."""
    amount = amount_in(match)
    if not (amount.money or (amount.thousands and local)) or BIG.match(text, match.end()):
        return None
    before, after = text[max(0, match.start() - _BEFORE) : match.start()], text[match.end() : match.end() + _AFTER]
    is_named = bool(_KIND_OF_PAY.search(match["kind"] or ""))
    if _BEHIND_OTHER.match(text, match.end(), match.end() + _AFTER) or not (
        is_named or _is_of_pay(before, after, amount)
    ):
        return None
    # Of "$64,000 per annum/hour" the first that such an amount is paid for.
    periods = amount.periods or (_period(before, after, amount),)
    salaries = (_salary_of(amount, period, local, match) for period in periods if period)
    salary = next((one for one in salaries if one and one.currency and _is_plausible(one)), None)
    if salary is None:
        return None
    around = text[max(0, match.start() - _BEFORE) : match.end() + _AFTER]
    return replace(salary, basis=ESTIMATED if _ESTIMATE.search(around) else PUBLISHED)


def _salary_of(amount: PayAmount, period: Period, local: str | None, match: re.Match[str]) -> Salary | None:
    found = to_salary(replace(amount, periods=(period,)), "", local if local in _DOLLARS else "USD")
    if not found:
        return None
    # "San Francisco, CA$100,000": the state, not the dollar of Canada.
    is_state = found.currency == "CAD" and local == "USD" and match[0].startswith("CA$")
    return replace(found, currency="USD" if is_state else found.currency or (None if amount.money else local))


def _is_of_pay(before: str, after: str, amount: PayAmount) -> bool:
    """Return whether the nearest thing said of an amount is pay.

    Nothing need be said of a rate ("$28 an hour") and of a range as wide as that of a year's salary, where nothing
    else is.
    """
    if _is_range_of_salaries(amount):
        before = before[-_NEAR:]
    pay, other = _last(_PAY_WORDS, before), _last(_OTHER_WORDS, before)
    if pay >= 0 or other >= 0:
        return pay > other
    alone = bool(amount.money) and (bool(amount.periods) or _is_range_of_salaries(amount))
    return alone or bool(_PAY_WORDS.match(after.lstrip(" ,(-–")))


def _is_range_of_salaries(amount: PayAmount) -> bool:
    low, high = sorted((amount.low or 0, amount.high or 0))
    return _LEAST_RANGE_A_YEAR <= low < high <= min(_MOST_RANGE_A_YEAR, _WIDEST * low)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((m.end() for m in pattern.finditer(text)), default=-1)


def _period(before: str, after: str, amount: PayAmount) -> Period | None:
    """Return the period named behind an amount, else before; a large amount is of a year, a small amount of an hour."""
    if short := _SHORT_PERIOD.match(after):
        return "hour" if short["unit"].lower() == "h" else "day"
    behind = next((period for period, pattern in _PERIOD_WORDS if pattern.search(after[:25])), None)
    place, named = max((_last(pattern, before), period) for period, pattern in _PERIOD_WORDS)
    if behind or place >= 0:
        return behind or named
    least = min(a for a in (amount.low, amount.high) if a is not None)
    times = max((_TIMES.get(money, 1) for money in amount.money), default=1)
    if least >= _LEAST_SALARY_A_YEAR * times:
        return "year"
    low, high = _HOURLY
    is_rate = amount.low != amount.high or bool(re.search(r"\brate\b", before[-40:], re.IGNORECASE))
    return "hour" if times == 1 and is_rate and low <= least <= high else None


def _is_plausible(salary: Salary) -> bool:
    low, high = _PLAUSIBLE.get(salary.period or "", (1.0, 0.0))
    times = _TIMES.get(salary.currency or "", 1)
    amounts = [amount for amount in (salary.min, salary.max) if amount is not None]
    least = low / 4 if times > 1 else low
    return all(least * times <= amount <= high * times for amount in amounts)
