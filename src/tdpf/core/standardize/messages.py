"""Every finding of standardising: its code, severity and sentence, in one table.

`{item}`, `{count}` and the like are filled in; a sentence says what to do next.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tdpf.core.findings import Severity, Text


@dataclass(frozen=True, slots=True)
class Message:
    severity: Severity
    ja: str
    en: str


CATALOGUE: dict[str, Message] = {
    "rewritten": Message(
        "info",
        "「{item}」の書き方を標準の形に直しました。",
        "The value of {item} was rewritten in the standard form.",
    ),
    "same-as-above": Message(
        "warning",
        "「{item}」の「〃」「同上」を上の行の値にしました。並べ替えると意味が変わるので、値を書いてください。",
        "{item}: a ditto mark was replaced by the value above. Write the value itself: sorting the "
        "rows would change what the mark means.",
    ),
    "date-unreadable": Message(
        "warning",
        "日付として読めません。2024-04-01 の形で書いてください。",
        "Not readable as a date. Write it as 2024-04-01.",
    ),
    "time-unreadable": Message(
        "warning",
        "時刻として読めません。09:00 の形で書き、説明は特記事項の列に書いてください。",
        "Not readable as a time. Write it as 09:00 and put explanations into the remarks column.",
    ),
    "weekdays-unreadable": Message(
        "warning",
        "曜日は「月火水木金」のように続けて書き、祝日などは特記事項の列に書いてください。",
        "Write the weekdays run together (月火水木金); put holidays into the remarks column.",
    ),
    "phone-unreadable": Message(
        "warning",
        "電話番号として読めません。(03)1234-5678 の形で、市外局番から書いてください。",
        "Not readable as a telephone number. Write it with its area code: (03)1234-5678.",
    ),
    "phone-without-area-code": Message(
        "warning",
        "市外局番がありません。(03)1234-5678 の形で、市外局番から書いてください。",
        "The area code is missing. Write the number from its area code on: (03)1234-5678.",
    ),
    "extension-unreadable": Message(
        "warning", "内線番号は数字だけで書いてください。", "Write the extension as digits only."
    ),
    "postal-unreadable": Message(
        "warning",
        "郵便番号は7桁の数字で書いてください。",
        "Write the postal code as seven digits.",
    ),
    "email-unreadable": Message(
        "warning", "メールアドレスとして読めません。", "Not readable as a mail address."
    ),
    "url-unreadable": Message(
        "warning",
        "URL は http:// または https:// から書いてください。",
        "Write the URL from http:// or https:// on.",
    ),
    "code-unreadable": Message(
        "error",
        "全国地方公共団体コードは6桁の数字で書いてください。",
        "Write the municipality code as six digits.",
    ),
    "code-check-digit": Message(
        "error",
        "全国地方公共団体コードの検査数字が合いません。コードを確かめてください。",
        "The check digit of the municipality code is wrong. Check the code.",
    ),
    "corporate-number-unreadable": Message(
        "warning",
        "法人番号は13桁の数字で書いてください。",
        "Write the corporate number as 13 digits.",
    ),
    "corporate-number-check": Message(
        "warning",
        "法人番号の検査数字が合いません。番号を確かめてください。",
        "The check digit of the corporate number is wrong. Check the number.",
    ),
    "exponent-notation": Message(
        "error",
        "番号が 1.31E+11 のような形になり、桁が失われています。"
        "元の番号を文字列で入れ直してください。",
        "A spreadsheet turned the number into exponent notation and lost digits. "
        "Enter it again as text.",
    ),
    "town-id-unreadable": Message(
        "warning", "町字IDは7桁で書いてください。", "Write the town id as seven digits."
    ),
    "number-unreadable": Message(
        "warning",
        "数として読めません。数字だけを書き、単位や説明は備考に書いてください。",
        "Not readable as a number. Write digits only; put units and remarks elsewhere.",
    ),
    "number-not-whole": Message("warning", "整数で書いてください。", "Write a whole number."),
    "yesno-unreadable": Message(
        "warning",
        "「有」か「無」で書き、説明は備考に書いてください。",
        "Write 有 (yes) or 無 (no); put explanations into the remarks.",
    ),
    "flag-unreadable": Message(
        "warning",
        "該当するときは 1、しないときは空欄にしてください。",
        "Write 1 where it applies and leave it blank where it does not.",
    ),
    "kana-has-kanji": Message(
        "warning", "読みは全角カタカナで書いてください。", "Write the reading in katakana only."
    ),
    "latin-has-japanese": Message(
        "info", "英語の名称に日本語の文字があります。", "The English name holds Japanese letters."
    ),
    "not-in-list": Message(
        "info",
        "「{item}」の決められた値にありません。",
        "Not one of the values that {item} is meant to have.",
    ),
    "blank-mark": Message(
        "info",
        "値がないことを示す記号と思われます。値がないときは空欄にしてください。",
        "This looks like a mark for no value. Leave the cell blank instead.",
    ),
    "block-became-date": Message(
        "error",
        "番地が日付に変わっています。番地を文字列で入れ直してください。",
        "A spreadsheet turned the house number into a date. Enter it again as text.",
    ),
    "block-restored": Message(
        "warning",
        "日付に変わっていた番地を、同じ行の住所から戻しました。確かめてください。",
        "The house number had become a date; it was taken from the address of the row. Check it.",
    ),
    "address-unreadable": Message(
        "warning",
        "住所を町字と番地に分けられません。都道府県から書いてください。",
        "The address cannot be split into town and number. Write it from the prefecture on.",
    ),
    "coordinates-unreadable": Message(
        "error",
        "緯度・経度は 35.681236 のような10進数の度で書いてください。",
        "Write latitude and longitude in decimal degrees, such as 35.681236.",
    ),
    "coordinates-swapped": Message(
        "error",
        "緯度と経度が入れ替わっていたので戻しました。",
        "Latitude and longitude were swapped; they were put right.",
    ),
    "coordinates-zero": Message(
        "error",
        "緯度・経度が 0 です。分からないときは空欄にしてください。",
        "The position is 0, 0. Leave it blank when it is not known.",
    ),
    "coordinates-outside-japan": Message(
        "error",
        "緯度・経度が日本の外です。値を確かめてください。",
        "The position is outside Japan. Check the values.",
    ),
    "coordinates-old-datum": Message(
        "warning",
        "日本測地系の緯度・経度を世界測地系に直しました。確かめてください。",
        "The position is in the old Japanese datum; it was converted to WGS 84. Check it.",
    ),
    "coordinates-half": Message(
        "warning",
        "緯度と経度の片方しかありません。",
        "Only one of latitude and longitude is there.",
    ),
    "coordinates-outside-municipality": Message(
        "warning",
        "緯度・経度が {place} の外です。値を確かめてください。",
        "The position is outside {place}. Check the values.",
    ),
    "coordinates-shared": Message(
        "info",
        "{count} 行が同じ緯度・経度です。代表点でないか確かめてください。",
        "{count} rows have the same position. Check that it is not a stand-in.",
    ),
    "required-column-missing": Message(
        "error",
        "必須項目「{item}」の列がありません。列を足してください。",
        "The required item {item} has no column. Add one.",
    ),
    "required-blank": Message(
        "warning", "必須項目「{item}」が空欄です。", "The required item {item} is blank."
    ),
    "duplicate-id": Message(
        "error",
        "ID が {other} 行目と同じです。行ごとに違う ID を付けてください。",
        "The ID is the same as in row {other}. Give each row an ID of its own.",
    ),
    "duplicate-row": Message(
        "warning",
        "{other} 行目と全部の値が同じです。どちらかを消してください。",
        "All values are the same as in row {other}. Remove one of them.",
    ),
    "column-not-mapped": Message(
        "info",
        "列「{item}」は標準の項目に当てはまらないので、そのまま最後に付けました。",
        "The column {item} is no standard item; it is kept as it is at the end.",
    ),
    "column-uncertain": Message(
        "warning",
        "列「{item}」を「{target}」と読みました。確かめてください。",
        "The column {item} was taken for {target}. Please confirm.",
    ),
    "column-renamed": Message(
        "info",
        "列「{item}」は同じ名前の項目と重なるので「{target}」としました。",
        "The column {item} has the name of another item and is called {target}.",
    ),
    "standard-none": Message(
        "info",
        "27 の標準データセットのどれでもない表として扱いました。",
        "The table was treated as none of the 27 standard data sets.",
    ),
    "standard-uncertain": Message(
        "warning",
        "「{title}」と判断しましたが、確かではありません。"
        "違うときは --standard で指定してください。",
        "Taken for {title_en}, but not surely. If it is wrong, say which with --standard.",
    ),
    "publisher-unknown": Message(
        "warning",
        "どの団体のデータか分かりません。--publisher で団体コードを指定してください。",
        "The publisher is not known. Give its code with --publisher.",
    ),
    "more-of-these": Message(
        "info",
        "同じ指摘（{code}）がほかに {count} 件あります。",
        "{count} more findings of this kind ({code}).",
    ),
    "closes-before-opens": Message(
        "warning",
        "終了時間が開始時間より前です。翌日まで開いているときは特記事項に書いてください。",
        "It closes before it opens. If it is open past midnight, say so in the remarks.",
    ),
    "ends-before-start": Message(
        "warning",
        "終わりの日が始まりの日より前です。日付を確かめてください。",
        "It ends before it starts. Check the dates.",
    ),
    "total-wrong": Message(
        "warning",
        "「{item}」が内訳の合計 {sum} と合いません。",
        "{item} is not the sum of its parts, {sum}.",
    ),
    "personal-number": Message(
        "error",
        "個人番号（マイナンバー）と思われる12桁の数字があります。"
        "公開する前に必ず確かめてください。",
        "Twelve digits that may be a personal number (My Number). Check before publishing.",
    ),
    "personal-mail": Message(
        "error",
        "個人のメールアドレスと思われます。公開してよいか確かめてください。",
        "This looks like an individual's mail address. Check whether it may be published.",
    ),
    "personal-mobile": Message(
        "warning",
        "携帯電話の番号です。個人のものでないか確かめてください。",
        "This is a mobile number. Check that it is not an individual's.",
    ),
    "personal-home": Message(
        "error",
        "個人の氏名と住所が並んでいると思われます。公開してよいか確かめてください。",
        "Names of individuals seem to stand with their addresses. "
        "Check whether they may be published.",
    ),
}
"""Codes whose findings stop publishing until a person decides begin with `personal-`."""


@lru_cache(maxsize=4096)
def text(code: str, /, **values: str) -> Text:
    """The sentence of a code in both languages."""
    message = CATALOGUE[code]
    return Text(message.ja.format(**values), message.en.format(**values))
