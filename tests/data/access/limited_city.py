"""Makes a city in a process of its own whose tables are not the same for everybody.

`limited_city FOLDER` writes tokens, sessions and names into told.json. Every value that somebody
may not see has a mark in it that is found in any bytes.
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
OWNER, NAMED, OTHER = "131130", "131041", "131091"
HEADER = "全国地方公共団体コード,ID,名称,所在地_連結表記,緯度,経度,男性トイレ総数,備考\n"
PLACE = "東京都渋谷区宇田川町1-1,35.664,139.698"


def write(name: str, rows: str) -> Path:
    path = FOLDER / f"{name}.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def run(*words: str) -> None:
    from tdpf.cli.main import main

    main([*words], standalone_mode=False)


def publish(path: Path, publisher: str) -> None:
    words = [str(path), "--publisher", publisher, "--standard", "public_toilet", "--workers", "1"]
    run("publish", *words, "--licence", "cc-by-4.0", "--personal-data-checked")


def limited() -> None:
    """Two versions of a table of which most people see one row, and not the remarks."""
    header = HEADER.replace("備考", "備考,ZQCOLUMN")
    open_row = f"{OWNER},1,見える便所,{PLACE},3,ZQREMARKSHOWN,a\n"
    hidden = f"{OWNER},2,ZQHIDDENROW,{PLACE},77,ZQREMARKHIDDEN,b\n"
    path = FOLDER / "limited.csv"
    for rows in (open_row + hidden, open_row + hidden.replace(",77,", ",78,")):
        path.write_text(header + rows, encoding="utf-8")
        publish(path, OWNER)


def others() -> None:
    for name, mark in (("shared", "ZQSHARED"), ("joined", "ZQJOINED"), ("own", "ZQOWNALONE")):
        path = FOLDER / f"{name}.csv"
        path.write_text(
            f"名称,緯度,経度,説明\n{mark}の一,35.66,139.69,{mark}の説明\n", encoding="utf-8"
        )
        run("publish", str(path), "--publisher", OWNER, "--workers", "1")


def names() -> dict[str, dict[str, str]]:
    """Each mark's dataset, file and table."""
    from tdpf.adapters.catalog import open_catalog
    from tdpf.settings import settings

    catalog = open_catalog(settings())
    owner = catalog.organisation(OWNER)
    assert owner is not None
    found = {}
    for dataset in catalog.page(organisation=owner.id, everything=True):
        file = dataset.distributions[0]
        key = file.title.removesuffix(".csv")
        found[key] = {"dataset": dataset.name, "file": file.id, "table": file.tables[0].name}
    return found


def person(name: str, publisher: str | None, role: Role = Role.READER) -> dict[str, str]:
    """A token and a session of somebody with that role there."""
    from django.test import Client

    from tdpf.apps.accounts import service
    from tdpf.apps.catalog.service import organisation_called
    from tdpf.apps.organisations.service import set_role
    from tdpf.apps.publishing.service import Deed

    deed = Deed(actor="test", at=AT)
    email, password = f"{name}@city.example.jp", f"{name} knows a long password"
    user = service.add_user(email, deed=deed, password=password, is_operator=publisher is None)
    if publisher:
        owner = organisation_called(publisher)
        assert owner is not None
        set_role(user, owner, role, deed=deed)
    secret = (name.encode() * 32)[:32]
    _, token = service.make_token(
        user, "t", [Scope.READ], secret=secret, deed=deed, expires_at=AT + timedelta(days=1)
    )
    browser = Client(SERVER_NAME="localhost")
    answer = browser.post("/sign-in", {"username": email, "password": password})
    assert answer.status_code == 302, answer.content.decode()
    return {"token": token, "session": browser.cookies["sessionid"].value}


def not_a_table(dataset: str) -> None:
    """A harvested file of the hidden dataset that stands in the ledger."""
    from tdpf.apps.catalog.service import dataset_named
    from tdpf.apps.harvest.models import Item, Source

    found = dataset_named(dataset)
    assert found is not None
    source = Source.objects.create(
        name="ledger", kind="urls", url="https://city.example/", added_at=AT
    )
    Item.objects.create(
        source=source, distribution="x" * 36, dataset=found.id, title="ZQOWNALONE",
        url="https://city.example/ZQOWNALONE.pdf", state="not_a_table", code="not-a-table",
        since=AT, last_failed_at=AT,
    )  # fmt: skip


def main() -> None:
    start_django()
    limited()
    publish(write("friend", f"{NAMED},1,隣の便所,{PLACE},4,\n"), NAMED)
    publish(write("third", f"{OTHER},1,遠い便所,{PLACE},5,\n"), OTHER)
    others()
    told = names()
    run("access", "set", told["limited"]["table"], "--hide", "備考", "--hide", "ZQCOLUMN", "--rows",
        "男性トイレ総数 < 50", "--except", NAMED)  # fmt: skip
    run("access", "set", told["shared"]["table"], "--open-to", "organisations",
        "--organisation", NAMED)  # fmt: skip
    run("access", "set", told["joined"]["table"], "--open-to", "members")
    run("access", "set", told["own"]["table"], "--open-to", "owner")
    people = {
        "other": person("other", OTHER, Role.OWNER),
        "named": person("named", NAMED),
        "reader": person("reader", OWNER),
        "officer": person("officer", OWNER, Role.OFFICER),
        "operator": person("operator", None),
    }
    not_a_table(told["own"]["dataset"])
    (FOLDER / "told.json").write_text(json.dumps({"names": told, "people": people}))


if __name__ == "__main__":
    main()
