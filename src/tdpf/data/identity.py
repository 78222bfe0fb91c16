"""Who asks, and what they may see: the one place for both."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import Scope

from tdpf.adapters.manifest import TableEntry


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks. Nobody signs in yet, so everybody is anonymous."""

    name: str = "anonymous"


ANONYMOUS = Actor()


def actor_of(scope: Scope) -> Actor:
    """The actor behind a request."""
    del scope
    return ANONYMOUS


def visible(actor: Actor, entry: TableEntry) -> bool:
    """Whether the actor may read the table: everything published is public."""
    del actor, entry
    return True
