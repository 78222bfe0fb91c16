"""What a writer sends, checked before anything is done: field → sentences, as CKAN answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

JSON = Any  # what JSON can hold
Shape = Mapping[str, JSON]
Problems = dict[str, list[str]]

_NAME = re.compile(r"[a-z0-9_\-]*")
_RESERVED = frozenset({"new", "edit", "search"})
_SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_SCHEMES = frozenset({"http", "https", "ftp", "ftps"})
_LONGEST_NAME = 100
_LONGEST_TAG = 100
_TEXTS = (
    "title", "notes", "url", "version", "author", "author_email", "maintainer", "maintainer_email",
    "license_id", "owner_org", "state", "type",
)  # fmt: skip
_FILE_TEXTS = ("name", "description", "url", "format", "mimetype", "hash", "url_type")


def check_package(given: Shape, *, is_patch: bool = False) -> Problems:
    """What is wrong with a package that is to be written; empty when nothing is.

    A patch may leave out anything; what it holds must be right.
    """
    found: Problems = {}
    if "name" in given or not is_patch:
        _add(found, "name", check_name(given.get("name")))
    for field in _TEXTS:
        _add(found, field, _text(given.get(field)))
    _add(found, "url", _address(given.get("url")))
    if not isinstance(given.get("private"), bool | None):
        _add(found, "private", ["Must be a boolean"])
    _add(found, "tags", _check_tags(given.get("tags")))
    _add(found, "extras", _check_extras(given.get("extras")))
    _add(found, "groups", _dicts(given.get("groups"), "groups"))
    _add(found, "resources", _dicts(given.get("resources"), "resources"))
    if "resources" not in found:
        for resource in given.get("resources") or ():
            _add(found, "resources", _flat(check_resource(resource, with_package=False)))
    return found


def check_resource(given: Shape, *, is_patch: bool = False, with_package: bool = True) -> Problems:
    """What is wrong with a resource that is to be written."""
    found: Problems = {}
    if with_package and not is_patch and not given.get("package_id"):
        _add(found, "package_id", ["Missing value"])
    for field in _FILE_TEXTS:
        _add(found, field, _text(given.get(field)))
    for field in ("url", "access_url", "download_url"):
        _add(found, field, _address(given.get(field)))
    size = given.get("size")
    is_number = isinstance(size, int) or (isinstance(size, str) and re.fullmatch(r"\d*", size))
    if size is not None and (not is_number or isinstance(size, bool)):
        _add(found, "size", ["Invalid integer"])
    return found


def check_organisation(given: Shape, *, is_patch: bool = False) -> Problems:
    """What is wrong with an organization or a group that is to be written."""
    found: Problems = {}
    if "name" in given or not is_patch:
        _add(found, "name", check_name(given.get("name")))
    for field in ("title", "description", "image_url", "state"):
        _add(found, field, _text(given.get(field)))
    _add(found, "image_url", _address(given.get("image_url")))
    _add(found, "extras", _check_extras(given.get("extras")))
    return found


def check_name(name: JSON) -> list[str]:
    if name is None or name == "":
        return ["Missing value"]
    if not isinstance(name, str):
        return ["Names must be strings"]
    if name in _RESERVED:
        return ["That name cannot be used"]
    if len(name) < 2:
        return ["Must be at least 2 characters long"]
    if len(name) > _LONGEST_NAME:
        return [f"Name must be a maximum of {_LONGEST_NAME} characters long"]
    if not _NAME.fullmatch(name):
        symbols = "Must be purely lowercase alphanumeric (ascii) characters and these symbols: -_"
        return [symbols]
    return []


def _add(found: Problems, field: str, told: list[str]) -> None:
    if told:
        found.setdefault(field, []).extend(told)


def _flat(problems: Problems) -> list[str]:
    return [f"{field}: {text}" for field, texts in problems.items() for text in texts]


def _text(value: JSON) -> list[str]:
    return [] if isinstance(value, str | None) else ["Must be a string"]


def _address(value: JSON) -> list[str]:
    """Pages link to it, so a scheme that runs something is refused; without one it is a name."""
    found = _SCHEME.match(value) if isinstance(value, str) else None
    if found is None or found[1].lower() in _SCHEMES:
        return []
    return ["Must be an address that begins with http or https"]


def _dicts(value: JSON, field: str) -> list[str]:
    if value is None or (isinstance(value, list) and all(isinstance(one, dict) for one in value)):
        return []
    return [f"Only lists of dict can be placed against subschema {field}"]


def _check_tags(tags: JSON) -> list[str]:
    wrong = _dicts(tags, "tags")
    return wrong or [text for tag in tags or () for text in _check_tag(tag.get("name"))]


def _check_tag(name: JSON) -> Iterator[str]:
    if not isinstance(name, str) or not name.strip():
        yield "Missing value"
    elif len(name) > _LONGEST_TAG:
        yield f'Tag "{name[:20]}…" length is more than maximum {_LONGEST_TAG}'


def _check_extras(extras: JSON) -> list[str]:
    wrong = _dicts(extras, "extras")
    if wrong:
        return wrong
    keys = [extra.get("key") for extra in extras or ()]
    if not all(isinstance(key, str) and key for key in keys):
        return ["Missing value"]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    return [f'Duplicate key "{key}"' for key in twice]
