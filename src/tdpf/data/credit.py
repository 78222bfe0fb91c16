"""Whose data it is and what one may do with it, as every answer says."""

from __future__ import annotations

import msgspec

from tdpf.adapters.manifest import TableEntry

_NAMES = {
    "cc-by-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "cc-by-2.1-jp": ("CC BY 2.1 JP", "https://creativecommons.org/licenses/by/2.1/jp/"),
    "cc0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "pdl-1.0": (
        "PDL 1.0",
        "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0",
    ),
    "gov-jp-2.0": ("政府標準利用規約(第2.0版)", "https://cio.go.jp/policy-opendata"),
}


class Licence(msgspec.Struct, frozen=True):
    """`url` is None where the terms are not one of the known licences, or none were named."""

    code: str
    name: str | None
    url: str | None


def licence_of(entry: TableEntry) -> Licence:
    name, url = _NAMES.get(entry.licence, (None, None))
    return Licence(entry.licence, name, url)


def attribution_of(entry: TableEntry) -> str:
    """The line that a reuser may print as it stands."""
    licence = licence_of(entry).name
    owner = entry.publisher_name or ("各公開団体" if entry.is_merged else "")
    terms = f"({licence})" if licence else ""
    return f"出典: {owner}「{entry.title}」{terms}"
