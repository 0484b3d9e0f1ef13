"""Navigation of the dashboard: the groups of pages in the head, the pages of the group below, on a phone, too."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from truerole.core.settings import writable
from truerole.dashboard.pages import (
    about,
    companies,
    company,
    fit,
    gather,
    label,
    market,
    models,
    postings,
    read,
    skill,
    start,
    titles,
)

Groups = Mapping[str, Sequence[st.Page]]


def page_groups() -> Groups:
    """Return the pages by group; the first page of a group is where the name of the group leads.

    Where nothing may be changed the page that only changes things is left out.
    """
    return {
        "Start": [st.Page(start.page, title="TrueRole: see what a job really is", default=True)],
        "Read": [_page(read.page, "Read a job", "read")],
        "Market": [
            _page(market.page, "What jobs ask for", "market"),
            _page(titles.page, "What titles hide", "titles"),
            _page(companies.page, "Companies", "companies"),
            _page(company.page, "Company", "company", listed=False),
            _page(skill.page, "Skill", "skill", listed=False),
        ],
        "Jobs": [
            _page(fit.page, "What fits me", "fit"),
            _page(postings.page, "Search postings", "postings"),
        ],
        "Correct": [
            *([_page(label.page, "Label postings", "label")] if writable() else []),
            _page(models.page, "Models", "models"),
        ],
        "Sources": [
            _page(about.page, "About the numbers", "about"),
            _page(gather.page, "Gather postings", "gather"),
        ],
    }


def _page(show: Callable[[], None], title: str, address: str, *, listed: bool = True) -> st.Page:
    return st.Page(show, title=title, url_path=address, visibility="visible" if listed else "hidden")


def show_navigation(groups: Groups, chosen: st.Page) -> None:
    """Show the groups, and below them the pages of the group of the chosen page, where there is more than one."""
    with st.container(key="tr-groups", horizontal=True):
        for name, pages in groups.items():
            with st.container(key="tr-here" if chosen in pages else None, width="content"):
                st.page_link(pages[0], label=name)
    here = next(pages for pages in groups.values() if chosen in pages)
    listed = [page for page in here if page.visibility == "visible"]
    if len(listed) > 1:
        with st.container(key="tr-pages", horizontal=True):
            for page in listed:
                st.page_link(page)
