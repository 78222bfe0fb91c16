"""Answers that stay right until the next publication."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.apps import apps
from django.core.cache import cache
from django.utils.translation import get_language

T = TypeVar("T")
HOUR_S = 3600


def generation() -> int:
    """A number that grows with every publication."""
    counter = apps.get_model("publishing", "Counter")
    found = counter.objects.filter(name="publication").values_list("value", flat=True).first()
    return int(found or 0)


def per_generation(name: str, build: Callable[[], T]) -> T:
    """What `build` gives, kept until something is published."""
    return for_ever(f"{name}:{generation()}", build)


def for_ever(name: str, build: Callable[[], T]) -> T:
    """What `build` gives, kept while there is room: for things made of an immutable version."""
    key = f"page:{get_language()}:{name}"
    found: T | None = cache.get(key)
    if found is None:
        found = build()
        cache.set(key, found, HOUR_S)
    return found
