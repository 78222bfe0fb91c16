"""`/api/3/action/NAME` for what changes something or is about people, in CKAN's envelope."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import msgspec
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from tdpf.apps.catalog.service import NameTaken, NoSuchThing
from tdpf.apps.ckan.actions import ACTIONS, PEOPLE
from tdpf.apps.ckan.call import JSON, Call, given_of
from tdpf.apps.ckan.rights import writer_of
from tdpf.core.access import ANONYMOUS
from tdpf.core.catalog.ckan.envelope import (
    CONTENT_TYPE,
    BadJson,
    Invalid,
    NotAllowed,
    NotFound,
    failure,
    internal,
    invalid,
    not_allowed,
    not_found,
    success,
    unknown_action,
)
from tdpf.settings import settings

_log = logging.getLogger(__name__)


@csrf_exempt  # nobody writes here by a cookie: a token is needed each time
def action(request: HttpRequest, name: str) -> HttpResponse:
    """One action."""
    site = settings().site_url.rstrip("/")
    if name not in ACTIONS | PEOPLE:
        return _told(unknown_action(name), 400)
    if request.method != "POST" and name in ACTIONS:
        return _told(f"Bad request - {name} changes something: call it by POST", 400)
    try:
        return _told(success(site, name, _done(request, name)))
    except (BadJson, BadRequest) as error:
        return _told(f"Bad request - {error}", 400)
    except Invalid as error:
        return _told(failure(site, name, invalid(error.problems)), 409)
    except NameTaken:
        taken = {"name": ["That URL is already in use."]}
        return _told(failure(site, name, invalid(taken)), 409)
    except NotFound as error:
        return _told(failure(site, name, not_found(error.what)), 404)
    except NoSuchThing:
        return _told(failure(site, name, not_found()), 404)
    except NotAllowed as error:
        return _told(failure(site, name, not_allowed(error.message)), 403)
    except Exception:  # noqa: BLE001 — the request edge, in CKAN's own words
        _log.exception("%s failed", name)
        return _told(failure(site, name, internal()), 500)


def _done(request: HttpRequest, name: str) -> JSON:
    at = datetime.now(UTC)
    writer = writer_of(request, at=at)
    if name in PEOPLE:
        given, _ = given_of(request)
        return PEOPLE[name](Call(given, writer or ANONYMOUS, at))
    if writer is None:
        raise NotAllowed
    given, upload = given_of(request)
    return ACTIONS[name](Call(given, writer, at, upload))


def _told(body: JSON, status: int = 200) -> HttpResponse:
    headers = {"Cache-Control": "private, no-store", "Vary": "Authorization"}
    return HttpResponse(msgspec.json.encode(body), CONTENT_TYPE, status, headers=headers)
