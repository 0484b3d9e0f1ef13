"""Pairs of postings of which a person would say at once whether they show one job."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import delete, select

from tests.data.dedup import jobs
from tests.data.dedup.jobs import ABOUT, BOILERPLATE, LAW, MODELS, OFFER, PIPELINES, REPORTS, VALUES, cut, shown
from tests.data.store.test_store import FACTS
from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry
from truerole.data.dedup.boilerplate import strip_boilerplate
from truerole.data.dedup.clustering import Clusters, blocking_keys
from truerole.data.dedup.match_rules import DuplicateKind, fingerprint, signatures
from truerole.data.store.schema import metadata, postings
from truerole.data.store.store import Store
from truerole.scraper.sources.registry import source_ranks

WHOLE = shown(ABOUT, PIPELINES, OFFER)
EDITED = shown(ABOUT, jobs.PIPELINES_EDITED, OFFER)
ENGINEER = Posting(
    "greenhouse", "1", "Data Engineer", WHOLE, "nordhafen", company="Nordhafen GmbH", location="Kiel, Germany",
    country="de",
)  # fmt: skip
# The same job as another board shows it.
FEED = replace(ENGINEER, source="arbeitnow", external_id="x", board=None, company="Nordhafen", location="Kiel")
AGENCY = replace(FEED, company="Talent Pool Ltd")
AGAIN = replace(ENGINEER, external_id="2")
CREW = Posting("lever", "1", "Crew Member", jobs.CREW * 2, "bean", company="Bean & Cup Leeds Ltd", location="Leeds, UK")
BOARD = [shown(BOILERPLATE, work) for work in (PIPELINES, REPORTS, MODELS, jobs.KITCHEN, jobs.CREW)]
TITLES = ["Data Engineer", "Data Analyst", "Data Scientist", "Cook", "Kiosk Clerk"]
OWN = dict(zip(BOARD, strip_boilerplate(BOARD, TITLES), strict=True))
EDITED_BOARD = shown(BOILERPLATE, jobs.PIPELINES_EDITED)
OWN[EDITED_BOARD] = strip_boilerplate([EDITED_BOARD, *BOARD[1:]], TITLES)[0]
OWN[shown(PIPELINES, LAW, VALUES)] = PIPELINES
ADVERTISED = f"{BOARD[0]}\n{' '.join(jobs.CREW.split()[:30])}"
OWN[ADVERTISED] = BOARD[0]  # as a feed can tell what it adds to all postings, but not what is a company's
OF_BOARD = replace(ENGINEER, description=BOARD[0])
ANALYST = replace(OF_BOARD, external_id="3", title="Data Analyst", description=BOARD[1])

PAIRS: dict[str, tuple[Posting, Posting, DuplicateKind | None]] = {
    # On another board
    "another board": (ENGINEER, FEED, "same"),
    "another board in capitals": (ENGINEER, replace(FEED, description=WHOLE.upper(), company="NORDHAFEN"), "same"),
    "another board that knows no place": (ENGINEER, replace(FEED, location=None, country=None), "same"),
    "another board that knows no company": (ENGINEER, replace(FEED, company=None), "same"),
    "another board that shortens the title": (
        replace(ENGINEER, title="Data Engineer, Timetables (m/f/d)"), FEED, "same",
    ),
    "another board that names place and way of working": (
        ENGINEER, replace(FEED, title="Data Engineer - Kiel (Hybrid)", location=None), "same",
    ),
    "another board that leaves out who the company is": (
        OF_BOARD, replace(FEED, description=PIPELINES), "same",
    ),
    "another board with its own words at the end": (
        ENGINEER, replace(FEED, description=f"{WHOLE}\nFind more jobs like this on our page."), "same",
    ),
    "another board that adds the same to all": (OF_BOARD, replace(FEED, description=ADVERTISED), "same"),
    "its company's name with its article": (ENGINEER, replace(FEED, company="The Nordhafen Group"), "same"),
    "two boards of one company, one job each": (
        OF_BOARD, replace(FEED, title="Data Analyst", description=BOARD[1]), None,
    ),
    # By what its own board calls it
    "cut text, same origin": (
        replace(ENGINEER, origin="greenhouse:1"), replace(FEED, description=cut(WHOLE), origin="greenhouse:1"), "same",
    ),
    "other words, same origin": (
        replace(ENGINEER, origin="greenhouse:1"),
        replace(FEED, description=jobs.PIPELINES_GERMAN, title="Dateningenieur", origin="greenhouse:1"), "same",
    ),
    "hardly any text, same origin": (
        replace(ENGINEER, origin="greenhouse:1"), replace(FEED, description=jobs.SHORT, origin="greenhouse:1"), "same",
    ),
    "no text, same origin, an agency's name": (
        replace(ENGINEER, origin="greenhouse:1"),
        replace(FEED, description="", company="Talent Pool", origin="greenhouse:1"), "same",
    ),
    "cut text, other origin": (
        replace(ENGINEER, origin="greenhouse:1"), replace(FEED, description=cut(WHOLE), origin="greenhouse:2"), None,
    ),
    "other work, other origin": (
        replace(OF_BOARD, origin="greenhouse:1"), replace(ANALYST, origin="greenhouse:3"), None,
    ),
    # Cut by another board, which says nothing of where it has it from
    "cut text": (ENGINEER, replace(FEED, description=cut(WHOLE)), "same"),
    "cut text, its title without the gender": (
        replace(ENGINEER, title="Data Engineer (m/f/d)"), replace(FEED, description=cut(WHOLE)), "same",
    ),
    "cut text, no place": (ENGINEER, replace(FEED, description=cut(WHOLE), location=None, country=None), "same"),
    "cut text, anywhere": (ENGINEER, replace(FEED, description=cut(WHOLE), location="Worldwide"), "same"),
    "cut text, the country": (ENGINEER, replace(FEED, description=cut(WHOLE), location="Germany"), "same"),
    "cut text, the place in the title": (
        replace(ENGINEER, title="Data Engineer, Kiel"),
        replace(FEED, description=cut(WHOLE), title="Data Engineer - Kiel", location="Germany"), "same",
    ),
    "two dozen words of a text": (ENGINEER, replace(FEED, description=cut(WHOLE, 24)), "same"),
    "a cut text of a cut text": (
        replace(FEED, description=cut(WHOLE, 30)), replace(FEED, source="reed", description=cut(WHOLE, 80)), "same",
    ),
    "cut text in a file of many boards": (
        replace(FEED, source="jobs.csv"), replace(FEED, source="jobs.csv", external_id="y", description=cut(WHOLE)),
        "same",
    ),
    "cut text on the same board": (ENGINEER, replace(AGAIN, description=cut(WHOLE)), None),
    "cut text, another city": (ENGINEER, replace(FEED, description=cut(WHOLE), location="Bremen"), None),
    "cut text, another title": (ENGINEER, replace(FEED, description=cut(WHOLE), title="Data Analyst"), None),
    "cut text, another level": (ENGINEER, replace(FEED, description=cut(WHOLE), title="Lead Data Engineer"), None),
    "cut text, another company": (ENGINEER, replace(AGENCY, description=cut(WHOLE)), None),
    "cut text, no company": (ENGINEER, replace(FEED, description=cut(WHOLE), company=None), None),
    "other work cut after what the company says of itself": (
        ENGINEER, replace(FEED, description=cut(shown(ABOUT, MODELS), 110)), None,
    ),
    "hardly any text, no origin": (ENGINEER, replace(FEED, description=cut(WHOLE, 12)), None),
    # Posted anew
    "the same text with a new id": (ENGINEER, AGAIN, "same"),
    "a new id and a new origin": (
        replace(ENGINEER, origin="greenhouse:1"), replace(AGAIN, origin="greenhouse:2"), "same",
    ),
    "some sentences edited": (ENGINEER, replace(AGAIN, description=EDITED), "same"),
    "own part edited": (OF_BOARD, replace(AGAIN, description=EDITED_BOARD), "same"),
    "all but the own part new": (OF_BOARD, replace(AGAIN, description=shown(PIPELINES, LAW, VALUES)), "same"),
    "edited, another title": (ENGINEER, replace(AGAIN, description=EDITED, title="Platform Engineer"), None),
    "edited, another city": (ENGINEER, replace(AGAIN, description=EDITED, location="Bremen, Germany"), None),
    "rewritten": (OF_BOARD, replace(AGAIN, description=shown(BOILERPLATE, REPORTS)), None),
    # Places
    "two cities": (ENGINEER, replace(AGAIN, location="Bremen, Germany"), None),
    "two cities, on two boards": (ENGINEER, replace(FEED, location="Bremen"), None),
    "two cities in the titles": (
        replace(ENGINEER, title="Data Engineer - Kiel", location=None),
        replace(AGAIN, title="Data Engineer - Bremen", location=None), None,
    ),
    "one of its cities": (replace(ENGINEER, location="Kiel; Bremen"), FEED, "same"),
    "the country": (ENGINEER, replace(FEED, location="Germany"), "same"),
    "another country": (ENGINEER, replace(FEED, location="Austria"), None),
    "remote and a city": (ENGINEER, replace(FEED, location="Remote"), "same"),
    "remote in the country and a city": (ENGINEER, replace(FEED, location="Remote (Germany)"), "same"),
    "remote in another country": (ENGINEER, replace(FEED, location="Remote - US"), None),
    "a town of this name elsewhere": (
        replace(ENGINEER, location="Portland, OR", country="us"), replace(AGAIN, location="Portland, ME", country="us"),
        None,
    ),
    "a city in another language": (
        replace(ENGINEER, location="Munich, Germany"), replace(FEED, location="München"), "same",
    ),
    # Titles
    "Sr and Senior": (
        replace(ENGINEER, title="Sr. Data Engineer"), replace(FEED, title="Senior Data Engineer (m/f/d)"), "same",
    ),
    "II and none": (replace(ENGINEER, title="Data Engineer II"), AGAIN, None),
    "II and none, on two boards": (replace(ENGINEER, title="Data Engineer II"), FEED, None),
    "senior and none": (replace(ENGINEER, title="Senior Data Engineer"), FEED, None),
    "intern and none": (replace(ENGINEER, title="Data Engineer Intern"), FEED, None),
    "ML and machine learning": (
        replace(ENGINEER, title="ML Engineer"), replace(FEED, title="Machine Learning Engineer"), "same",
    ),
    "two teams on one board": (
        replace(ENGINEER, title="Data Engineer, Fares"), replace(AGAIN, title="Data Engineer, Crews"), None,
    ),
    "a team and none on one board": (replace(ENGINEER, title="Data Engineer, Fares"), AGAIN, None),
    "a requisition's number": (replace(ENGINEER, title="Data Engineer (R-20391)"), AGAIN, "same"),
    # What is the company's
    "two jobs with 80 % boilerplate": (OF_BOARD, ANALYST, None),
    "two jobs with one title and 80 % boilerplate": (OF_BOARD, replace(ANALYST, title="Data Engineer"), None),
    "the same, on two boards": (OF_BOARD, replace(FEED, description=BOARD[1]), None),
    "the same without knowing what is their own": (
        replace(ENGINEER, description=f"{BOILERPLATE} {PIPELINES}"),
        replace(AGAIN, description=f"{BOILERPLATE} {MODELS}"), None,
    ),
    "two companies of one group": (
        replace(ENGINEER, description=shown(BOILERPLATE, PIPELINES)),
        replace(FEED, company="Südhafen", description=shown(BOILERPLATE, MODELS)), None,
    ),
    # By another company
    "an agency": (ENGINEER, AGENCY, "copy"),
    "an agency's text in capitals": (ENGINEER, replace(AGENCY, description=WHOLE.upper()), "copy"),
    "two agencies": (replace(AGENCY, company="Hire Higher"), replace(AGENCY, external_id="y"), "copy"),
    "an agency in another city": (ENGINEER, replace(AGENCY, location="Bremen"), None),
    "an agency with another title": (ENGINEER, replace(AGENCY, title="Data Analyst"), None),
    "an agency's edited text": (ENGINEER, replace(AGENCY, description=shown(PIPELINES, LAW)), None),
    "shops of a chain in two cities": (
        CREW, replace(CREW, external_id="2", company="Bean York", location="York, UK"), None,
    ),
    "shops of a chain in one city": (
        CREW, replace(CREW, external_id="2", board="beans", company="Coffee Brothers Ltd"), "copy",
    ),
    # Too little to tell
    "short texts": (replace(ENGINEER, description=jobs.SHORT), replace(FEED, description=jobs.SHORT), None),
    "no texts": (replace(ENGINEER, description=""), replace(FEED, description=""), None),
    "a translation": (
        ENGINEER, replace(AGAIN, description=shown(jobs.PIPELINES_GERMAN, "Wir freuen uns auf dich."),
        title="Dateningenieur"), None,
    ),
    "other work of another company": (ENGINEER, replace(CREW, title="Data Engineer", location="Kiel"), None),
    # Tables that name nothing but title and text
    "rows of a table": (
        Posting("file", "1", "Data Engineer", WHOLE), Posting("file", "2", "data engineer", WHOLE), "same",
    ),
    "rows with two titles": (
        Posting("file", "1", "Data Engineer", WHOLE), Posting("file", "2", "Data Analyst", WHOLE), None,
    ),
    "rows of two cities": (
        Posting("file", "1", "Data Engineer", WHOLE, location="Kiel"),
        Posting("file", "2", "Data Engineer", WHOLE, location="Bremen"), None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS)
def test_pairs_in_either_order(pair: str) -> None:
    one, other, expected = PAIRS[pair]
    assert (told(one, other), told(other, one)) == (expected, expected)


def told(*pair: Posting) -> DuplicateKind | None:
    clusters = Clusters(source_ranks())
    for number, posting in enumerate(pair, 1):
        signed = signatures(posting, OWN.get(posting.description))
        made = fingerprint(number, posting, *signed, posting.description)
        clusters.add(made, blocking_keys(made))
    repeated = [number for number in (1, 2) if clusters.canonical(number) != number]
    return clusters.kind(*repeated) if repeated else None


@pytest.mark.slow
def test_pairs_in_a_store(store: Store) -> None:
    found = {}
    for pair, (one, other, _) in PAIRS.items():
        for posting in (other, one):
            store.add([StoreEntry(posting, FACTS, own_text=OWN.get(posting.description))], "v1", source_ranks())
        found[pair] = next(iter(_repeated(store)), None)
        with store.write_transaction() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(delete(table))
    assert found == {pair: expected for pair, (_, _, expected) in PAIRS.items()}


def _repeated(store: Store) -> Iterator[DuplicateKind]:
    with store.read_transaction() as connection:
        for row in connection.execute(select(postings).where(postings.c.alike.is_not(None))):
            yield row.alike_as or "same"


def test_the_cases_are_many_and_of_each_kind() -> None:
    kinds = [expected for _, _, expected in PAIRS.values()]
    assert len(kinds) >= 40
    assert all(kinds.count(kind) >= 4 for kind in ("same", "copy", None))
    assert all(part != text and (text == ADVERTISED or len(part.split()) < 130) for text, part in OWN.items())
