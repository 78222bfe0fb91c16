"""Limits of a table hold for its rows wherever the sheets of its file are moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from msgspec.structs import replace

from tdpf.core.access import ColumnLimit, Limits

Sheet = tuple[str, list[list[str]]]
LIST: Sheet = ("一覧", [["品名", "内線"], ["机", "四五六"], ["椅子", "七八九"]])
OTHER: Sheet = ("別表", [["項目", "内容"], ["作成課", "総務課"], ["作成日", "四月一日"]])
FIGURES: Sheet = ("集計", [["年度", "件数"], ["令和5年", "二件"], ["令和6年", "三件"]])
PHONE = Limits(columns=(ColumnLimit(("内線",)),))

Give = Callable[..., Any]


@pytest.fixture
def give(desk) -> Give:
    from tdpf.apps.publishing.service import PublishRequest

    def publish(*sheets: Sheet, dataset: str = "things") -> Any:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets:
            page = book.create_sheet(title)
            for row in rows:
                page.append(row)
        path = desk.folder / "things.xlsx"
        book.save(path)
        asked = PublishRequest(path=path, publisher="131130", dataset=dataset, standard="none")
        (outcome,) = desk.publish(asked)
        assert outcome.status == "published", outcome.message
        return outcome

    return publish


def limit(desk, sheet: str) -> None:
    from tdpf.apps.organisations.service import set_limits
    from tdpf.apps.publishing.models import Table
    from tdpf.apps.publishing.service import Deed

    deed = Deed(actor="clerk", at=desk.clock)
    assert set_limits(Table.objects.get(sheet=sheet), PHONE, deed=deed)


def limits() -> dict[str, Limits]:
    """The limits of each table that has any, by sheet."""
    from tdpf.apps.organisations.service import limits_of
    from tdpf.apps.publishing.models import Table

    found = {table.sheet: replace(limits_of(table), salt="") for table in Table.objects.all()}
    return {sheet: one for sheet, one in found.items() if not one.is_empty}


@pytest.mark.parametrize(
    ("before", "limited", "after", "bound"),
    [
        ((LIST, FIGURES), "", (OTHER, LIST, FIGURES), {"", "別表"}),  # another list is put in front
        ((OTHER, LIST), "一覧", (OTHER, ("備品", LIST[1])), {"一覧", "備品"}),  # renamed
        ((OTHER, LIST), "一覧", (LIST,), {"", "一覧"}),  # the main list is taken away
        ((OTHER, LIST), "一覧", (OTHER, LIST, FIGURES), {"一覧", "集計"}),  # who knows
    ],
)
def test_a_table_to_which_limited_rows_may_have_moved_is_limited_too(
    desk, give, before, limited, after, bound
) -> None:
    from tdpf.apps.publishing.models import AuditRecord, Table

    give(*before)
    limit(desk, limited)
    outcome = give(*after)
    assert limits() == dict.fromkeys(bound, PHONE)
    told = AuditRecord.objects.filter(action="dataset.access", detail__taken_over=True)
    new = Table.objects.filter(sheet__in=bound - {limited})
    assert {one.detail["table"] for one in told} == {table.name for table in new}
    assert all(table.name in outcome.message.en for table in new)
    assert not desk.index.search("四五六").hits


def test_a_version_with_the_same_sheets_changes_no_limits(desk, give) -> None:
    from tdpf.apps.organisations.service import set_limits
    from tdpf.apps.publishing.models import Table
    from tdpf.apps.publishing.service import Deed

    give(OTHER, LIST, FIGURES)
    limit(desk, "一覧")
    give(OTHER, ("一覧", [*LIST[1], ["棚", "一二三"]]), FIGURES)
    assert limits() == {"一覧": PHONE}
    give(("別表", FIGURES[1]))  # the list is gone: its rows may be those of the main sheet
    assert limits() == {"": PHONE, "一覧": PHONE}
    main = Table.objects.get(sheet="")
    assert set_limits(main, Limits(), deed=Deed(actor="clerk", at=desk.clock))
    give(OTHER)  # an officer decided, and the list is not gone once more
    assert limits() == {"一覧": PHONE}


def test_a_file_whose_table_was_taken_down_or_that_was_replaced_comes_back_limited(
    desk, give
) -> None:
    from tdpf.apps.catalog.service import cataloguing
    from tdpf.apps.publishing.models import Table
    from tdpf.apps.publishing.service import drop_table

    give(LIST)
    limit(desk, "")
    file = Table.objects.get().distribution_id
    drop_table(file, at=desk.clock, actor="clerk")
    (name,) = give(LIST).tables
    assert limits() == {"": PHONE}
    assert not Table.objects.filter(access=None).exists()
    with cataloguing("clerk", at=desk.clock) as work:
        work.remove_distribution(file)
    (again,) = give(LIST, FIGURES).tables[:1]
    assert again != name
    assert not Table.objects.filter(access=None).exists()
    give(LIST, dataset="other")
    assert Table.objects.filter(access=None).count() == 1
