"""What the headers mean to say: the repair of a header cell that swallowed a comma."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tdpf.core.standardize.fitting import fit
from tdpf.core.standardize.lexicon import concepts
from tdpf.core.standardize.survey import Facts
from tdpf.core.standards import Item, vocabulary

_COMMA = re.compile(r"\s*[,，、]\s*")


def meant_headers(headers: Sequence[str], facts: Sequence[Facts]) -> tuple[list[str], int | None]:
    """The headers as meant, and the place of the cell that covers two columns, if there is one.

    `住所,電話番号` in one cell and a last column without a header: everything from there on stands
    one column too far left. Believed only when the values agree better with the shifted headers.
    """
    as_is = list(headers)
    if not as_is or as_is[-1].strip() or not facts[-1].filled:
        return as_is, None
    for place, header in enumerate(as_is):
        pieces = [piece for piece in _COMMA.split(header) if piece]
        spare = len(as_is) - len("\0".join(as_is).rstrip("\0").split("\0"))
        if len(pieces) < 2 or len(pieces) - 1 != spare:
            continue
        shifted = [*as_is[:place], *pieces, *as_is[place + 1 : len(as_is) - spare]]
        if _agreement(shifted, facts) > _agreement(as_is, facts):
            return shifted, place
    return as_is, None


def _agreement(headers: Sequence[str], facts: Sequence[Facts]) -> float:
    """How well the values fit what the headers say, over the columns that say something."""
    lexicon, total = concepts(), 0.0
    for header, column in zip(headers, facts, strict=True):
        meaning = lexicon.meaning(header) if header.strip() else None
        if meaning and column.sample:
            form = vocabulary().concepts[meaning.item].form
            total += fit(Item(0, header, form), column) - 0.5
    return total
