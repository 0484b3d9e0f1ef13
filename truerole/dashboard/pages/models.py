"""Page *Models*: the champion, training on labels, comparison with a challenger, promotion and rollback."""

from collections.abc import Callable

import altair as alt
import streamlit as st

from truerole.core.errors import ModelError, TrueRoleError
from truerole.core.reading import Role
from truerole.core.settings import require_writable, writable
from truerole.core.text.visible import visible
from truerole.dashboard.charts import frame
from truerole.dashboard.charts.table import show_table
from truerole.dashboard.store_cache import on_market
from truerole.data.labels import labels
from truerole.data.labels.line_labels import taught_lines
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.store.store import Store
from truerole.model.registry import artifacts
from truerole.model.registry.champion import (
    LEAST_REASON,
    champion_problem,
    champion_version,
    history,
    promote,
    rollback,
)
from truerole.model.registry.model_card import CardFacts, read_card_facts
from truerole.phrasing.comparison import (
    Row,
    comparison_verdict,
    confusion_rows,
    is_better,
    label_weight_sentence,
    metric_rows,
    own_labels_sentence,
    preview_sentence,
    regressions_sentence,
    role_rows,
)
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.reading import ROLE_NAMES, plural
from truerole.workflows.compare_models import (
    ChangedPrediction,
    ChangePreview,
    ModelComparison,
    compare_models,
    preview_changes,
)
from truerole.workflows.jobs import background_job, job_status
from truerole.workflows.jobs.background_job import TRUEROLE
from truerole.workflows.repredict import REREAD_JOB, is_behind, load_effect, switch_if_read
from truerole.workflows.retrain import TRAINING_JOB, label_weight

_TRAIN = (*TRUEROLE, "train", "--quiet")
_REREAD = (*TRUEROLE, "models", "reread")
_SECONDS = 1.0
_WHAT = {TRAINING_JOB: "Training", REREAD_JOB: "Reading the postings again"}
_SHOWN = 200


@on_market
def page(store: Store, _: BitmapIndex) -> None:
    """Show the page."""
    st.title("Models", anchor=False)
    st.markdown(
        "The **champion** is the model that reads all postings, and what you paste. A **challenger** is a model "
        "trained anew, on the labels that ship and on yours; it reads nothing until you promote it. Compare the two, "
        "promote the better one, and roll back if you regret it."
    )
    if message := st.session_state.pop("models_told", None):
        frame.show_message(message)
    if not writable():
        frame.show_read_only()
    champion = _champion(store)
    _jobs(store)
    _show_training(store)
    challengers = [version for version in reversed(artifacts.model_versions()) if version != champion]
    _show_models(champion)
    if challengers:
        _compare(store, champion, challengers)


# Which one reads


def _champion(store: Store) -> str:
    """Show the champion, and return the version, or the shipped version if the champion cannot be loaded."""
    shipped = artifacts.model_versions()[0]
    problem = champion_problem()
    if problem:
        st.warning(escape_markdown(f"{problem}. Until then the shipped model reads."), icon=":material/warning:")
    champion = shipped if problem else champion_version()
    with st.container(border=True):
        named = "the model that ships with TrueRole" if champion == shipped else champion
        st.markdown(f"**Champion: {escape_markdown(named)}**" + (f" ({shipped})" if champion == shipped else ""))
        _since(store)
        if effect := load_effect():
            st.markdown(escape_markdown(f"{effect}."))
    return champion


def _since(store: Store) -> None:
    try:
        promotions = history()
    except ModelError:
        return  # told above
    if not promotions:
        return
    last = promotions[-1]
    why = f": {last.reason}" if last.reason else ""
    st.caption(escape_markdown(f"Since {last.at} UTC, in place of {last.previous}{why}"))
    if not writable():
        return
    st.caption(
        escape_markdown(
            f"Roll back makes {last.previous} the champion again. {last.version} is kept as a challenger, and so are "
            "your labels; postings that the other model has not read are read again in the background."
        )
    )
    if st.button("Roll back", icon=":material/undo:"):
        _switch(store, rollback)


# What goes on beside the page


def _jobs(store: Store) -> None:
    for name in (TRAINING_JOB, REREAD_JOB):
        state = job_status.read_status(name)
        if job_status.is_running(name):
            st.fragment(_progress, run_every=_SECONDS)(name)
        elif state and state.cut_off:
            _cut_off(state)
        elif state and state.outcome:
            st.caption(escape_markdown(f"{_WHAT[name]}: {state.outcome}."))
    if writable() and is_behind(store) and not job_status.is_running(REREAD_JOB):
        st.markdown("Some postings are not read by the champion yet; until all are, the earlier readings count.")
        if st.button("Read them again", icon=":material/refresh:"):
            _start(REREAD_JOB)


def _progress(name: str) -> None:
    """Show the progress of a job; at the end, show the whole page again."""
    if not job_status.is_running(name):
        st.rerun(scope="app")
    state = job_status.read_status(name)
    if state is None or not state.is_running:  # what an earlier job has told; this one is only starting
        st.progress(0.0, f"{_WHAT[name]}: beginning …")
        return
    left = f", {_left(state.left)} left" if state.left is not None else ""
    st.progress(min(state.share, 1.0), escape_markdown(f"{_WHAT[name]}: {state.what}{left}"))
    st.caption("It runs in the background, so you may close this page. Nothing changes until it has ended.")
    if writable() and st.button("Cancel", icon=":material/close:", key=f"cancel {name}"):
        background_job.stop(name)


def _left(seconds: float) -> str:
    return f"about {plural(round(seconds / 60), 'minute')}" if seconds >= 90 else f"about {seconds:.0f} seconds"


def _cut_off(state: job_status.JobStatus) -> None:
    rest = "what is read stays read" if state.name == REREAD_JOB else "no model was made, the champion reads as before"
    frame.show_message(f"{_WHAT[state.name]} was cut off ({state.what}); {rest}.")
    if writable() and st.button("Dismiss", key=f"forget {state.name}"):
        job_status.forget_status(state.name)
        st.rerun()


def _start(name: str) -> None:
    _do(lambda: background_job.start(name, _TRAIN if name == TRAINING_JOB else _REREAD))


def _switch(store: Store, change: Callable[[], object]) -> None:
    """Make another model the champion, and start re-reading unless that model has read the store before."""

    def both() -> None:
        change()
        if not switch_if_read(store) and not background_job.running(REREAD_JOB):
            background_job.start(REREAD_JOB, _REREAD)

    _do(both)


def _do(change: Callable[[], object]) -> None:
    """Carry out the action of a button and show the page again, with the error if there was an error."""
    try:
        require_writable()
        change()
    except TrueRoleError as error:
        st.session_state.models_told = f"Sorry: {error}."
    st.rerun(scope="app")


# What labels would make of it


def _show_training(store: Store) -> None:
    with st.container(border=True):
        given, lines = labels.count_labelled(store), len(taught_lines(store))
        counted = plural(given, "label") + (f" and {plural(lines, 'line')}" if lines else "")
        st.markdown(f"**{counted} to learn from.** {escape_markdown(_trained_on(store))}")
        if not given and not lines:
            st.caption("Label postings on “Label postings”, or say on “Read” that a verdict is wrong.")
        st.caption(escape_markdown(_weight(store)))
        if writable() and (given or lines):
            _ask_retrain(_has_new_labels(store))


def _ask_retrain(fresh: bool) -> None:
    """Show the button that trains, emphasised where there are labels that no model has learnt from."""
    busy = job_status.is_running(TRAINING_JOB)
    if st.button("Retrain", type="primary" if fresh else "secondary", icon=":material/model_training:", disabled=busy):
        _start(TRAINING_JOB)
    st.caption("It takes a minute or two in the background, and makes a challenger; the champion stays.")


def _weight(store: Store) -> str:
    try:
        return label_weight_sentence(label_weight(store))
    except TrueRoleError as error:
        return f"Sorry: {error}."


def _has_new_labels(store: Store) -> bool:
    """Tell whether the newest model was trained on other labels than the present."""
    facts = _newest_facts()
    return facts is None or facts.labels != labels.labels_version(store)


def _newest_facts() -> CardFacts | None:
    user_models = artifacts.model_versions()[1:]
    return _facts(user_models[-1]) if user_models else None


def _trained_on(store: Store) -> str:
    """Return a sentence on whether the newest model was trained on all labels."""
    facts = _newest_facts()
    if facts is None:
        return ""
    if facts.labels == labels.labels_version(store):
        return f"The newest model, {facts.version}, was trained on all of them."
    return f"Some are newer than the newest model, {facts.version}."


def _facts(version: str) -> CardFacts | None:
    try:
        return read_card_facts(artifacts.model_folder(version))
    except ModelError:
        return None


def _show_models(champion: str) -> None:
    st.subheader("All models", anchor=False)
    rows = []
    for version in reversed(artifacts.model_versions()):
        facts = _facts(version)
        rows.append(
            {
                "Model": version,
                "": "champion" if version == champion else "",
                "Made": facts.made if facts else "ships with TrueRole",
                "Labels": facts.own if facts else 0,
                "Accuracy": f"{facts.accuracy:.3f}" if facts else "",
                "Macro-F1": f"{facts.macro_f1:.3f}" if facts else "",
                "Annotators": visible(", ".join(facts.by)) if facts else "",
            }
        )
    show_table(rows, height=36 * min(len(rows), 8) + 38)


# How two compare


def _compare(store: Store, champion: str, challengers: list[str]) -> None:
    st.subheader("Champion and challenger", anchor=False)
    challenger = st.selectbox("Challenger", challengers, key="challenger", bind="query-params")
    try:
        found = _comparison(store, champion, challenger, labels.labels_version(store))
        preview = _preview(store, champion, challenger, store.model_version())
    except TrueRoleError as error:
        frame.show_message(f"Sorry: {error}.")
        return
    st.markdown(f"**{escape_markdown(comparison_verdict(found))}**")
    for message in filter(None, (own_labels_sentence(found), preview_sentence(preview))):
        st.markdown(escape_markdown(message))
    _promote(store, found)
    _figures(found)
    _show_changes(preview)


@st.cache_data(show_spinner="Comparing …", max_entries=20)
def _comparison(_store: Store, champion: str, challenger: str, labels_version: str) -> ModelComparison:
    return compare_models(champion, challenger, labels.labelled_texts(_store), workers=1)


@st.cache_data(show_spinner="Reading some of your postings …", max_entries=20)
def _preview(_store: Store, champion: str, challenger: str, model_version: str | None) -> ChangePreview:
    return preview_changes(_store, champion, challenger, workers=1)


def _promote(store: Store, found: ModelComparison) -> None:
    if not writable():
        return
    better = is_better(found)
    st.caption(
        escape_markdown(
            f"Promote makes {found.challenger} the champion, and has all postings read again. "
            + ("" if better else "Nothing speaks for it beyond chance: the champion may as well stay. ")
            + "Roll back undoes it."
        )
    )
    if not (against := regressions_sentence(found)):
        if st.button("Promote", type="primary" if better else "secondary", icon=":material/trophy:"):
            _switch(store, lambda: promote(found.challenger))
        return
    st.warning(f"{escape_markdown(against)} It is promoted only with a reason, which is kept.")
    reason = st.text_input("Reason", max_chars=200, placeholder="Why promote it all the same?")
    if st.button("Promote all the same", icon=":material/trophy:", disabled=len(reason.strip()) < LEAST_REASON):
        _switch(store, lambda: promote(found.challenger, found.benchmark.regressions, reason))


def _figures(found: ModelComparison) -> None:
    part = found.benchmark
    rows = metric_rows(part)
    frame.show_chart(_differences([row for row in rows if row["low"] is not None]), "Challenger minus champion")
    st.caption(
        f"On {part.n:,} shipped postings that no label ever touches, each read by a fit that has not seen its source. "
        "A line that crosses zero may be chance (95 % interval of 2,000 paired resamples)."
    )
    with st.expander("The figures"):
        show_table(rows)
        show_table(role_rows(part))
    with st.expander("Confusion matrices"):
        for name, table in (("champion", part.champion_confusion), ("challenger", part.challenger_confusion)):
            st.caption(f"By the {name}: rows say what a posting is, columns what was read.")
            show_table(confusion_rows(table))
    with st.expander(f"{len(part.changes):,} of these postings read differently"):
        show_table(
            [
                {
                    "Posting": one.id,
                    "Before": ROLE_NAMES[one.champion],
                    "Now": ROLE_NAMES[one.challenger],
                    "Label": ROLE_NAMES[one.role],
                }
                for one in part.changes[:_SHOWN]
            ],
        )


def _differences(rows: list[Row]) -> frame.Chart:
    hover: frame.Hover = ["figure:N", *(alt.Tooltip(f"{name}:Q", format=".3f") for name in ("champion", "challenger"))]
    base = frame.chart_of(rows).encode(y=frame.name_axis("figure"), tooltip=hover)
    spans = base.mark_rule(color=frame.GREY, strokeWidth=2).encode(
        x=alt.X("low:Q", title="Challenger minus champion", axis=alt.Axis(format="+.2f", tickCount=5)), x2="high:Q"
    )
    dots = base.mark_point(color=frame.BLUE, filled=True, size=80, opacity=1).encode(x="difference:Q")
    zero = frame.chart_of([{"zero": 0}]).mark_rule(color=frame.ORANGE, tooltip=None).encode(x="zero:Q")
    return alt.layer(zero, spans, dots).properties(height=frame.chart_height(rows))


def _show_changes(preview: ChangePreview) -> None:
    if not preview.changed:
        return
    with st.expander(f"{plural(len(preview.changed), 'posting')} of the store that would read differently"):
        show_table([_row(one) for one in preview.changed[:_SHOWN]])


def _row(one: ChangedPrediction) -> Row:
    return {"Number": str(one.number), "Title": visible(one.title), "Before": _name(one.was), "Now": _name(one.now)}


def _name(role: Role | None) -> str:
    return ROLE_NAMES[role] if role else "no verdict"
