"""CKAN's answers around a result, and its errors: what clients look at to tell them apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

JSON = Any  # what JSON can hold

CONTENT_TYPE = "application/json;charset=utf-8"
VERSION = "2.12.0"

Problems = Mapping[str, Sequence[str]]
"""Field → sentences, as CKAN writes a validation error."""

ErrorType = Literal[
    "Validation Error",
    "Not Found Error",
    "Authorization Error",
    "Search Query Error",
    "Internal Server Error",
]


class Invalid(Exception):
    """What was sent cannot be taken; `problems` says why, by field. CKAN answers 409."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(str(dict(problems)))
        self.problems = problems


class NotFound(Exception):
    """Unknown, or hidden: nobody can tell which. `what` is CKAN's sentence. CKAN answers 404."""

    def __init__(self, what: str = "") -> None:
        super().__init__(what)
        self.what = what


class NotAllowed(Exception):
    """Somebody asks for what is not theirs to do. CKAN answers 403."""

    def __init__(self, message: str = "Access denied") -> None:
        super().__init__(message)
        self.message = message


class BadJson(Exception):
    """The body is no JSON object. CKAN answers 400 with a bare string."""


class BadSearch(Exception):
    """A search expression that cannot be read. CKAN answers 400."""


class UnknownField(BadSearch):
    """A search expression names a field that the catalogue does not have."""

    def __init__(self, field: str) -> None:
        super().__init__(f"Unknown field: {field}")
        self.field = field


def success(site: str, action: str, result: JSON) -> dict[str, JSON]:
    return {"help": _help(site, action), "success": True, "result": result}


def failure(site: str, action: str, error: dict[str, JSON]) -> dict[str, JSON]:
    return {"help": _help(site, action), "success": False, "error": error}


def _help(site: str, action: str) -> str:
    return f"{site}/api/3/action/help_show?name={action}"


def not_found(what: str = "") -> dict[str, JSON]:
    """The same for what is unknown and for what is hidden."""
    return {"__type": "Not Found Error", "message": f"Not found: {what}" if what else "Not found"}


def not_allowed(message: str = "Access denied") -> dict[str, JSON]:
    return {"__type": "Authorization Error", "message": message}


def invalid(problems: Problems) -> dict[str, JSON]:
    return {"__type": "Validation Error", **{name: list(told) for name, told in problems.items()}}


def bad_search(error: BadSearch) -> dict[str, JSON]:
    return {"__type": "Search Query Error", "message": f"Search Query is invalid: {error}"}


def internal() -> dict[str, JSON]:
    return {"__type": "Internal Server Error", "message": "Internal Server Error"}


def unknown_action(name: str) -> str:
    """The whole body of a 400: a bare JSON string."""
    return f"Bad request: Action name not known: {name}"


def status_show(
    site: str, title: str, description: str = "", *, extensions: Sequence[str] = ("datastore",)
) -> dict[str, JSON]:
    return {
        "site_title": title,
        "site_description": description,
        "site_url": site,
        "error_emails_to": None,
        "locale_default": "ja",
        "extensions": list(extensions),
        "ckan_version": VERSION,
    }
