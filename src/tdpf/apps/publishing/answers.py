"""What is said to the person who published: one plain sentence in both languages for each file."""

from __future__ import annotations

from collections.abc import Sequence

from tdpf.apps.catalog.service import LICENCES, Dataset
from tdpf.apps.publishing.models import TableHead, TableVersion
from tdpf.apps.publishing.naming import default_name
from tdpf.apps.publishing.prepare import Prepared
from tdpf.apps.publishing.requests import Outcome, PublishRequest
from tdpf.core.findings import Text


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
    limited: Sequence[str] = (),
) -> Outcome:
    """The answer to a file that is now the current version of its tables.

    `limited` are those that took over limits from other tables.
    """
    main = prepared.parts[0]
    number = versions[0].number
    rows = sum(version.rows for version in versions)
    remarks = _remarks(prepared, dataset, is_new=is_new, limited=limited)
    return Outcome(
        path=prepared.request.path,
        status="published",
        message=Text(
            ja=f"「{dataset.title}」を第{number}版として公開しました（{rows:,}行）。{remarks.ja}",
            en=f"Published “{dataset.title}” as version {number} ({rows:,} rows).{remarks.en}",
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


def _remarks(prepared: Prepared, dataset: Dataset, *, is_new: bool, limited: Sequence[str]) -> Text:
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
    if limited:
        names = ", ".join(limited)
        ja += f"制限のある表の行が移ったかもしれないので、{names} にも同じ制限を付けました。"
        ja += "tdpf access show で確かめてください。"
        en += f" Rows of a limited table may have moved: {names} has its limits as well now."
        en += " Look at them with tdpf access show."
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
