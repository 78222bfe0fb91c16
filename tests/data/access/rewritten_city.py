"""Makes tables in a process of its own whose next versions are not written as their limits expect.

`rewritten_city FOLDER` publishes, limits and publishes again, and writes into told.json the table
of each case, what the publisher was told and what `tdpf access show` says.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tdpf.cli.boot import start_django

FOLDER = Path(sys.argv[1])
OWNER = "131130"
STANDARD = ("全国地方公共団体コード", "ID", "名称", "所在地_連結表記", "緯度", "経度")
PLACE = (OWNER, "1", "見える便所", "東京都渋谷区宇田川町1-1", "35.664", "139.698")
HIDE_NOTES, ONLY_OPEN = ("--hide", "備考"), ("--rows", "区分 = '公開'")
NOT_CLOSED, NO_REASON = ("--rows", "区分 <> '非公開'"), ("--rows", "理由 IS NULL")


@dataclass(frozen=True)
class Case:
    """A table at first, what is limited then, and how it comes next."""

    limits: tuple[str, ...]
    before: str
    after: str
    standard: str = "none"
    again: tuple[str, ...] = ()  # limits that are set in the end


def toilets(**more: str) -> str:
    head, row = [*STANDARD, *more], [*PLACE, *more.values()]
    return f"{','.join(head)}\n{','.join(row)}\n"


def things(*rows: str) -> str:
    return "\n".join(("品名,区分,理由", *rows, ""))


OPEN, CLOSED = "机,公開,", "ZQMARK,非公開,個人の物"
CASES = {
    "header": Case(
        HIDE_NOTES, toilets(備考="ZQMARK"), toilets(qqq="ZQMARK"), "public_toilet"
    ),
    "two-in-one": Case(
        HIDE_NOTES, toilets(備考="ZQMARK"), toilets(名称_英語="ZQMARK"), "public_toilet"
    ),
    "earlier": Case(
        HIDE_NOTES, toilets(qqq="ZQMARK"), toilets(備考="ZQMARK"), "public_toilet"
    ),
    "split": Case(("--hide", "理由"), things("机,非公開,ZQMARK"), "品名,甲,乙\n机,ZQMARK,物\n"),
    "spelled": Case(NOT_CLOSED, things(OPEN, CLOSED), things(OPEN, "ZQMARK,非 公開,個人の物")),
    "reason": Case(NO_REASON, things(OPEN, CLOSED), "品名,理 由\n机,\nZQMARK,個人の物\n"),
    "reason-blank": Case(NO_REASON, things(OPEN, CLOSED), things(OPEN, "ZQMARK,非公開,")),
    "again": Case(
        NOT_CLOSED, things(OPEN, CLOSED), things(OPEN, "ZQMARK,非 公開,個人の物"),
        again=("--rows", "区分 <> '非 公開'"),
    ),
    "said-what": Case(ONLY_OPEN, things(OPEN, CLOSED), things(OPEN, "ZQMARK,非 公開,個人の物")),
    "blank-at-first": Case(
        HIDE_NOTES, toilets(名称_英語="one"), toilets(名称_英語="two", 備考="ZQMARK"),
        "public_toilet",
    ),
    "beside": Case(
        HIDE_NOTES, toilets(備考="ZQMARK"), toilets(備考="ZQMARK", qqq="seen"), "public_toilet"
    ),
    "emptied": Case(
        HIDE_NOTES, toilets(備考="ZQMARK"), toilets(備考=""), "public_toilet", HIDE_NOTES
    ),
}  # fmt: skip


def run(*words: str) -> str:
    from tdpf.cli.main import main

    with contextlib.redirect_stdout(io.StringIO()) as said:
        main([*words], standalone_mode=False)
    return said.getvalue()


def publish(texts: dict[str, str], *, at: datetime) -> dict[str, str]:
    """Publish a table of each of these cases at once; what the publisher is told of each."""
    from tdpf.apps.publishing.service import PublishRequest
    from tdpf.apps.publishing.service import publish as published

    asked = []
    for name, text in texts.items():
        path = FOLDER / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        asked.append(
            PublishRequest(
                path=path, publisher=OWNER, dataset=name, standard=CASES[name].standard,
                personal_data_checked=True,
            )
        )  # fmt: skip
    told = published(asked, at=at, actor="clerk", workers=1)
    assert {one.status for one in told} == {"published"}, told
    return {one.path.stem: f"{one.message.ja}{one.message.en}" for one in told}


def main() -> None:
    start_django()
    at = datetime.now(UTC)
    publish({name: case.before for name, case in CASES.items()}, at=at)
    for name, case in CASES.items():
        if name != "earlier":
            run("access", "set", name, *case.limits)
    told = publish({name: case.after for name, case in CASES.items()}, at=at)
    run("access", "set", "earlier", *CASES["earlier"].limits)
    for name, case in CASES.items():
        if case.again:
            run("access", "set", name, *case.again)
    shown = {
        name: {
            "published": told[name],
            "said": run("access", "show", name),
            "misfit": json.loads(run("access", "show", name, "--json"))["misfit"],
        }
        for name in CASES
    }
    (FOLDER / "told.json").write_text(json.dumps(shown), encoding="utf-8")


if __name__ == "__main__":
    main()
