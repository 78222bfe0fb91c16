"""The 27 municipal standard open data sets: items, layouts and the words people use for them."""

from tdpf.core.standards.fold import canonical, fold
from tdpf.core.standards.load import standards
from tdpf.core.standards.model import Form, Item, Layout, Level, StandardSet
from tdpf.core.standards.vocabulary import Concept, SetWords, Vocabulary, vocabulary

__all__ = [
    "Concept",
    "Form",
    "Item",
    "Layout",
    "Level",
    "SetWords",
    "StandardSet",
    "Vocabulary",
    "canonical",
    "fold",
    "standards",
    "vocabulary",
]
