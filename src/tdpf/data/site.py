"""What this site calls itself, in descriptions for other programs."""

from __future__ import annotations

from tdpf.data.words import Language
from tdpf.settings import settings


def title(language: Language) -> str:
    """The site's name; the Japanese one where it has no English."""
    return settings().title(is_english=language == "en")
