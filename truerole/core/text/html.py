"""Convert HTML to lines of text: headings, bullets and paragraphs, without scripts, navigation or hidden parts.

One pass over the tags, no tree: building the tree that browsers build takes minutes and gigabytes on a page that was
made to (100,000 nested lists), while this takes time and space in proportion to the page.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_ATTRIBUTES = r"""(?:[^>=]+|=\s*+(?:"[^"]*"|'[^']*')?)*+"""
_TOKEN = re.compile(
    rf"<!--(?:.*?-->|.*)|<(?P<raw>script|style|title|textarea|xmp|iframe|noembed|noframes)(?=[\s/>])(?P<of>{_ATTRIBUTES})>"
    rf"(?P<body>.*?(?:</(?P=raw)\b[^>]*+>?|\Z))"
    rf"|<(?P<end>/?)(?P<tag>[a-z][^\s/>]*+)(?P<with>{_ATTRIBUTES})(?:>|\Z)|<[!?/][^>]*+(?:>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"""(?:^|\s)(?:hidden(?=[\s=/]|$)|aria-hidden\s*=\s*["']?true|style\s*=\s*["'][^"']*display\s*:\s*none)""",
    re.IGNORECASE,
)
_ATTRIBUTE = r"""\b{}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
_PROPERTY = re.compile(_ATTRIBUTE.format("property"), re.IGNORECASE)
_CONTENT = re.compile(_ATTRIBUTE.format("content"), re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?([\w-]{1,30})""", re.IGNORECASE)
_PAGE = re.compile(r"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--.*?-->\s*+)*+<(?:!doctype\s+html|html)\b", re.I | re.S)

_MARKUP = re.compile(
    r"</?(?:p|br|li|ul|ol|div|span|strong|b|em|i|u|a|h[1-6]|td|tr|table|section|article|font)\b[^<>]*>"
    r"|&(?:nbsp|amp|[lg]t|quot|apos|bull|[mnlr]dash|[lr][sd]quo|hellip|#\d{2,5}|#x[0-9a-f]{2,5});",
    re.IGNORECASE,
)

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_SKIPPED = frozenset(
    ["nav", "footer", "aside", "svg", "math", "button", "select", "template", "noscript", "object", "dialog"]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_PARAGRAPHS = _HEADINGS | frozenset(
    ["p", "ul", "ol", "dl", "table", "blockquote", "pre", "section", "article", "main", "header"]
)
_LINES = frozenset(
    [
        "div",
        "li",
        "br",
        "tr",
        "dt",
        "dd",
        "address",
        "fieldset",
        "figure",
        "form",
        "hr",
        "details",
        "summary",
        "caption",
        "option",
        "body",
    ]
)
_SHOWN = frozenset(["html", "body", "main"])
_ITEMS = frozenset(["li", "ul", "ol"])
_MIN_MAIN = 200
_BULLET = "• "
_OWN_BULLET = re.compile(r"\A[•·●▪◦‣∙*–-]\s+")
_MOST_ESCAPED = 3
# Tags that were escaped, once or more often; and text that is markup still, as it was escaped once too often.
_ESCAPED = re.compile(r"&(?:amp;)*(?:lt|#60|#x3c);", re.IGNORECASE)
_STILL_MARKUP = re.compile(r"<(?:p|div|ul|ol|h[1-6]|span|strong|b|br|section)\b[^<>]{0,500}>", re.IGNORECASE)
# What some programs write in place of a line break; not the start of a path's part, as in C:\new.
_BREAK = re.compile(r"(?<![:\\])(?:\\r)?\\n")


@dataclass(frozen=True, slots=True)
class Page:
    """The title of a page, the text, and the JSON-LD blocks."""

    title: str
    text: str
    data: tuple[str, ...]


def is_html_page(text: str) -> bool:
    """Return whether `text` is a whole HTML page, and not a posting with markup inside."""
    return _PAGE.match(text) is not None


def declared_charset(raw: bytes) -> str | None:
    """Return the encoding that a page declares in the first 4,096 bytes, None without."""
    named = _CHARSET.search(raw[:4096])
    return named[1].decode("ascii") if named else None


def parse_page(source: str) -> Page:
    """Return title, text and JSON-LD of an HTML page; the text is the main part, where marked, else the whole page."""
    walk = _TextCollector()
    for words, token in html_tokens(source):
        walk.words(words)
        if token:
            walk.token(token)
    return walk.page()


def html_tokens(source: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Yield the words before each token of HTML, and the token; the last words have none.

    The groups of a token are `tag`, `end` ("/" where it closes) and `with` (its attributes); `raw` of a script and the
    like with its body; none of a comment.
    """
    position = 0
    for token in _TOKEN.finditer(source):
        yield source[position : token.start()], token
        position = token.end()
    yield source[position:], None


def html_to_text(fragment: str) -> str:
    """Return the lines of an HTML fragment, of HTML that was escaped as a whole, or of plain text."""
    text = _BREAK.sub("\n", fragment)
    for _ in range(_MOST_ESCAPED):
        text = _lines(text)
        if not _STILL_MARKUP.match(text):
            break
    return text


def _lines(text: str) -> str:
    """Return the lines of a fragment after unescaping up to three times."""
    for _ in range(_MOST_ESCAPED):
        text = html.unescape(text) if "<" not in text and _ESCAPED.search(text) else text
    if not re.search(r"<(?:p|br|li|div|ul|h\d|td)\b", text, re.IGNORECASE):
        text = text.replace("\n", "<br>")
    return parse_page(text).text


def description_lines(text: str) -> str:
    """Return the lines of text that has markup, even escaped twice; plain text is only stripped."""
    if "\\n" in text and "\n" not in text:
        text = html_to_text(text)
    for _ in range(_MOST_ESCAPED):
        text = html_to_text(text) if ("<" in text or "&" in text) and _MARKUP.search(text) else text
    return text.strip()


def with_sections(description: str, parts: Iterable[tuple[str, str]]) -> str:
    """Return a description with further sections appended, each below a heading, unless already contained."""
    for heading, part in parts:
        if part and part[:200] not in description:
            description += f"\n\n{heading}\n{part}"
    return description.strip()


@dataclass
class _TextCollector:
    """The state of a walk over tags and words: lines so far, the open line, and the depth of a skipped part."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    prefix: str = ""
    skipped: str = ""
    depth: int = 0
    main: list[int] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)

    def words(self, text: str) -> None:
        if text and not self.skipped:
            self.line.append(html.unescape(text) if "&" in text else text)

    def token(self, token: re.Match[str]) -> None:
        if token["raw"]:
            self._raw(token["raw"].lower(), token["of"], token["body"])
        elif token["tag"]:
            tag = token["tag"].lower()
            if self.skipped:
                self._skip(tag, bool(token["end"]))
            elif token["end"]:
                self._close(tag)
            else:
                self._open(tag, token["with"])

    def page(self) -> Page:
        self._break()
        start, end = (*self.main, len(self.lines))[:2] if self.main else (0, len(self.lines))
        whole, main = "\n".join(self.lines).strip(), "\n".join(self.lines[start:end]).strip()
        titles = (self.titles.get(k) for k in ("h1", "og", "title"))
        return Page(next(filter(None, titles), ""), main if len(main) >= _MIN_MAIN else whole, tuple(self.data))

    def _raw(self, tag: str, attributes: str, body: str) -> None:
        text = body[: body.rfind("</")] if "</" in body else body
        if tag == "script" and "ld+json" in attributes.lower():
            self.data.append(text)
        elif tag == "title" and not self.skipped:
            self.titles.setdefault("title", _one_line(html.unescape(text)))

    def _skip(self, tag: str, closes: bool) -> None:
        if tag == self.skipped:
            self.depth += -1 if closes else 1
            if not self.depth:
                self.skipped = ""

    def _open(self, tag: str, attributes: str) -> None:
        if tag in _SKIPPED or (attributes and tag not in _VOID | _SHOWN and _HIDDEN.search(attributes)):
            self.skipped, self.depth = tag, 1
        elif tag == "meta":
            self._meta(attributes)
        else:
            self._mark(tag)
            if tag == "main" and not self.main:
                self.main.append(len(self.lines))

    def _close(self, tag: str) -> None:
        if tag == "h1":
            self.titles.setdefault("h1", _one_line("".join(self.line)))
        self._mark(tag)
        if tag in _ITEMS:
            self.prefix = ""
        if tag == "main" and len(self.main) == 1:
            self.main.append(len(self.lines))

    def _mark(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._break()
            self._space()
        elif tag == "br":
            if not self._break():
                self._space()
        elif tag in _LINES:
            self._break()
            self.prefix = _BULLET if tag == "li" else self.prefix
        elif tag in ("td", "th"):
            self.line.append(" ")

    def _break(self) -> bool:
        text = _one_line("".join(self.line))
        self.line.clear()
        if text:
            self._tighten()
            self.lines.append(self.prefix + (_OWN_BULLET.sub("", text) if self.prefix else text))
            self.prefix = ""
        return bool(text)

    def _space(self) -> None:
        if self.lines and self.lines[-1] and not self.prefix:
            self.lines.append("")

    def _tighten(self) -> None:
        """Remove the blank line between two bullets, which paragraphs inside of bullets leave."""
        if self.prefix and len(self.lines) > 1 and not self.lines[-1] and self.lines[-2].startswith(_BULLET):
            self.lines.pop()

    def _meta(self, attributes: str) -> None:
        name, content = _PROPERTY.search(attributes), _CONTENT.search(attributes)
        if name and content and (name[1] or name[2] or name[3]).lower() == "og:title":
            value = next(filter(None, content.groups()), "")
            self.titles.setdefault("og", _one_line(html.unescape(value)))


def _one_line(text: str) -> str:
    return " ".join(text.split())
