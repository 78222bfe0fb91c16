"""Where things of the catalogue live: the stable IRIs, made in one place and read back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from tdpf.core.catalog.model import Dataset, Distribution, Organisation, TableInfo

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Addresses:
    """IRIs under one site, such as `https://data.example.jp` without a slash at the end.

    An IRI holds the id, which never changes, and leads to the page of its thing.
    """

    site: str

    def catalog(self) -> str:
        return f"{self.site}/catalog"

    def dataset(self, dataset_id: str) -> str:
        return f"{self.site}/datasets/{quote(dataset_id, safe='')}"

    def record(self, dataset_id: str) -> str:
        return f"{self.dataset(dataset_id)}#record"

    def distribution(self, dataset: Dataset, distribution: Distribution) -> str:
        return f"{self.dataset(dataset.id)}/files/{quote(distribution.id, safe='')}"

    def organisation(self, organisation: Organisation) -> str:
        return f"{self.site}/publishers/{quote(organisation.id, safe='')}"

    def standard(self, slug: str) -> str:
        """The standard set as a specification."""
        return f"{self.site}/sets/{quote(slug, safe='')}#standard"

    def standard_series(self, slug: str) -> str:
        """All datasets of a standard set."""
        return f"{self.site}/sets/{quote(slug, safe='')}"

    def series(self, name: str) -> str:
        return f"{self.site}/series/{quote(name, safe='')}"

    def theme(self, name: str) -> str:
        return f"{self.site}/themes/{quote(name, safe='')}"

    def themes(self) -> str:
        return f"{self.site}/themes"

    def area(self, code6: str) -> str:
        return f"{self.site}/areas/{code6}"

    def metric(self, name: str) -> str:
        return f"{self.site}/quality#{name}"

    def licence(self, code: str) -> str:
        return f"{self.site}/licences/{code}"

    def table(self, table: TableInfo) -> str:
        return f"{self.site}/api/v1/tables/{quote(table.id, safe='')}"

    def records(self, table: TableInfo, suffix: str = "") -> str:
        return f"{self.table(table)}/records{suffix}"

    def api_description(self) -> str:
        return f"{self.site}/api/openapi.json"


def last_part(iri: str) -> str:
    """The end of an IRI's path, its fragment left out: the id or slug that we put there."""
    return unquote(iri.partition("#")[0].rstrip("/").rsplit("/", 1)[-1])


def part_after(iri: str, folder: str) -> str:
    """The path part behind `/folder/`; blank when there is none."""
    found = re.search(rf"/{folder}/([^/#?]+)", iri)
    return unquote(found[1]) if found else ""


def is_uuid(text: str) -> bool:
    return bool(_UUID.fullmatch(text))
