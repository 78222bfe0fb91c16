"""Which column of an open data list (set 06) holds what: both layouts and what others call it."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from tdpf.core.standards import standards

Role = Literal[
    "dataset_id", "code6", "organisation", "title", "subtitle", "notes", "keywords", "themes",
    "universal_menu", "issued", "modified", "version", "languages", "landing_page", "frequency",
    "standards", "documents", "provenance", "coverage", "period", "contact_name", "contact_email",
    "contact_phone", "contact_extension", "contact_form", "contact_remark", "remark",
    "file_title", "access_url", "download_url", "file_description", "format", "licence", "status",
    "size", "file_issued", "file_modified", "rights", "file_documents", "file_languages",
    "file_standards", "api", "url", "prefecture", "city", "position", "ignored",
]  # fmt: skip

LAYOUT_2023: tuple[Role, ...] = (
    "dataset_id", "code6", "organisation", "title", "subtitle", "notes", "keywords", "themes",
    "universal_menu", "issued", "modified", "version", "languages", "landing_page", "frequency",
    "standards", "documents", "provenance", "coverage", "period", "contact_name", "contact_email",
    "contact_phone", "contact_extension", "contact_form", "contact_remark", "remark",
    "file_title", "access_url", "download_url", "file_description", "format", "licence", "status",
    "size", "file_issued", "file_modified", "rights", "file_documents", "file_languages",
    "file_standards", "api",
)  # fmt: skip
"""The 42 columns of the layout we write, in order."""

LAYOUT_2017: tuple[Role, ...] = (
    "code6", "dataset_id", "prefecture", "city", "title", "notes", "format", "themes", "frequency",
    "url", "api", "licence", "issued", "modified", "remark",
)  # fmt: skip

_NEIGHBOURS: dict[Role, str] = {
    "dataset_id": "データセットID データID 管理番号 識別子",
    "code6": "市区町村コード 団体コード 自治体コード 都道府県コード",
    "organisation": "組織 団体名 自治体名 公開団体 公開団体名 組織名 提供者",
    "title": "データセットタイトル データセット名 データセット名称 データ名 タイトル 名称",
    "notes": "データセット説明 データセットの説明 データの概要 概要 説明 内容",
    "keywords": "タグ キーワード",
    "ignored": "タグ（読み）",
    "themes": "カテゴリ（分類） カテゴリ カテゴリー 分野 グループ",
    "issued": "データセット作成日時 データセット作成日 公開日 登録日時 作成日",
    "modified": "データセット最終更新日時 データセット更新日 更新日 更新日時 最終更新日時",
    "languages": "言語",
    "landing_page": "事業説明等のページ データセットURL 関連ページ 掲載ページ ページURL",
    "frequency": "データ更新頻度 更新周期 更新サイクル",
    "contact_name": "データ所管部署 所管部署 所管課 担当課 担当部署 連絡先 問い合わせ先",
    "contact_email": "メールアドレス 連絡先メールアドレス",
    "contact_phone": "電話番号 連絡先電話番号",
    "file_title": "データタイトル ファイル名 リソース名 リソースタイトル ファイル名称",
    "access_url": "アクセスURL",
    "download_url": "データURL ダウンロードURL ファイルURL リソースURL",
    "url": "リンク リンク先 アドレス",
    "file_description": "データ説明 ファイル説明 リソース説明",
    "format": "形式 データ形式 フォーマット 拡張子",
    "licence": "ライセンス 利用条件 使用許諾",
    "size": "サイズ ファイルサイズ データサイズ",
    "position": "並び順 表示順",
    "file_issued": "データ作成日時 ファイル作成日",
    "file_modified": "データ最終更新日時 ファイル更新日",
    "rights": "利用規約",
    "remark": "備考",
}


def plain(header: str) -> str:
    """A header without what spelling varies: width, case, blanks, underscores, brackets."""
    return re.sub(r"[\s_()・:]", "", unicodedata.normalize("NFKC", header)).lower()


def headers_2023() -> tuple[str, ...]:
    layout = standards()["open_data_list"].layout
    assert layout is not None  # the YAML beside the loader holds it
    return layout.names()


def _known() -> dict[str, Role]:
    older = standards()["open_data_list"].layout_2017
    assert older is not None  # likewise
    known = {plain(h): role for h, role in zip(headers_2023(), LAYOUT_2023, strict=True)}
    for header, role in zip(older.names(), LAYOUT_2017, strict=True):
        known.setdefault(plain(header), role)
    for role, words in _NEIGHBOURS.items():
        for word in words.split(" "):
            known.setdefault(plain(word), role)
    return known


ROLES = _known()
"""Folded header → what the column holds."""
