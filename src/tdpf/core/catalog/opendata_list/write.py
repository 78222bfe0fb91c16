"""The catalogue as an open data list in the 2023 layout: 42 columns, one row a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator

from tdpf.core.catalog.frequencies import FREQUENCIES
from tdpf.core.catalog.licences import LICENCES, NOT_SPECIFIED
from tdpf.core.catalog.model import Dataset, Distribution, licence_of
from tdpf.core.catalog.opendata_list.columns import headers_2023
from tdpf.core.places import municipality
from tdpf.core.standards import standards

STATUSES = {
    "completed": "完成",
    "developing": "作成中",
    "deprecated": "非推奨",
    "withdrawn": "取り下げ",
}
_BATCH = 500


def write(datasets: Iterable[Dataset]) -> Iterator[bytes]:
    """The list as CSV (UTF-8 with BOM, CRLF) piece by piece."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow(headers_2023())
    for place, dataset in enumerate(datasets, 1):
        writer.writerows(rows(dataset))
        if place % _BATCH == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def rows(dataset: Dataset) -> Iterator[tuple[str, ...]]:
    """One row a file; a dataset without files has a row of its own."""
    described = _dataset_cells(dataset)
    for file in dataset.distributions:
        yield described + _file_cells(dataset, file)
    if not dataset.distributions:
        yield described + ("",) * 15


def _dataset_cells(dataset: Dataset) -> tuple[str, ...]:
    organisation, contact = dataset.organisation, dataset.contact
    return (
        dataset.source.id if dataset.source else dataset.id,
        organisation.code6 if organisation else "",
        organisation.title if organisation else "",
        dataset.title,
        dataset.subtitle,
        dataset.notes,
        _joined(dataset.keywords),
        _joined(theme.title for theme in dataset.themes),
        dataset.universal_menu,
        dataset.issued[:10],
        dataset.modified[:10],
        dataset.version,
        _joined(dataset.languages),
        dataset.landing_page,
        _frequency(dataset),
        _standards(dataset.standards, dataset.conforms_to),
        _joined(dataset.documents),
        dataset.provenance,
        _coverage(dataset),
        _period(dataset),
        contact.name,
        contact.email if contact.is_email_in_bulk else "",
        contact.phone,
        contact.extension,
        contact.form_url,
        contact.remark,
        dataset.remark,
    )


def _file_cells(dataset: Dataset, file: Distribution) -> tuple[str, ...]:
    return (
        file.title,
        file.access_url,
        file.download_url,
        file.description,
        file.format,
        _licence(dataset, file),
        STATUSES.get(file.status, ""),
        "" if file.bytes is None else str(file.bytes),
        file.issued[:10],
        file.modified[:10],
        file.rights,
        _joined(file.documents),
        _joined(file.languages),
        _standards(file.standards, file.conforms_to),
        "有" if file.tables else "無",
    )


def _joined(words: Iterable[str]) -> str:
    """Words with `;` between them; a `;` inside a word becomes full-width."""
    return ";".join(word.replace(";", "；") for word in words)


def _frequency(dataset: Dataset) -> str:
    known = FREQUENCIES.get(dataset.frequency)
    return known.ja if known else dataset.frequency_text


def _standards(slugs: tuple[str, ...], others: tuple[str, ...]) -> str:
    known = standards()
    return _joined((*(known[slug].title_ja if slug in known else slug for slug in slugs), *others))


def _coverage(dataset: Dataset) -> str:
    named: Callable[[str], str] = lambda code6: (  # noqa: E731
        place.full_name if (place := municipality(code6)) else code6
    )
    places = [named(code6) for code6 in dataset.coverage.code6s]
    return _joined([*places, dataset.coverage.label] if dataset.coverage.label else places)


def _period(dataset: Dataset) -> str:
    period = dataset.period
    return f"{period.start}/{period.end}" if period.start or period.end else ""


def _licence(dataset: Dataset, file: Distribution) -> str:
    """The publisher's own words where there are any, else the licence's title."""
    code = licence_of(dataset, file)
    told = file.licence_text or ("" if file.licence else dataset.licence_text)
    if told:
        return told
    return "" if code == NOT_SPECIFIED or code not in LICENCES else LICENCES[code].title_ja
