"""Which encoding a text is in, decided on all of its bytes, never on a sample."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

Blocks = Callable[[], Iterator[bytes]]

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
REPLACEMENT = "\ufffd"
# Python's cp932 lets these single bytes through; no Japanese text holds them.
_CP932_STRAY = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
_KANA = re.compile("[\u3041-\u30fe]")
_KANJI = re.compile("[\u4e00-\u9fff]")
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_ONLY_TWO_BYTE = re.compile("[\x00-\u07ff]*")


@dataclass(frozen=True, slots=True)
class Decoding:
    """A Python codec name, the error handler to use with it, and what it cannot read."""

    codec: str
    errors: str = "replace"
    bad: int = 0
    nuls: int = 0


def decide(blocks: Blocks) -> Decoding:
    """The encoding of the bytes: byte order mark, escapes, strict UTF-8, then the best reader.

    `blocks()` gives the bytes from the start each time it is called.
    """
    head = next(iter(blocks()), b"")
    codec = _by_mark(head) or _wide_without_mark(head)
    if codec is None:
        codec = _seven_bit_japanese(blocks)
    if codec is not None:
        return _measure(codec, blocks)
    if _is_utf8(blocks):
        return _measure("utf-8", blocks)
    tried = [_measure(codec, blocks) for codec in ("cp932", "euc_jp", "utf-8")]
    fewest = min(decoding.bad for decoding in tried)
    best = [decoding for decoding in tried if decoding.bad == fewest]
    return max(best, key=lambda decoding: _japanese(decoding, head)) if len(best) > 1 else best[0]


def _by_mark(head: bytes) -> str | None:
    return next((codec for mark, codec in BOMS if head.startswith(mark)), None)


def _wide_without_mark(head: bytes) -> str | None:
    """UTF-16 without a mark: commas and line ends leave zeros at every other place only."""
    head = head[:65_536]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    enough = max(even, odd) * 50 >= len(head)
    if enough and even * 20 < odd:
        return "utf-16-le"
    if enough and odd * 20 < even:
        return "utf-16-be"
    return None


def _seven_bit_japanese(blocks: Blocks) -> str | None:
    escaped = False
    for block in blocks():
        if not block.isascii():
            return None
        escaped = escaped or b"\x1b$" in block or b"\x1b(J" in block or b"\x1b(I" in block
    return "iso2022_jp_ext" if escaped else None


def _is_utf8(blocks: Blocks) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    small_only = True
    try:
        for block in blocks():
            text = decoder.decode(block)  # a cut last character stays inside the decoder
            small_only = small_only and _ONLY_TWO_BYTE.fullmatch(text) is not None
    except UnicodeDecodeError:
        return False
    return not (small_only and _is_half_kana(blocks))


def _is_half_kana(blocks: Blocks) -> bool:
    """Half-width kana in CP932 can look like Latin letters in UTF-8: ﾃｽ is ý."""
    found = False
    try:
        for text in _decoded("cp932", "strict", blocks()):
            rest = _HALF_KANA.sub("", text)
            if not rest.isascii():
                return False
            found = found or len(rest) < len(text)
    except UnicodeDecodeError:
        return False
    return found


def _decoded(codec: str, errors: str, blocks: Iterable[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(codec)(errors)
    for block in blocks:
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _measure(codec: str, blocks: Blocks) -> Decoding:
    bad = nuls = 0
    for text in _decoded(codec, "replace", blocks()):
        if text.isascii():
            nuls += text.count("\0")
            continue
        bad += text.count(REPLACEMENT)
        nuls += text.count("\0")
        if codec == "cp932":
            bad += len(_CP932_STRAY.findall(text))
    return Decoding(codec, bad=bad, nuls=nuls)


def _japanese(decoding: Decoding, head: bytes) -> int:
    text = head.decode(decoding.codec, "replace")
    return (
        2 * len(_KANA.findall(text)) + len(_KANJI.findall(text)) - 3 * len(_HALF_KANA.findall(text))
    )
