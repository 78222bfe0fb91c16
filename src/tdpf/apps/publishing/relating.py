"""What nobody stated and rules can tell: series by year, the merged table, what replaced what.

It follows the publication log as search does: after each publication, and in the page server after
any other change. Only publishers of whom something changed are looked at, and those that handed
over what changed. The rules are those of
`core.catalog.series`; what somebody states wins (`Dataset.found` says what a rule filled).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tdpf.apps.catalog.service import (
    Dataset,
    Organisation,
    fill,
    former_owners,
    match_series,
    organisations,
)
from tdpf.apps.publishing.log import Deed, Log, publication
from tdpf.apps.publishing.models import (
    Counter,
    MergeInput,
    PublicationLog,
    Table,
    TableHead,
    TableVersion,
)
from tdpf.apps.publishing.naming import slug
from tdpf.apps.publishing.searching import last_entry
from tdpf.core.catalog.model import Series
from tdpf.core.catalog.series import Titled, replaced, together
from tdpf.core.standards import standards

ACTOR = "rules"
_POSITION = "relations"


@dataclass(frozen=True, slots=True)
class Relations:
    """Of one publisher: the datasets of which something else is to be said, and its series."""

    changed: tuple[Dataset, ...]
    series: tuple[Series, ...]


def relate(*, at: datetime) -> int:
    """Fill what rules can tell of what changed since the last time; how many datasets changed."""
    held, last = _position(), last_entry()
    if held == last:
        return 0
    merged = _merged_versions()
    changed = sum(_relate(owner, merged, at) for owner in _owners(held, last))
    changed += _relate_unowned(at)
    Counter.objects.update_or_create(name=_POSITION, defaults={"value": last})
    return changed


def _position() -> int:
    found = Counter.objects.filter(name=_POSITION).first()
    return found.value if found else 0


def _owners(held: int, last: int) -> Iterable[Organisation]:
    """Publishers of whom something changed; all of them the first time, or after a restore."""
    if held == 0 or held > last:
        return list(organisations())
    log = PublicationLog.objects.filter(seq__gt=held, seq__lte=last).order_by()
    changed = Dataset.objects.filter(id__in=log.values("dataset"))
    merged = changed.filter(kind=Dataset.Kind.MERGED).values("standard")
    parts = Table.objects.filter(standard__in=merged, is_merged=False)
    wanted = {
        *changed.values_list("organisation", flat=True).distinct(),
        *former_owners(changed),
        *parts.values_list("dataset__organisation", flat=True).distinct(),
    }
    return list(organisations().filter(id__in=wanted - {None}))


def _merged_versions() -> list[str]:
    """Current versions of merged tables; what is merged after this stands in the log as well."""
    heads = TableHead.objects.filter(table__is_merged=True, table__standard__in=standards())
    return list(heads.values_list("version", flat=True))


def _relate(owner: Organisation, merged: Sequence[str], at: datetime) -> int:
    family = f"by-year-{owner.name}"
    now = _relations(owner, family, merged)
    if not now.changed and not match_series(now.series, family=family, is_sure=False):
        return 0
    with publication(Deed(actor=ACTOR, at=at)) as log:
        now = _relations(owner, family, merged)  # again, as nobody else writes from here on
        if match_series(now.series, family=family):
            log.touch()
        _save(now.changed, log)
    return len(now.changed)


def _relate_unowned(at: datetime) -> int:
    """The rules tell of publishers: what they filled goes with the owner of a dataset."""
    if not _filled_of_nobody():
        return 0
    with publication(Deed(actor=ACTOR, at=at)) as log:
        rows = _filled_of_nobody()
        _save(rows, log)
    return len(rows)


def _filled_of_nobody() -> list[Dataset]:
    filled = Dataset.objects.filter(
        organisation=None, kind=Dataset.Kind.DATASET, document__contains='"found":['
    )
    return [row for row in filled if fill(row, {"series": (), "part_of": "", "superseded_by": ""})]


def _save(rows: Sequence[Dataset], log: Log) -> None:
    Dataset.objects.bulk_update(rows, ["document"], batch_size=100)
    for row in rows:
        log.add("described", row, None, rule="relations")


def _relations(owner: Organisation, family: str, into: Sequence[str]) -> Relations:
    rows = list(owner.datasets.filter(kind=Dataset.Kind.DATASET))
    seen = [Titled(row.id, row.title, row.state) for row in rows if row.visibility == "public"]
    groups = {f"{family}--{slug(one.title)}": one for one in together(seen)}
    of_series = {id_: name for name, group in groups.items() for id_ in group.members}
    newer, merged = replaced(seen), _merged(owner, rows, into)
    changed = tuple(
        row
        for row in rows
        if fill(
            row,
            {
                "series": (of_series[row.id],) if row.id in of_series else (),
                "part_of": merged.get(row.id, ""),
                "superseded_by": newer.get(row.id, ""),
            },
        )
    )
    return Relations(changed, tuple(Series(name, one.title) for name, one in groups.items()))


def _merged(owner: Organisation, rows: Iterable[Dataset], current: Sequence[str]) -> dict[str, str]:
    """Dataset → the merged one that holds its rows too; that of its own set where it is in more."""
    sets = {row.id: row.standard for row in rows}
    parts = TableVersion.objects.filter(table__dataset__in=owner.datasets.values("id"))
    inputs = MergeInput.objects.filter(merged__in=current, part__in=parts.values("id"))
    found: dict[str, str] = {}
    told = inputs.order_by("merged__table__standard").values_list(
        "part__table__dataset", "merged__table__standard", "merged__table__dataset"
    )
    for dataset, standard, into in told:
        if dataset not in found or standard == sets[dataset]:
            found[dataset] = into
    return found
