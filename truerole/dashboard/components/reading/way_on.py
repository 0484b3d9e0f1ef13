"""The way on from a reading: postings like it, what its role asks for, what fits; and the posting against the role."""

import streamlit as st

from truerole.core.errors import TrueRoleError
from truerole.core.reading import Reading
from truerole.dashboard.components.asked_skills import asked_query
from truerole.dashboard.components.links import skill_link_html
from truerole.dashboard.components.page_links import KNOWN_SKILLS, page_link
from truerole.dashboard.components.permalink import Draft
from truerole.dashboard.components.reading.notes import tell
from truerole.dashboard.components.reading.visit import address_of
from truerole.dashboard.store_cache import store_cache
from truerole.data.market.aggregates import Proportion, sample_note
from truerole.data.market.posting_comparison import PostingComparison, compare_with_role
from truerole.phrasing.market import sample_words
from truerole.phrasing.reading import PLURALS, counted_percent

_FEWEST = 30
_MOST_UNUSUAL = 8


def show_way_on(draft: Draft, reading: Reading) -> None:
    """Show the links to the pages that go on from a verdict, with the posting, the role and known skills."""
    with st.container(horizontal=True, key="way-on"):
        page_link(
            "Postings like this",
            "postings",
            icon=":material/search:",
            query={"how": "Like one that you paste"} | address_of(draft),
        )
        if reading.role and reading.role != "other":
            page_link("What this role asks for", "market", icon=":material/bar_chart:", role=reading.role)
        page_link(
            "Do I fit?",
            "fit",
            icon=":material/checklist:",
            role=reading.role if reading.role != "other" else None,
            know=st.session_state.get(KNOWN_SKILLS, ()),
            query=asked_query(reading.skills),
        )


def show_against_role(reading: Reading) -> None:
    """Show which of the role's commonest skills a posting names, and which rare skills."""
    if reading.role is None or reading.role == "other":
        return
    try:
        index = store_cache().index
    except TrueRoleError as error:
        tell(f"Sorry: {error}.")
        return
    found = compare_with_role(index, reading.role, [skill.id for skill in reading.skills])
    if len(found.postings) < _FEWEST:
        return
    st.subheader("This one and its role", anchor=False)
    who = PLURALS[reading.role]
    st.html(
        f"<p>It names <b>{found.shared} of the {len(found.usual)}</b> skills that postings for {who} name most (✓), "
        "each with its share of them:</p>"
        f'<ul class="tr-usual">{"".join(_usual(share, found) for share in found.usual)}</ul>{_unusual(found, who)}'
    )
    st.caption(f"Out of {sample_words(sample_note(index, found.postings))}.")


def _usual(share: Proportion, found: PostingComparison) -> str:
    kind, sign, said = ("here", "✓", "named") if share.name in found.named else ("absent", "–", "not named")
    return (
        f'<li class="tr-{kind}"><span role="img" aria-label="{said}">{sign}</span> '
        f'{skill_link_html(share.name)} <span class="tr-note">{counted_percent(share.share)}</span></li>'
    )


def _unusual(found: PostingComparison, who: str) -> str:
    chips = "".join(map(_chip, found.unusual[:_MOST_UNUSUAL]))
    return chips and f'<p>And it names what few postings for {who} do:</p><div class="tr-chips">{chips}</div>'


def _chip(share: Proportion) -> str:
    note = f'<span class="tr-note">{share.count:,} of {share.total:,}</span>'
    return f"<span>{skill_link_html(share.name)} {note}</span>"
