"""Japanese catalogue search: tokens, synonyms, what a query asks for and in which order."""

from tdpf.core.search.fold import fold, occurs, title_key
from tdpf.core.search.parse import Asked, parse
from tdpf.core.search.plan import Plan, Rule, Tier, plan
from tdpf.core.search.synonyms import Synonyms, read_synonyms, shipped_synonyms
from tdpf.core.search.tokens import tokens

__all__ = [
    "Asked",
    "Plan",
    "Rule",
    "Synonyms",
    "Tier",
    "fold",
    "occurs",
    "parse",
    "plan",
    "read_synonyms",
    "shipped_synonyms",
    "title_key",
    "tokens",
]
