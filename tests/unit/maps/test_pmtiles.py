"""Archives of tiles: written and read as the specification says, byte by byte."""

from __future__ import annotations

import doctest
import gzip
import io
import json
import random
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.maps import pmtiles
from tdpf.core.maps.bake import archive_key, bake, default_columns, is_baked
from tdpf.core.maps.layer import Wanted, layer_of, make_tile
from tdpf.core.maps.pmtiles import Archive, NotAnArchive, tile_id, tile_ids, write
from tdpf.core.maps.tile import Tile
from tdpf.core.tables.layout import layout_of
from tdpf.core.tables.load import Loaded
from tdpf.core.tables.query import Checked
from tdpf.core.tables.schema import TableSchema
from tests.data.samples import schema_of, toilets, with_ours

tiles = st.integers(0, 20).flatmap(
    lambda z: st.builds(Tile, st.just(z), st.integers(0, 2**z - 1), st.integers(0, 2**z - 1))
)


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(pmtiles, extraglobs={"np": np}).failed == 0


@given(tiles)
def test_a_tile_has_one_number_whether_asked_alone_or_with_others(tile):
    together = tile_ids(tile.z, np.array([tile.x, 0]), np.array([tile.y, 0]))
    assert together[0] == tile_id(tile)


@pytest.mark.parametrize("zoom", [0, 1, 4])
def test_the_numbers_of_a_zoom_are_a_walk_from_neighbour_to_neighbour(zoom):
    side = 1 << zoom
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(side), np.arange(side)))
    ids = tile_ids(zoom, x, y)
    first = (4**zoom - 1) // 3
    assert sorted(ids.tolist()) == list(range(first, first + 4**zoom))
    order = np.argsort(ids)
    steps = np.abs(np.diff(x[order])) + np.abs(np.diff(y[order]))
    assert set(steps.tolist()) <= {1}


@given(st.dictionaries(tiles, st.binary(min_size=1, max_size=4), max_size=60))
def test_every_tile_that_was_written_is_read_and_no_other(tmp_path_factory, contents):
    path = tmp_path_factory.mktemp("archive") / "a.pmtiles"
    ordered = sorted((tile_id(tile), content) for tile, content in contents.items())
    with path.open("wb") as file:
        write(file, ordered, zooms=(0, 20), box=(139, 35, 140, 36), about={"name": "表"})
    archive = Archive(path)
    assert {tile: archive.tile(tile) for tile in contents} == contents
    elsewhere = Tile(21, 5, 7)
    assert archive.tile(elsewhere) is None
    assert (archive.min_zoom, archive.max_zoom, archive.about) == (0, 20, {"name": "表"})
    assert archive.box == (139, 35, 140, 36)


def test_many_tiles_need_leaves_and_the_root_stays_within_16_kib(tmp_path):
    path = tmp_path / "a.pmtiles"
    dice = random.Random(7)
    ids = sorted(dice.sample(range(4**10), 30_000))
    wanted = [(key, str(key).encode() * dice.randrange(1, 9)) for key in ids]
    with path.open("wb") as file:
        write(file, iter(wanted), zooms=(0, 10), box=(0, 0, 1, 1), about={})
    raw = path.read_bytes()
    root_at, root_size = struct.unpack_from("<2Q", raw, 8)
    leaves_size = struct.unpack_from("<Q", raw, 48)[0]
    assert root_at + root_size <= 16_384
    assert leaves_size > 0
    archive = Archive(path)
    seen = {tile_id(tile): archive.tile(tile) for tile in (Tile(9, x, 9) for x in range(512))}
    known = dict(wanted)
    assert seen == {key: known.get(key) for key in seen}
    assert 0 < sum(content is not None for content in seen.values()) < 512


def test_the_header_says_what_the_specification_says():
    file = io.BytesIO()
    same, other = b"same", b"other"
    write(
        file, [(0, same), (1, same), (2, same), (3, other), (5, same)],
        zooms=(0, 2), box=(139.5, 35.25, 140, 36), about={"vector_layers": []},
    )  # fmt: skip
    raw = file.getvalue()
    assert raw[:8] == b"PMTiles\x03"
    numbers = struct.unpack_from("<11Q", raw, 8)
    assert numbers[8:] == (5, 3, 2)  # addressed, entries, contents
    assert struct.unpack_from("<6B", raw, 96) == (1, 2, 2, 1, 0, 2)
    assert struct.unpack_from("<4i", raw, 102) == (1395000000, 352500000, 1400000000, 360000000)
    about = raw[numbers[2] : numbers[2] + numbers[3]]
    assert json.loads(gzip.decompress(about)) == {"vector_layers": []}
    assert raw[numbers[6] : numbers[6] + numbers[7]] == same + other


def test_what_is_no_archive_is_refused(tmp_path):
    path = tmp_path / "a.pmtiles"
    for content in (b"", b"PMTiles\x02" + b"\0" * 200, b"PK" * 100):
        path.write_bytes(content)
        with pytest.raises(NotAnArchive):
            Archive(path)


def test_an_archive_holds_the_tiles_that_would_be_made(tmp_path):
    frame = with_ours(toilets())
    table = Loaded(frame, (), 1)
    layout = layout_of(schema_of(toilets(), {}), is_merged=False)
    path = tmp_path / "a.pmtiles"
    bake(table, layout, path, title="表", attribution="", box=(139.6, 35.6, 139.9, 35.8))
    archive, layer = Archive(path), layer_of(table)
    wanted = Wanted(Checked(), default_columns(layout), 8)
    filled = 0
    for zoom in range(archive.max_zoom + 1):
        side = 1 << zoom
        middle = int((139.7 / 360 + 0.5) * side), int(0.3938 * side)
        for x in range(max(middle[0] - 3, 0), min(middle[0] + 4, side)):
            for y in range(max(middle[1] - 3, 0), min(middle[1] + 4, side)):
                made = make_tile(layer, table, Tile(zoom, x, y), wanted)
                kept = archive.tile(Tile(zoom, x, y))
                assert (gzip.decompress(kept) if kept else b"") == made
                filled += bool(made)
    assert filled > 30


def test_only_large_layers_are_baked():
    placed, shapes = TableSchema((), has_position=True), TableSchema((), True, geometry="g")
    assert [is_baked(placed, rows, 10**9) for rows in (49_999, 50_000, 400_001)] == [
        False,
        True,
        False,
    ]
    assert [is_baked(shapes, 10, size) for size in (1_999_999, 2_000_000)] == [False, True]
    assert not is_baked(TableSchema(()), 10**6, 10**9)
    assert archive_key("ab" * 32).startswith("tiles/ab/")
