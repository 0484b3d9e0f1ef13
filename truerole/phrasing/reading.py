"""Sentences on a reading: verdict, doubts, signals, and a summary to pass on."""

import calendar
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from truerole.core.reading import Duty, Need, Reading, Role, SectionKind, Signals, duty_counts
from truerole.core.text.visible import visible
from truerole.phrasing.postings.needs import skill_names

ROLE_NAMES: dict[Role, str] = {
    "data_analyst": "data analyst",
    "data_engineer": "data engineer",
    "data_scientist": "data scientist",
    "ml_engineer": "ML engineer",
    "other": "other work",
}
DUTY_NAMES: dict[Duty, str] = {
    "analysis": "analysis and reports",
    "data_engineering": "data pipelines",
    "data_science": "statistics and modelling",
    "ml_engineering": "ML and AI systems",
    "software": "software and IT",
    "business": "business and coordination",
    "general": "common to any job",
    "none": "not about the work",
}
NEED_NAMES: dict[Need, str] = {"required": "Required", "preferred": "Nice to have", "context": "Mentioned only"}
SECTION_NAMES: dict[SectionKind, str] = {
    "responsibilities": "The work",
    "requirements": "What they ask",
    "preferred": "Nice to have",
    "about": "The company",
    "benefits": "What they offer",
    "legal": "Small print",
    "other": "",
}
DEEP_LEARNING = (
    "None asked for.",
    "In passing, or nice to have.",
    "One of the required skills.",
    "The core of the work.",
)
STAGES = {
    "startup": "A start-up, or a young company that is growing.",
    "enterprise": "A large or long-established organisation.",
    "unknown": "The text does not say.",
}
STAGE_NAMES = {"startup": "Start-up", "enterprise": "Large organisation", "unknown": "Not said"}
WORKPLACE_NAMES = {"remote": "Remote", "hybrid": "Hybrid", "onsite": "On site"}
DEEP_LEARNING_NAMES = {"0": "None", "1": "In passing", "2": "Required", "3": "Core of the work"}
PLURALS: dict[Role, str] = {
    "data_analyst": "data analysts",
    "data_engineer": "data engineers",
    "data_scientist": "data scientists",
    "ml_engineer": "ML engineers",
    "other": "other work",
}
SENIORITY_NAMES = {
    "intern": "Intern",
    "junior": "Junior",
    "mid": "Some years",
    "senior": "Senior",
    "lead": "Lead",
    "unknown": "Not said",
}
SENIORITIES = {
    "intern": "Internship.",
    "junior": "Junior.",
    "mid": "Some years of experience.",
    "senior": "Senior.",
    "lead": "Lead or manager.",
    "unknown": "The text does not say.",
}
_ANOTHER = "It is another kind of job, or no job posting at all."
LANGUAGES = {
    "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "nl": "Dutch", "pt": "Portuguese",
    "pl": "Polish", "sv": "Swedish", "da": "Danish", "fi": "Finnish", "cs": "Czech", "tr": "Turkish",
    "ru": "Russian", "uk": "Ukrainian", "ja": "Japanese", "zh": "Chinese", "ko": "Korean", "ar": "Arabic",
    "he": "Hebrew", "hi": "Hindi", "no": "Norwegian", "nb": "Norwegian", "ro": "Romanian", "el": "Greek",
    "hu": "Hungarian", "sk": "Slovak", "hr": "Croatian", "sl": "Slovenian", "bg": "Bulgarian", "sr": "Serbian",
    "et": "Estonian", "lv": "Latvian", "lt": "Lithuanian", "id": "Indonesian", "ms": "Malay", "vi": "Vietnamese",
    "th": "Thai", "fa": "Persian", "ca": "Catalan", "tl": "Tagalog", "sw": "Swahili",
}  # fmt: skip


def month_name(month: str) -> str:
    """Return the English name of a month such as "2026-07"."""
    year, number = month.split("-")
    return f"{calendar.month_name[int(number)]} {year}"


@lru_cache(maxsize=512)
def country_name(code: str) -> str:
    """Return the English name of a country, given the ISO 3166 code in lower case."""
    import pycountry

    found = pycountry.countries.get(alpha_2=code.upper())
    return str(getattr(found, "common_name", found.name)) if found else code.upper()


def percent(share: float) -> str:
    """Return a share (0 to 1) in whole per cent; "over 99 %" and "under 1 %" instead of 100 and 0."""
    if share > 0.99:
        return "over 99 %"
    return "under 1 %" if share < 0.01 else f"{share:.0%}".replace("%", " %")


def counted_percent(share: float) -> str:
    """Return a counted share (0 to 1) in whole per cent; 100 and 0 where it is all or none, unlike a probability."""
    return "100 %" if share == 1 else "0 %" if share == 0 else percent(share)


def verdict_sentence(reading: Reading, quoted: Callable[[str], str] = str, strong: Callable[[str], str] = str) -> str:
    """Return the verdict as a sentence; `quoted` wraps the title, `strong` the role."""
    if reading.role is None:
        return "No verdict"
    verb = "reads as" if reading.confident else "leans to"
    reads = f"{verb} {strong(work_name(reading))} ({percent(reading.roles[reading.role])})"
    return f"Titled {quoted(reading.title.text)}; {reads}" if reading.title else reads[0].upper() + reads[1:]


def work_name(reading: Reading) -> str:
    """Return the name of the role that a text reads as, or of the trade where no role fits."""
    if reading.role == "other" and reading.other_kind:
        return reading.other_kind
    return ROLE_NAMES[reading.role or "other"]


def title_agreement(reading: Reading) -> str:
    """Return a sentence on whether title and work agree; empty without a title that names a role."""
    title = reading.title
    named = title.role if title else None
    if reading.role is None:
        return ""
    if named is None:
        if reading.role == "other":
            return "It is none of the four data roles." if reading.other_kind else _ANOTHER
        return "The title names none of the four data roles." if title else ""
    if title and title.agrees:
        return "Title and work agree."
    if title and title.agrees is None:
        return f"The title says {ROLE_NAMES[named]}, which may fit too."
    work = reading.other_kind or "something else" if reading.role == "other" else ROLE_NAMES[reading.role]
    return f"The title says {ROLE_NAMES[named]}, the work {'says' if reading.confident else 'leans to'} {work}."


def language_name(code: str) -> str:
    """Return the English name of a language, given the ISO 639 code; the code for another, a sentence for none."""
    return {"en": "English", "und": "Could not be told.", **LANGUAGES}.get(code, code)


def language_note(reading: Reading) -> str:
    """Return a sentence on the language of a text that got no verdict."""
    if reading.language == "und":
        return "There are too few words to tell. Paste the whole description."
    name = LANGUAGES.get(reading.language)
    guess = f" It looks like {name}." if name else ""
    return f"This text does not seem to be English.{guess} TrueRole reads English only; a translation works too."


def doubt_note(reading: Reading) -> str:
    """Return a sentence on why a verdict is uncertain, with advice."""
    if reading.doubt == "could be either":
        first, second = sorted(reading.roles, key=lambda role: -reading.roles[role])[:2]
        return f"It could be either: {ROLE_NAMES[first]} or {ROLE_NAMES[second]}. Careful readers would differ too."
    if reading.doubt == "too short to tell":
        return "Too short to tell. Paste the whole description; what the person will do counts most."
    return f"Not certain: {reading.doubt}."


def duties_sentence(reading: Reading) -> str:
    """Return the duties of a posting as a sentence; empty where the text says nothing of the work."""
    counts = duty_counts(reading)
    total = sum(n for _, n in counts)
    if not total:
        return ""
    named = [f"{n} {DUTY_NAMES[kind]}" for kind, n in counts]
    if total == 1:
        return f"The one duty is {DUTY_NAMES[counts[0][0]]}."
    if len(named) == 1:
        return f"All {total} duties are {DUTY_NAMES[counts[0][0]]}."
    return f"Of {total} duties, {', '.join(named[:-1])} and {named[-1]}."


def signal_rows(found: Signals) -> list[tuple[str, str, tuple[tuple[int, int], ...]]]:
    """Return (name, value, spans) of each signal: seniority, company stage, deep learning."""
    return [
        ("Level", _with_basis(SENIORITIES, found.seniority, found.seniority_words, "the title"), found.seniority_words),
        ("Kind of company", _with_basis(STAGES, found.stage, found.stage_words, "the whole text"), found.stage_words),
        ("Deep learning", DEEP_LEARNING[found.deep_learning], found.deep_learning_words),
    ]


def _with_basis(names: Mapping[str, str], value: str, words: Sequence[tuple[int, int]], basis: str) -> str:
    """Return a signal in words, with what it rests on where no words of the text show it."""
    return names[value] if words or value == "unknown" else f"{names[value][:-1]} (by {basis})."


def summary_text(reading: Reading) -> str:
    """Return a reading as a few lines of plain text to pass on."""
    lines = [f"{verdict_sentence(reading, visible)}. {title_agreement(reading)}".strip()]
    if reading.doubt:
        lines.append(doubt_note(reading))
    if reading.role is not None:
        shares = sorted(reading.roles.items(), key=lambda item: -item[1])
        lines.append("The mix: " + ", ".join(f"{ROLE_NAMES[role]} {percent(share)}" for role, share in shares))
    for need, label in NEED_NAMES.items():
        if names := skill_names(reading.skills, need):
            lines.append(f"{label}: {', '.join(names)}")
    lines += [f"{name}: {value}" for name, value, words in signal_rows(reading.signals) if words]
    return "\n".join([*lines, "Read by TrueRole, from the text alone."])


def plural(number: int, noun: str) -> str:
    """Return a number with a noun in the singular or plural: "1 posting", "1,200 postings"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def capitalize_first(text: str) -> str:
    """Return `text` with a capital first letter, the others unchanged."""
    return text[:1].upper() + text[1:]
