"""Makes a small city in a process of its own, where one ward hides its toilets.

`city FOLDER` writes tokens and what to ask for into told.json; `city FOLDER hide` hides one more.
`limit` or `hide-other` close more while no merged table can be made, and `settle` makes them again.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tdpf.cli.boot import start_django
from tdpf.core.access import Role, Scope

AT = datetime.now(UTC)
FOLDER = Path(sys.argv[1])
SECRET = "秘密の便所"
HEADER = "全国地方公共団体コード,ID,名称,所在地_連結表記,緯度,経度,男性トイレ総数\n"


def write(name: str, code: str, title: str) -> Path:
    path = FOLDER / f"{name}.csv"
    path.write_text(
        HEADER + f"{code},1,{title},東京都渋谷区宇田川町1-1,35.664,139.698,3\n", encoding="utf-8"
    )
    return path


def publish(path: Path, publisher: str) -> None:
    from tdpf.cli.main import main

    words = [str(path), "--publisher", publisher, "--standard", "public_toilet", "--workers", "1"]
    main(["publish", *words, "--licence", "cc-by-4.0"], standalone_mode=False)


def hide(publisher: str) -> dict[str, str]:
    """Make the publisher's only dataset private; what is needed to ask for it."""
    from msgspec.structs import replace

    from tdpf.adapters.catalog import open_catalog
    from tdpf.apps.catalog.service import cataloguing
    from tdpf.settings import settings

    catalog = open_catalog(settings())
    owner = catalog.organisation(publisher)
    assert owner is not None
    (dataset,) = catalog.page(organisation=owner.id)
    with cataloguing("test", at=AT) as desk:
        desk.dataset(replace(dataset, visibility="private"))
    file = dataset.distributions[0]
    return {"dataset": dataset.name, "file": file.id, "table": file.tables[0].name}


def disk_full() -> None:
    """No merged table can be made by this process."""
    from tdpf.apps.publishing import afterwards

    def refresh_merged(**_: object) -> None:
        raise OSError("No space left on device")

    afterwards.refresh_merged = refresh_merged  # type: ignore[assignment]


def limit(publisher: str) -> None:
    from tdpf.apps.organisations.service import set_limits
    from tdpf.apps.publishing.service import Deed, table_named
    from tdpf.core.access import ColumnLimit, Limits

    table = table_named(f"{publisher}-public-toilet")
    set_limits(table, Limits((ColumnLimit(("男性トイレ総数",)),)), deed=Deed(actor="test", at=AT))


def settle() -> None:
    from tdpf.apps.publishing.service import Deed
    from tdpf.apps.publishing.service import settle as settled

    settled(Deed(actor="test", at=AT))


def person(name: str, publisher: str | None, *, is_operator: bool = False) -> dict[str, str]:
    """Tokens of somebody who is an officer there."""
    from tdpf.apps.accounts import service
    from tdpf.apps.catalog.service import organisation_called
    from tdpf.apps.organisations.service import set_role
    from tdpf.apps.publishing.service import Deed

    deed = Deed(actor="test", at=AT)
    user = service.add_user(f"{name}@city.example.jp", deed=deed, is_operator=is_operator)
    if publisher:
        owner = organisation_called(publisher)
        assert owner is not None
        set_role(user, owner, Role.OFFICER, deed=deed)

    def token(days: int, number: int) -> str:
        secret = (name.encode() * 32)[:31] + bytes([number])
        ends = AT + timedelta(days=days)
        scopes = [Scope.READ]
        return service.make_token(user, "t", scopes, secret=secret, deed=deed, expires_at=ends)[1]

    return {name: token(9, 1), f"{name}-expired": token(-1, 2)}


def main() -> None:
    start_django()
    match sys.argv[2:]:
        case ["hide"]:
            hide("131041")
        case ["settle"]:
            settle()
        case ["limit"]:
            disk_full()
            limit("131041")
        case ["hide-other"]:
            disk_full()
            hide("131091")
        case _:
            make()


def make() -> None:
    publish(write("later", "131041", "いずれ隠す便所"), "131041")
    publish(write("hidden", "131130", SECRET), "131130")
    told = hide("131130")
    publish(write("shown", "131091", "公開の便所"), "131091")
    told |= person("own", "131130") | person("other", "131091")
    told |= person("operator", None, is_operator=True)
    (FOLDER / "told.json").write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
