"""Reading as HTML for a cell of a notebook: verdict, doubt, work, skills, and the text with both marked."""

from truerole.core.reading import DUTIES, DutySpan, Need, Reading, Section
from truerole.model.text.clean import clean
from truerole.phrasing.escape import escape
from truerole.phrasing.evidence import excerpt
from truerole.phrasing.html.highlight import DUTY_CLASSES, annotate, duty_mark
from truerole.phrasing.postings.needs import skill_names
from truerole.phrasing.reading import (
    DUTY_NAMES,
    NEED_NAMES,
    doubt_note,
    duties_sentence,
    language_note,
    title_agreement,
    verdict_sentence,
)

# A notebook keeps what it shows: of a longer text the first characters are shown, of skills the first of each need.
MOST_CHARACTERS = 20_000
MOST_SKILLS = 60
_LONGEST_TITLE = 200
# Colours are see-through and words take the colour of the notebook, so that it reads on light and on dark ground.
_STYLE = """
.tr-cell { max-width: 60rem; line-height: 1.5; overflow-wrap: anywhere; }
.tr-cell p { margin: .2rem 0; }
.tr-cell .tr-verdict { font-size: 1.25em; }
.tr-cell .tr-caution { padding-left: .6em; border-left: 3px solid #e69f00; }
.tr-cell .tr-da { --tr: 230, 159, 0; }
.tr-cell .tr-de { --tr: 0, 114, 178; }
.tr-cell .tr-ds { --tr: 0, 158, 115; }
.tr-cell .tr-ml { --tr: 204, 121, 167; }
.tr-cell .tr-ot { --tr: 128, 128, 128; }
.tr-cell .tr-sw { --tr: 86, 180, 233; }
.tr-cell .tr-bu { --tr: 213, 94, 0; }
.tr-cell .tr-keys > span { margin-right: 1em; }
.tr-cell .tr-keys i { display: inline-block; width: .8em; height: .8em; margin-right: .4em;
  background: rgb(var(--tr)); }
.tr-cell .tr-text { max-height: 26rem; overflow: auto; margin-top: .5rem; padding: .3rem .6rem;
  border: 1px solid rgba(128, 128, 128, .5); }
.tr-cell .tr-part { white-space: pre-line; margin-bottom: .6rem; }
.tr-cell .tr-kind, .tr-cell .tr-tag { font-size: .75em; opacity: .85; }
.tr-cell .tr-tag { margin-left: .5em; white-space: nowrap; user-select: none; }
.tr-cell mark { color: inherit; padding: .1em .15em; border-bottom: 2px solid rgb(var(--tr));
  background: rgba(var(--tr), .26); }
.tr-cell .tr-skill { border: 1px solid; border-radius: .25rem; padding: 0 .15em; }
.tr-cell .tr-preferred { border-style: dashed; }
.tr-cell .tr-context { border-style: dotted; }
"""


def reading_html(reading: Reading) -> str:
    """Return a reading as HTML that stands alone; with the text where the reading holds the text."""
    parts = [_verdict(reading), _duties(reading), *(_skills(reading, need) for need in NEED_NAMES), _text(reading)]
    return f'<style>{_STYLE}</style><div class="tr-cell">{"".join(parts)}</div>'


def _verdict(reading: Reading) -> str:
    sentence = verdict_sentence(
        reading, lambda t: f"<bdi>{escape(excerpt(t, _LONGEST_TITLE))}</bdi>", lambda r: f"<strong>{r}</strong>"
    )
    return f'<p class="tr-verdict">{sentence}</p>{_paragraph(title_agreement(reading))}{_doubt(reading)}'


def _doubt(reading: Reading) -> str:
    if reading.role is None:
        return _paragraph(language_note(reading), "tr-caution")
    return _paragraph(doubt_note(reading), "tr-caution") if reading.doubt else ""


def _duties(reading: Reading) -> str:
    return _paragraph(duties_sentence(reading))


def _skills(reading: Reading, need: Need) -> str:
    names = skill_names(reading.skills, need)
    more = f" and {len(names) - MOST_SKILLS:,} more" if len(names) > MOST_SKILLS else ""
    return f"<p><b>{NEED_NAMES[need]}:</b> {escape(', '.join(names[:MOST_SKILLS]))}{more}</p>" if names else ""


def _paragraph(sentence: str, name: str = "") -> str:
    return f'<p class="{name}">{escape(sentence)}</p>' if sentence else ""


def _text(reading: Reading) -> str:
    """Return the text with duties coloured and skills boxed by need, and the keys to both; empty without a text."""
    if not reading.text:
        return ""
    text = clean(reading.text)[:MOST_CHARACTERS]
    sections = [Section(s.kind, s.start, min(s.end, len(text))) for s in reading.sections if s.start < len(text)]
    duties = [d for d in reading.duties if d.kind not in ("none", "general") and d.start < len(text)]
    left = len(reading.text) - len(text)
    cut = _paragraph(f"The text goes on for {left:,} characters.") if left else ""
    return _keys(reading, duties) + annotate(text, sections, map(duty_mark, duties), reading.skills) + cut


def _keys(reading: Reading, duties: list[DutySpan]) -> str:
    kinds, needs = {d.kind for d in duties}, {s.need for s in reading.skills}
    keys = [f'<span><i class="{DUTY_CLASSES[k]}"></i>{DUTY_NAMES[k]}</span>' for k in DUTIES if k in kinds]
    keys += [
        f'<span><span class="tr-skill tr-{need}">skill</span> {label.lower()}</span>'
        for need, label in NEED_NAMES.items()
        if need in needs
    ]
    return f'<p class="tr-keys">{"".join(keys)}</p>' if keys else ""
