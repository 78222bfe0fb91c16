"""Who asks: roles in an organisation, scopes of a token, and one question, `may`.

A person has a role in each organisation that they belong to; an operator may do everything
everywhere. A token narrows both to its scopes: it never allows more than its person may do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a person is in an organisation."""

    OWNER = "owner"  # 責任者
    OFFICER = "officer"  # 担当者
    REVIEWER = "reviewer"  # 確認者
    READER = "reader"  # 閲覧者


class Action(StrEnum):
    """What somebody does with things of an organisation."""

    READ = "read"  # what is not public
    WRITE = "write"  # describe and publish
    REVIEW = "review"  # confirm what others prepared
    MANAGE = "manage"  # give and take roles


class Scope(StrEnum):
    """What a token may be used for."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


ALLOWED: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.OWNER: frozenset(Action),
        Role.OFFICER: frozenset({Action.READ, Action.WRITE, Action.REVIEW}),
        Role.REVIEWER: frozenset({Action.READ, Action.REVIEW}),
        Role.READER: frozenset({Action.READ}),
    }
)
REACHES: Mapping[Scope, frozenset[Action]] = MappingProxyType(
    {
        Scope.READ: frozenset({Action.READ}),
        Scope.WRITE: frozenset({Action.READ, Action.WRITE, Action.REVIEW}),
        Scope.ADMIN: frozenset(Action),
    }
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks. Roles are by the id of the organisation."""

    name: str = "anonymous"
    roles: Mapping[str, Role] = field(default_factory=dict)
    scopes: frozenset[Scope] = frozenset()
    is_operator: bool = False

    def organisations(self, action: Action) -> frozenset[str] | None:
        """Ids of the organisations in which the actor may do it; None: in all of them."""
        if not any(action in REACHES[scope] for scope in self.scopes):
            return frozenset()
        if self.is_operator:
            return None
        return frozenset(one for one, role in self.roles.items() if action in ALLOWED[role])


ANONYMOUS = Actor()


def may(actor: Actor, action: Action, organisation: str | None) -> bool:
    """Whether the actor may do it for the organisation; what belongs to none is the operator's."""
    where = actor.organisations(action)
    return where is None or (organisation is not None and organisation in where)
