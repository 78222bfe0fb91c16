"""What may be asked of a table, as declarations: the parser reads them, and OpenAPI shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec


class Parameter(msgspec.Struct, frozen=True):
    """A query parameter: its JSON Schema and one sentence in each language."""

    name: str
    schema: dict[str, Any]  # JSON Schema
    ja: str
    en: str
    example: str | int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How many rows one answer holds: when nothing is said, and at most (None: no cap)."""

    default: int | None
    maximum: int | None
    allows_all: bool = False  # `limit=all` as well, though a number has its maximum


CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

PAGE = Limits(default=100, maximum=10_000, allows_all=True)
EXPORT = Limits(default=None, maximum=None)

SELECT = Parameter(
    "select",
    {"type": "string"},
    "返す列。名前か英語キーをコンマで区切り、書いた順に返します。",
    "Columns to return, by name or English key, with commas between them, in this order.",
    "名称,緯度,経度",
)
Q = Parameter(
    "q",
    {"type": "string", "minLength": 1},
    "空白で区切った言葉を、どれも文字列の列のどこかに含む行だけを返します。"
    "全角と半角、ひらがなとカタカナ、大文字と小文字を区別しません。",
    "Only rows that hold every one of the words between blanks somewhere in their text, in any "
    "width, kana or case.",
    "公園",
)
BBOX = Parameter(
    "bbox",
    {"type": "string", "pattern": r"^-?[0-9.]+,-?[0-9.]+,-?[0-9.]+,-?[0-9.]+$"},
    "西,南,東,北(世界測地系の度)。この四角の中に位置がある行だけを返します。",
    "west,south,east,north in degrees (WGS 84): only rows with a position in this box.",
    "139.69,35.65,139.72,35.68",
)
NEAR = Parameter(
    "near",
    {"type": "string", "pattern": r"^-?[0-9.]+,-?[0-9.]+,[0-9.]+$"},
    "緯度,経度,メートル。この点からその距離までに位置がある行だけを返します。"
    "sort=_distance で近い順に並びます。",
    "latitude,longitude,metres: only rows with a position no farther from this point. "
    "sort=_distance gives the nearest first.",
    "35.66,139.70,5000",
)
WITHIN = Parameter(
    "within",
    {"type": "string"},
    "GeoJSONの Polygon か MultiPolygon(経度,緯度の順)。その中に位置がある行だけを返します。",
    "A GeoJSON Polygon or MultiPolygon (longitude, latitude): only rows with a position inside.",
    '{"type":"Polygon","coordinates":[[[139.6,35.6],[139.8,35.6],[139.7,35.8],[139.6,35.6]]]}',
)
SORT = Parameter(
    "sort",
    {"type": "string"},
    "並べ替える列。コンマで区切り、降順は前に - を付けます。空欄は最後です。",
    "Columns to sort by, with commas between them; - in front for descending. Blanks come last.",
    "-名称",
)
LIMIT = Parameter(
    "limit",
    {
        "oneOf": [
            {"type": "integer", "minimum": 0, "maximum": PAGE.maximum},
            {"type": "string", "const": "all"},
        ]
    },
    "行数。JSONは既定100、数なら最大10000、all で全て。ほかの形式は既定が all で上限なし。",
    "Number of rows. JSON: 100 unless given, 10,000 at most as a number, or all. Others: all "
    "unless given, no cap.",
    100,
)
CURSOR = Parameter(
    "cursor",
    {"type": "string"},
    "前の答えの next にあった続きの印。新しい版が出ても同じ版の続きを返します。",
    "Where the previous answer ended, from its `next` link; stays in that version of the table.",
)
VERSION = Parameter(
    "version",
    {"type": "integer", "minimum": 1},
    "表の版の番号。無ければ最新です。版を指定した答えは変わりません。",
    "Number of a version of the table; the current one unless given. Its answers never change.",
    1,
)
SHAPE = Parameter(
    "shape",
    {"type": "string", "enum": ["rows", "columns"], "default": "rows"},
    "JSONの形。rows は行ごとのオブジェクト(records)、columns は列ごとの配列(columns)。",
    "Shape of the JSON: rows gives an object a row (records), columns an array a column (columns).",
)
NAMES = Parameter(
    "names",
    {"type": "string", "enum": ["original", "key", "physical"], "default": "original"},
    "答えの列の名前。original は公開された見出し、key は英語キー(無い列は見出し)、"
    "physical は c1 の形の変わらない番号。",
    "Names of columns in the answer: original gives the published headers, key the English keys "
    "where there are any, physical a stable number such as c1.",
)
BOM = Parameter(
    "bom",
    {"type": "boolean", "default": False},
    "true にすると、CSVの先頭に印(BOM)を付けます。Excelで文字化けせずに開けます。",
    "true: the CSV begins with a byte order mark, so that Excel reads its characters rightly.",
    "true",
)
FILTER = Parameter(
    "filter",
    {"type": "string", "minLength": 1},
    "CQL2(OGC 21-065)の条件。列の名前に記号があれば二重引用符で囲み、位置は geometry と書きます。",
    "A condition in CQL2 (OGC 21-065). Names of columns with signs in them stand in double quotes; "
    "geometry is the position of a row.",
    "_row < 50 AND _level IS NOT NULL",
)
FILTER_LANG = Parameter(
    "filter-lang",
    {"type": "string", "enum": ["cql2-text", "cql2-json"], "default": "cql2-text"},
    "filter の書き方。",
    "How `filter` is written.",
)
FILTER_CRS = Parameter(
    "filter-crs",
    {"type": "string", "format": "uri", "default": CRS84},
    "filter に書いた座標の参照系。",
    "Reference system of the positions in `filter`.",
)
FILTERING = (FILTER, FILTER_LANG, FILTER_CRS)
GROUP_BY = Parameter(
    "group_by",
    {"type": "string"},
    "行をまとめる列。コンマで区切ります。日付と日時は 列:year、列:month、列:day、"
    "日時は 列:hour でも区切れます(日本時間)。答えはまとまりごとに一行で、行数 count が付きます。",
    "Columns whose values make groups, with commas between them. Dates and instants also by "
    "column:year, column:month or column:day, instants by column:hour (Japan time). The answer has "
    "one row a group, with its count.",
    "_level",
)
COUNT = Parameter(
    "count",
    {"type": "boolean"},
    "まとまりの行数 count を返すか。group_by があれば既定で返します。",
    "Whether a group says how many rows it has; it does unless false is given.",
    "true",
)
_MEASURED = {
    "sum": ("合計", "Sums"),
    "avg": ("平均", "Averages"),
    "min": ("最小の値", "Smallest values"),
    "max": ("最大の値", "Largest values"),
    "distinct_count": ("異なる値の数", "Numbers of different values"),
}
MEASURES = tuple(
    Parameter(
        name,
        {"type": "string"},
        f"{ja}を求める列。コンマで区切ります。答えの列は「列:{name}」です。"
        "group_by が無ければ全ての行をまとめます。",
        f"{en} of these columns, with commas between them, as column:{name}; of all rows without "
        "group_by.",
        "_source_row",
    )
    for name, (ja, en) in _MEASURED.items()
)
DISTINCT = Parameter(
    "distinct",
    {"type": "string"},
    "異なる値を一度ずつ返す列。コンマで区切ると、値の組を返します。",
    "A column whose different values are given once each; several columns give each combination.",
    "_level",
)
GROUPING = (GROUP_BY, COUNT, *MEASURES, DISTINCT)
PARAMETERS = (
    *(SELECT, Q, BBOX, NEAR, WITHIN, *FILTERING, SORT, LIMIT, CURSOR, VERSION, NAMES),
    *GROUPING,
)
RESERVED = ("offset",)
OPERATORS: dict[str, tuple[str, str]] = {
    "eq": ("等しい", "equal"),
    "ne": ("等しくない", "not equal"),
    "lt": ("より小さい", "less than"),
    "lte": ("以下", "less than or equal"),
    "gt": ("より大きい", "greater than"),
    "gte": ("以上", "greater than or equal"),
    "in": ("コンマで区切った値のどれか", "one of the values between commas"),
    "between": ("二つの値の間(両端を含む)", "between two values, both included"),
    "isnull": ("空欄か(true か false)", "blank: true or false"),
    "contains": ("文字列を含む", "holds the text"),
    "startswith": ("文字列で始まる", "starts with the text"),
}
