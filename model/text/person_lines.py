"""Recognise the lines about people and badges that name an occupation and are no title: contacts, signatures, partners.

"Jane Roe / CTO" and "Maria Lopez, Head of Data" are people, "Microsoft Gold Partner" is a badge. A name is told by its
first name or a form of address, or by the rank that stands beside it: nothing of the field of work is in a name.
"""

import re

_LONGEST = 120
_RANK = (
    r"(?:co-?founder|founder|c[adefimopst]o|ciso|caio|chief [a-z ]+ officer|head of|head|"
    r"(?:senior |executive |managing )?director|s?vp|(?:senior |executive )?vice president|managing partner|president|"
    r"(?:senior |lead |technical |it )?recruiter|"
    r"talent (?:acquisition|partner)|hr (?:manager|business partner|partner)|people partner|hiring manager|owner)"
)
_APART = r"\s*(?:[,/|(–—]|\s-)\s*"
_ADDRESS = r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Herr|Frau)\.?\s)+"
_WORD = r"[A-ZÀ-ÖØ-Þ](?:[a-zà-öø-ÿ]+|['’][A-Z][a-z]+|\.)(?:-[A-Z][a-z]+)?"
_NAME = rf"{_WORD}(?:\s(?:(?:van|von|de|da|del|di|la|al|bin)\s)*{_WORD}){{1,2}}"
_FIRST_NAMES = """
    adam agnieszka ahmed alejandro alex alexander ali alice amelia amir amy ana andrea andreas andrew angela anita
    anja anna anne annika anthony antonio barbara ben benjamin bianca birgit brian camille carla carlos carol
    caroline catherine chloe chris christian christina christine christopher claire claudia daniel daniela david
    deborah deepak diana diego dominik edward elena elizabeth ella emily emma eric erik eva fatima felix fiona
    florian francesca frank gabriel george giulia giulio hannah hans helen henrik ines ingrid isabel ivan jack jake
    jakob james jan jane janet jason jean jennifer jessica joan joanna johan johanna john jonas jonathan jose joseph
    juan julia julian karen karin karl katarzyna kate katharina kathrin katie kevin klaus lars laura lea lena liam
    linda lisa louise luca lucas lucia lucy luis lukas magdalena marc marco margaret maria marie mario mark markus
    marta martin martina mary matteo matthew max maya mehmet melissa michael michelle miguel mohamed mohammed monica
    nadia natalie natasha nicolas nicole nikhil nina noah olga olivia pablo patricia patrick paul paula pedro
    peter petra philip philipp pierre piotr priya rachel rahul raj ravi rebecca ricardo richard robert roberto rosa
    ruth ryan samantha samuel sandra sanjay sara sarah sebastian sergio silvia simon sofia sonja sophia sophie
    stefan stefanie stephanie stephen steven susan susanne sven tanja thomas tim timothy tom tomasz ulrike ursula
    vanessa veronika victor victoria wei william wolfgang xavier yusuf
"""
_FIRST = re.compile(rf"(?:{'|'.join(_FIRST_NAMES.split())})\b", re.IGNORECASE)
# Words of fields, products, teams, places and levels: where one stands, it is no name.
_FIELD = re.compile(
    r"\b(?:data|machine|deep|learning|artificial|intelligence|science|analytics?|engineering|software|platforms?|cloud|"
    r"business|product|customer|client|marketing|sales|finance|financial|human|resources|people|talent|operations|"
    r"research|development|quality|security|risk|supply|chain|digital|information|technology|technical|computer|vision|"
    r"natural|language|solutions?|services?|systems?|web|mobile|user|experience|design|growth|revenue|strategy|"
    r"corporate|global|regional|group|associate|assistant|senior|junior|lead|principal|staff|deputy|vice|managing|"
    r"executive|chief|general|account|project|program(?:me)?|portfolio|change|process|public|health|care|clinical|"
    r"medical|life|real|estate|power|big|applied|advanced|new|north|south|east|west|united|states|kingdom|great|san|los|"
    r"office|team|department|private|equity|asset|wealth|investment|credit|capital|markets?|banking|insurance|legal|"
    r"compliance|tax|audit|internal|external|communications?|media|brand|content|creative|commercial|trade|retail|"
    r"store|food|energy|supply|manufacturing|production|plant|field|site|network|infrastructure|support|success|"
    r"machine|commerce|payments?|rate|fraud|pricing|decision|insights?|measurement|modell?ing|statistics|mathematics|"
    r"director|manager|engineer|analyst|scientist|developer|architect|consultant|officer|recruiter|partner|"
    r"professional|enterprise|strategic|government|student|academic|education|training|school|university|college|"
    r"hospital|labs?|studio|institute|company|holdings?|ventures|partners|bank|home|head|europe|asia|africa|america)\b",
    re.IGNORECASE,
)
_OF_A_NAME = re.compile(rf"(?P<address>{_ADDRESS})?(?P<name>{_NAME}){_APART}(?P<rest>\S.*)")
_BEGINS_WITH_RANK = re.compile(rf"(?:the |our )?{_RANK}\b", re.IGNORECASE)
_RANK_FIRST = re.compile(
    rf"{_RANK}\b[^,:/|]{{0,40}}\s*[,:/|–—]\s*(?P<address>{_ADDRESS})?(?P<name>{_NAME})", re.IGNORECASE
)
_WHOLE_NAME = re.compile(_NAME)

_VENDORS = (
    r"microsoft|azure|aws|amazon(?: web services)?|google(?: cloud)?|gcp|snowflake|databricks|salesforce|sap|oracle|"
    r"ibm|tableau|qlik|looker|power bi|nvidia|hubspot|shopify|adobe|servicenow|cisco|dell|hp|intel|vmware|red hat|"
    r"alteryx|dbt|fivetran|confluent|mongodb|elastic|cloudera|atlassian|workday|uipath|informatica|talend|teradata|"
    r"sas|netsuite"
)
_TIER = r"gold|silver|platinum|bronze|diamond|premier|elite|certified|authori[sz]ed|official|preferred|advanced|select"
_BADGE = re.compile(
    rf"\W*(?:an? )?(?:(?:{_TIER})\s)?(?:{_VENDORS}|(?:\w+\s){{0,2}}(?:{_TIER}))\b"
    r"(?:[\s(),/&-]+\w+){0,4}?[\s(),/-]+"
    r"partner\)?(?: of the year.*|\s?\d{4}|,? (?:network|program(?:me)?|since \d{4}|status|level))?\W*",
    re.IGNORECASE,
)


def is_person_or_badge(line: str) -> bool:
    """Tell whether a line is a person with the rank that the person has, or the badge of a vendor's partner."""
    return len(line) <= _LONGEST and (_BADGE.fullmatch(line) is not None or _is_person(line))


def _is_person(line: str) -> bool:
    found = _OF_A_NAME.fullmatch(line)
    if found and _names_a_person(found, ranked=_BEGINS_WITH_RANK.match(found["rest"]) is not None):
        return True
    behind = _RANK_FIRST.fullmatch(line)
    return behind is not None and _WHOLE_NAME.fullmatch(behind["name"]) is not None and _names_a_person(behind)


def _names_a_person(found: re.Match[str], ranked: bool = False) -> bool:
    known = ranked or found["address"] is not None or _FIRST.match(found["name"]) is not None
    return known and _FIELD.search(found["name"]) is None
