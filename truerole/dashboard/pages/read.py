"""Page *Read*: the real role of a pasted job description, with the sentences that show the role."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from truerole.core.errors import FailedLink, TrueRoleError
from truerole.core.reading import ROLES, Need, Reading
from truerole.core.text.decoding import replace_surrogates
from truerole.dashboard.charts.role_bar import role_mix_bar
from truerole.dashboard.components import correction
from truerole.dashboard.components.highlight import ROLE_CLASSES, annotate, around, quote
from truerole.dashboard.components.permalink import Draft, decode_draft, encode_draft
from truerole.data.labels.examples import demo_examples
from truerole.model.text.clean import clean
from truerole.phrasing.escape import escape, escape_markdown
from truerole.phrasing.evidence import EvidenceSpan, evidence_spans
from truerole.phrasing.reading import (
    NEED_NAMES,
    ROLE_NAMES,
    doubt_note,
    language_note,
    signal_rows,
    skill_label,
    summary_text,
    title_agreement,
    verdict_sentence,
)

LONGEST_TITLE = 300
MARKED = 12
LISTED = 4
_SAME = 200
_STYLE = Path(__file__).parents[1] / "style.css"


def page() -> None:
    """Show the page: the form, and the reading of the posting given."""
    st.html(_STYLE)
    with st.container(horizontal_alignment="center"), st.container(width=1080):
        st.title("What is this job, really?", anchor=False)
        st.markdown(
            "Paste a job description and see what the work really is (data analyst, data engineer, data scientist, "
            "ML engineer, or none of them), whatever the title says. Nothing you paste is stored, unless you correct a "
            "verdict."
        )
        draft = _arrived()
        reading = _read(draft) if draft else None
        _ask(done=reading is not None)
        if draft and reading:
            _answer(draft, reading)
    with suppress(TrueRoleError):  # told where a text is read
        _reader()  # loaded while the visitor looks for a posting to paste


def _reader() -> Callable[[str, str | None], Reading]:
    from truerole.model.reader import default_reader

    return default_reader().read


def _read(draft: Draft) -> Reading | None:
    """Return the reading of a draft, or show why there is no verdict and return None."""
    try:
        with st.spinner("Reading …"):
            reading = _reader()(draft.text, draft.title or None)
    except TrueRoleError as error:
        _tell(f"Sorry: {error}.")
        return None
    if reading.role is None or reading.doubt == "too short to tell":
        _tell(language_note(reading) if reading.role is None else doubt_note(reading))
        return None
    return reading


def _tell(message: str) -> None:
    st.info(escape_markdown(message), icon=":material/info:")


# What came in: pasted, by a link to this page, or by a link to a posting


def _arrived() -> Draft | None:
    """Return the draft to read; a link just opened comes before an earlier draft."""
    link = st.query_params.to_dict()
    if link != st.session_state.get("link", {}):
        st.session_state.link = link
        _take(lambda: _linked(link))
    if (url := st.session_state.pop("fetch", None)) is not None:
        with st.spinner("Opening the link …"):
            _take(lambda: _fetched(url))
    if problem := st.session_state.get("problem"):
        _tell(problem)
    draft: Draft | None = st.session_state.get("draft")
    return draft


def _take(source: Callable[[], Draft | None]) -> None:
    """Keep the draft that `source` returns and fill the form with the draft; or keep the error message."""
    try:
        draft, problem = source(), None
    except TrueRoleError as error:
        draft, problem = None, f"Sorry: {error}."
    if draft is not None:
        draft = Draft(replace_surrogates(draft.text), " ".join(replace_surrogates(draft.title).split())[:LONGEST_TITLE])
        st.session_state.update(text=draft.text, title=draft.title)
    st.session_state.update(draft=draft, problem=problem)


def _linked(link: dict[str, str]) -> Draft | None:
    if "example" in link:
        found = [e for e in demo_examples() if e.id == link["example"]]
        if not found:
            raise FailedLink("there is no such example; choose one below, or paste a text")
        return Draft(found[0].description, found[0].title)
    return decode_draft(link["p"]) if "p" in link else None


def _fetched(url: str) -> Draft:
    from truerole.scraper.fetch.single_posting import fetch_posting

    posting = fetch_posting(url)
    return Draft(posting.description, posting.title)


# What is asked


def _ask(done: bool) -> None:
    # Each answer has a form of its own, closed, so that the verdict is what one sees.
    asked = f"ask-{st.session_state.get('asked', 0)}"
    with st.expander("Read another posting", key=asked) if done else st.container(border=True):
        with st.form("paste", border=False):
            st.text_area("Job description", key="text", height=220, placeholder="Paste the whole text here.")
            with st.container(horizontal=True, vertical_alignment="bottom"):
                st.text_input("Title (optional)", key="title", max_chars=LONGEST_TITLE)
                st.form_submit_button("Read it", type="primary", on_click=_paste)
        with st.form("open", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input("Or a link to a posting", key="url", placeholder="https://", max_chars=2_000)
            st.form_submit_button("Open it", on_click=_open)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("Or an example:", width="content")
            for example in demo_examples():
                st.button(example.demo or example.title, key=example.id, on_click=_choose, args=(example.id,))


def _paste() -> None:
    _leave_link()
    text, title = st.session_state.text, st.session_state.title.strip()
    before: Draft | None = st.session_state.get("draft")
    # A title left over from the posting before says nothing of a new one.
    if before and title == before.title and text[:_SAME] != before.text[:_SAME]:
        title = st.session_state.title = ""
    st.session_state.update(draft=Draft(text, title), problem=None, asked=st.session_state.get("asked", 0) + 1)


def _open() -> None:
    _leave_link()
    st.session_state.fetch = st.session_state.url.strip()


def _choose(example: str) -> None:
    st.query_params.from_dict({"example": example})


def _leave_link() -> None:
    st.query_params.clear()
    st.session_state.link = {}


# What is answered


def _answer(draft: Draft, reading: Reading) -> None:
    found, text = evidence_spans(reading), clean(draft.text)
    show_verdict(reading)
    correction.offer_correction(draft.text, draft.title, reading)
    left, right = st.columns(2, gap="large")
    with left:
        show_evidence(reading, text, found)
    with right:
        _show_skills(reading, text)
        _show_signals(reading, text)
    _show_share(draft, reading)
    _show_text(reading, text, found[:MARKED])


def show_verdict(reading: Reading) -> None:
    """Show the verdict on a text, and the mix of roles."""
    sentence = verdict_sentence(reading, lambda t: f"<bdi>{escape(t)}</bdi>", lambda r: f"<strong>{r}</strong>")
    st.html(f'<p class="tr-verdict" role="status">{sentence}</p><p>{title_agreement(reading)}</p>')
    if reading.doubt:
        _tell(doubt_note(reading))
    st.html(f'{role_mix_bar(reading.roles)}<div class="tr-note">How much the whole text points to each role.</div>')


def show_evidence(reading: Reading, text: str, found: list[EvidenceSpan]) -> None:
    """Show the sentences that speak for the verdict, and the sentences against."""
    speaks_for = [c for c in found if c.role == reading.role][:LISTED]
    against = [c for c in found if c.role != reading.role][:LISTED]
    st.subheader("What speaks for it", anchor=False)
    st.html(_evidence_list(text, speaks_for) or "<p>No single sentence; it is the text as a whole.</p>")
    st.subheader("What speaks against it", anchor=False)
    st.html(_evidence_list(text, against) or "<p>Nothing that counts.</p>")


def _evidence_list(text: str, found: list[EvidenceSpan]) -> str:
    items = "".join(
        f'<li class="{ROLE_CLASSES[c.role]}">“<bdi>{quote(text, c.start, c.end)}</bdi>”'
        f'<div class="tr-note">points {c.strength} to {ROLE_NAMES[c.role]}</div></li>'
        for c in found
    )
    return items and f'<ul class="tr-clues">{items}</ul>'


def _show_signals(reading: Reading, text: str) -> None:
    st.subheader("What else it says", anchor=False)
    st.html("".join(_signal(name, value, spans, text) for name, value, spans in signal_rows(reading.signals)))


def _signal(name: str, value: str, spans: tuple[tuple[int, int], ...], text: str) -> str:
    quotes = dict.fromkeys(quote(text, a, b, 80) for a, b in spans)
    quoted = ", ".join(f"“<bdi>{q}</bdi>”" for q in list(quotes)[:LISTED])
    return f'<div class="tr-said"><b>{name}:</b> {value}<div class="tr-note">{quoted}</div></div>'


def _show_skills(reading: Reading, text: str) -> None:
    st.subheader("Skills", anchor=False)
    rows = "".join(_skill_rows(reading, need, text) for need in NEED_NAMES)
    st.html(f'<div class="tr-skills">{rows}</div>' if rows else "<p>The text names no tool, language or method.</p>")


def _skill_rows(reading: Reading, need: Need, text: str) -> str:
    groups: dict[str, list[str]] = {}
    for s in reading.skills:
        if s.need == need:
            chip = f'<span title="{around(text, *s.mentions[0])}">{escape(skill_label(s.name, s.years))}</span>'
            groups.setdefault(s.category, []).append(chip)
    rows = "".join(
        f'<div class="tr-note">{escape(category)}</div><div class="tr-chips">{"".join(chips)}</div>'
        for category, chips in groups.items()
    )
    return rows and f"<b>{NEED_NAMES[need]}</b>{rows}"


def _show_share(draft: Draft, reading: Reading) -> None:
    with st.expander("Share or copy"):
        st.markdown("As text")
        st.code(summary_text(reading), language=None, wrap_lines=True)
        st.markdown("As a link")
        if link := _link(draft):
            st.code(link, language=None)
            st.caption(
                "The link itself holds what was read; nothing is stored. It opens where TrueRole runs at this address."
            )
        else:
            st.caption("This posting is too long for a link; pass on the text instead.")
        st.markdown("As data for programs (JSON)")
        data = json.dumps(reading.to_dict(), ensure_ascii=False, indent=2)
        st.download_button("Download", data, "reading.json", "application/json", on_click="ignore")
        st.code(data, language="json", height=240)


def _link(draft: Draft) -> str | None:
    example = st.session_state.get("link", {}).get("example")
    query = {"example": example} if example else {"p": encode_draft(draft)}
    here = (st.context.url or "").split("?")[0].rstrip("/")
    return f"{here}/?{urlencode(query)}" if all(query.values()) else None


def _show_text(reading: Reading, text: str, marked: list[EvidenceSpan]) -> None:
    st.subheader("The text", anchor=False)
    st.html(_legend(reading, marked) + annotate(text, reading.sections, marked, reading.skills))


def _legend(reading: Reading, marked: list[EvidenceSpan]) -> str:
    keys = [
        f'<i class="{ROLE_CLASSES[role]}"></i>points to {ROLE_NAMES[role]}'
        for role in ROLES
        if any(span.role == role for span in marked)
    ]
    needs = {skill.need for skill in reading.skills}
    skills = [
        f'<span class="tr-skill tr-{need}">skill</span> {label.lower()}'
        for need, label in NEED_NAMES.items()
        if need in needs
    ]
    darker = ["stronger colour: counts more"] if keys else []
    return f'<ul class="tr-legend">{"".join(f"<li>{key}</li>" for key in keys + darker + skills)}</ul>'
