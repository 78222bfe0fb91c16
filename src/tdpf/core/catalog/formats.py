"""File formats: our code, its media type, and its name in the EU file type table."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator

import msgspec

from tdpf.core.catalog.lists import read_data

EU_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
IANA = "https://www.iana.org/assignments/media-types/"


class Format(msgspec.Struct, frozen=True):
    """`code` is what CKAN clients see; `eu` is blank where the EU table has no such type."""

    code: str
    media_type: str
    eu: str = ""
    suffix: str = ""
    words: tuple[str, ...] = ()
    is_service: bool = False
    is_geo: bool = False


def _read() -> Iterator[Format]:
    for row in csv.DictReader(read_data("formats.csv").splitlines()):
        yield Format(
            code=row["code"],
            media_type=row["media_type"],
            eu=row["eu"],
            suffix=row["suffix"],
            words=tuple(filter(None, row["words"].split(";"))),
            is_service="service" in row["kind"],
            is_geo="geo" in row["kind"],
        )


FORMATS: dict[str, Format] = {one.code: one for one in _read()}

_LONGEST = 200  # a longer text is no name of a format
_NOISE = re.compile(r"[\s._\-()・]+")
_REMARK = re.compile(r"[(（\[【].*?[)）\]】]")
_KINDS = re.compile(r"(形式|ファイル|file|format)$")
_ENCODING = re.compile(r"(utf8(bom)?|shiftjis|sjis|cp932|bom付き?|zip圧縮)$")


def _plain(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).strip().lower())


def _known() -> dict[str, str]:
    known: dict[str, str] = {}
    for one in FORMATS.values():
        names = (one.code, one.media_type, one.eu, one.suffix, *one.words)
        for name in names:
            if name:
                known.setdefault(_plain(name), one.code)
    return known


_BY_NAME = _known()


def match_format(text: str) -> str:
    """Our code for a format's name, suffix, media type or IRI; an unknown word comes back trimmed.

    >>> match_format("csv"), match_format("CSV（UTF-8）"), match_format("text/csv; charset=cp932")
    ('CSV', 'CSV', 'CSV')
    """
    told = unicodedata.normalize("NFKC", text).strip()
    if len(told) > _LONGEST:
        return told
    for prefix in (EU_FILE_TYPE, IANA, IANA.replace("https", "http")):
        told = told.removeprefix(prefix)
    bare = told.partition(";")[0] if "/" in told else told
    for spelling in (told, bare, _REMARK.sub("", bare)):
        plain = _plain(spelling)
        for word in (plain, _KINDS.sub("", plain), _ENCODING.sub("", plain)):
            if word in _BY_NAME:
                return _BY_NAME[word]
    return told


def format_of_name(file_name: str) -> str:
    """Our code for a file name or URL path by its suffix; blank when that says nothing."""
    path = file_name.partition("?")[0].partition("#")[0].rstrip("/")
    name = path.rsplit("/", 1)[-1]
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    return next((one.code for one in FORMATS.values() if suffix and one.suffix == suffix), "")


def media_type_of(code: str) -> str:
    """The media type of a format code; blank when there is none."""
    one = FORMATS.get(code)
    return one.media_type if one else ""
