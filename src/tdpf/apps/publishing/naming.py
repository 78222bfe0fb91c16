"""Names for what the officer did not name: dataset, table and title, always the same ones."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_MAX_STEM = 60


def slug(text: str) -> str:
    """Lower-case ASCII; a short hash stands for letters that have none."""
    folded = unicodedata.normalize("NFKC", text).lower()
    plain = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:_MAX_STEM].strip("-")
    if re.fullmatch(r"[a-z0-9 ._()-]+", folded) and plain and len(folded) <= _MAX_STEM:
        return plain
    mark = hashlib.sha256(text.encode()).hexdigest()[:6]
    return f"{plain}-{mark}" if plain else mark


def default_name(publisher: str, standard: str | None, file: Path) -> str:
    """`131130-public-toilet` for a standard set, else publisher and file name."""
    return (
        f"{publisher}-{standard.replace('_', '-')}"
        if standard
        else second_name(publisher, None, file)
    )


def second_name(publisher: str, standard: str | None, file: Path) -> str:
    """For another file of a set that the publisher has a dataset of already."""
    stem = slug(file.stem).removeprefix(f"{publisher}-")
    first = default_name(publisher, standard, file) if standard else publisher
    return f"{first}-{stem}"


def sheet_name(dataset: str, sheet: str) -> str:
    """Name of the table of a further sheet; the main table has the dataset's name."""
    return f"{dataset}-{slug(sheet)}" if sheet else dataset
