"""Large layers are baked after publication; the archive goes with its version."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest

from tdpf.apps.publishing import baking
from tdpf.apps.publishing.service import collect_garbage, table_named, verify
from tdpf.core.maps import bake
from tdpf.core.maps.bake import archive_key
from tdpf.core.maps.pmtiles import Archive
from tdpf.core.maps.tile import Tile
from tests.contract.shelf.conftest import SHIBUYA, toilets
from tests.unit.maps.decoder import decode
from tests.unit.maps.tiles import count

TABLE = "131130-public-toilet"


@pytest.fixture
def low_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows are a large layer."""
    for module in (bake, baking):
        monkeypatch.setattr(module, "LEAST_ROWS", 3)


def key_of(table: str) -> str:
    found = table_named(table)
    assert found is not None
    return archive_key(found.head.version.sha256)


def test_a_large_layer_is_baked_and_a_small_one_is_not(desk, low_bar):
    desk.give("s.csv", toilets("131130", *SHIBUYA[:2]))
    assert not desk.storage.exists(key_of(TABLE))
    desk.give("s.csv", toilets("131130", *SHIBUYA))
    archive = Archive(desk.storage.path_for(key_of(TABLE)))
    world = archive.tile(Tile(0, 0, 0))
    assert world is not None
    assert sum(map(count, decode(gzip.decompress(world)).features)) == 3


def test_an_archive_that_was_cut_off_is_made_by_the_next_run(desk, low_bar, monkeypatch, caplog):
    def cut_off(*args: object, **named: object) -> int:
        raise OSError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(baking, "bake", cut_off)
        desk.give("s.csv", toilets("131130", *SHIBUYA))
    assert "次の実行" in caplog.text
    assert not desk.storage.exists(key_of(TABLE))
    desk.give("s.csv", toilets("131130", *SHIBUYA))  # nothing new but what was left
    assert desk.storage.exists(key_of(TABLE))
    assert baking.bake_layers(desk.storage) == []


def test_archives_of_current_versions_outlive_gc_and_are_no_damage(desk, low_bar):
    desk.give("s.csv", toilets("131130", *SHIBUYA))
    old = key_of(TABLE)
    changed = (("S-9", "新しいトイレ", "東京都渋谷区道玄坂二丁目1-1", 35.6, 139.7), *SHIBUYA)
    desk.give("s.csv", toilets("131130", *changed))
    sound = verify(storage=desk.storage)
    assert sound.damages == ()
    long_after = desk.clock + timedelta(days=30_000)
    collect_garbage(at=long_after, actor="clerk", storage=desk.storage)
    assert not desk.storage.exists(old)
    assert desk.storage.exists(key_of(TABLE))
