"""Japanese catalogue search: tokens, synonyms, what a query asks for and in which order."""

from tdpf.core.search.fold import fold, occurs, title_key
from tdpf.core.search.parse import Asked, parse
from tdpf.core.search.plan import Rule, tiers
from tdpf.core.search.synonyms import Synonyms, read_synonyms, shipped_synonyms
from tdpf.core.search.tokens import tokens

__all__ = [
    "Asked",
    "Rule",
    "Synonyms",
    "fold",
    "occurs",
    "parse",
    "read_synonyms",
    "shipped_synonyms",
    "tiers",
    "title_key",
    "tokens",
]
