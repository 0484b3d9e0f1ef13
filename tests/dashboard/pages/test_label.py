from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from truerole.core.labels import LabelledText
from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry, stored_reading_of
from truerole.data.files.csv_writer import csv_bytes
from truerole.data.labels import labels
from truerole.data.labels.examples import load_examples
from truerole.data.labels.labels import Annotation, NewLabel, add_labels, annotations, labelled_texts
from truerole.data.labels.line_labels import annotated_lines
from truerole.data.store.store import open_store
from truerole.model.reader import default_reader
from truerole.phrasing.escape import escape
from truerole.phrasing.reading import ROLE_NAMES, capitalize_first

Visit = Callable[..., AppTest]
EXAMPLES = [e for e in load_examples() if e.sure == 3][1::9]
HOSTILE = '<script>alert(1)</script><img src="/nowhere.png" onerror="alert(1)"> [x](javascript:alert(1)) $1$ :red[z]'


@pytest.fixture
def filled(home: Path) -> None:
    """Put some postings with texts beside the sample."""
    reader = default_reader()
    entries = [
        StoreEntry(
            Posting("mine", e.id, e.title, e.description, company=f"Company {n}"),
            stored_reading_of(reader.read(e.description, e.title)),
            "2026-07",
        )
        for n, e in enumerate(EXAMPLES)
    ]
    with open_store() as store:
        from truerole.data.market import sample

        sample.fill_store(store)
        store.add(entries, "v1")


def html(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(h.proto.body for h in app.get("html"))


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def asked(app: AppTest) -> str:
    return next(h.proto.body for h in app.get("html") if "tr-card" in h.proto.body)


def plain(told: str) -> str:
    """Return a message without the signs that keep it from being Markdown."""
    return told.replace("\\", "")


def said() -> list[LabelledText]:
    with open_store() as store:
        return labelled_texts(store)


def one_by_one() -> list[Annotation]:
    with open_store() as store:
        return annotations(store)


@pytest.mark.usefixtures("filled")
def test_one_button_labels_saves_and_goes_on(opens: Visit) -> None:
    app = opens("label")
    first = asked(app)
    press(app, "Data engineer")
    (one,) = said()
    assert (one.role, one.annotator, one.sure) == ("data_engineer", "me", 3)
    assert f"<bdi>{one.title}</bdi>" in first
    assert one.why in ("uncertain", "title", "novel", "random")
    assert one.read_role is not None
    assert asked(app) != first
    assert any("**1 text labelled**, 1 of them by you just now" in m.value for m in app.markdown)
    assert any("Saved" in c.value for c in app.caption)
    assert "data engineer <b>1</b>" in html(app)


@pytest.mark.usefixtures("filled")
def test_the_model_says_nothing_until_it_is_asked(opens: Visit) -> None:
    app = opens("label")
    assert 'class="tr-verdict"' not in html(app)
    assert "<mark" not in html(app)
    press(app, "Evidence")
    assert 'class="tr-verdict"' in html(app)
    assert '<mark class="tr-' in asked(app)
    press(app, "Other work")
    assert 'class="tr-verdict"' not in html(app)


@pytest.mark.usefixtures("filled")
def test_undo_brings_the_posting_back(opens: Visit) -> None:
    app = opens("label")
    first = asked(app)
    press(app, "Other work")
    press(app, "Undo")
    assert (said(), asked(app)) == ([], first)
    press(app, "Undo")
    assert any("There is no label of yours" in c.value for c in app.caption)


@pytest.mark.usefixtures("filled")
def test_skipping_leaves_no_label(opens: Visit) -> None:
    app = opens("label")
    seen = [asked(app)]
    for _ in EXAMPLES[1:]:
        press(app, "Skip")
        seen.append(asked(app))
    assert len(set(seen)) == len(EXAMPLES)
    press(app, "Skip")
    assert "There is no posting to label" in app.info[0].value
    assert said() == []


@pytest.mark.usefixtures("filled")
def test_more_may_be_said_and_by_whom(opens: Visit) -> None:
    app = opens("label", by="Ann")
    app.toggle[0].set_value(True).run()
    app.get("button_group")[1].set_value(1).run()
    app.get("button_group")[2].set_value("ml_engineer").run()
    press(app, "Data scientist")
    (one,) = said()
    assert (one.role, one.second, one.sure, one.annotator) == ("data_scientist", "ml_engineer", 1, "Ann")


@pytest.mark.usefixtures("filled")
def test_a_line_is_labelled_by_a_button_and_taken_back(opens: Visit) -> None:
    app = opens("label", view="Lines")
    first = asked(app)
    assert "<b><bdi>" in first
    press(app, "Data pipelines")
    with open_store() as store:
        (kept,) = annotated_lines(store)
    assert (kept.duty, kept.annotator) == ("data_engineering", "me")
    assert f"<b><bdi>{escape(kept.line)}</bdi></b>" in first
    assert asked(app) != first
    press(app, "Undo")
    assert any("Taken back: data pipelines" in plain(c.value) for c in app.caption)
    press(app, "Skip")
    with open_store() as store:
        assert annotated_lines(store) == []


@pytest.mark.usefixtures("home")
def test_the_sample_has_no_texts_and_the_page_says_what_to_do(opens: Visit) -> None:
    app = opens("label", view="Label")
    assert "Gather postings, or import a file" in app.info[0].value
    assert not [b for b in app.button if b.label == "Data analyst"]


@pytest.mark.usefixtures("filled")
def test_what_labellers_differ_on_comes_first(opens: Visit) -> None:
    with open_store() as store:
        numbers = labels.group_by_target(annotations(store))
        assert not numbers
        number = store.known_numbers([("mine", "", EXAMPLES[0].id)])["mine", "", EXAMPLES[0].id]
        add_labels(store, [NewLabel(role="other", annotator="ann", why="random", posting=number)])
        add_labels(store, [NewLabel(role="data_engineer", annotator="bob", why="random", posting=number)])
    app = opens("label", view="Review")
    told = " ".join(m.value for m in app.markdown).replace("\\", "")
    assert "ann says other work (sure); bob says data engineer (sure). data engineer counts" in told
    assert "ann and bob agree on 0 of 1 text" in told
    press(app, "Other work")
    assert {(o.annotator, o.role, o.why) for o in one_by_one()} >= {("me", "other", "random")}
    assert said()[0].role == "other"
    assert not [b for b in app.button if b.label == "Other work"]


@pytest.mark.usefixtures("filled")
def test_what_the_model_disputes_is_looked_over(opens: Visit) -> None:
    engineer, analyst = (next(e for e in EXAMPLES if e.role == role) for role in ("data_engineer", "data_analyst"))
    with open_store() as store:
        for role, example in (("data_analyst", engineer), ("data_analyst", analyst)):
            add_labels(store, [NewLabel(role=role, annotator="ann", why="read", text=example.description)])
    app = opens("label", view="Review")
    press(app, "Look for doubtful labels")
    assert app.subheader[0].value == "1 label to review"
    assert "says data engineer" in " ".join(m.value for m in app.markdown)
    press(app, "Data engineer")
    assert {(o.annotator, o.role, o.why) for o in one_by_one()} >= {("me", "data_engineer", "suspicious")}
    # The two differ now; whoever has just decided that is not asked again.
    assert "Nothing to review" in app.info[0].value


@pytest.mark.usefixtures("filled")
def test_a_label_may_be_left_as_it_is(opens: Visit) -> None:
    engineer = next(e for e in EXAMPLES if e.role == "data_engineer")
    with open_store() as store:
        add_labels(store, [NewLabel(role="other", annotator="ann", why="read", text=engineer.description)])
    app = opens("label", view="Review")
    press(app, "Look for doubtful labels")
    press(app, "Leave it as it is")
    assert "Nothing to review" in app.info[0].value
    assert len(one_by_one()) == 1


@pytest.mark.usefixtures("home")
def test_hostile_postings_reach_no_markdown_and_no_html(opens: Visit) -> None:
    facts = stored_reading_of(default_reader().read(EXAMPLES[0].description))
    text = f"{HOSTILE}\n{EXAMPLES[0].description}"
    with open_store() as store:
        store.add([StoreEntry(Posting("mine", "1", HOSTILE, text, company=HOSTILE), facts, "2026-07")], "v1")
        add_labels(store, [NewLabel(role="other", annotator=HOSTILE[:80], why="read", text=text, title=HOSTILE)])
        add_labels(store, [NewLabel(role="data_engineer", annotator="bob", why="read", text=text, title=HOSTILE)])
    for app in (press(opens("label"), "Evidence"), opens("label", view="Review")):
        page = html(app)
        assert "&lt;script&gt;" in page
        assert "<script" not in page
        assert "<img" not in page
        written = [m.value for m in [*app.markdown, *app.caption, *app.subheader, *app.info]]
        assert not [value for value in written if "](javascript" in value or " $1$" in value or ":red[" in value]
        assert not [b.label for b in app.button if "alert" in b.label]


@pytest.mark.usefixtures("filled")
def test_where_one_may_only_look_there_is_no_such_page(opens: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    app = opens("label")
    assert "TRUEROLE_READONLY is set" in app.info[0].value
    assert not app.button


@pytest.mark.usefixtures("filled")
def test_a_press_that_comes_too_late_writes_nothing(opens: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opens("label")
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    press(app, "Other work")
    assert said() == []


# Read


@pytest.fixture
def read(home: Path, opens: Visit) -> AppTest:
    app = opens("read")
    app.text_area(key="text").set_value(EXAMPLES[0].description)
    app.text_input(key="title").set_value("Wizard")
    return press(app, "Read it")


def test_a_verdict_is_corrected_and_taken_back(read: AppTest) -> None:
    press(read, "This is wrong")
    press(read, "ML engineer")
    (one,) = said()
    assert (one.role, one.annotator, one.why, one.title) == ("ml_engineer", "me", "correction", "Wizard")
    assert (one.text, one.posting, one.read_role) == (EXAMPLES[0].description, None, EXAMPLES[0].role)
    assert any("Saved: ML engineer" in m.value.replace("\\", "") for m in read.markdown)
    assert not [b for b in read.button if b.label == "This is wrong"]
    press(read, "Take it back")
    assert said() == []
    assert [b for b in read.button if b.label == "This is wrong"]


def test_one_may_think_better_of_it(read: AppTest) -> None:
    press(read, "This is wrong")
    press(read, "Cancel")
    assert said() == []
    assert not [b for b in read.button if b.label == "Cancel"]


def test_that_a_verdict_is_right_can_be_said_too(read: AppTest) -> None:
    press(read, "This is wrong")
    press(read, {"data_analyst": "Data analyst", "data_engineer": "Data engineer"}[EXAMPLES[0].role])
    assert said()[0].why == "read"


def test_where_one_may_only_look_nothing_can_be_corrected(read: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    press(read, "This is wrong")
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    press(read, "ML engineer")
    assert said() == []
    assert "TRUEROLE" in " ".join(i.value for i in read.info)
    assert not [b for b in read.run().button if b.label in ("This is wrong", "ML engineer")]


# From the first minute on


@pytest.mark.usefixtures("home")
def test_a_fresh_install_practises_on_examples(opens: Visit) -> None:
    app = opens("label")
    asked_first = asked(app)
    example = next(e for e in load_examples() if f"<bdi>{e.title}</bdi>" in asked_first)
    assert example.description.splitlines()[0][:30] in asked_first.replace("&#x27;", "'")
    press(app, capitalize_first(ROLE_NAMES[example.role]))
    assert "a careful reader says the same" in html(app)
    assert "You agree on 1 of 1." in html(app)
    assert example.why in html(app).replace("&#x27;", "'")
    press(app, "Undo")
    assert "You agree" not in html(app)
    other = next(role for role in ROLE_NAMES if role != example.role)
    press(app, capitalize_first(ROLE_NAMES[other]))
    assert f"You say {ROLE_NAMES[other]}, a careful reader {ROLE_NAMES[example.role]}" in html(app)
    assert [box.label for box in app.expander] == ["Where you differ (1)"]
    assert said() == []


@pytest.mark.usefixtures("filled")
def test_who_has_postings_labels_them(opens: Visit) -> None:
    assert any("0 texts labelled" in m.value for m in opens("label").markdown)
    assert not any("labelled" in m.value for m in opens("label", view="Practice").markdown)
    assert "Number 1" in asked(opens("label", view="Practice"))


@pytest.mark.usefixtures("home")
def test_labels_from_a_file(opens: Visit) -> None:
    text = " ".join(EXAMPLES[0].description.split())
    rows = [["role", "text"], ["data_engineer", text], ["astronaut", text], ["data_analyst", ""]]
    app = opens("label", view="From a file", by="Ann")
    press(app, "Take these labels")
    assert "Choose a file first" in app.info[0].value
    app.get("file_uploader")[0].upload("mine.csv", csv_bytes(rows), "text/csv")
    press(app, "Take these labels")
    assert not app.exception
    assert "mine.csv: 1 label taken; 2 rows not." in plain(app.info[0].value)
    assert [(one.role, one.annotator) for one in said()] == [("data_engineer", "Ann")]
    reasons = list(app.dataframe[0].value["why not"])
    assert reasons[0].startswith("no role is called 'astronaut'")
    assert reasons[1] == "there is no text, and no id of a posting"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", b"", "a.csv: is empty"),
        ("a.csv", b"x,y\n1,2\n", "no column is known to hold"),
        ("a.xlsx", b"no workbook", "a.xlsx"),
        ("a.csv.gz", b"\x1f\x8bbroken", "a.csv.gz"),
    ],
)
@pytest.mark.usefixtures("home")
def test_a_file_that_holds_no_labels(opens: Visit, name: str, content: bytes, problem: str) -> None:
    app = opens("label", view="From a file")
    app.get("file_uploader")[0].upload(name, content, "text/csv")
    press(app, "Take these labels")
    assert not app.exception
    assert problem in plain(app.info[0].value)
    assert "/tmp" not in plain(app.info[0].value)
    assert said() == []
