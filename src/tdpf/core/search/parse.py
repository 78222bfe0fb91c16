"""Any text is a query: words that must all match, and places among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from tdpf.core.search.compounds import cut
from tdpf.core.search.fold import GAP, LONG, fold, is_japanese, title_key
from tdpf.core.search.forms import forms
from tdpf.core.search.places import NO_OFFICES, Offices, PlaceWord, place_word, split_place
from tdpf.core.search.synonyms import Synonyms

MOST_WORDS = 24
LONGEST_WORD = 200
LONGEST_QUERY = 4000
_NO = "ノ"  # の, folded
QUOTES = '"“”＂'
_QUOTED_OR_WORD = re.compile(rf"[{QUOTES}]([^{QUOTES}]+)[{QUOTES}]|[^\s{QUOTES}]+")
_NO_SYNONYMS = Synonyms()


@dataclass(frozen=True, slots=True)
class Word:
    """One word as asked, the spellings equal to it, its synonyms, and related words.

    A word too long for any text has no spelling at all: nothing matches it.
    """

    asked: str
    exact: tuple[str, ...]
    same: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()  # synonyms and related words as their file writes them


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, understood. No words and no places means: everything."""

    key: str  # the whole query as a title would be compared
    words: tuple[Word, ...] = ()
    places: tuple[PlaceWord, ...] = ()

    def tried(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for each in self.words for word in each.tried))

    def without(self, words: set[str]) -> Asked:
        """The same query with these asked words left out."""
        kept = tuple(word for word in self.words if word.asked not in words)
        places = tuple(place for place in self.places if place.word not in words)
        key = "".join([*(place.word for place in places), *(word.asked for word in kept)])
        return replace(self, key=title_key(key), words=kept, places=places)


@dataclass(frozen=True, slots=True)
class _Piece:
    written: str
    folded: str
    is_quoted: bool


def _pieces(text: str) -> list[_Piece]:
    """Words in order, each once; the first of two that fold alike stays."""
    found: dict[str, _Piece] = {}
    for match in _QUOTED_OR_WORD.finditer(text[:LONGEST_QUERY]):
        quoted = match[1]
        for written in (quoted or match[0]).split():
            for part in fold(written).split(GAP):
                word = _without_dashes(part)
                shown = written if GAP not in fold(written) else part
                if word:
                    found.setdefault(word, _Piece(shown.strip(QUOTES), word, bool(quoted)))
    return list(found.values())[:MOST_WORDS]


def _without_dashes(word: str) -> str:
    """A dash that opens a word is a sign, not a letter; so is one after a Latin run."""
    word = word.lstrip(LONG)
    if len(word) > 1 and word.endswith(LONG) and not is_japanese(word[-2]):
        word = word.rstrip(LONG)
    return word


def _word(written: str, word: str, synonyms: Synonyms) -> Word:
    if len(word) > LONGEST_WORD:
        return Word(written, exact=())
    same, related = synonyms.same.get(word, ()), synonyms.related.get(word, ())
    return Word(
        asked=written,
        exact=forms(word),
        same=tuple(map(fold, same)),
        related=tuple(map(fold, related)),
        tried=same + related,
    )


def parse(text: str, synonyms: Synonyms, offices: Offices = NO_OFFICES) -> Asked:
    """What a text asks for. Never fails; a query of signs alone asks for everything.

    Words in double quotes are taken as they are: no synonyms, no places. A synonym may be the name
    of an office, so operators give short names to their publishers in the same file.

    >>> asked = parse("渋谷区の公衆トイレ", Synonyms())
    >>> asked.places[0].code, [word.asked for word in asked.words]
    ('131130', ['公衆トイレ'])
    """
    words: list[Word] = []
    places: list[PlaceWord] = []
    for piece in _pieces(text):
        if piece.is_quoted:
            words.append(_word(piece.written, piece.folded, _NO_SYNONYMS))
            continue
        place, rest = _place_and_rest(piece, synonyms, offices)
        places += [place] if place else []
        words += [_word(*rest, synonyms)] if rest else []
    return Asked(title_key(text[:LONGEST_QUERY]), tuple(words), tuple(places))


def _office(word: str, synonyms: Synonyms, offices: Offices) -> PlaceWord | None:
    """The publisher that a folded word or one of its synonyms names."""
    if not offices:
        return None
    bare = word.removesuffix(_NO)
    names = (bare, *map(fold, synonyms.same.get(bare, ())))
    found = next((offices[name] for name in names if name in offices), None)
    if found is None or bare in found.forms:
        return found
    return replace(found, forms=(bare, *found.forms))


def _place_and_rest(
    piece: _Piece, synonyms: Synonyms, offices: Offices
) -> tuple[PlaceWord | None, tuple[str, str] | None]:
    """The place a word names, if any, and what else it says (as written, folded)."""
    if place := place_word(piece.folded) or _office(piece.folded, synonyms, offices):
        return replace(place, word=piece.written), None
    name, _, rest = piece.folded.partition(_NO)
    if len(rest) > 1 and (place := _office(name, synonyms, offices)):
        return place, (_as_written(piece.written, rest), rest)
    if split := split_place(piece.folded):
        name, rest = split
        return place_word(name), (_as_written(piece.written, rest), rest)
    return None, (piece.written, piece.folded)


def _as_written(written: str, folded: str) -> str:
    """The part of a written word that folds to `folded`, or the folded word itself."""
    for start in range(len(written) if len(written) <= LONGEST_WORD else 0):
        if fold(written[start:]) == folded:
            return written[start:]
    return folded


def split_at_no(asked: Asked, synonyms: Synonyms) -> Asked | None:
    """The query with words parted at の (保育園の空き → 保育園 空き); None when none has it."""
    words: list[Word] = []
    for word in asked.words:
        parts = [part for part in "".join(word.exact[:1]).split(_NO) if len(part) > 1]
        if len(parts) > 1:
            words += [_word(_as_written(word.asked, part), part, synonyms) for part in parts]
        else:
            words.append(word)
    return replace(asked, words=tuple(words)) if len(words) > len(asked.words) else None


def cut_compounds(
    asked: Asked, synonyms: Synonyms, is_known: Callable[[Word], bool], unknown: Collection[str]
) -> tuple[Asked, tuple[str, ...]] | None:
    """The query with its words cut into words that something holds, and what was left over.

    With unknown words only those are cut. Else every word is that is made of others to the last
    letter. None when nothing can be cut.
    """
    words: list[Word] = []
    left: list[str] = []
    is_cut = False
    for word in asked.words:
        folded = "".join(word.exact[:1])
        parts = None
        if not unknown or word.asked in unknown:
            parts = cut(folded, lambda part: is_known(_word(part, part, synonyms)))
        if parts is None or (parts[1] and not unknown):
            words.append(word)
            continue
        is_cut = True
        known, over = parts
        words += [_word(_as_written(word.asked, part), part, synonyms) for part in known]
        left += over
    return (replace(asked, words=tuple(words)), tuple(left)) if is_cut else None
