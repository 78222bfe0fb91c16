"""pygeoapi over the same rows, with the one of its stores that needs nothing else installed.

Its CSV provider reads the file for every request. Its quicker stores, GeoPackage and PostGIS, need
SpatiaLite or a PostgreSQL server with PostGIS beside it.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from benchmarks.serving import Server, free_port, running


@contextmanager
def pygeoapi(folder: Path, python: Path, csv: Path) -> Iterator[Server]:
    """pygeoapi's Flask application under uvicorn, one process."""
    port = free_port()
    config, document = folder / "pygeoapi.yml", folder / "pygeoapi-openapi.yml"
    config.write_text(yaml.safe_dump(_config(port, csv), allow_unicode=True), encoding="utf-8")
    env = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(document)}
    command = python.with_name("pygeoapi")
    subprocess.run(
        [command, "openapi", "generate", config, "--output-file", document],
        check=True,
        env=os.environ | env,
        capture_output=True,
    )
    serve = [
        str(python), "-W", "ignore", "-m", "uvicorn", "--interface", "wsgi",
        "--port", str(port), "--log-level", "warning", "pygeoapi.flask_app:APP",
    ]  # fmt: skip
    with running("pygeoapi CSV", serve, port, env, folder / "pygeoapi.log") as found:
        yield found


def _config(port: int, csv: Path) -> dict[str, object]:
    words = {"en": "facilities"}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "limits": {"default_items": 100, "max_items": 1000},
            "map": {"url": "https://tile.example/{z}/{x}/{y}.png", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": words, "description": words, "keywords": {"en": ["x"]},
                "keywords_type": "theme", "terms_of_service": "none", "url": "https://example.org",
            },
            "license": {"name": "CC-BY 4.0", "url": "https://example.org"},
            "provider": {"name": "x", "url": "https://example.org"},
            "contact": {"name": "x"},
        },
        "resources": {
            "facilities": {
                "type": "collection",
                "title": words,
                "description": words,
                "keywords": {"en": ["x"]},
                "links": [],
                "extents": {
                    "spatial": {
                        "bbox": [139, 35, 140, 36],
                        "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
                    }
                },
                "providers": [
                    {
                        "type": "feature", "name": "CSV", "data": str(csv), "id_field": "管理番号",
                        "geometry": {"x_field": "経度", "y_field": "緯度"},
                    }
                ],
            }
        },
    }  # fmt: skip
