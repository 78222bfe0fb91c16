"""What columns of a publisher's files mean, as a person confirmed it: it wins next time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from django.db import transaction

from tdpf.adapters.storage import Storage, open_storage
from tdpf.apps.publishing.log import Deed
from tdpf.apps.publishing.models import AuditRecord, SavedMapping, Table
from tdpf.apps.publishing.report_file import read_report
from tdpf.apps.publishing.selectors import current_of, table_named
from tdpf.core.findings import Text
from tdpf.core.places import is_code6
from tdpf.core.standardize import NONE, TYPES, Report
from tdpf.core.standards import standards
from tdpf.settings import settings


class BadMapping(Exception):
    """A mapping cannot be saved; the text says why and what to do."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def saved_mappings(codes: Iterable[str]) -> dict[str, dict[str, dict[str, list[str]]]]:
    """Confirmed mappings of these publishers: code → slug → header → items."""
    wanted = {code for code in codes if code}
    found: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(lambda: defaultdict(dict))
    if wanted:
        for one in SavedMapping.objects.filter(publisher__in=wanted):
            found[one.publisher][one.standard][one.header] = one.items
    return {code: dict(by_slug) for code, by_slug in found.items()}


def listed(publisher: str | None = None) -> Sequence[SavedMapping]:
    """What was confirmed, by publisher, set and header."""
    found = SavedMapping.objects.all()
    return list(found.filter(publisher=publisher) if publisher else found)


@transaction.atomic
def save_mapping(
    publisher: str, standard: str, columns: Mapping[str, Sequence[str]], *, deed: Deed
) -> int:
    """Keep header → items for a publisher's files of a set; how many of them are new or changed."""
    _check(publisher, standard, columns)
    changed = 0
    for header, items in columns.items():
        known = SavedMapping.objects.filter(
            publisher=publisher, standard=standard, header=header
        ).first()
        if known and known.items == list(items):
            continue
        values = {"items": list(items), "confirmed_by": deed.actor, "confirmed_at": deed.at}
        SavedMapping.objects.update_or_create(
            publisher=publisher, standard=standard, header=header, defaults=values
        )
        changed += 1
    if changed:
        _record("mapping.confirmed", publisher, standard, deed, columns=dict(columns))
    return changed


@transaction.atomic
def forget_mapping(publisher: str, standard: str, headers: Sequence[str], *, deed: Deed) -> int:
    """Forget what was confirmed for these headers, or for all; how many there were."""
    found = SavedMapping.objects.filter(publisher=publisher, standard=standard)
    if headers:
        found = found.filter(header__in=headers)
    gone = {one.header: one.items for one in found}
    found.delete()
    if gone:
        _record("mapping.forgotten", publisher, standard, deed, columns=gone)
    return len(gone)


def confirm_table(name: str, *, deed: Deed, storage: Storage | None = None) -> tuple[Table, int]:
    """Keep the mapping of a table's current version as it stands: a person looked at it."""
    table = table_named(name)
    if table is None or current_of(table) is None or table.is_merged or not table.standard:
        raise BadMapping(_no_such_table(name))
    owner = table.dataset.organisation
    if owner is None or not owner.code6:
        raise BadMapping(_no_such_table(name))
    storage = storage or open_storage(settings())
    report = msgspec.json.decode(read_report(table.head.version.report_path, storage), type=Report)
    typed = _typed(owner.code6, table.standard)
    columns = {
        one.source_header: list(one.items)
        for one in report.columns
        if one.source_header.strip() and not one.proposed and one.source_header not in typed
    }
    if not columns:
        raise BadMapping(_no_such_table(name))
    return table, save_mapping(owner.code6, table.standard, columns, deed=deed)


def _typed(publisher: str, standard: str) -> set[str]:
    """Headers whose type a person set: confirming a table does not undo that."""
    found = SavedMapping.objects.filter(publisher=publisher, standard=standard)
    return {one.header for one in found if is_type(one.items)}


def _check(publisher: str, standard: str, columns: Mapping[str, Sequence[str]]) -> None:
    known = standards().get(standard)
    are_types = all(is_type(items) for items in columns.values())
    if not is_code6(publisher):
        raise BadMapping(
            Text(
                ja=f"{publisher} は6桁の団体コードではありません。例 131130",
                en=f"{publisher} is no six-digit code of a municipality, such as 131130.",
            )
        )
    if are_types and (known or standard == NONE):
        return
    if known is None or not known.layout:
        slugs = ", ".join(slug for slug, one in standards().items() if one.layout)
        raise BadMapping(
            Text(
                ja=f"{standard} は項目の決まった標準ではありません。使えるもの: {slugs}。"
                f"型だけなら none も使えます。型: {' '.join(TYPES)}",
                en=f"{standard} is no standard set with a layout. These are: {slugs}. "
                f"For types alone, none will do. Types: {' '.join(TYPES)}",
            )
        )
    names = {item.name for item in known.items}
    for header, items in columns.items():
        if is_type(items):
            continue
        if wrong := [item for item in items if item not in names]:
            raise BadMapping(
                Text(
                    ja=f"「{header}」の項目「{wrong[0]}」は{known.title_ja}にありません。"
                    f"ある項目: {'、'.join(sorted(names))}",
                    en=f"{header}: {wrong[0]} is no item of {known.title_en}. "
                    f"Its items: {', '.join(sorted(names))}",
                )
            )


def is_type(items: Sequence[str]) -> bool:
    """True for `:date` and the like: the column stays as it is, with that type."""
    return len(items) == 1 and items[0] in TYPES


def _record(action: str, publisher: str, standard: str, deed: Deed, **detail: object) -> None:
    AuditRecord.objects.create(
        at=deed.at,
        actor=deed.actor,
        action=action,
        subject=f"mapping:{publisher}:{standard}",
        detail=detail,
    )


def _no_such_table(name: str) -> Text:
    return Text(
        ja=f"{name} は、団体が公開した標準データセットの表ではありません。"
        "名前を tdpf search か画面で確かめてください。",
        en=f"{name} is no publisher's table of a standard set. "
        "Look up its name with tdpf search or on the pages.",
    )
