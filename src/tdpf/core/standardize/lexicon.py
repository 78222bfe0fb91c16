"""Which item of which set a header can mean: all words of the standards in one dictionary.

Every entry has a strength: an item's own name 1.0, its name in the 2017 layout just below, then the
aliases, falling with their place in the list, then words that only the general meaning shares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from tdpf.core.standards import Concept, Item, StandardSet, canonical, fold, standards, vocabulary
from tdpf.core.standards.fold import without_brackets

OWN_NAME = 1.0
MOVED_NAME = 0.98
SET_WORD = 0.95
CONCEPT_WORD = 0.92
KEY = 0.9
"""An item's English key or database name as a header."""
WEAK_WORD = 0.6
CANONICAL_LOSS = 0.03
BRACKET_LOSS = 0.1
SUM_LOSS = 0.02
"""`定員_計` is the 定員 more surely than `定員_0歳`."""
PART = 0.68
ENDING = 0.62
SPAN_LOSS = 0.06
SUCH_LOSS = 0.04
_RANK_LOSS = 0.004
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Meaning:
    """An item that a header can mean in a set, and how surely."""

    item: str
    strength: float
    is_own_name: bool = False


BySet = dict[str, dict[str, Meaning]]
"""Set → item → the strongest way in which a header means it."""


@dataclass(slots=True)
class Lexicon:
    """The words of all sets, by folded and by canonical spelling."""

    folded: dict[str, list[tuple[str, Meaning]]] = field(default_factory=dict)
    canonical: dict[str, list[tuple[str, Meaning]]] = field(default_factory=dict)
    parts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # part → (set, item)
    endings: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    known: dict[str, BySet] = field(default_factory=dict)

    def add(self, slug: str, word: str, meaning: Meaning) -> None:
        for table, key in ((self.folded, fold(word)), (self.canonical, canonical(word))):
            if key:
                table.setdefault(key, []).append((slug, meaning))

    def meanings(self, header: str) -> BySet:
        """What a header can mean in every set."""
        found = self.known.get(header)
        if found is None:
            if len(self.known) > _REMEMBERED:
                self.known.clear()
            found = self.known[header] = self._search(header)
        return found

    def _search(self, header: str) -> BySet:
        found: BySet = {}
        for slug, meaning, loss in self._lookups(header):
            strength, items = meaning.strength - loss, found.setdefault(slug, {})
            best = items.get(meaning.item)
            if best is None or best.strength < strength:
                is_own_name = meaning.is_own_name and not loss
                items[meaning.item] = Meaning(meaning.item, strength, is_own_name)
        return found

    def _lookups(self, header: str) -> Iterator[tuple[str, Meaning, float]]:
        canon = canonical(header)
        spellings = [(self.folded, fold(header), 0.0), (self.canonical, canon, CANONICAL_LOSS)]
        for short, loss in (
            (without_brackets(header), BRACKET_LOSS),
            (_summed(header), SUM_LOSS),
            (_side_of_span(header), SPAN_LOSS),
            (header.strip().removesuffix("等"), SUCH_LOSS),  # 崖崩れ等, 住所等
        ):
            if short and short != header:
                spellings += [
                    (self.folded, fold(short), loss),
                    (self.canonical, canonical(short), loss + CANONICAL_LOSS),
                ]
        for table, key, loss in spellings:
            for slug, meaning in table.get(key, ()):
                yield slug, meaning, loss
        yield from self._inside(canon)

    def _inside(self, canon: str) -> Iterator[tuple[str, Meaning, float]]:
        """By a part of the header: the earlier and the larger, the surer. And by its ending."""
        for part, owners in self.parts.items():
            at = canon.find(part)
            if at >= 0:
                share = len(part) / len(canon)
                for slug, item in owners:
                    yield slug, Meaning(item, PART + 0.1 * share), 0.05 * at / len(canon)
        for ending, owners in self.endings.items():
            if canon.endswith(ending) and canon != ending:
                share = len(ending) / len(canon)
                for slug, item in owners:
                    yield slug, Meaning(item, ENDING + 0.1 * share), 0.0


def _summed(header: str) -> str:
    """What a sum is of: `収容台数_計` → `収容台数`. Nothing for a header that is no sum."""
    found = _SUM.fullmatch(header.strip())
    return found[1] if found else ""


_SUM = re.compile(r"(.{2,}?)[ 　_＿・:：]*[（(]?(?:合計|総計|総数|計)[)）]?")


def _side_of_span(header: str) -> str:
    """`開館時間（自）`, `開所時間_閉` → what standards call this side: 開始時間, 終了時間."""
    found = _SIDE.fullmatch(header.strip())
    if not found:
        return ""
    side = "開始" if found[2] in {"自", "から", "開始", "始", "始期", "開"} else "終了"
    return side + ("時間" if found[1].endswith(("時間", "時刻", "時間帯")) else "日")


_SIDE = re.compile(
    r"(.*(?:時間帯?|時刻|期間|期日))[ 　_＿・:：（(]*(?:平日[ 　_＿・]*)?"
    r"(自|から|開始|始|始期|開|至|まで|終了|終|終期|閉)[)）]?"
)


def _ranked(words: Iterable[str], item: str, start: float) -> Iterator[tuple[str, Meaning]]:
    for rank, word in enumerate(words):
        yield word, Meaning(item, start - _RANK_LOSS * rank)


def _concept_words(concept: Concept, item: str) -> Iterator[tuple[str, Meaning]]:
    yield from _ranked(concept.words, item, CONCEPT_WORD)
    yield from _ranked(concept.weak, item, WEAK_WORD)


def _older_names(standard: StandardSet) -> Iterator[tuple[str, str]]:
    """2017 name → item of the target layout."""
    if not standard.layout_2017:
        return
    names = set(standard.layout.names()) if standard.layout else set()
    moved = dict(standard.moved)
    for name in standard.layout_2017.names():
        target = moved.get(name, name)
        if target in names and name not in names:
            yield name, target


def _fill(lexicon: Lexicon, item: Item, standard: StandardSet, without: frozenset[str]) -> None:
    slug, words = standard.slug, vocabulary().sets[standard.slug]
    lexicon.add(slug, item.name, Meaning(item.name, OWN_NAME, is_own_name=True))
    own = [word for word in (*words.words.get(item.name, ()), *item.aliases) if "+" not in word]
    entries = list(_ranked(own, item.name, SET_WORD))
    concept = vocabulary().concepts.get(item.concept or "")
    if concept and _is_first_of_concept(item, standard):
        entries += _concept_words(concept, item.name)
        for part in concept.parts:
            lexicon.parts.setdefault(canonical(part), []).append((slug, item.name))
        for ending in concept.endings:
            lexicon.endings.setdefault(canonical(ending), []).append((slug, item.name))
    for word, meaning in entries:
        if fold(word) not in without:
            lexicon.add(slug, word, meaning)
    if _is_first_with_key(item, standard):
        for word in filter(None, (item.key, item.physical_name)):
            lexicon.add(slug, word, Meaning(item.name, KEY))
    for part in words.parts.get(item.name, ()):
        lexicon.parts.setdefault(canonical(part), []).append((slug, item.name))


def _is_first_with_key(item: Item, standard: StandardSet) -> bool:
    return next(one for one in standard.items if one.key == item.key) is item


def _is_first_of_concept(item: Item, standard: StandardSet) -> bool:
    return next(one for one in standard.items if one.concept == item.concept) is item


@cache
def lexicon_of(without: frozenset[str] = frozenset()) -> Lexicon:
    """The words of all sets; `without` leaves some out, so that a test can hide what it knows."""
    lexicon = Lexicon()
    for standard in standards().values():
        for item in standard.items:
            _fill(lexicon, item, standard, without)
        for name, target in _older_names(standard):
            lexicon.add(standard.slug, name, Meaning(target, MOVED_NAME))
    return lexicon


@dataclass(slots=True)
class Neighbours:
    """Words that look like a header, over all sets at once.

    Two words are as near as the share of letter pairs they have in common (Dice); a word that ends
    the header is near as well, because the last part of a Japanese compound says what it is.
    """

    words: list[str]
    owners: list[dict[str, list[Meaning]]]  # set → meanings, for each word
    pairs: dict[str, list[int]]  # letter pair → words
    sizes: list[int]
    place: dict[str, int]
    known: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)

    def near(self, header: str) -> dict[str, dict[str, float]]:
        """Set → item → nearness, from SIMILAR to 1."""
        found = self.known.get(header)
        if found is None:
            if len(self.known) > _REMEMBERED:
                self.known.clear()
            found = self.known[header] = self._search(header)
        return found

    def _search(self, header: str) -> dict[str, dict[str, float]]:
        group = canonical(header.rpartition("_")[0] or without_brackets(header))
        group = "" if group == canonical(header) else group
        best: dict[str, dict[str, float]] = {}
        for place, value in self._hits(canonical(header)):
            if group and self.words[place] == group:
                continue  # 男性_大 is not all of 男性
            for slug, meanings in self.owners[place].items():
                items = best.setdefault(slug, {})
                for meaning in meanings:
                    worth = value * (0.6 + 0.4 * meaning.strength)
                    if worth > items.get(meaning.item, 0.0):
                        items[meaning.item] = worth
        return best

    def _hits(self, canon: str) -> Iterator[tuple[int, float]]:
        mine = letter_pairs(canon)
        common: dict[int, int] = {}
        for two in mine:
            for place in self.pairs.get(two, ()):
                common[place] = common.get(place, 0) + 1
        for place, count in common.items():
            if _contradict(canon, self.words[place]):
                continue
            value = 2 * count / (len(mine) + self.sizes[place])
            if len(canon) < len(self.words[place]) and self.words[place].endswith(canon):
                value *= _LESS_SAID  # 駐車場 is not yet 優先駐車場
            if value >= SIMILAR:
                yield place, value
        for length in range(2, len(canon)):
            ending = self.place.get(canon[-length:])
            if (
                ending is not None
                and canon[-length:] not in _EMPTY_ENDINGS
                and not _contradict(canon, self.words[ending])
            ):
                yield ending, 0.55 + 0.3 * length / len(canon)
        if len(canon) == 1:
            for place, word in enumerate(self.words):
                if len(word) == 2 and word[0] == canon:
                    yield place, 0.7


_OPPOSITES = tuple(
    (canonical(one), canonical(other))
    for one, other in (
        ("男", "女"),
        ("開始", "終了"),
        ("緯度", "経度"),
        ("最大", "最小"),
        ("有料", "無料"),
    )
)
_SEXES = (canonical("男"), canonical("女"))
_AGES = canonical("歳")


def _contradict(header: str, word: str) -> bool:
    """Words that share most letters and mean the opposite: 男子便器数 and 女子便器数.

    A number of people of some age is not yet one of men or of women.
    """
    for one, other in _OPPOSITES:
        told = (one in header, other in header)
        if told[0] != told[1] and (one in word, other in word) == (told[1], told[0]):
            return True
    return (
        _AGES in header and not any(s in header for s in _SEXES) and any(s in word for s in _SEXES)
    )


SIMILAR = 0.5
_LESS_SAID = 0.8
_EMPTY_ENDINGS = frozenset(
    map(
        canonical,
        (
            "番号",
            "名称",
            "コード",
            "区分",
            "時間",
            "情報",
            "種類",
            "url",
            "年月日",
            "人数",
            "方法",
            "一覧",
        ),
    )
)
"""Last parts that say too little: 受付番号 is no ID, 鉄道区分 no category of the place."""


def letter_pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset((text,))


@cache
def neighbours(without: frozenset[str] = frozenset()) -> Neighbours:
    """All words of all sets, ready to be searched for look-alikes."""
    owners: dict[str, dict[str, list[Meaning]]] = {}
    for word, entries in lexicon_of(without).canonical.items():
        for slug, meaning in entries:
            owners.setdefault(word, {}).setdefault(slug, []).append(meaning)
    words = list(owners)
    pairs: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        for two in letter_pairs(word):
            pairs.setdefault(two, []).append(place)
    return Neighbours(
        words=words,
        owners=list(owners.values()),
        pairs=pairs,
        sizes=[len(letter_pairs(word)) for word in words],
        place={word: place for place, word in enumerate(words)},
    )


@dataclass(slots=True)
class ConceptLexicon:
    """What a header means in any set."""

    folded: dict[str, Meaning]
    canonical: dict[str, Meaning]
    endings: list[tuple[str, str]]
    parts: list[tuple[str, str]]
    known: dict[str, Meaning | None] = field(default_factory=dict)

    def meaning(self, header: str) -> Meaning | None:
        """The concept of a header, in `Meaning.item`."""
        if header not in self.known:
            if len(self.known) > _REMEMBERED:
                self.known.clear()
            self.known[header] = self._search(header)
        return self.known[header]

    def _search(self, header: str) -> Meaning | None:
        canon = canonical(header)
        found = self.folded.get(fold(header)) or self.canonical.get(canon)
        if found:
            return found
        short = without_brackets(header)
        if short != header:
            found = self.folded.get(fold(short)) or self.canonical.get(canonical(short))
            if found:
                return Meaning(found.item, found.strength - BRACKET_LOSS)
        for part, concept in self.parts:
            if part in canon:
                return Meaning(concept, PART)
        for ending, concept in self.endings:
            if canon.endswith(ending):
                return Meaning(concept, ENDING)
        return None


@cache
def concepts(without: frozenset[str] = frozenset()) -> ConceptLexicon:
    """The lexicon of general meanings."""
    lexicon = ConceptLexicon({}, {}, [], [])
    for concept in vocabulary().concepts.values():
        names = [(name, Meaning(concept.name, OWN_NAME)) for name in sorted(concept.items)]
        for word, meaning in (*names, *_concept_words(concept, concept.name)):
            if fold(word) in without and word not in concept.items:
                continue
            lexicon.folded.setdefault(fold(word), meaning)
            lexicon.canonical.setdefault(canonical(word), meaning)
        lexicon.endings += [(canonical(ending), concept.name) for ending in concept.endings]
        lexicon.parts += [(canonical(part), concept.name) for part in concept.parts]
    return lexicon
