"""What a publisher closes is found by no word of the merged set, though no new one can be made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tdpf.core.access import ColumnLimit, Limits
from tests.contract.shelf.conftest import toilets

CHESS = ("S-1", "将棋公衆トイレ", "東京都渋谷区道玄坂一丁目1-1", 35.6581, 139.7001)
SINGING = ("M-1", "合唱公衆トイレ", "東京都港区芝公園一丁目1-1", 35.6581, 139.7471)
NAMES = Limits(columns=(ColumnLimit(("名称",)),))


def found(desk, words: str) -> set[str]:
    from tdpf.apps.publishing.service import catch_up_search

    catch_up_search(at=desk.clock, index=desk.index)
    return {hit.document.id for hit in desk.index.search(words).hits}


def limit(desk, table: str, limits: Limits) -> None:
    from tdpf.apps.organisations.service import set_limits
    from tdpf.apps.publishing.service import Deed, table_named

    assert set_limits(table_named(table), limits, deed=Deed(actor="clerk", at=desk.clock))


@contextmanager
def disk_full(desk, monkeypatch) -> Iterator[None]:
    def merge(*_: object, **__: object) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as full:
        full.setattr("tdpf.apps.publishing.merge_file.merge", merge)
        yield


@contextmanager
def broken_part(desk, monkeypatch) -> Iterator[None]:
    from tdpf.apps.publishing.service import table_named

    path = desk.storage.path_for(table_named("131032-public-toilet").head.version.path)
    whole = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(whole[: len(whole) // 2])
    yield
    path.write_bytes(whole)


@contextmanager
def killed(desk, monkeypatch) -> Iterator[None]:
    """What follows a publication is never begun; the page server follows the log later."""
    with monkeypatch.context() as stopped:
        stopped.setattr("tdpf.apps.organisations.access.settle", lambda deed: None)
        yield


@pytest.mark.parametrize("trouble", [disk_full, broken_part, killed])
def test_what_was_closed_while_no_merged_table_can_be_made_is_not_found_by_it(
    desk, monkeypatch, trouble
) -> None:
    desk.give("s.csv", toilets("131130", CHESS), standard="public_toilet")
    desk.give("m.csv", toilets("131032", SINGING), standard="public_toilet", publisher="131032")
    name, other = "将棋", "合唱"
    assert found(desk, name) == {"131130-public-toilet", "public_toilet"}
    with trouble(desk, monkeypatch):
        limit(desk, "131130-public-toilet", NAMES)
        assert found(desk, name) == set()
        assert found(desk, other) == {"131032-public-toilet"}
        limit(desk, "131130-public-toilet", Limits())
        assert found(desk, name) == {"131130-public-toilet", "public_toilet"}
        limit(desk, "131130-public-toilet", NAMES)
    desk.publish()
    assert found(desk, name) == set()
    assert found(desk, other) == {"131032-public-toilet", "public_toilet"}
