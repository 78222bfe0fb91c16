"""An open data list in any of its layouts → datasets. Rows of the same dataset become its files."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tdpf.core.catalog.addresses import is_uuid
from tdpf.core.catalog.dates import iso_date
from tdpf.core.catalog.frequencies import match_frequency
from tdpf.core.catalog.identity import stable_id, told_apart
from tdpf.core.catalog.languages import split_languages
from tdpf.core.catalog.messages import finding
from tdpf.core.catalog.model import (
    Contact,
    Dataset,
    DatasetId,
    Organisation,
    OrganisationId,
    Source,
)
from tdpf.core.catalog.opendata_list.cells import (
    KEYWORDS,
    read_coverage,
    read_period,
    read_standards,
    several,
)
from tdpf.core.catalog.opendata_list.columns import ROLES, Role, plain
from tdpf.core.catalog.opendata_list.files import Row, common_licence, has_file, read_file
from tdpf.core.catalog.themes import theme_named
from tdpf.core.findings import Finding
from tdpf.core.places import find_publisher, municipality, repair_code
from tdpf.core.tabular.model import TextTable


class ListReading(msgspec.Struct, frozen=True):
    """The datasets of a list, and what a person should look at.

    `without_file` are spreadsheet rows that name a dataset but no address of its file.
    """

    datasets: tuple[Dataset, ...]
    findings: tuple[Finding, ...] = ()
    without_file: tuple[int, ...] = ()


class NotAList(Exception):
    """No column holds titles: whatever this table is, it lists no data."""


def read_list(table: TextTable, *, source: str, publisher: str | None = None) -> ListReading:
    """The datasets that the table lists, in its order.

    `source` is where the list came from; `publisher` is the code of the municipality whose list it
    is, for lists that do not say.
    """
    roles = _roles(table)
    if not {"title", "file_title"} & set(roles.values()):
        raise NotAList
    groups: dict[str, list[tuple[int, Row]]] = {}
    for number, row in _rows(table, roles):
        groups.setdefault(_group(row, publisher), []).append((number, row))
    findings = list(_unknown_columns(table, roles))
    datasets = []
    for key, members in groups.items():
        dataset, found = _dataset(key, members, source, publisher)
        datasets.append(dataset)
        findings += found
    bare = sorted(n for members in groups.values() for n, row in members if not has_file(row))
    findings += [_no_file(bare)] if bare else []
    return ListReading(tuple(datasets), tuple(_once(findings)), tuple(bare))


def _roles(table: TextTable) -> dict[int, Role]:
    """Column → what it holds; of two columns for the same thing the first counts."""
    roles: dict[int, Role] = {}
    for column in table.columns:
        role = ROLES.get(plain(column.header))
        if role and role not in roles.values():
            roles[column.index] = role
    return roles


def _rows(table: TextTable, roles: dict[int, Role]) -> Iterator[tuple[int, Row]]:
    for chunk in table.chunks():
        for place, number in enumerate(chunk.rows):
            yield number, {role: chunk.cells[i][place].strip() for i, role in roles.items()}


def _publisher_of(row: Row, publisher: str | None) -> tuple[str, str]:
    """(code or blank, name): of the row, else of the list."""
    name = row.get("organisation") or row.get("prefecture", "") + row.get("city", "")
    found = municipality(repair_code(row.get("code6", "")) or "") or find_publisher(name)
    if found is None and not name:
        found = municipality(publisher or "")
    return (found.code6 if found else ""), name or (found.name if found else "")


def _group(row: Row, publisher: str | None) -> str:
    code6, name = _publisher_of(row, publisher)
    identity = row.get("dataset_id") or row.get("title") or row.get("file_title", "")
    return f"{code6 or name} {identity}"


def _dataset(
    key: str, members: list[tuple[int, Row]], source: str, publisher: str | None
) -> tuple[Dataset, list[Finding]]:
    number, row = members[0]
    own_id = row.get("dataset_id", "")
    identity = own_id if is_uuid(own_id) else stable_id(source, key)
    ordered = sorted((each for _, each in members), key=_position)
    read = [read_file(each, place, identity) for place, each in enumerate(ordered)]
    files = [file for file, _ in read if file is not None]
    licence, told, files = common_licence(files)
    frequency = match_frequency(row.get("frequency", ""))
    slugs, others = read_standards(row.get("standards", ""))
    dataset = Dataset(
        id=DatasetId(identity),
        name=identity,
        title=row.get("title") or row.get("file_title") or own_id,
        subtitle=row.get("subtitle", ""),
        notes=row.get("notes", ""),
        organisation=_organisation(*_publisher_of(row, publisher)),
        keywords=several(row.get("keywords", ""), KEYWORDS),
        themes=tuple(theme_named(one) for one in several(row.get("themes", ""))),
        universal_menu=row.get("universal_menu", ""),
        licence=licence,
        licence_text=told,
        languages=split_languages(row.get("languages", "")),
        standards=slugs,
        conforms_to=others,
        coverage=read_coverage(row.get("coverage", "")),
        period=read_period(row.get("period", "")),
        frequency=frequency.code,
        frequency_text=frequency.text,
        issued=iso_date(row.get("issued", "")),
        modified=iso_date(row.get("modified", "")),
        version=row.get("version", ""),
        landing_page=row.get("landing_page", ""),
        documents=several(row.get("documents", "")),
        provenance=row.get("provenance", ""),
        contact=_contact(row),
        remark=row.get("remark", ""),
        source=None if is_uuid(own_id) else Source("list", own_id or key, source),
        distributions=tuple(told_apart(files)),
    )
    findings = [finding for _, finding in read if finding]
    findings += [frequency.finding] if frequency.finding else []
    return dataset, [msgspec.structs.replace(finding, row=number) for finding in findings]


def _position(row: Row) -> int:
    """Where the list wants the file; without a word about it, where it stands."""
    told = row.get("position", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0


def _organisation(code6: str, name: str) -> Organisation | None:
    if not name:
        return None
    identity = stable_id(code6 or name)
    return Organisation(
        id=OrganisationId(identity), name=code6 or identity, title=name, code6=code6
    )


def _contact(row: Row) -> Contact:
    return Contact(
        name=row.get("contact_name", ""),
        email=row.get("contact_email", ""),
        phone=row.get("contact_phone", ""),
        extension=row.get("contact_extension", ""),
        form_url=row.get("contact_form", ""),
        remark=row.get("contact_remark", ""),
    )


def _unknown_columns(table: TextTable, roles: dict[int, Role]) -> Iterator[Finding]:
    for column in table.columns:
        if column.index not in roles and column.header.strip():
            yield finding(
                "list-column-unused",
                told=column.header.strip(),
                item=column.header,
                column=column.index,
            )


def _no_file(rows: list[int]) -> Finding:
    return finding(
        "list-without-file", count=len(rows), row=rows[0], item="ファイル_ダウンロードURL"
    )


def _once(findings: list[Finding]) -> Iterator[Finding]:
    """Each remark once, at its first row: the same licence may stand in every row."""
    seen: set[tuple[str, str | None, str]] = set()
    for one in findings:
        key = one.code, one.before, one.message.ja
        if key not in seen:
            seen.add(key)
            yield one
