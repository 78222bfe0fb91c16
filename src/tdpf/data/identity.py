"""Who asks, and what they may see: the one place for both.

`data/server.py` finds the actor of a request that shows a token or is sent by a browser that is
signed in, before anything is answered; everybody else is anonymous. Who comes by session may
read and nothing else, so no other page can do anything in their name.
"""

from __future__ import annotations

from contextvars import ContextVar

from starlette.types import Scope

from tdpf.adapters.manifest import TableEntry
from tdpf.core.access import ANONYMOUS, Action, Actor, may, reads
from tdpf.core.catalog.model import Dataset

__all__ = [
    "ANONYMOUS",
    "ASKER",
    "Actor",
    "actor_of",
    "ask_for_nobody",
    "finds",
    "for_this_asker",
    "is_for_asker_alone",
    "is_found_by_all",
    "is_known",
    "is_listed_for",
    "may_find",
    "readable",
    "session_of",
    "token_of",
    "visible",
]

ASKER: ContextVar[Actor] = ContextVar("asker", default=ANONYMOUS)
"""Who asks, where a library stands between the request and us."""
KEY = "tdpf.actor"  # in the scope of a request whose asker is known
ALONE = "tdpf.alone"
SESSION = b"sessionid"  # the cookie of the pages' sessions
_TOKEN_HEADERS = frozenset({b"authorization", b"x-ckan-api-key"})


def actor_of(scope: Scope) -> Actor:
    """The actor behind a request."""
    found: Actor = scope.get(KEY, ANONYMOUS)
    return found


def ask_for_nobody(scope: Scope) -> None:
    """Answer as to everybody: what follows is read by whoever made the request happen."""
    scope.pop(KEY, None)


def is_known(scope: Scope) -> bool:
    """Whether somebody in particular asks: the answer is for them and not to be kept."""
    return KEY in scope


def for_this_asker(scope: Scope) -> None:
    """Mark the answer as one that others may not get: no cache between us may keep it."""
    scope[ALONE] = True


def is_for_asker_alone(scope: Scope) -> bool:
    return ALONE in scope


def visible(actor: Actor, entry: TableEntry) -> bool:
    """Whether the table is there for the actor: public, of their organisation, or shared with it.

    What of it they see is `Shelf.table_for`.
    """
    return entry.is_public or reads(actor, entry.owner, entry.readers)


def is_found_by_all(dataset: Dataset) -> bool:
    """Whether the description stands in the catalogue for everybody."""
    return dataset.visibility == "public" and dataset.state == "active"


def may_find(scope: Scope, dataset: Dataset) -> bool:
    """Whether the asker may read the description."""
    return finds(actor_of(scope), dataset)


def finds(actor: Actor, dataset: Dataset) -> bool:
    """Whether the actor may read the description; what is deleted is the operator's alone."""
    if is_found_by_all(dataset):
        return True
    owner = dataset.organisation
    if dataset.state == "deleted":
        return may(actor, Action.READ, None)
    return reads(actor, owner.id if owner else None, dataset.readers)


def is_listed_for(actor: Actor, dataset: Dataset) -> bool:
    """Whether the description stands in lists for the actor; none of what was withdrawn does."""
    return dataset.state in {"active", "draft"} and finds(actor, dataset)


def readable(actor: Actor) -> frozenset[str] | None:
    """Organisations whose hidden tables the actor may read, by id; None: all of them."""
    return actor.organisations(Action.READ)


def session_of(scope: Scope) -> str:
    """The session that the browser's cookie names; empty: none."""
    for name, value in scope["headers"]:
        if name == b"cookie" and SESSION in value:
            for one in value.split(b";"):
                key, _, found = one.strip().partition(b"=")
                if key == SESSION:
                    text: str = found.decode("latin-1")[:200]
                    return text
    return ""


def token_of(scope: Scope) -> str:
    """The token that a request shows, as `Bearer …`, alone, or as CKAN's key; empty: none.

    Other schemes, such as a proxy's Basic, are no business of ours.
    """
    for name, value in scope["headers"]:
        if name in _TOKEN_HEADERS:
            words: list[str] = value.decode("latin-1").split()
            if len(words) == 1:
                return words[0]
            if len(words) == 2 and words[0].lower() == "bearer":
                return words[1]
    return ""
