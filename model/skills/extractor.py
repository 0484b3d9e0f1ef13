"""Extract skills from a posting: phrases of the taxonomy, ambiguous names disambiguated by the words around them."""

import re
from itertools import product
from typing import NamedTuple

from truerole.core.reading import Need, Skill
from truerole.core.taxonomy import Context, SkillEntry, load_taxonomy
from truerole.model.named_tuples import maker_of
from truerole.model.skills.acronyms import LONGEST, explained_otherwise
from truerole.model.skills.alternatives import NamedSkill, find_alternatives
from truerole.model.skills.patterns import Match, Pattern, skill_phrases
from truerole.model.skills.requirement import Demand, RequirementClassifier, strongest
from truerole.model.text.document import Document

# What may stand between the items of a list, beside signs and numbers.
_LIST_WORDS = frozenset(
    ("and", "or", "amp", "with", "like", "using", "in", "e", "g", "etc", "such", "as", "also", "experience")
)
_LIST_WORDS |= {"not", "ms", "microsoft", "apache", "aws", "amazon", "google"}
_GAP = 4
# What stands there most often, as it is written.
_JOINED = frozenset((", ", "/", " and ", ", and ", " or ", " / ", " "))
# A field opens a list of what belongs to it, which counts in its stead: "databases (MySQL)", "cloud tools like AWS".
_KINDS = (
    r"(?:data|application|technolog(?:y|ies)|tools?|frameworks?|languages?|platforms?|services?|systems?|infrastructures?"
    r"|environments?|software|solutions?|providers?|concepts?)"
)
_OPENS = re.compile(
    rf"(?:[ /-](?:and |or )?{_KINDS}){{0,3}}"
    r"\s*(?:\(|:|(?:,\s*)?(?:such as|like|for example|e[. ]?g|i[. ]?e|including)\b)",
    re.IGNORECASE,
)
# What a degree is in: "BSc in Statistics", "Statistics, Physics or a related field"; within one sentence. To search in
# lower case is quicker than to ignore case.
_DEGREE = re.compile(
    r"\b(?=[bdmpqrst])(?:degrees?|bachelor|master['’]?s|ph\.?d|bsc?|b\.s|msc?|m\.s|diploma|majors?|disciplines?"
    r"|(?:related|quantitative|technical|relevant|similar) (?:\w+ )?(?:fields?|subjects?|areas?))\b"
)
_SUBJECT = r"(?:computer science|mathematics|physics|economics|engineering)"
_JOINT = r"[\s,/]*(?:(?:and|or)\s+)?"
_SUBJECT_BEFORE = re.compile(rf"\b{_SUBJECT}{_JOINT}$")
_SUBJECT_AFTER = re.compile(rf"{_JOINT}(?:{_SUBJECT}|\w+ engineering)\b")
_STOP = re.compile(r"[;\n•.](?:(?<!\.)|(?<![A-Z.].)\s*(?=[A-Z0-9]))")
_BESIDE = 60
# In lower case.
_ASKED = re.compile(
    r"(?:\b(?:experienced?|knowledge|familiar(?:ity)?|understanding|proficien(?:t|cy)|expertise|fluen(?:t|cy)|skilled|skills"
    r"|exposure|background|years)\s+(?:in|of|with|using|to)(?:\s+(?:at least|any|some|one|or more|of))*"
    r"|\byou know|\be\.g\.?,?|\bsuch as|\blike)\s+$"
)
_ASKING = 30
# Right before the name of a language: "clean data in R", "you know Go"; but "in R&D" and "in the C suite".
_LANGUAGES = "programming languages"
_WRITTEN_IN = re.compile(r"\b(?:in|using|knows?|write|writing|mostly|mainly)\s+$")
_RUNS_ON = re.compile(r"-|\s*&|\s(?:D|suite|level)\b", re.IGNORECASE)
# A list of lower-case names: signs on one side, and on the other signs, an edge of the line or words of asking.
_SMALL = 2
_SIGN_BEFORE = re.compile(r"(?:([,/|]) ?|(?:^|\n|[•:(*<]|\n-) ?|\b(?:with|in|of|using) )$", re.IGNORECASE)
_SIGN_AFTER = re.compile(r" ?(?:([,/|])|[)>.;\n]|$)")
# Longer ones are more often words: signs or the edges of the line on both sides, one of them a sign.
_LINE_BEFORE, _LINE_AFTER = re.compile(r"(?:([,;/|·•])|^|\n) ?$"), re.compile(r" ?(?:([,;/|·•])|\n|$)")
# In words and signs: the longest text of which nobody can tell whether it is a blurb.
_TOO_SHORT = 8
_DOMAINS = frozenset((".com", ".org", ".net", ".gov", ".edu"))
# Behind a name: who works with it. "Java developers" are people, not a skill.
_PEOPLE = re.compile(
    r"(?:/\w+)?[ -](?:(?:software|performance|system|back-?end|front-?end|full[ -]?stack|web|mobile) )?"
    r"(?:developers?|engineers?|administrators?|architects?|programmers?|analysts?|scientists?|specialists?"
    r"|(?-i:teams?)|(?:tech(?:nical)?|team) leads?)\b",
    re.IGNORECASE,
)
# How it may begin, as it is written: a sign and two letters. And the signs behind which more may follow.
_PEOPLE_BEGIN = frozenset(
    sign + "".join(letters)
    for two in "so pe sy ba fr fu we mo de en ad ar pr an sp te sc".split()
    for sign in " -"
    for letters in product(*zip(two, two.upper(), strict=True))
)
_MORE = frozenset("/:.")


class Mention(NamedTuple):
    """Match of a pattern: tokens `first` to before `last`, characters `start` to before `end`."""

    first: int
    last: int
    start: int
    end: int
    pattern: Pattern
    sure: bool


# Of the mentions of a skill the spans, the needs, and the years of those that name any.
_Found = tuple[list[tuple[int, int]], list[Need], list[int]]

_mention = maker_of(Mention)
_named = maker_of(NamedSkill)
_skill = maker_of(Skill)


def extract_skills(document: Document) -> tuple[Skill, ...]:
    """Extract the skills that a posting asks for or works with, each once, in the order of first mentions.

    What only the company's blurb names is left out; a few words alone are too little to be told for a blurb.
    """
    sentence_of, demand_of = document.sentence_of.item, RequirementClassifier(document).demand
    seen, found, asked = list[tuple[Mention, Demand]](), dict[str, _Found](), set[str]()
    for mention in _confirmed_mentions(document):
        _, _, start, end, pattern, _ = mention
        demand = demand_of(sentence_of(mention.first), start, end)
        if demand is None:
            continue
        need, asked_years, blurb = demand
        seen.append((mention, demand))
        spans, needs, years = found.get(pattern.skill) or found.setdefault(pattern.skill, ([], [], []))
        spans.append((start, end))
        needs.append(need)
        if asked_years:
            years.append(asked_years)
        if not blurb:
            asked.add(pattern.skill)
    if asked or len(document.starts) > _TOO_SHORT:
        found = {skill: each for skill, each in found.items() if skill in asked}
    most = {skill: strongest(needs) for skill, (_, needs, _) in found.items()}
    asking = [
        _named((m.first, m.start, m.end, m.pattern.skill, demand.need == most[m.pattern.skill]))
        for m, demand in seen
        if demand.need != "context" and m.pattern.skill in most
    ]
    others, skills = find_alternatives(document, asking), load_taxonomy().skills
    return tuple([_read(skills[skill], each, most[skill], others.get(skill, ())) for skill, each in found.items()])


def _read(entry: SkillEntry, found: _Found, need: Need, alternatives: tuple[str, ...]) -> Skill:
    spans, _, years = found
    return _skill((entry.id, entry.name, entry.category, need, years[0] if years else None, tuple(spans), alternatives))


def _confirmed_mentions(document: Document) -> list[Mention]:
    """Return the true mentions in order: unambiguous names, and ambiguous names that their context confirms."""
    mentions, text = _candidates(document), document.clean
    other = {
        (pattern.skill, text[start:end])
        for _, _, start, end, pattern, _ in mentions
        if end - start <= LONGEST and explained_otherwise(text, start, end, pattern.skill)
    }
    if other:
        mentions = [m for m in mentions if (m.pattern.skill, text[m.start : m.end]) not in other]
    return [
        mention
        for mention, listed in zip(mentions, _listed(document, mentions), strict=True)
        if (mention.sure or _context_confirms(document, mention, listed))
        and not (mention.pattern.field and _is_degree_subject(document, mention))
    ]


def _context_confirms(document: Document, mention: Mention, listed: bool) -> bool:
    """Return whether the context of an ambiguous name shows the skill: a list, a cue, words of asking, a bullet."""
    if listed and not mention.pattern.broad:
        return True
    ahead = document.lower.text[max(0, mention.start - _ASKING) : mention.start]
    if mention.pattern.broad:
        return (listed or _ASKED.search(ahead) is not None) and not _OPENS.match(document.clean, mention.end)
    return (
        _has_cue_nearby(document, mention)
        or _ASKED.search(ahead) is not None
        or _is_sole_item(document, mention)
        or _is_written_in(document, mention, ahead)
    )


def _is_written_in(document: Document, mention: Mention, ahead: str) -> bool:
    """Return whether the words before, in lower case, say that the name is of a language: "scripts in R"."""
    if _WRITTEN_IN.search(ahead) is None or _RUNS_ON.match(document.clean, mention.end):
        return False
    return load_taxonomy().skills[mention.pattern.skill].category == _LANGUAGES


def _is_sole_item(document: Document, mention: Mention) -> bool:
    """Return whether a bullet names nothing else: "• Go", "Nice to have: R"."""
    sentence = document.sentences[document.sentence_of.item(mention.first)]
    before, after = document.clean[sentence.start : mention.start], document.clean[mention.end : sentence.end]
    lead = before.rpartition(":")
    asked = sentence.kind in ("requirements", "preferred") or lead[1]
    return bool(asked) and not any(c.isalnum() for c in lead[2] + after)


def _is_degree_subject(document: Document, mention: Mention) -> bool:
    """Return whether the mention is the subject of a degree."""
    text, start, end = document.clean, mention.start, mention.end
    size_before = len(_STOP.split(text[max(0, start - _BESIDE) : start])[-1])
    size_after = len(_STOP.split(text[end : end + _BESIDE], 1)[0])
    before, after = document.lower.text[start - size_before : start], document.lower.text[end : end + size_after]
    degree = _DEGREE.search(f"{before};{after}")
    return bool(degree or _SUBJECT_BEFORE.search(before) or _SUBJECT_AFTER.match(after))


def _candidates(document: Document) -> list[Mention]:
    """Return the matches without overlaps and decoys, ambiguous names included."""
    text, mentions = document.clean, list[Mention]()
    starts, ends, meant = document.starts.item, document.ends.item, document.tokens.meant
    matches, has_address = _longest(skill_phrases().find(document.tokens)), "@" in text
    for i, (pattern, first, after) in enumerate(matches):
        # A loose word that is written in one with the name, "AWSCloud", is no token of its own.
        last = max(first + 1, after - pattern.loose)
        start, end = starts(first), ends(last - 1)
        if not pattern.skill:
            continue
        if (text[end : end + 3] in _PEOPLE_BEGIN or text[end : end + 1] in _MORE) and _is_part_of_more(text, end):
            continue
        if has_address and text[start - 1 : start] == "@":
            continue
        sure: bool | None = not pattern.broad
        if pattern.context is not None:
            written = text[start:end]
            if meant and last - first == 1:
                written = meant.get(start, written)
            sure = _spelling_verdict(pattern, pattern.context, written)
            if sure is None and (
                _is_small_item(text, start, end)
                or _is_shouted(text, start, end)
                or _is_among_names(document, matches, i)
            ):
                sure = False
        if sure is not None:
            mentions.append(_mention((first, last, start, end, pattern, sure)))
    return mentions


def _is_among_names(document: Document, matches: list[Match], i: int) -> bool:
    """Return whether a match in lower case has names or edges of the line on both sides: "react go docker"."""
    _, first, after = matches[i]
    text, start, end = document.clean, document.starts.item(first), document.ends.item(after - 1)
    follows = i > 0 and matches[i - 1][2] == first
    leads = i + 1 < len(matches) and matches[i + 1][1] == after
    return (
        text[start:end].islower()
        and text[start - 1 : start] in ("", "\n", " " * follows)
        and text[end : end + 1] in ("", "\n", " " * leads)
    )


def _is_small_item(text: str, start: int, end: int) -> bool:
    """Return whether a name in lower case is an item between the signs of a list: "python, r, sql"."""
    if not text[start:end].islower():
        return False
    if end - start > _SMALL:
        before, after = _LINE_BEFORE.search(text[max(0, start - _SMALL) : start]), _LINE_AFTER.match(text, end)
    else:
        before, after = _SIGN_BEFORE.search(text[max(0, start - _ASKING) : start]), _SIGN_AFTER.match(text, end)
    return bool(before and after and (before[1] or after[1]))


def _is_shouted(text: str, start: int, end: int) -> bool:
    """Return whether a name of three letters or more stands in capitals among capitals: "REACT, NODE, MONGODB"."""
    return end - start > _SMALL and text[max(0, start - _ASKING) : end + _SMALL].isupper()


def _longest(matches: list[Match]) -> list[Match]:
    """Resolve overlaps of matches in order, with different first tokens: the longer match wins, else the first.

    A match may begin with loose words of the match before, where it goes on: "AWS infrastructure as code".
    """
    kept: list[Match] = []
    begun = proper = behind = 0
    for match in matches:
        pattern, first, after = match
        if first >= behind or (first >= proper and after > behind):
            kept.append(match)
        elif after - first > behind - begun:
            kept[-1] = match
        else:
            continue
        begun, proper, behind = first, after - pattern.loose, after
    return kept


def _is_part_of_more(text: str, end: int) -> bool:
    """Return whether a name before more is the head of an address or a link ("javascript:void"), or means people."""
    sign = text[end : end + 1]
    if sign == ":":
        return text[end + 1 : end + 2].isalpha()
    if sign == ".":
        return text[end : end + 4] in _DOMAINS
    return _PEOPLE.match(text, end) is not None


def _spelling_verdict(pattern: Pattern, rule: Context, written: str) -> bool | None:
    """Return whether the spelling makes a match unambiguous; None where the spelling rules the skill out."""
    spelt = not rule.case or written in rule.words or written.removesuffix("s") in rule.words
    if rule.near:
        return False if spelt else None
    return spelt and not pattern.broad


def _listed(document: Document, mentions: list[Mention]) -> list[bool]:
    """Flag the mentions in lists with a sure one; between neighbours of a list are only signs and small words."""
    listed = [mention.sure for mention in mentions]
    if False in listed:
        for i in range(1, len(mentions)):
            if listed[i - 1] and not listed[i]:
                listed[i] = _in_one_list(document, mentions[i - 1], mentions[i])
        for i in range(len(mentions) - 1, 0, -1):
            if listed[i] and not listed[i - 1]:
                listed[i - 1] = _in_one_list(document, mentions[i - 1], mentions[i])
    return listed


def _in_one_list(document: Document, a: Mention, b: Mention) -> bool:
    if b.first - a.last > _GAP:
        return False
    if document.clean[a.end : b.start] in _JOINED:
        return True
    between = document.lower.at(range(a.last, b.first))
    return _LIST_WORDS.issuperset([word for word in between if word.isalpha()])


def _has_cue_nearby(document: Document, mention: Mention) -> bool:
    rule = mention.pattern.context
    if rule is None or not rule.cues:
        return False
    near = document.words[max(0, mention.first - 6) : mention.first] + document.words[mention.last : mention.last + 6]
    return any(w.lower() in rule.cues for w in near)
