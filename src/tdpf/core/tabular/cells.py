"""What a cell looks like at a glance: enough to tell a header from data."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Look = Literal["number", "date", "time", "phone", "postal", "link", "flag", "text", "blank"]

_LOOKS = re.compile(
    r"(?P<postal>〒?\d{3}-\d{4})"
    r"|(?P<phone>(?:TEL[:.]?\s*)?\(?0\d{1,4}\)?[-\s]?\d{1,4}[-)\s]?\d{3,4})"
    r"|(?P<date>(?:[12]\d{3}|(?:令和|平成|昭和|大正|明治|[RHST])\s?(?:\d{1,2}|元))\s?[-/.年]\s?\d{1,2}"
    r"(?:\s?[-/.月]\s?\d{1,2}日?|月)?(?:[T ]\d{1,2}:\d{2}.*)?)"
    r"|(?P<time>(?:午前|午後)?\d{1,2}[:時]\d{0,2}分?(?::\d{2})?(?:\s?[~〜～-]\s?\d{1,2}[:時]\d{0,2}分?)?)"
    r"|(?P<number>[-+−▲△]?[\d,]*\.?\d+%?)"
    r"|(?P<link>(?:https?|ftp)://.+|www\..+|[^@\s]+@[^@\s]+\.[^@\s]+)"
    r"|(?P<flag>[○〇◯◎×✕✖△▲有無可不]|有り|無し|あり|なし|TRUE|FALSE|true|false|該当)",
)

_ENDINGS = """
名 名称 正式名 通称 英語 英字 カナ かな フリガナ ふりがな 読み タイトル キー キーワード タグ
番号 コード 識別子 ID URL アドレス ページ リンク先 コード値 連結表記
住所 所在地 町字 町丁 地名 番地以下 方書 緯度 経度 標高 座標系 地区 地域 区域 場所 位置
市区町村 都道府県 最寄駅 アクセス 電話 電話番号 FAX 連絡先 問い合わせ先 問合せ先
担当 担当課 部署 設置者 所有者 事業者 主催者 団体 法人 組織 施設
区分 種別 種類 分類 形式 業種 業態 項目 品目 カテゴリ カテゴリー 性別
年月日 年月 年度 日付 日時 曜日 時間 時刻 期間 時期 頻度 公開日 更新日 開始日 終了日
指定日 作成日 設置日 認可日 休館日 定休日 休園日 休業日
人数 総数 合計 人口 世帯 世帯数 男性 女性 定員 件数 台数 戸数 回数 年齢 月齢 面積 口径
金額 料金 価格 単価 単位 率 割合 値
有無 可否 対応 利用 設備 トイレ 駐車場 駐輪場 情報 方法 制度 条件 対象 対象者
画像 写真 ライセンス サイズ 言語 状態 状況
備考 説明 概要 内容 特記事項 注意点 注意事項 摘要 その他 ドキュメント
"""
_WHOLE = "男 女 計 数 町名 品名 学校 路線 行 番 項番 No NO name type"
_LATIN = """
id no name code type kind lat latitude lon lng longitude address tel fax phone url date time note
notice memo title objectid fid value count number year month day city pref furigana kana category
description remarks zip postal email
"""
HEADER_WORDS = re.compile(
    rf"(?:.*(?:{'|'.join(_ENDINGS.split())})|{'|'.join(_WHOLE.split())}|.*?(?:^|[_\s-])(?:{'|'.join(_LATIN.split())}))"
    r"[.．]?(?:[(（][^()（）]*[)）])?[_＿]?\d*",
    re.IGNORECASE | re.DOTALL,
)
LONGEST_LABEL = 80
NO_FIGURE = frozenset("-－―ー…*＊×") | {"--", "***", "...", "＊＊＊"}


_RULE = re.compile(
    r"(?:(?:条件付)?必須|推奨|任意|半角|全角|英数字?|数字|数値|整数|小数|文字列?|記号|カナ|カタカナ|ひらがな|日付|西暦"
    r"|形式|自動入力|選択式?|記入例|入力例|プルダウン|text|string|integer|number|date|varchar|yyyy[-/年]mm[-/月]dd日?"
    r"|[0-9]+(?:桁|文字)(?:以内)?|[・、,／/()のでは\s])+",
    re.IGNORECASE,
)


def is_rule(cell: str) -> bool:
    """True for a word that tells how to fill a column in: 必須, 任意, 半角数字6桁."""
    text = unicodedata.normalize("NFKC", cell).strip()
    return len(text.strip("・、,/()のでは ")) > 1 and _RULE.fullmatch(text) is not None


def look(cell: str) -> Look:
    """The look of one cell.

    >>> look("35.6895"), look("03-1234-5678"), look("施設名"), look("　")
    ('number', 'phone', 'text', 'blank')
    """
    text = cell.strip()
    if not text:
        return "blank"
    if len(text) > LONGEST_LABEL:
        return "link" if text.startswith(("http://", "https://")) else "text"
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    match = _LOOKS.fullmatch(text)
    return match.lastgroup if match else "text"  # type: ignore[return-value]


def is_label(cell: str) -> bool:
    """True for a cell that could be the name of a column."""
    text = cell.strip()
    return len(text) <= LONGEST_LABEL and look(text) == "text" and text not in NO_FIGURE


def is_header_word(cell: str) -> bool:
    """True for a word that headers use: 名称, 緯度, 電話番号 …"""
    word = "".join(cell.split())
    return len(word) <= LONGEST_LABEL and HEADER_WORDS.fullmatch(word) is not None
