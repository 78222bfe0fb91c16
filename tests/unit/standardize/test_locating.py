"""With a dictionary of places installed, addresses give positions and tell the datum."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from tdpf.core.places import Gazetteer
from tdpf.core.places.install import install
from tdpf.core.standardize import Standardized
from tdpf.core.standardize.locating import to_new_datum

Maker = Callable[..., Standardized]

TOWNS = "code6,city,town,koaza,lat,lng\n" + "".join(
    f"131130,渋谷区,神南{number}丁目,,{35.66 + place / 500},{139.70 + place / 500}\n"
    for place, number in enumerate("一二三四五六七八")
)


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    folder: Path = tmp_path_factory.mktemp("places")
    (folder / "towns.csv").write_text(TOWNS, encoding="utf-8")
    install(folder / "home", [folder / "towns.csv"])
    found = Gazetteer.open(folder / "home")
    yield found
    for dictionary in found.dictionaries:
        dictionary.close()


def test_a_row_without_a_position_gets_that_of_its_address(
    standardized: Maker, gazetteer: Gazetteer
) -> None:
    text = "名称,住所,緯度,経度\n所,神南1-2-3,35.5,139.5\n館,神南2-2-3,,\n店,どこか,,\n"
    done = standardized(text, name="131130_public_facility.csv", gazetteer=gazetteer)
    typed = pl.concat(done.batches())
    assert typed["_level"].to_list() == ["source", "町丁目", None]
    assert typed["_lat"].to_list()[0] == 35.5
    assert abs(typed["_lat"].to_list()[1] - 35.662) < 1e-6
    assert typed["緯度"].to_list() == [35.5, None, None]
    assert done.report.quality.located == pytest.approx(1 / 3, abs=1e-3)


def test_a_table_without_position_columns_has_positions_by_address(
    standardized: Maker, gazetteer: Gazetteer
) -> None:
    done = standardized("名称,住所\n所,神南1-2-3\n", name="131130_aed.csv", gazetteer=gazetteer)
    assert done.schema.has_position
    assert pl.concat(done.batches())["_lon"].to_list() == [139.70]


def old(latitude: float, longitude: float) -> tuple[float, float]:
    return latitude - 0.00323, longitude + 0.00322


def places(shift: Callable[[float, float], tuple[float, float]]) -> str:
    lines = []
    for n in range(40):
        town = n % 8
        noise = ((n * 7) % 11 - 5) / 5000
        lat, lon = shift(35.66 + town / 500 + noise, 139.70 + town / 500 - noise)
        lines.append(f"所{n},神南{town + 1}-{n + 1}-1,{lat:.6f},{lon:.6f}")
    return "名称,住所,緯度,経度\n" + "\n".join(lines) + "\n"


def test_the_old_datum_is_seen_from_the_distance_to_the_addresses(
    standardized: Maker, gazetteer: Gazetteer
) -> None:
    done = standardized(places(old), name="131130_aed.csv", gazetteer=gazetteer)
    found = [one for one in done.report.findings if one.code == "coordinates-old-datum"]
    assert len(found) == 80
    assert float(found[0].after or 0) - float(found[0].before or 0) == pytest.approx(
        0.0032, abs=2e-4
    )
    typed = pl.concat(done.batches())
    assert typed["_lat"].to_list() == typed["緯度"].to_list()


def test_positions_near_their_addresses_stay(standardized: Maker, gazetteer: Gazetteer) -> None:
    done = standardized(
        places(lambda lat, lon: (lat, lon)), name="131130_aed.csv", gazetteer=gazetteer
    )
    assert not [one for one in done.report.findings if one.code == "coordinates-old-datum"]


def test_the_conversion_is_right_to_a_few_metres() -> None:
    latitude, longitude = to_new_datum(35.6550, 139.7480)  # Tokyo Tower in the old datum
    assert latitude == pytest.approx(35.65824, abs=5e-5)
    assert longitude == pytest.approx(139.74477, abs=5e-5)
