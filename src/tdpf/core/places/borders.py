"""Installed boundaries: GeoJSON of 国土数値情報 N03 → one compact file."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from tdpf.core.places.boundaries import Boundaries, Boundary, read_boundaries
from tdpf.core.places.dictionary import About, PlacesFileError, UnknownDictionaryError

BORDERS_SUFFIX = ".borders"


class BordersFile(msgspec.Struct, frozen=True):
    """Boundaries with what `tdpf places list` shows of them."""

    about: About
    boundaries: list[Boundary]


def is_geojson(path: Path) -> bool:
    """True when a file begins like a JSON object."""
    with path.open("rb") as file:
        return file.read(2048).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def install_borders(folder: Path, path: Path, name: str) -> About:
    """Read boundaries once and keep them in a form that opens fast."""
    raw = path.read_bytes()
    try:
        document = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"))
    except msgspec.DecodeError as error:
        raise UnknownDictionaryError(f"{path.name}: not GeoJSON ({error})") from error
    features = document.get("features") if isinstance(document, dict) else None
    boundaries = read_boundaries(features or [])
    if not boundaries:
        raise UnknownDictionaryError(
            f"{path.name}: no boundary with a municipality code (N03_007) in it"
        )
    about = About(
        name=name,
        kind="boundaries",
        source="国土交通省 国土数値情報（行政区域）",
        licence="出所を明記 (name the source)",
        files=(path.name,),
        sha256=(hashlib.sha256(raw).hexdigest(),),
        points=sum(len(ring) for b in boundaries for shape in b.polygons for ring in shape),
        municipalities=len(boundaries),
    )
    target = folder / f"{name}{BORDERS_SUFFIX}"
    unfinished = target.with_suffix(".part")
    unfinished.write_bytes(msgspec.msgpack.encode(BordersFile(about, boundaries)))
    unfinished.replace(target)
    return about


def open_borders(path: Path) -> BordersFile:
    """Installed boundaries."""
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=BordersFile)
    except msgspec.MsgspecError as error:
        raise PlacesFileError(f"{path.name}: {error}") from error


def boundaries_of(folder: Path) -> Boundaries:
    """All boundaries installed in a folder."""
    files = sorted(folder.glob(f"*{BORDERS_SUFFIX}"))
    return Boundaries(boundary for path in files for boundary in open_borders(path).boundaries)
