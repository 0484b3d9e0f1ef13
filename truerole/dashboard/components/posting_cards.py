"""Cards of postings: title, real role, skills asked for, origin, link and text."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from truerole.core.reading import ROLES, Need, Role
from truerole.core.stored import SkillDemand, StoredReading
from truerole.core.text.visible import one_line, visible
from truerole.dashboard.components.links import company_link_html, skill_link_html
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.listing import Listing, list_duplicates, posting_text
from truerole.data.market.statistics.open_times import open_times_by_role
from truerole.data.market.statistics.survival import OpenTime
from truerole.data.store.store import Store
from truerole.phrasing.escape import escape
from truerole.phrasing.facets import value_name
from truerole.phrasing.html.highlight import ROLE_CLASSES
from truerole.phrasing.postings.facts import pay_text
from truerole.phrasing.postings.freshness import OPEN_TIME_METHOD, open_time_words, seen_words
from truerole.phrasing.postings.listing import place_words, posted_words
from truerole.phrasing.postings.needs import demand_note
from truerole.phrasing.reading import (
    PLURALS,
    ROLE_NAMES,
    SENIORITIES,
    WORKPLACE_NAMES,
    capitalize_first,
    percent,
    plural,
)

PER_PAGE = 10
_STYLE = Path(__file__).parents[1] / "style.css"
_NEEDS: dict[Need, str] = {"required": "Asks for", "preferred": "Nice to have"}
_MOST_SKILLS = 14
_LONGEST = 160
_MOST_COPIES = 50
# A share from which the model is sure of its verdict; where it is not called so, the text is too short.
_SURE = 0.75


def add_style() -> None:
    """Add the style sheet of the cards to the page."""
    st.html(_STYLE)


def choose_page(total: int, key: str = "page") -> int:
    """Show the pager for `total` postings, and return the offset of the chosen page's first posting."""
    pages = max(1, -(-total // PER_PAGE))
    if pages == 1:
        return 0
    if int(st.session_state.get(key) or 1) > pages:
        st.session_state[key] = 1
    return (st.pagination(pages, key=key, bind="query-params") - 1) * PER_PAGE


def show_cards(
    store: Store, index: BitmapIndex, listings: Sequence[Listing], more: Callable[[Listing], str] = lambda _: ""
) -> None:
    """Show postings as cards; `more` returns further lines of a card as safe HTML."""
    gathered = [one for one in listings if one.first_seen and one.reading]
    usual = open_times_by_role(store, index, (one.reading.role for one in gathered if one.reading)) if gathered else {}
    for listing in listings:
        with st.container(border=True):
            st.html(card_html(listing, more(listing), _usually_open(listing, usual)))
            _links(store, listing)
    if usual:
        st.caption(OPEN_TIME_METHOD)


def _usually_open(listing: Listing, usual: Mapping[Role, OpenTime]) -> str:
    """Return how long the jobs of a gathered posting's role stay open, in words; empty where too little is known."""
    role = listing.reading.role if listing.reading and listing.first_seen else None
    return open_time_words(usual[role], PLURALS[role]) if role and role in usual else ""


def card_html(listing: Listing, more: str = "", usually_open: str = "") -> str:
    """Return the card of a posting as safe HTML; `usually_open` says how long such jobs are, in words."""
    facts = listing.reading
    parts = [f'<h4 class="tr-title"><bdi>{escape(_short(listing.title) or "Without a title")}</bdi></h4>']
    parts.append(f'<p class="tr-note">{details_html(listing)}</p>')
    if facts:
        parts += [verdict_html(facts), more or skills_by_need(facts.skills)]
    for label, words in (("Seen", seen_words(listing)), ("Usually open", usually_open)):
        parts += [labelled_line(label, capitalize_first(words))] if words else []
    return f'<div class="tr-card">{"".join(parts)}</div>'


def details_html(listing: Listing) -> str:
    """Return the details of a posting as safe HTML, the company as a link to the company page."""
    company = company_link_html(listing.company, _short(listing.company)) if listing.company else ""
    return " · ".join(filter(None, (company, escape(_details(listing)))))


def details_line(listing: Listing) -> str:
    """Return company, place, workplace, pay, dates and source of a posting, joined on a line."""
    return " · ".join(filter(None, (_short(listing.company or ""), _details(listing))))


def _details(listing: Listing) -> str:
    return " · ".join(
        _short(part)
        for part in (
            place_words(listing),
            WORKPLACE_NAMES.get(listing.workplace or ""),
            pay_range(listing),
            posted_words(listing),
            f"closed {listing.closed_on:%d %B %Y}" if listing.closed_on else None,
            f"from {value_name('source', listing.source)}{' (market sample)' if listing.sample else ''}",
        )
        if part
    )


def pay_range(listing: Listing) -> str | None:
    """Return the published pay range, or None."""
    return pay_text(listing.salary)


def verdict_html(facts: StoredReading) -> str:
    """Return role, probability, level and whether the title agrees, as safe HTML."""
    if facts.role is None:
        return '<p class="tr-real">Not read: not in English, or too short.</p>'
    share = percent(facts.roles[ROLES.index(facts.role)])
    verb = "Reads as" if facts.confident else "Leans to"
    tail = [] if facts.confident or facts.roles[ROLES.index(facts.role)] < _SURE else ["too short to be sure"]
    tail += [] if facts.seniority == "unknown" else [SENIORITIES[facts.seniority].rstrip(".").lower()]
    tail += ["the title says otherwise"] if facts.agrees is False else []
    role = f'<b class="{ROLE_CLASSES[facts.role]}">{escape(ROLE_NAMES[facts.role])}</b>'
    return f'<p class="tr-real">{verb} {role} ({share}){"".join(f" · {escape(word)}" for word in tail)}</p>'


def skills_by_need(skills: Sequence[SkillDemand]) -> str:
    """Return the required and the preferred skills of a posting as safe HTML."""
    asked = {need: [skill_link_html(a.skill) for a in skills if a.need == need] for need in _NEEDS}
    return "".join(_line(label, asked[need]) for need, label in _NEEDS.items())


def skills_line(label: str, skills: Iterable[SkillDemand]) -> str:
    """Return a labelled line of skills as safe HTML, preferred skills marked; empty without skills."""
    return _line(label, [_demand_html([each]) for each in skills])


def missing_line(missing: Iterable[Sequence[SkillDemand]]) -> str:
    """Return a line of missing demands, as safe HTML: "R (or Python)" where either would do."""
    return _line("Missing", [_demand_html(listed) for listed in missing])


def _demand_html(listed: Sequence[SkillDemand]) -> str:
    first, *others = (skill_link_html(each.skill) for each in listed)
    return first + demand_note(listed[0].need, others)


def labelled_line(label: str, text: str) -> str:
    """Return a line of a card as safe HTML, label first."""
    return _line(label, [f"<bdi>{escape(text)}</bdi>"])


def _line(label: str, found: Sequence[str]) -> str:
    """Return a line of a card as safe HTML; `found` holds safe HTML already."""
    if not found:
        return ""
    rest = f" and {len(found) - _MOST_SKILLS} more" if len(found) > _MOST_SKILLS else ""
    return f'<p class="tr-line"><span>{escape(label)}</span><span>{", ".join(found[:_MOST_SKILLS])}{rest}</span></p>'


def _links(store: Store, listing: Listing) -> None:
    """Show the link, the text and the reposts of a posting, as far as there are any."""
    if listing.sample:
        st.caption("From the market sample: a past posting, to which nobody can apply.")
    elif address := safe_link(listing.url):
        st.link_button("Open the posting", address, icon=":material/open_in_new:", type="tertiary")
    if listing.has_text:
        text = st.expander("The text", key=f"text {listing.number}", on_change="rerun")
        if text.open:
            text.text(visible(posting_text(store, listing.number) or ""))
    if listing.copies:
        others = st.expander(repost_count(listing), key=f"copies {listing.number}", on_change="rerun")
        if others.open:
            rows = (repost_line(one) for one in list_duplicates(store, listing.number)[:_MOST_COPIES])
            others.html("".join(f"<p>{escape(row)}</p>" for row in rows))


def repost_count(listing: Listing) -> str:
    """Return how often a job was posted, and how often of these by other companies."""
    others = f", {listing.copied} of them by other companies" if listing.copied else ""
    return f"Posted {listing.copies + 1} times{others}"


def repost_line(listing: Listing) -> str:
    """Return the title and details of a repost, joined on a line."""
    how = " · the same text by another company" if listing.duplicate_kind == "copy" else ""
    seen = f" · seen {words}" if (words := seen_words(listing)) else ""
    return f"{_short(listing.title)} · {details_line(listing)}{how}{seen}"


def safe_link(url: str | None) -> str | None:
    """Return `url` if that is a plain http(s) address, else None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc and visible(url or "") == url else None


def _short(text: str) -> str:
    words = one_line(text)
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def posting_count(number: int, capped: bool = False) -> str:
    """Return a number of postings in words; `capped` says that there may be more."""
    return f"{'At least ' if capped else ''}{plural(number, 'posting')}"
