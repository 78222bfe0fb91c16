"""Who writes by CKAN's actions, and what they may: the one place for both."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from django.http import HttpRequest

from tdpf.adapters.accounts import Accounts, open_accounts
from tdpf.core.access import Action, Actor, may
from tdpf.core.catalog.ckan.envelope import NotAllowed
from tdpf.core.catalog.model import Dataset, Organisation
from tdpf.settings import settings


def writer_of(request: HttpRequest, *, at: datetime) -> Actor | None:
    """Who sent the request; None for anybody. A token that is not known is refused."""
    token = _token(request)
    if not token:
        return None
    found = _accounts().actor(token, at=at)
    if found is None:
        raise NotAllowed("Access denied: the token is not known, or it has expired")
    return found


@cache
def _accounts() -> Accounts:
    return open_accounts(settings())


def may_write(writer: Actor, organisation: Organisation | None) -> None:
    """Nothing, or NotAllowed."""
    if not may(writer, Action.WRITE, organisation.id if organisation else None):
        raise NotAllowed


def may_change(writer: Actor, dataset: Dataset) -> None:
    """Nothing, or NotAllowed. A merged table is made by the platform alone."""
    if dataset.is_merged:
        raise NotAllowed("A merged table is made from the datasets of its publishers: change those")
    may_write(writer, dataset.organisation)


def may_manage(writer: Actor, organisation_id: str) -> None:
    """Nothing, or NotAllowed: giving roles in an organisation."""
    if not may(writer, Action.MANAGE, organisation_id):
        raise NotAllowed


def may_operate(writer: Actor) -> None:
    """Nothing, or NotAllowed: organisations and groups belong to the operator."""
    if not may(writer, Action.MANAGE, None):
        raise NotAllowed


def _token(request: HttpRequest) -> str:
    told = request.headers.get("X-CKAN-API-Key") or request.headers.get("Authorization") or ""
    return told.removeprefix("Bearer ").strip()
