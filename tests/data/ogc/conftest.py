from __future__ import annotations

import json

import polars as pl
import pytest

from tdpf.core.maps.outline import placed
from tests.data.client import Client
from tests.data.ogc.api import Api
from tests.data.samples import Site, with_ours

ZONE = [[139.70, 35.65], [139.71, 35.65], [139.71, 35.66], [139.70, 35.65]]  # a triangle


@pytest.fixture
def ogc(client: Client, site: Site) -> Api:
    """The OGC API of a server with 250 toilets, a list without places, and zones with borders."""
    site.publish("figures", pl.DataFrame({"年度": [2022, 2023], "人口": [100, None]}))
    texts = [json.dumps({"type": "Polygon", "coordinates": [ZONE]}), None]
    zones = pl.DataFrame({"名称": ["第一", "未定"], "geometry": texts})
    site.publish("zones", placed(with_ours(zones), "geometry"), publisher="131016")
    return Api(client)
