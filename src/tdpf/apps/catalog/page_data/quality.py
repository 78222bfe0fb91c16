"""The shares that the quality score is made of, with words that say what each of them counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class QualityPart:
    title: str
    meaning: str
    share: float | None


def quality_parts(shares: Mapping[str, object]) -> tuple[QualityPart, ...]:
    """Each part of the score with the given share: of a version, or its weight in the formula."""
    words = {
        "completeness": (
            gettext("Completeness"),
            gettext("Cells with a value, over all columns that hold items of the standard"),
        ),
        "required_filled": (
            gettext("Required items"),
            gettext("Cells with a value, over the items that the standard requires"),
        ),
        "validity": (
            gettext("Validity"),
            gettext("Values that have the standard form, or could be brought into it"),
        ),
        "located": (
            gettext("Location"),
            gettext("Rows with a position; all of them for lists that have no places"),
        ),
    }
    return tuple(
        QualityPart(
            title, meaning, share if isinstance(share := shares.get(code), float | int) else None
        )
        for code, (title, meaning) in words.items()
    )
