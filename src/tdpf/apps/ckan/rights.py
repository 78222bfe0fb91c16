"""Who writes by CKAN's actions, and what they may: the one place for both."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from django.http import HttpRequest

from tdpf.core.catalog.ckan.envelope import NotAllowed
from tdpf.core.catalog.model import Dataset, Organisation
from tdpf.settings import settings

SHORTEST_TOKEN = 32


@dataclass(frozen=True, slots=True)
class Writer:
    """A program or person who may write, for all organisations or for some."""

    name: str  # as the audit log has it
    organisations: frozenset[str] | None = frozenset()  # ids; None: all of them

    def may_write_for(self, organisation: Organisation | None) -> bool:
        if self.organisations is None:
            return True
        return organisation is not None and organisation.id in self.organisations

    @property
    def is_operator(self) -> bool:
        return self.organisations is None


def writer_of(request: HttpRequest) -> Writer | None:
    """Who sent the request; None for anybody. A token that is not known is refused."""
    token = _token(request)
    if not token:
        return None
    known = settings().operator_token
    if len(known) >= SHORTEST_TOKEN and hmac.compare_digest(token.encode(), known.encode()):
        return Writer("operator-token", organisations=None)
    raise NotAllowed("Access denied: the token is not known")


def may_write(writer: Writer, organisation: Organisation | None) -> None:
    """Nothing, or NotAllowed."""
    if not writer.may_write_for(organisation):
        raise NotAllowed


def may_change(writer: Writer, dataset: Dataset) -> None:
    """Nothing, or NotAllowed. A merged table is made by the platform alone."""
    if dataset.is_merged:
        raise NotAllowed("A merged table is made from the datasets of its publishers: change those")
    may_write(writer, dataset.organisation)


def may_operate(writer: Writer) -> None:
    """Nothing, or NotAllowed: organisations and groups belong to the operator."""
    if not writer.is_operator:
        raise NotAllowed


def _token(request: HttpRequest) -> str:
    told = request.headers.get("X-CKAN-API-Key") or request.headers.get("Authorization") or ""
    return told.removeprefix("Bearer ").strip()
