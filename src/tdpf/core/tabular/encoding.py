"""Which encoding a text is in, decided on all of its bytes, never on a sample."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Blocks = Callable[[], Iterator[bytes]]

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16's mark, so it is asked first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
REPLACEMENT = "\ufffd"
VENDOR_ROWS = "tdpf.vendor-rows"
# Python's cp932 lets these single bytes through; no Japanese text holds them.
_CP932_STRAY = "\x80\xa0\uf8f0\uf8f1\uf8f2\uf8f3"
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_BEYOND_ASCII_RUN = re.compile("[^\x00-\x7f]+")
LIKENESS_SAMPLE = 4_000
TRIED_ANYHOW = 16_384
_KANA = re.compile("[\u3041-\u30fe]")
_KANJI = re.compile("[\u4e00-\u9fff]")
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_BELOW_KANA = re.compile("[\x00-\u07ff]*")


@dataclass(frozen=True, slots=True)
class Decoding:
    """A Python codec name, the error handler to use with it, and what it cannot read."""

    codec: str
    errors: str = "replace"
    bad: int = 0
    nuls: int = 0
    japanese: int = 0  # more is likelier: kana and kanji count, half-width kana speak against


def decide(blocks: Blocks) -> Decoding:
    """The encoding of the bytes: byte order mark, zeros, strict UTF-8, escapes, the best reader.

    `blocks()` gives the bytes from the start each time it is called.
    """
    head = next(blocks(), b"")
    codec = _by_mark(head) or _wide_without_mark(head)
    if codec is not None:
        return _measure(codec, blocks)
    return _strict_utf8(blocks) or _best_of_old_ones(blocks)


def _by_mark(head: bytes) -> str | None:
    return next((codec for mark, codec in BOMS if head.startswith(mark)), None)


def _wide_without_mark(head: bytes) -> str | None:
    """UTF-16 without a mark: commas and line ends leave zeros at every other place only."""
    head = head[:65_536]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 50 < len(head):
        return None
    if even * 20 < odd:
        return "utf-16-le"
    return "utf-16-be" if odd * 20 < even else None


def _strict_utf8(blocks: Blocks) -> Decoding | None:
    """UTF-8 when every byte says so (a cut last character is allowed), None otherwise."""
    reader = codecs.getincrementaldecoder("utf-8")()
    ascii_only, below_kana, escapes, nuls = True, True, False, 0
    try:
        for block in blocks():
            nuls += block.count(0)
            text = reader.decode(block)
            if text.isascii():
                escapes = escapes or b"\x1b$" in block or b"\x1b(" in block
                continue
            ascii_only = False
            below_kana = below_kana and _BELOW_KANA.fullmatch(text) is not None
    except UnicodeDecodeError:
        return None
    cut, _ = reader.getstate()
    if ascii_only and escapes:
        return _seven_bit(blocks)
    if not ascii_only and below_kana and _is_half_kana(blocks):
        return None
    return Decoding("utf-8", bad=1 if cut else 0, nuls=nuls)


def _seven_bit(blocks: Blocks) -> Decoding:
    """ISO-2022-JP, with the circled digits and the like that vendors added."""
    plain = _measure("iso2022_jp", blocks)
    if not plain.bad:
        return plain
    wide = _measure("iso2022_jp_ext", blocks, VENDOR_ROWS)
    return wide if wide.bad < plain.bad else plain


def _is_half_kana(blocks: Blocks) -> bool:
    """Half-width kana in CP932 can pass as Latin letters in UTF-8: ﾃｽ is ý."""
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


def _best_of_old_ones(blocks: Blocks) -> Decoding:
    cp932 = _measure("cp932", blocks)
    if not cp932.bad and cp932.japanese > 0:
        return cp932
    tried = [cp932, _measure("utf-8", blocks)]
    if _may_be_euc(next(blocks(), b"")):
        tried.append(_measure("euc_jp", blocks, VENDOR_ROWS))
    return min(tried, key=lambda decoding: (decoding.bad, -decoding.japanese))


def _may_be_euc(head: bytes) -> bool:
    """False when a tenth of the text is no EUC-JP at all: asking further would take long."""
    text = head.decode("euc_jp", "replace")
    beyond = sum(map(len, _BEYOND_ASCII_RUN.findall(text)))
    return len(head) < TRIED_ANYHOW or text.count(REPLACEMENT) * 10 <= beyond


def _measure(codec: str, blocks: Blocks, errors: str = "replace") -> Decoding:
    bad = nuls = japanese = 0
    for text in _decoded(codec, errors, blocks()):
        nuls += text.count("\0")
        if text.isascii():
            continue
        bad += text.count(REPLACEMENT)
        if codec == "cp932":
            bad += sum(map(text.count, _CP932_STRAY))
        japanese += _likeness(text)
    return Decoding(codec, errors, bad, nuls, japanese)


def _likeness(text: str) -> int:
    start = _BEYOND_ASCII.search(text)
    sample = text[start.start() :][:LIKENESS_SAMPLE] if start else ""
    kana, kanji = len(_KANA.findall(sample)), len(_KANJI.findall(sample))
    return 2 * kana + kanji - 3 * len(_HALF_KANA.findall(sample))


def _decoded(codec: str, errors: str, blocks: Iterator[bytes]) -> Iterator[str]:
    if is_stateful(codec):
        yield b"".join(blocks).decode(codec, errors)
        return
    reader = codecs.getincrementaldecoder(codec)(errors)
    for block in blocks:
        yield reader.decode(block)
    yield reader.decode(b"", final=True)


def is_stateful(codec: str) -> bool:
    """True for ISO-2022-JP: Python's decoder may fail on it when the bytes come in pieces."""
    return codec.startswith("iso2022")


def _vendor_rows(error: UnicodeError) -> tuple[str, int]:
    """A character of NEC's or IBM's rows, which Python's EUC-JP and ISO-2022-JP leave out."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = error.object[error.start : error.start + 2]
    alike = len(pair) == 2 and (pair[0] ^ pair[1]) < 0x80
    character = _by_shift_jis(bytes(byte | 0x80 for byte in pair)) if alike else ""
    return (character, error.start + 2) if character else (REPLACEMENT, error.start + 1)


def _by_shift_jis(pair: bytes) -> str:
    if min(pair) < 0xA1 or max(pair) > 0xFE:
        return ""
    row, cell = pair[0] - 0xA1, pair[1] - 0xA1
    lead = (row >> 1) + (0x81 if row < 62 else 0xC1)
    trail = cell + (0x9F if row & 1 else 0x40 + (cell >= 63))
    try:
        return bytes((lead, trail)).decode("cp932")
    except UnicodeDecodeError:
        return ""


codecs.register_error(VENDOR_ROWS, _vendor_rows)
