import random
import zlib
from base64 import urlsafe_b64encode

import pytest

from truerole.core.errors import FailedLink
from truerole.dashboard.components.permalink import LARGEST_TEXT, LONGEST_LINK, Draft, decode_draft, encode_draft


def code(raw: bytes) -> str:
    return urlsafe_b64encode(zlib.compress(raw, 9)).decode()


@pytest.mark.parametrize(
    "draft",
    [
        Draft("Build dashboards."),
        Draft("Lines\nand\n\nmore\n", "Data Scientist"),
        Draft("数据 🙂 é", "Ingénieur"),
        Draft("", ""),
        Draft("word " * 19_000, "long, but it packs well"),
    ],
)
def test_a_posting_survives_its_link(draft):
    packed = encode_draft(draft)
    assert packed is not None
    assert len(packed) <= LONGEST_LINK
    assert decode_draft(packed) == draft


def test_a_title_of_two_lines_becomes_one():
    assert decode_draft(encode_draft(Draft("text", "a\nb")) or "").title == "a b"


def test_a_lone_surrogate_is_replaced():
    assert decode_draft(encode_draft(Draft("a\ud800b")) or "").text == "a?b"


def test_a_posting_too_long_for_a_link_has_none():
    dice = random.Random(0)
    assert encode_draft(Draft("".join(chr(dice.randrange(0x4E00, 0x9FFF)) for _ in range(5_000)))) is None


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "x",
        "!!!!",
        "é",
        "\ud800",
        "a" * 50_000,
        code(b"no line break"),
        code(b"title\n\xff\xfe"),
        (encode_draft(Draft("a text that was cut off somewhere on its way")) or "")[:-8],
        code(b"\n" + b"0" * (LARGEST_TEXT + 1)),
    ],
)
def test_a_broken_or_swollen_link_is_refused_in_one_line(broken):
    with pytest.raises(FailedLink, match="damaged or cut off") as raised:
        decode_draft(broken)
    assert "\n" not in str(raised.value)


def test_a_bomb_is_not_unfolded(monkeypatch):
    asked = []
    real = zlib.decompressobj

    class Counting:
        def __init__(self):
            self.inner = real()
            self.eof = False

        def decompress(self, data, limit):
            asked.append(limit)
            return self.inner.decompress(data, limit)

    monkeypatch.setattr(zlib, "decompressobj", Counting)
    with pytest.raises(FailedLink):
        decode_draft(code(b"\n" + b"0" * 4_000_000))
    assert asked == [LARGEST_TEXT]
