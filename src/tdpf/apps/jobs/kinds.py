"""Which kinds of work there are. An app registers its own when it is ready."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from tdpf.core.findings import Text


class Beat(Protocol):
    """Given to running work: tells how far it is, and whether it should stop."""

    def advance(self, done: int, of: int) -> None: ...

    @property
    def should_stop(self) -> bool: ...


Work = Callable[[Mapping[str, Any], Beat], Text | None]
"""Payload and beat → what to tell the person. Must bear being killed and begun again."""


class Later(Exception):
    """The work is not over and goes on after some seconds; this counts as no failed try."""

    def __init__(self, seconds: float, message: Text | None = None) -> None:
        super().__init__(f"again in {seconds:.0f} s")
        self.seconds = seconds
        self.message = message


class WorkFailed(Exception):
    """The work failed in a way that a person understands; `is_final`: trying again is no use."""

    def __init__(self, code: str, message: Text, *, is_final: bool = False) -> None:
        super().__init__(message.en)
        self.code = code
        self.message = message
        self.is_final = is_final


@dataclass(frozen=True, kw_only=True)
class Kind:
    name: str
    title: Text
    work: str  # "module:function", loaded by the worker that does it
    deadline_s: float = 6 * 3600
    most_tries: int = 5
    every_s: float | None = None  # queued by itself so often
    is_open: bool = True  # else what it is about may be private: operators alone see that

    def load(self) -> Work:
        """The function that does the work."""
        module, _, name = self.work.partition(":")
        found: Work = getattr(importlib.import_module(module), name)
        return found


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make the kind known to workers of this process."""
    known = KINDS.get(kind.name)
    if known is not None and known != kind:
        raise ValueError(f"two kinds of work are called {kind.name}: rename one")
    KINDS[kind.name] = kind
