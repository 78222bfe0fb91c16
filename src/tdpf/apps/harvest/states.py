"""What people call the states of files and runs."""

from __future__ import annotations

from tdpf.apps.harvest.models import Item, Run
from tdpf.core.findings import Text

FILE_STATES: dict[str, Text] = {
    Item.State.QUEUED: Text(ja="待ち", en="waiting"),
    Item.State.FETCHING: Text(ja="取得中", en="being fetched"),
    Item.State.READING: Text(ja="取得済み・読み取り中", en="fetched, being read"),
    Item.State.PUBLISHED: Text(ja="公開", en="published"),
    Item.State.UNCHANGED: Text(ja="変更なし", en="unchanged"),
    Item.State.NOT_A_TABLE: Text(ja="表にならず", en="no table"),
    Item.State.NEEDS_PERSON: Text(ja="確認待ち", en="waits for a person"),
    Item.State.FAILED: Text(ja="取得できず（やり直す）", en="not fetched, tried again"),
    Item.State.DESCRIBED: Text(ja="説明だけ", en="described only"),
    Item.State.WITHDRAWN: Text(ja="取り下げ", en="withdrawn"),
}
RUN_STATES: dict[str, Text] = {
    Run.State.LISTING: Text(ja="一覧を読み込み中", en="reading the list"),
    Run.State.FILES: Text(ja="ファイルを処理中", en="working on files"),
    Run.State.HELD: Text(ja="確認待ち", en="waits for a person"),
    Run.State.DONE: Text(ja="完了", en="done"),
    Run.State.FAILED: Text(ja="失敗", en="failed"),
}
