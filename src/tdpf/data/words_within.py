"""Words that stand inside an error's sentence: what a value should be, what a column holds, why."""

from __future__ import annotations

EXPECTED: dict[str, tuple[str, str]] = {
    "text": ("文字列", "text"),
    "integer": ("半角の整数", "a whole number in ASCII digits"),
    "number": ("半角の数", "a number in ASCII digits"),
    "boolean": ("true か false", "true or false"),
    "date": ("2024-05-01 の形の日付", "a date such as 2024-05-01"),
    "datetime": (
        "2024-05-01T09:00:00+09:00 の形の日時(時差まで)",
        "an instant with its offset, such as 2024-05-01T09:00:00+09:00",
    ),
    "two-values": ("コンマで区切った二つの値", "two values with a comma between them"),
    "bucket": (
        "列:year、列:month、列:day、列:hour のどれか",
        "column:year, column:month, column:day or column:hour",
    ),
    "groups": ("true か、まとめる列", "true, or columns to group by"),
    "near-first": (
        "near= と一緒のときだけ _distance",
        "_distance together with near= alone",
    ),
    "words": ("探す言葉(記号だけでないもの)", "words to look for, not signs alone"),
    "csv-only": ("CSVのときだけ bom", "bom for CSV alone"),
    "version": ("1以上の整数", "a whole number from 1"),
    "positive": ("1以上の整数", "a whole number from 1"),
    "lang": ("ja か en", "ja or en"),
    "json-or-html": ("json か html", "json or html"),
    "no-page": ("json", "json"),
    "crs": (
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84 か EPSG/0/6668、4326、3857 のアドレス",
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84 or the address of EPSG 6668, 4326 or 3857",
    ),
    "moment": (
        "2024-05-01T00:00:00Z の形の日時か、2024-01-01/.. の形の期間",
        "an instant such as 2024-05-01T00:00:00Z or an interval such as 2024-01-01/..",
    ),
    "page-size": ("1から1000までの整数", "a whole number from 1 to 1000"),
    "cell": ("0、8、16、32、64 のどれか", "0, 8, 16, 32 or 64"),
    "shape": ("rows か columns", "rows or columns"),
    "json-only": ("JSONのときだけ columns", "columns for JSON alone"),
    "names": ("original、key、physical のどれか", "original, key or physical"),
    "filter-lang": ("cql2-text か cql2-json", "cql2-text or cql2-json"),
    "code": ("6桁の団体コード(131130 など)", "a code of six digits such as 131130"),
}
KINDS: dict[str, tuple[str, str]] = {
    "text": ("文字列", "text"),
    "integer": ("整数", "whole numbers"),
    "number": ("数", "numbers"),
    "boolean": ("真偽値", "true and false"),
    "date": ("日付", "dates"),
    "datetime": ("日時", "instants"),
}
FILTER_REASONS: dict[str, tuple[str, str]] = {
    "arguments": ("引数の数が違います", "the number of arguments is not right"),
    "bbox": ("BBOXには四つか六つの数を書いてください", "write four or six numbers in BBOX"),
    "cut-off": ("途中で終わっています", "it ends in the middle"),
    "date": (
        "「{value}」は 2024-05-01 の形の日付ではありません",
        "{value} is no date such as 2024-05-01",
    ),
    "expected": (
        "「{value}」はここには書けません。文字列は一重引用符、記号のある列名は二重引用符で囲みます",
        "{value} cannot stand here. Texts stand in single quotes, names with signs in double ones",
    ),
    "function": ("「{value}」という関数や演算はありません", "there is no function {value}"),
    "geometry": (
        "空間の条件には、geometry と図形を一つずつ書いてください",
        "a condition in space takes geometry and one shape",
    ),
    "interval-kinds": ("期間の両端の種類が違います", "the interval has a date and an instant"),
    "interval-order": ("期間の始まりが終わりより後です", "the interval ends before it begins"),
    "json": ("JSONとして読めません", "this cannot be read as JSON"),
    "json-op": ("op は文字列、args は配列にしてください", "op must be text and args an array"),
    "json-value": ("CQL2のJSONではありません", "this is no CQL2 JSON"),
    "kinds": ("種類の違う値は比べられません", "values of these kinds cannot be compared"),
    "moment": (
        "DATE('…')、TIMESTAMP('…')、INTERVAL('…','…') のどれかを書いてください",
        "write DATE('…'), TIMESTAMP('…') or INTERVAL('…','…')",
    ),
    "no-condition": ("真か偽になる条件を書いてください", "write a condition that is true or false"),
    "no-time": ("列「{value}」は日付でも日時でもありません", "{value} holds no dates or instants"),
    "no-value": ("ここには値を書いてください", "a value must stand here"),
    "number": ("その数は大きすぎます", "the number is too large"),
    "open-quote": ("引用符が閉じていません", "a quote is not closed"),
    "pattern": (
        "like の後には一重引用符の文字列を書いてください",
        "after like write a text in single quotes",
    ),
    "property": ("ここには列の名前を書いてください", "the name of a column must stand here"),
    "shape": ("図形として読めません", "this cannot be read as a shape"),
    "sign": ("「{value}」は使えない記号です", "{value} is no sign of CQL2"),
    "timestamp": (
        "「{value}」は 2024-05-01T09:00:00Z の形の日時ではありません",
        "{value} is no instant such as 2024-05-01T09:00:00Z",
    ),
    "too-deep": ("入れ子が深すぎます", "it is nested too deeply"),
    "too-long": (
        "長すぎます(上限の文字数)",
        "it is longer than the limit, which is that character",
    ),
    "too-many": ("条件が多すぎます", "there are too many parts"),
    **{
        f"value-{kind}": (f"「{{value}}」は{ja}ではありません", f"{{value}} is not {en}")
        for kind, (ja, en) in EXPECTED.items()
        if kind in KINDS
    },
}
BOX_REASONS: dict[str, tuple[str, str]] = {
    "three-numbers": ("三つの数ではありません", "these are not three numbers"),
    "metres-range": ("距離が0より小さいです", "the distance is below 0"),
    "not-polygon": (
        "Polygon か MultiPolygon として読めません",
        "this is no Polygon or MultiPolygon",
    ),
    "open-ring": (
        "輪が四点より少ないか、最初と最後の点が違います",
        "a ring has fewer than four points, or does not end where it begins",
    ),
    "many-points": ("点が2000より多いです", "there are more than 2,000 points"),
    "four-numbers": ("四つの数ではありません", "these are not four numbers"),
    "latitude-range": (
        "緯度が-90から90にありません(緯度と経度が逆かもしれません)",
        "a latitude is not within -90 and 90 (latitude and longitude may be swapped)",
    ),
    "longitude-range": ("経度が-180から180にありません", "a longitude is not within -180 and 180"),
    "south-above-north": ("南が北より上です", "south is above north"),
}
