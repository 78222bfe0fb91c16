"""Any text is a query: words that must all match, and places among them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tdpf.core.search.fold import GAP, LONG, fold, is_japanese, title_key
from tdpf.core.search.forms import forms
from tdpf.core.search.places import PlaceWord, place_word, split_place
from tdpf.core.search.synonyms import Synonyms

MOST_WORDS = 24
LONGEST_WORD = 200
_NO = "ノ"  # の, folded


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


def _plain_words(text: str) -> list[tuple[str, str]]:
    """(as written, folded) words in order, each once."""
    found: dict[str, str] = {}
    for written in text.split():
        for piece in fold(written).split(GAP):
            word = _without_dashes(piece)
            if word:
                found.setdefault(word, written if GAP not in fold(written) else piece)
    return [(written, word) for word, written in found.items()][:MOST_WORDS]


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


def parse(text: str, synonyms: Synonyms) -> Asked:
    """What a text asks for. Never fails; a query of signs alone asks for everything.

    >>> asked = parse("渋谷区の公衆トイレ", Synonyms())
    >>> asked.places[0].code6, [word.asked for word in asked.words]
    ('131130', ['公衆トイレ'])
    """
    words: list[Word] = []
    places: list[PlaceWord] = []
    for written, word in _plain_words(text):
        place = place_word(word)
        split = None if place else split_place(word)
        if place:
            places.append(replace(place, word=written))
        elif split and (named := place_word(split[0])):
            places.append(named)
            words.append(_word(_as_written(written, split[1]), split[1], synonyms))
        else:
            words.append(_word(written, word, synonyms))
    return Asked(title_key(text), tuple(words), tuple(places))


def _as_written(written: str, folded: str) -> str:
    """The part of a written word that folds to `folded`, or the folded word itself."""
    for start in range(len(written)):
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
