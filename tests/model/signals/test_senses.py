"""Clue words that say something else: inside another phrase, in a name, or of another person."""

from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.core.reading import Signals
from truerole.model.signals import senses
from truerole.model.signals.classifier import CLASSES, load_weights, read_signals
from truerole.model.signals.cues import find_cues
from truerole.model.signals.features import SIGNALS, Signal
from truerole.model.text.document import prepare

WORK = "You write SQL queries, build weekly reports and explain them to the shops."
VAGUE = "Requirements: several years of experience with SQL, a bachelor degree, ownership of what you build."
# A text that truly says so, for each class: a trap beside it is not shown either.
TRUE = {
    "intern": "This is a paid summer internship. As an intern you clean data.",
    "junior": "We look for a junior data analyst. This is an entry-level position for recent graduates.",
    "mid": "Requirements: 3+ years of experience with SQL and Tableau.",
    "senior": "We are hiring a senior data engineer. Requirements: 6+ years of experience with Python.",
    "lead": "As Head of Data you manage a team of eight. Requirements: 10+ years of experience.",
    "startup": "We are an early-stage startup, founded in 2023, venture-backed after our seed round.",
    "enterprise": "We are a Fortune 500 company with more than 80,000 employees, one of the largest insurers.",
    "2": "Requirements: deep learning with PyTorch or TensorFlow, and natural language processing.",
    "3": "You train deep neural networks in PyTorch: convolutional networks and diffusion models on GPUs.",
}

# (what is written, the clue in it, what it does not say)
TRAPS = [
    # A large organisation
    ("You get 25 days of leave plus bank holidays.", "bank", "enterprise"),
    ("Your pay goes to your bank account each month.", "bank", "enterprise"),
    ("We collect tins for the local food bank.", "bank", "enterprise"),
    ("You will like your friendly colleagues.", "colleagues", "enterprise"),
    ("You know the state of the art in dashboards.", "state of", "enterprise"),
    ("We treat veterans and people with a disability alike.", "veterans", "enterprise"),
    ("We build trust with each customer.", "trust", "enterprise"),
    ("You need a solid foundation in statistics.", "foundation", "enterprise"),
    ("You earn a base and commission on what you sell.", "commission", "enterprise"),
    ("Our tool is used by Fortune 500 companies.", "Fortune", "enterprise"),
    ("You study the effects of global warming on wheat.", "global", "enterprise"),
    ("We do not work with recruitment agencies.", "agencies", "enterprise"),
    ("You have a university degree.", "university", "enterprise"),
    ("You know Microsoft Excel and Google Analytics.", "Microsoft", "enterprise"),
    ("You target the right readers for each letter.", "target", "enterprise"),
    ("We cannot sponsor a visa.", "visa", "enterprise"),
    ("You will group the orders by shop.", "group", "enterprise"),
    ("You share meals with the group behind HomeStyle Bank plc.", "Bank", "enterprise"),
    ("Our dental insurance covers your family.", "insurance", "enterprise"),
    ("We help the world's largest retailers with their prices.", "world's largest", "enterprise"),
    # A start-up
    ("You forecast the start-up costs of new shops.", "start-up", "startup"),
    ("You write the startup scripts of the servers.", "startup", "startup"),
    ("We hold a series A of workshops for teachers.", "series A", "startup"),
    ("You test which grape seed oil sells best.", "seed", "startup"),
    ("Your concerns are raised with the board.", "raised", "startup"),
    ("Our choices are backed by data.", "backed by", "startup"),
    ("We value diversity, equity and inclusion.", "equity", "startup"),
    ("You model returns for a private equity fund.", "equity", "startup"),
    ("We find early-stage disease in scans.", "early-stage", "startup"),
    ("Nurses are a fast-growing market.", "fast-growing", "startup"),
    ("You write to investor relations each quarter.", "investor", "startup"),
    ("You look after the accounts of Growth Venture Ltd.", "Venture", "startup"),
    ("We sell insurance to small business owners.", "small business", "startup"),
    # A level
    ("Support the teams in the shops.", "Support the", "junior"),
    ("You cut the lead time of orders.", "lead", "lead"),
    ("You improve our lead generation and lead scoring.", "lead", "lead"),
    ("You use principal component analysis.", "principal component", "lead"),
    ("You present the numbers to senior stakeholders.", "senior", "senior"),
    ("You will mentor junior colleagues.", "junior", "junior"),
    ("You mentor interns in the summer.", "interns", "intern"),
    ("You report to the Head of Data.", "Head of", "lead"),
    ("You will report directly to a Director.", "Director", "lead"),
    ("You work closely with the Chief Data Officer.", "Chief", "lead"),
    ("You work alongside a senior data engineer.", "senior", "senior"),
    ("You learn by pairing with senior engineers.", "senior", "senior"),
    ("You assist the Lead Data Scientist.", "Lead Data", "lead"),
    ("We are an hour from our head office.", "head", "lead"),
    ("You sit with the staff in our shop.", "staff", "lead"),
    ("You serve mid-size shops in the mid-west.", "mid", "mid"),
    ("We sell in the Middle East.", "Middle", "mid"),
    ("You analyse trials of phase II.", "II", "mid"),
    ("You count the patients enrolled in our trial.", "enrolled", "intern"),
    ("You keep the books of Junior Analyst Training Ltd.", "Junior Analyst", "junior"),
    ("You add tags with our tag manager.", "manager", "lead"),
    # Deep learning
    ("You pay attention to detail.", "attention", "1"),
    ("You segment readers: customer segmentation is half of the work.", "segmentation", "1"),
    ("You are the voice of our call center agents.", "agents", "1"),
    ("You give a prompt response to each caller.", "prompt", "1"),
    ("You join a video call each morning.", "video", "1"),
    ("You keep the docker images small.", "images", "1"),
    ("You order power transformers for the grid.", "transformers", "1"),
    ("You study the diffusion of innovation.", "diffusion", "1"),
    ("You keep the accounts of Neural Widgets Inc.", "Neural", "1"),
    ("You lead by embedding a culture of care.", "embedding", "1"),
]

# (what is written, words that show it, what it says)
RIGHT = [
    ("As a startup we ship every day.", "startup", "startup"),
    ("We raised $20 million in our Series A.", "Series A", "startup"),
    ("We are backed by venture capital.", "backed by", "startup"),
    ("You get stock options.", "stock options", "startup"),
    ("We are a fast-growing company.", "fast-growing", "startup"),
    ("We employ 40,000 people in 60 countries.", "60 countries", "enterprise"),
    ("Northfield NHS Trust runs four sites.", "NHS Trust", "enterprise"),
    ("We are one of the largest banks in the north.", "one of the largest", "enterprise"),
    ("As a Fortune 500 company we pay well.", "Fortune", "enterprise"),
    ("We are hiring a senior data analyst.", "senior", "senior"),
    ("As Lead Data Engineer you set the pace.", "Lead Data", "lead"),
    ("We look for a Principal Data Scientist.", "Principal Data", "lead"),
    ("You manage a team of six.", "manage a team", "lead"),
    ("This is an entry-level position.", "entry-level", "junior"),
    ("We look for a junior data analyst.", "junior data", "junior"),
    ("This is a summer internship.", "internship", "intern"),
    ("You train neural networks in PyTorch.", "PyTorch", "2"),
    ("You fine-tune a transformer for speech recognition.", "transformer", "3"),
]


def signal_of(label: str) -> Signal:
    return next(signal for signal, classes in CLASSES.items() if label in classes)


def said(signals: Signals, signal: Signal) -> str:
    return str(getattr(signals, signal))


def shown(text: str, signal: Signal, title: str | None = None) -> list[str]:
    spans = getattr(read_signals(prepare(text), title), f"{signal}_words")
    return [text[start:end] for start, end in spans]


def is_shown_in(sentence: str, text: str, signal: Signal) -> bool:
    begin = text.index(sentence)
    spans = getattr(read_signals(prepare(text)), f"{signal}_words")
    return any(start < begin + len(sentence) and begin < end for start, end in spans)


@pytest.mark.parametrize(("sentence", "clue", "label"), TRAPS, ids=[t[0] for t in TRAPS])
def test_a_word_that_means_something_else_claims_nothing(sentence: str, clue: str, label: str) -> None:
    assert clue in sentence
    text, signal = f"{WORK} {sentence}", signal_of(label)
    assert said(read_signals(prepare(text)), signal) != label
    assert shown(text, signal) == []


@pytest.mark.parametrize(("sentence", "clue", "label"), TRAPS, ids=[t[0] for t in TRAPS])
def test_it_is_not_shown_beside_what_is_true_either(sentence: str, clue: str, label: str) -> None:
    true, signal = TRUE["2" if label == "1" else label], signal_of(label)
    text = f"{sentence}\n\n{true}"
    assert shown(text, signal), "the true text shows its words"
    assert not is_shown_in(sentence, text, signal), clue


@pytest.mark.parametrize(("sentence", "words", "label"), RIGHT, ids=[r[0] for r in RIGHT])
def test_the_same_word_in_its_own_sense_is_shown(sentence: str, words: str, label: str) -> None:
    signal = signal_of(label)
    text = f"{TRUE[label]}\n{WORK}\n{sentence}"
    cues = find_cues(prepare(text).tokens)
    document = prepare(text)
    begin = text.rindex(words)
    of_words = [
        c
        for c in cues
        if c.feature.signal == signal
        and c.first >= 0
        and document.starts[c.first] < begin + len(words)
        and begin < document.ends[c.last - 1]
    ]
    assert any(senses.may_show(c.feature, label) and senses.is_shown(document, c) for c in of_words)
    assert said(read_signals(document), signal) == label


@pytest.mark.parametrize(
    ("text", "title", "seniority"),
    [
        (f"{WORK} {VAGUE}", None, "mid"),
        (f"{WORK} {VAGUE}", "Senior Data Analyst", "senior"),
        (f"{WORK} You report to the Head of Data.", "Data Analyst", "unknown"),
    ],
)
def test_a_title_shows_a_level_and_whom_one_reports_to_does_not(text: str, title: str | None, seniority: str) -> None:
    assert read_signals(prepare(text), title).seniority == seniority


def test_all_that_the_file_names_is_known() -> None:
    features = load_weights().index.cue_features
    known = {(f.signal, f.group) for f in features} | {(f.signal, f.name) for f in features}
    for signal in SIGNALS:
        told = senses.load_senses()
        names = [n for shows in told.shows[signal].values() for n in shows] + [*told.hints[signal], *told.names[signal]]
        assert [n for n in names if (signal, n) not in known] == []
        assert set(told.shows[signal]) <= set(CLASSES[signal])


@pytest.mark.parametrize("text", ["[decoys]\nweather = {}", "[decoys", "[shows]\nstage = 3"])
def test_a_damaged_file_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    (tmp_path / "signal_senses.toml").write_text(text)
    monkeypatch.setattr(senses, "ASSETS", tmp_path)
    with pytest.raises(DataError) as error:
        senses.load_senses.__wrapped__()
    assert "signal_senses.toml" in str(error.value) and "\n" not in str(error.value)
