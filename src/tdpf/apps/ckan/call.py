"""One call of a writing action: who calls, with what, and the catalogue to look things up in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from django.http import HttpRequest

from tdpf.adapters.catalog import Catalog, open_catalog
from tdpf.core.access import Actor
from tdpf.core.catalog.addresses import Addresses
from tdpf.core.catalog.ckan.envelope import BadJson, Invalid, NotFound
from tdpf.core.catalog.ckan.write import package, resource
from tdpf.core.catalog.model import Dataset, Distribution
from tdpf.settings import settings

JSON = Any  # what JSON can hold
Upload = Any  # Django's UploadedFile, whose types say nothing of its content
MOST_JSON_BYTES = 100_000_000
_LISTS = frozenset({"tags", "extras", "groups", "resources", "records", "fields", "resource"})
_FLAGS = frozenset({"private", "force", "personal_data_checked", "include_records"})


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked by whom."""

    given: Mapping[str, JSON]
    writer: Actor
    at: datetime
    upload: Upload | None = None

    @property
    def catalog(self) -> Catalog:
        return catalogue()

    def text(self, name: str, *, also: str = "") -> str:
        """A text parameter; Invalid when it is missing."""
        value = self.given.get(name) or (self.given.get(also) if also else None)
        if value is None or value == "":
            raise Invalid({name: ["Missing value"]})
        if not isinstance(value, str):
            raise Invalid({name: ["Must be a string"]})
        return value

    def flag(self, name: str) -> bool:
        return str(self.given.get(name, "")).lower() in {"true", "1", "yes", "on"}

    def dataset(self, *, with_files: bool = True, parameter: str = "id") -> Dataset:
        """The dataset that `id` or `name` names, whatever its state."""
        name = self.text(parameter, also="name" if parameter == "id" else "")
        look = self.catalog.dataset if with_files else self.catalog.described
        found = look(name, everything=True)
        if found is None:
            raise NotFound
        return found

    def file(self, parameter: str = "id") -> tuple[Dataset, Distribution]:
        """The file that the parameter names, and its dataset."""
        name = self.text(parameter, also="id" if parameter != "id" else "")
        found = self.catalog.distribution(name, everything=True)
        if found is None:
            raise NotFound(f'Resource "{name}" was not found.')
        return found


@cache
def catalogue() -> Catalog:
    """The descriptions as readers see them."""
    return open_catalog(settings())


def addresses() -> Addresses:
    return Addresses(settings().public_url)


def told_elsewhere(file: Distribution, dataset: Dataset, before: Distribution | None) -> str:
    """Where somebody says that the file stands; blank where this site itself keeps it.

    Clients send back what they were shown, of a limited table the address of what all see of it.
    """
    shown = [addresses().distribution(dataset, file)]
    shown += [addresses().records(table, ".csv") for table in (before.tables if before else ())]
    return "" if file.download_url in shown else file.download_url


def package_told(dataset_id: str) -> JSON:
    """package_show of a dataset just written."""
    found = catalogue().dataset(dataset_id, everything=True)
    if found is None:
        raise NotFound
    return package(found, addresses())


def resource_told(distribution_id: str) -> JSON:
    """resource_show of a file just written."""
    found = catalogue().distribution(distribution_id, everything=True)
    if found is None:
        raise NotFound
    return resource(*found, addresses())


def given_of(request: HttpRequest) -> tuple[dict[str, JSON], Upload | None]:
    """The parameters of a GET or POST, as JSON or a form, and the file that was sent with it."""
    if request.method != "POST":
        return {name: str(text) for name, text in request.GET.items()}, None
    kind = request.content_type or ""
    if kind.startswith("multipart/form-data"):
        given = _form({name: str(text) for name, text in request.POST.items()})
        return given, request.FILES.get("upload")
    body = request.read(MOST_JSON_BYTES + 1)
    if len(body) > MOST_JSON_BYTES:
        raise BadJson(f"JSON Error: the body has more than {MOST_JSON_BYTES} bytes")
    if kind == "application/x-www-form-urlencoded" and not body.lstrip().startswith(b"{"):
        return _form(dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))), None
    if not body.strip():
        return {}, None
    return _object(body), None


def _object(body: bytes) -> dict[str, JSON]:
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadJson(f"JSON Error: Error decoding JSON data. Error: {error}") from error
    if not isinstance(found, dict):
        raise BadJson("JSON Error: Request data JSON decoded to something else than an object")
    return found


def _form(told: Mapping[str, str]) -> dict[str, JSON]:
    """Texts of a form as what they stand for: JSON of lists, true and false."""
    return {name: _meant(name, text) for name, text in told.items()}


def _meant(name: str, text: str) -> JSON:
    if name in _FLAGS:
        return text.lower() in {"true", "1", "yes", "on"}
    if name in _LISTS and text.lstrip().startswith(("[", "{")):
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError) as error:
            raise Invalid({name: ["Cannot parse JSON"]}) from error
    return text
