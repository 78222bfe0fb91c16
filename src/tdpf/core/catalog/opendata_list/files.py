"""The file that a row of a list tells of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import msgspec

from tdpf.core.catalog.dates import iso_date
from tdpf.core.catalog.formats import format_of_name, match_format, media_type_of
from tdpf.core.catalog.identity import stable_id
from tdpf.core.catalog.languages import split_languages
from tdpf.core.catalog.licence_words import match_licence
from tdpf.core.catalog.licences import NOT_SPECIFIED
from tdpf.core.catalog.model import Distribution, DistributionId, Status
from tdpf.core.catalog.opendata_list.cells import read_standards, several
from tdpf.core.catalog.opendata_list.columns import Role
from tdpf.core.findings import Finding

Row = Mapping[Role, str]
"""One row by what its cells hold; a column that the list lacks is missing."""

_TELLING: tuple[Role, ...] = (
    "file_title",
    "file_description",
    "format",
    "licence",
    "size",
    "rights",
)

_STATUS_WORDS: dict[str, Status] = {
    "完成": "completed",
    "作成中": "developing",
    "非推奨": "deprecated",
    "取り下げ": "withdrawn",
    "completed": "completed",
    "完了": "completed",
    "公開": "completed",
    "公開中": "completed",
    "developing": "developing",
    "準備中": "developing",
    "deprecated": "deprecated",
    "withdrawn": "withdrawn",
    "廃止": "withdrawn",
    "公開終了": "withdrawn",
}


def read_file(row: Row, position: int, dataset: str) -> tuple[Distribution | None, Finding | None]:
    """The file a row tells of; None when it tells of none. And what its licence leaves open."""
    access, download = addresses(row)
    if not (access or download or any(row.get(role) for role in _TELLING)):
        return None, None
    licence = match_licence(row.get("licence", ""))
    code = match_format(row.get("format", "")) or format_of_name(download or access)
    size = _bytes(row.get("size", ""))
    slugs, others = read_standards(row.get("file_standards", ""))
    seed = f"{dataset} {download or access or row.get('file_title', '')}"
    distribution = Distribution(
        id=DistributionId(stable_id(seed)),
        position=position,
        title=row.get("file_title", ""),
        description=row.get("file_description", ""),
        access_url=access,
        download_url=download,
        format=code,
        media_type=media_type_of(code),
        bytes=size,
        licence="" if licence.code == NOT_SPECIFIED else licence.code,
        licence_text=licence.words,
        rights=row.get("rights", ""),
        languages=split_languages(row.get("file_languages", "")),
        standards=slugs,
        conforms_to=others,
        documents=several(row.get("file_documents", "")),
        issued=iso_date(row.get("file_issued", "")),
        modified=iso_date(row.get("file_modified", "")),
        status=_STATUS_WORDS.get(row.get("status", "").lower(), ""),
        extras=(("size", row["size"]),) if row.get("size") and size is None else (),
    )
    return distribution, licence.finding


def addresses(row: Row) -> tuple[str, str]:
    """(page, file): an address of neither kind is a file's when it ends like one."""
    access, download = row.get("access_url", ""), row.get("download_url", "")
    url = row.get("url", "")
    if url and not (access or download):
        return ("", url) if format_of_name(url) not in {"", "HTML"} else (url, "")
    return access, download


def has_file(row: Row) -> bool:
    return any(addresses(row))


def _bytes(text: str) -> int | None:
    """An exact number of bytes. `19KB` is a rounded one and stays words."""
    plain_text = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    found = re.fullmatch(r"(\d{1,18})\s*(bytes?|バイト|B)?", plain_text, re.IGNORECASE)
    return int(found[1]) if found else None


def common_licence(files: list[Distribution]) -> tuple[str, str, list[Distribution]]:
    """What all files share is the dataset's; then the files need not repeat it."""
    shared = {(file.licence, file.licence_text) for file in files}
    if len(shared) != 1:
        return NOT_SPECIFIED, "", files
    licence, told = shared.pop()
    bare = [msgspec.structs.replace(file, licence="", licence_text="") for file in files]
    return licence or NOT_SPECIFIED, told, bare
