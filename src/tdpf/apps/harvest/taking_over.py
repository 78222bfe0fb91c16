"""A whole CKAN taken over, ids kept, with a list of what could not be taken. May be run again."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tdpf.adapters.harvest import CkanListing
from tdpf.adapters.outbound import Outbound, open_outbound
from tdpf.apps.catalog.service import NameTaken, cataloguing
from tdpf.apps.harvest.actions import add_source
from tdpf.apps.harvest.describing import actor
from tdpf.apps.harvest.models import Item, Run, Source
from tdpf.apps.harvest.pace import shared_pace
from tdpf.apps.harvest.running import Report, run_source
from tdpf.apps.harvest.taking_users import TakenUsers, asked, take_users
from tdpf.core.catalog.ckan.read import read_organisation, read_theme
from tdpf.core.findings import Text
from tdpf.settings import settings

PAGE = 500
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Left:
    """Something that was not taken over: how much of it, why, and what to do."""

    what: str
    count: int | None  # None: the source does not say
    message: Text


@dataclass(frozen=True, slots=True)
class Takeover:
    run: Run
    organisations: int
    groups: int
    users: int
    left: tuple[Left, ...]


def take_over(
    url: str,
    *,
    token: str = "",
    with_users: bool = False,
    seconds_between: float = 0,
    clock: Clock,
    workers: int | None = None,
    report: Report = lambda _: None,
    client: Outbound | None = None,
) -> Takeover:
    """Organisations, groups, datasets, files and datastore rows of the CKAN at `url`.

    `with_users`: people and their roles too, as far as the token lets them be seen.
    """
    source = add_source(
        source_name(url),
        "ckan",
        url,
        at=clock(),
        every_hours=0,
        seconds_between=seconds_between,
        takes_rows=True,
    )
    client = client or open_outbound(settings(), pace=shared_pace(seconds_between))
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        listing = CkanListing(url, client, Path(folder), token=token)
        organisations = _organisations(listing, source, clock)
        groups = _groups(listing, source, clock)
        run = run_source(
            source,
            is_full=True,
            token=token,
            workers=workers,
            report=report,
            clock=clock,
            client=client,
        )
        taken = take_users(listing, actor(source), at=clock()) if with_users else None
        left = (*_people_left(listing, taken), *_left(source, has_token=bool(token)))
    return Takeover(run, organisations, groups, taken.users if taken else 0, left)


def source_name(url: str) -> str:
    """`import-` and the host: running it again finds the same source."""
    host = re.sub(r"[^a-z0-9]+", "-", urlsplit(url).netloc.lower()).strip("-")
    return f"import-{host}"[:60].rstrip("-")


def _organisations(listing: CkanListing, source: Source, clock: Clock) -> int:
    count = 0
    for shape in _shown(listing, "organization"):
        told = read_organisation(shape, source=listing.site)
        if told is None:
            continue
        with cataloguing(actor(source), at=clock()) as desk:
            try:
                desk.organisation(told)
            except NameTaken:
                continue  # the run describes it under a longer name when it has datasets
        count += 1
    return count


def _groups(listing: CkanListing, source: Source, clock: Clock) -> int:
    count = 0
    for shape in _shown(listing, "group"):
        with cataloguing(actor(source), at=clock()) as desk:
            desk.theme(read_theme(shape))
        count += 1
    return count


def _shown(listing: CkanListing, kind: str) -> Iterator[dict[str, Any]]:
    """Every organisation or group with all that it says."""
    start = 0
    while True:
        names = asked(listing, f"{kind}_list", limit=PAGE, offset=start)
        if not isinstance(names, list):
            return
        for name in names:
            shape = asked(listing, f"{kind}_show", id=str(name), include_datasets="false")
            if isinstance(shape, dict) and (shape.get("name") or shape.get("title")):
                yield shape
        start += PAGE
        if len(names) < PAGE:
            return


def _people_left(listing: CkanListing, taken: TakenUsers | None) -> Iterator[Left]:
    if taken is None:
        users = asked(listing, "user_list", all_fields="false")
        yield Left(
            "users",
            len(users) if isinstance(users, list) else None,
            Text(
                ja="利用者と役割は移していません。運営者のトークンと --users で移せます。",
                en="Users and their roles stay. With an operator's token and --users they come.",
            ),
        )
        return
    if taken.users:
        yield Left(
            "passwords and tokens",
            taken.users,
            Text(
                ja="パスワードとトークンは移せません。"
                "tdpf user password と tdpf token create で作り直してください。",
                en="Passwords and tokens cannot move. "
                "Make them anew with tdpf user password and tdpf token create.",
            ),
        )
    if taken.operators:
        yield Left(
            "operators",
            len(taken.operators),
            Text(
                ja="運営者の権限は移しません。tdpf user operator で渡してください: "
                + ", ".join(taken.operators),
                en="Nobody becomes an operator by this. Use tdpf user operator for: "
                + ", ".join(taken.operators),
            ),
        )
    if taken.without_address or not taken.users:
        yield Left(
            "users without an e-mail address",
            taken.without_address if taken.users else None,
            Text(
                ja="メールアドレスの見えない利用者は移せません。運営者のトークンか確かめてください。",
                en="Users whose e-mail address is not told cannot come. "
                "Check that the token is an operator's.",
            ),
        )


def _left(source: Source, *, has_token: bool) -> Iterator[Left]:
    yield Left(
        "views, followers, activities",
        None,
        Text(
            ja="ビュー、フォロー、操作の履歴は移しません。表と地図のページは自動で作られます。",
            en="Views, followers and the activity log stay. Pages of tables are made anew.",
        ),
    )
    if not has_token:
        yield Left(
            "private datasets",
            None,
            Text(
                ja="非公開のデータセットは --token-file を付けると移せます。",
                en="Private datasets are taken over when --token-file is given.",
            ),
        )
    failed = Item.objects.filter(source=source).exclude(code="").count()
    if failed:
        yield Left(
            "files",
            failed,
            Text(
                ja="表にならなかったファイルです。理由は "
                f"tdpf harvest status {source.name} で見られます。",
                en=f"Files that became no table; tdpf harvest status {source.name} tells why.",
            ),
        )
