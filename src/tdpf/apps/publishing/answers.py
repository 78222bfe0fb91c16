"""What is said to the person who published: one plain sentence in both languages for each file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tdpf.apps.catalog.service import LICENCES, Dataset
from tdpf.apps.publishing.models import TableHead, TableVersion
from tdpf.apps.publishing.naming import default_name
from tdpf.apps.publishing.prepare import Prepared
from tdpf.apps.publishing.requests import Outcome, PublishRequest
from tdpf.core.findings import Text


@dataclass(frozen=True, slots=True)
class Limiting:
    """Tables that took over limits from others, those not shown to the bound because their limits
    do not fit, and columns that the bound see for the first time, by table.
    """

    taken_over: Sequence[str] = ()
    unfit: Sequence[str] = ()
    appeared: Mapping[str, Sequence[str]] = field(default_factory=dict)


def failed(request: PublishRequest, message: Text, code: str = "") -> Outcome:
    """The answer to a file that could not be published."""
    return Outcome(
        path=request.path,
        status="failed",
        message=message,
        publisher=request.publisher,
        code=code,
    )


def published(
    prepared: Prepared,
    dataset: Dataset,
    versions: Sequence[TableVersion],
    *,
    is_new: bool,
    before: Mapping[str, TableHead],
    ended: Sequence[str],
    limiting: Limiting,
) -> Outcome:
    """The answer to a file that is now the current version of its tables.

    `before` has their versions before, by sheet; `ended` names tables whose sheets are gone.
    """
    main = prepared.parts[0]
    number = versions[0].number
    rows = sum(version.rows for version in versions)
    said = [
        _remarks(prepared, dataset, is_new=is_new),
        _losses(rows, before, ended),
        _limits(limiting),
    ]
    return Outcome(
        path=prepared.request.path,
        status="published",
        message=Text(
            ja=f"「{dataset.title}」を第{number}版として公開しました（{rows:,}行）。"
            + "".join(one.ja for one in said),
            en=f"Published “{dataset.title}” as version {number} ({rows:,} rows)."
            + "".join(one.en for one in said),
        ),
        dataset=dataset.name,
        tables=tuple(version.table.name for version in versions),
        version=number,
        publisher=prepared.publisher,
        standard=main.standard,
        rows=rows,
        score=main.quality.get("score"),
        findings=main.findings,
    )


def _losses(rows: int, before: Mapping[str, TableHead], ended: Sequence[str]) -> Text:
    """What went with the version before, where that is much: it may be the wrong file."""
    ja, en = "", ""
    if ended:
        names = ", ".join(ended)
        ja += f"シートがなくなったか主な表に移ったので、表 {names} は公開を終えました。"
        ja += "版は残っています。"
        en += f" Sheets that are gone or stand in the main table now ended {names};"
        en += " versions are kept."
    had = sum(head.version.rows for head in before.values())
    if rows < had * FEWER:
        back = ", ".join(
            f"tdpf rollback {head.table.name} {head.version.number}" for head in before.values()
        )
        ja += f"前の版は{had:,}行でした。違うファイルなら {back} で元に戻せます。"
        en += f" It had {had:,} rows before. If this is the wrong file: {back}."
    return Text(ja=ja, en=en)


FEWER = 0.8
"""A version with a smaller share of the rows before is told to the officer, as harvest does."""


def _limits(limiting: Limiting) -> Text:
    """What bound people do not see that they saw, or see no more than before."""
    ja, en = "", ""
    if limiting.taken_over:
        names = ", ".join(limiting.taken_over)
        ja += f"制限のある表の行が移ったかもしれないので、{names} にも同じ制限を付けました。"
        ja += "tdpf access show で確かめてください。"
        en += f" Rows of a limited table may have moved: {names} has its limits as well now."
        en += " Look at them with tdpf access show."
    if limiting.unfit:
        names = ", ".join(limiting.unfit)
        ja += f"{names} は、付けてある制限が今の版に合わないので、制限される人には見せていません。"
        ja += "tdpf access show で理由を確かめ、制限を設定し直してください。"
        en += f" The limits of {names} do not fit this version: nobody bound sees it."
        en += " See why with tdpf access show, and set them again."
    for table, columns in limiting.appeared.items():
        if columns:
            ja += f"制限のある {table} で今の版から値が入った列（{'、'.join(columns)}）は、"
            ja += (
                "制限される人にも見えます。隠すなら tdpf access set --hide --add を使ってください。"
            )
            en += f" {', '.join(columns)} of the limited {table} hold values for the first time:"
            en += " whoever is bound sees them. To hide them: tdpf access set --hide --add."
    return Text(ja=ja, en=en)


def _remarks(prepared: Prepared, dataset: Dataset, *, is_new: bool) -> Text:
    """What was decided for the officer, so that nothing is guessed silently."""
    ja, en = "", ""
    if prepared.publisher_basis != "given":
        where = _BASIS_JA.get(prepared.publisher_basis, "内容")
        ja += f"公開団体は{where}から判断しました。"
        en += f" The publisher was found in the {prepared.publisher_basis.replace('_', ' ')}."
    if not prepared.request.personal_data_checked and (
        decided := sorted({column for part in prepared.parts for _, column in part.personal})
    ):
        ja += f"個人情報かもしれない列（{'、'.join(decided)}）は、前に人が確かめています。"
        en += f" A person decided earlier to publish {', '.join(decided)}."
    standard = prepared.parts[0].standard
    first = default_name(prepared.publisher or "", standard, prepared.request.path)
    if is_new and prepared.request.dataset is None and dataset.name != first:
        ja += f"{first} とは別のデータセットです。差し替えは --dataset {first} を付けます。"
        en += f" It is not a new version of {first}; to replace that, add --dataset {first}."
    return Text(ja=ja, en=en)


def unchanged(
    request: PublishRequest, dataset: Dataset, heads: Sequence[TableHead], *, is_described: bool
) -> Outcome:
    """The answer to a file whose content is published already."""
    message = (
        Text(
            ja=f"「{dataset.title}」の説明を更新しました。表の内容は前回と同じです。",
            en=f"Updated the description of “{dataset.title}”. Its rows have not changed.",
        )
        if is_described
        else Text(
            ja=f"「{dataset.title}」は前回と同じ内容です。新しい版は作りません。",
            en=f"“{dataset.title}” has not changed. No new version was made.",
        )
    )
    main = heads[0].version
    return Outcome(
        path=request.path,
        status="described" if is_described else "unchanged",
        message=message,
        dataset=dataset.name,
        tables=tuple(head.table.name for head in heads),
        version=main.number,
        publisher=dataset.organisation.code6 if dataset.organisation else None,
        standard=dataset.standard or None,
        rows=sum(head.version.rows for head in heads),
        score=main.score,
    )


_BASIS_JA = {"file_name": "ファイル名", "column": "団体コードの列", "address": "住所"}
NO_PUBLISHER = Text(
    ja="どの団体のデータか分かりません。--publisher に6桁の団体コードを付けてください。",
    en="It is not clear whose data this is. Add --publisher with the six-digit municipality code.",
)
SWEPT = Text(
    ja="公開の準備中にファイルが片付けられました。もう一度実行してください。",
    en="A prepared file was swept away before it was published. Run the command again.",
)


def not_yours(name: str, owner: str | None) -> Text:
    return Text(
        ja=f"データセット {name} は別の団体（{owner or '統合表'}）のものです。"
        "別の名前にしてください。",
        en=f"Dataset {name} belongs to another publisher ({owner or 'merged'}). "
        "Choose another name.",
    )


def no_such_licence(licence: str) -> Text:
    known = ", ".join(LICENCES)
    return Text(
        ja=f"ライセンス {licence} は使えません。次から選んでください: {known}",
        en=f"{licence} is not a licence code. Choose one of: {known}",
    )


def no_such_file(id_: str) -> Text:
    return Text(
        ja=f"{id_} という配信はありません。データセットの説明を先に登録してください。",
        en=f"There is no distribution {id_}. Describe the dataset and its files first.",
    )


def no_such_code(code: str) -> Text:
    return Text(
        ja=f"{code} は団体コードではありません。検査数字を含む6桁で書いてください（例: 131130）。",
        en=f"{code} is not a municipality code. Write six digits with the check digit (131130).",
    )


def bad_name(name: str) -> Text:
    return Text(
        ja=f"データセット名 {name} は使えません。英小文字・数字・ハイフンで書いてください。"
        "標準データセットの名前（aed など）は統合表のものです。",
        en=f"{name} cannot be the name of a dataset. Use lower-case letters, digits and hyphens; "
        "names of standard sets such as aed belong to merged tables.",
    )
