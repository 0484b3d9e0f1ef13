"""What a browser would make of HTML, for tests of pages and of notebooks."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """Collect the tags and the text that a browser would see; `words` leaves out labels and tags of ours."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.words = ""
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.open.append(dict(attrs).get("class") or "")

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        if not {"tr-kind", "tr-tag"} & set(self.open):
            self.words += data
