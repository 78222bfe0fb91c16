"""The tokens every engine indexes: one for each place in the text, so a phrase is a substring.

A kana or kanji gives itself and its right neighbour (公衆トイレ → 公衆 衆ト トイ イレ レ), a Latin
run stays whole, and a gap keeps words apart. Because the last letter of a row stands alone, a word
that ends before a digit is found as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tdpf.core.search.fold import GAP, fold, is_japanese, is_latin

GAP_TOKEN = "\u2400"  # noqa: S105 — a mark in the index, not a secret
LONGEST_RUN = 200


def _pieces(folded: str) -> Iterator[str]:
    """Japanese letters one by one, Latin runs whole, the dot and the gap."""
    start = 0
    while start < len(folded):
        end = start + 1
        if is_latin(folded[start]):
            while end < len(folded) and end - start < LONGEST_RUN and is_latin(folded[end]):
                end += 1
        yield folded[start:end]
        start = end


def _is_letter(piece: str) -> bool:
    return len(piece) == 1 and is_japanese(piece)


def folded_tokens(folded: str) -> list[str]:
    """Tokens of a text that is folded already."""
    pieces = list(_pieces(folded))
    found = []
    for piece, after in zip(pieces, [*pieces[1:], GAP], strict=False):
        if piece == GAP:
            found.append(GAP_TOKEN)
        elif _is_letter(piece) and _is_letter(after):
            found.append(piece + after)
        else:
            found.append(piece)
    return found


def tokens(text: str) -> list[str]:
    """Tokens of a text.

    >>> tokens("AED設置")
    ['aed', '設置', '置']
    """
    return folded_tokens(fold(text))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word as (offset, token) pairs; `open_end` is a last letter that may begin a pair."""

    terms: tuple[tuple[int, str], ...]
    open_end: str | None = None
    end_offset: int = 0


def phrase(word: str) -> Phrase:
    """The fewest tokens that prove the folded word: every second pair is enough.

    >>> phrase("公衆トイレ").terms
    ((0, '公衆'), (2, 'トイ'), (3, 'イレ'))
    """
    pieces = list(_pieces(word))
    terms: list[tuple[int, str]] = []
    proved = 0  # every piece before this one is covered
    last = len(pieces) - 1
    for offset, token in enumerate(folded_tokens(word)):
        if offset < proved:
            continue
        if offset == last and _is_letter(pieces[offset]):
            if offset and _is_letter(pieces[offset - 1]):
                terms.append((offset - 1, pieces[offset - 1] + pieces[offset]))
                break
            return Phrase(tuple(terms), pieces[offset], offset)
        terms.append((offset, token))
        proved = offset + (2 if _is_letter(pieces[offset]) and len(token) > 1 else 1)
    return Phrase(tuple(terms))
