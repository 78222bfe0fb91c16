"""Every error code with its status and its words in both languages: what is wrong, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["ja", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """Titles are fixed; details are filled with the error's own data, and `near` with a hint."""

    status: int
    title_ja: str
    title_en: str
    ja: str
    en: str


ERRORS: dict[str, Words] = {
    "not-found": Words(
        404,
        "見つかりません",
        "Not found",
        "このアドレスには何もありません。使えるアドレスは /api/openapi.json にあります。",
        "There is nothing at this address. See /api/openapi.json for what there is.",
    ),
    "table-not-found": Words(
        404,
        "表がありません",
        "No such table",
        "「{table}」という表はありません。表の一覧は /api/v1/tables にあります。",
        "There is no table {table}. See /api/v1/tables for the list.",
    ),
    "city-api-part": Words(
        400,
        "この問い合わせには答えられません",
        "This cannot be asked here",
        "「{part}」は、この形のAPIでは使えません。/api/v1/tables/{table}/records なら、"
        "条件、並べ替え、集計、範囲、CSVやGeoJSONまで使えます。",
        "{part} is not known in this form of the API. /api/v1/tables/{table}/records takes "
        "conditions, sorting, grouping and areas, and gives CSV and GeoJSON.",
    ),
    "version-not-found": Words(
        404,
        "その版はありません",
        "No such version",
        "表「{table}」に版 {version} はありません。version= を外すと最新の版になります。",
        "Table {table} has no version {version}. Leave version= out for the current one.",
    ),
    "no-such-tile": Words(
        404,
        "そのタイルはありません",
        "No such tile",
        "「{tile}」というタイルはありません。ズームは0から22、列と行は0から"
        "2のズーム乗より小さい整数です。",
        "There is no tile {tile}. Zoom goes from 0 to 22, column and row from 0 to below 2 to the "
        "power of zoom.",
    ),
    "no-such-feature": Words(
        404,
        "その地物はありません",
        "No such feature",
        "表「{table}」に「{feature}」という地物はありません。"
        "一覧は /ogc/collections/{table}/items にあります。",
        "Table {table} has no feature {feature}. See /ogc/collections/{table}/items for the list.",
    ),
    "no-archive": Words(
        404,
        "まとめたタイルはありません",
        "No archive of tiles",
        "表「{table}」のタイルは一つのファイルにまとめていません。まとめるのは大きな表だけです。"
        "/api/v1/tables/{table}/tiles.json にあるアドレスで一枚ずつ取れます。",
        "The tiles of table {table} are not in one file: only those of large tables are. Take them "
        "one at a time from the address in /api/v1/tables/{table}/tiles.json.",
    ),
    "no-such-tile-matrix-set": Words(
        404,
        "そのタイルの区切り方はありません",
        "No such tile matrix set",
        "「{set}」という区切り方はありません。WebMercatorQuad を使ってください。",
        "There is no tile matrix set {set}. Use WebMercatorQuad.",
    ),
    "no-such-style": Words(
        404,
        "そのスタイルはありません",
        "No such style",
        "「{style}」というスタイルはありません。default か dark を使ってください。",
        "There is no style {style}. Use default or dark.",
    ),
    "version-gone": Words(
        410,
        "その版は残っていません",
        "Version no longer kept",
        "表「{table}」の版 {version} のファイルは残っていません。"
        "最初のページからやり直してください。",
        "The file of version {version} of table {table} is no longer kept. "
        "Start again from the first page.",
    ),
    "unknown-token": Words(
        401,
        "そのトークンは使えません",
        "Token not known",
        "送られたトークンは、ないか、期限が切れたか、取り消されています。新しいトークンを"
        "運営者に求めるか、トークンを付けずに公開データを読んでください。",
        "The token is not known, has expired or was revoked. Ask the operator for a new one, or "
        "leave it out to read what is public.",
    ),
    "method-not-allowed": Words(
        405,
        "使えないメソッドです",
        "Method not allowed",
        "{method} は使えません。GET か HEAD を使ってください。",
        "{method} is not offered here. Use GET or HEAD.",
    ),
    "not-acceptable": Words(
        406,
        "その形式では返せません",
        "Format not offered",
        "Accept にある形式では返せません。application/json、text/csv、application/geo+json、"
        "application/x-ndjson などにするか、アドレスの終わりに .csv などを付けてください。",
        "None of the formats in Accept is offered. Ask for application/json, text/csv, "
        "application/geo+json or application/x-ndjson, or end the address in .csv or the like.",
    ),
    "ogc-not-acceptable": Words(
        406,
        "その形式では返せません",
        "Format not offered",
        "Accept にある形式では返せません。application/json か application/geo+json か text/html に"
        "してください。アドレスに f=json か f=html を付けてもかまいません。",
        "None of the formats in Accept is offered. Ask for application/json, application/geo+json "
        "or text/html, or write f=json or f=html into the address.",
    ),
    "unknown-format": Words(
        404,
        "その形式はありません",
        "No such format",
        "「.{format}」という形式はありません。"
        ".json、.csv、.geojson、.ndjson、.xlsx、.parquet、.arrow が使えます。",
        "There is no format .{format}. Use .json, .csv, .geojson, .ndjson, .xlsx, .parquet "
        "or .arrow.",
    ),
    "not-utf-8": Words(
        400,
        "アドレスの文字コードが違います",
        "Address is not UTF-8",
        "アドレスをUTF-8として読めません。日本語はUTF-8で書いてください。",
        "The address cannot be read as UTF-8. Write Japanese text in UTF-8.",
    ),
    "too-many-parameters": Words(
        400,
        "パラメーターが多すぎます",
        "Too many parameters",
        "パラメーターは {maximum} 個までです。",
        "A request may carry {maximum} parameters at most.",
    ),
    "unknown-parameter": Words(
        400,
        "知らないパラメーターです",
        "Unknown parameter",
        "「{parameter}」はパラメーターでも列の名前でもありません。{near}",
        "{parameter} is neither a parameter nor a column. {near}",
    ),
    "reserved-parameter": Words(
        400,
        "予約された名前です",
        "Reserved name",
        "「{parameter}」は予約された名前で、まだ使えません。"
        "同じ名前の列で絞るときは filter.{parameter}= と書いてください。",
        "{parameter} is a reserved name and not offered yet. "
        "For a column of that name write filter.{parameter}=.",
    ),
    "repeated-parameter": Words(
        400,
        "同じものが二度あります",
        "Given twice",
        "{parameter} に同じものが二度あります。一度だけ書いてください。",
        "{parameter} is given twice or names something twice. Write it once.",
    ),
    "unknown-column": Words(
        400,
        "その列はありません",
        "No such column",
        "「{column}」という列はありません。{near}",
        "There is no column {column}. {near}",
    ),
    "unknown-operator": Words(
        400,
        "知らない比べ方です",
        "Unknown operator",
        "「{operator}」という比べ方はありません。{near}",
        "There is no operator {operator}. {near}",
    ),
    "operator-not-for-type": Words(
        400,
        "この列には使えない比べ方です",
        "Operator does not fit the column",
        "列「{column}」は{kind}なので、{operator} は使えません。",
        "Column {column} holds {kind}; {operator} does not work on it.",
    ),
    "cannot-combine": Words(
        400,
        "一緒には使えません",
        "Cannot be combined",
        "{parameter} と {other} は一緒に使えません。どちらかを外してください。",
        "{parameter} and {other} cannot be used together. Leave one of them out.",
    ),
    "bad-value": Words(
        400,
        "値を読めません",
        "Value cannot be read",
        "{parameter} の値「{value}」を読めません。{expected}を書いてください。",
        "{parameter}: cannot read the value {value}. Write {expected}.",
    ),
    "empty-value": Words(
        400,
        "値がありません",
        "Value is missing",
        "{parameter} に値がありません。"
        "空欄の行を探すときは {column}__isnull=true と書いてください。",
        "{parameter} has no value. To find blank cells write {column}__isnull=true.",
    ),
    "bad-bbox": Words(
        400,
        "四角の指定が正しくありません",
        "Bounding box cannot be used",
        "bbox「{value}」: {reason}。西,南,東,北 の順に書いてください。例 139.69,35.65,139.72,35.68",
        "bbox {value}: {reason}. Write west,south,east,north, such as 139.69,35.65,139.72,35.68.",
    ),
    "bad-near": Words(
        400,
        "near の指定が正しくありません",
        "Near cannot be used",
        "near「{value}」: {reason}。緯度,経度,メートル の順に書いてください。例 35.66,139.70,500",
        "near {value}: {reason}. Write latitude,longitude,metres, such as 35.66,139.70,500.",
    ),
    "bad-within": Words(
        400,
        "within の指定が正しくありません",
        "Within cannot be used",
        "within: {reason}。GeoJSONの Polygon か MultiPolygon を、経度,緯度の順で書いてください。",
        "within: {reason}. Write a GeoJSON Polygon or MultiPolygon, longitude before latitude.",
    ),
    "bad-filter": Words(
        400,
        "filter の条件を読めません",
        "Filter cannot be used",
        "filter の{at}: {reason}。",
        "filter, at {at}: {reason}.",
    ),
    "too-much-for-excel": Words(
        400,
        "Excelには入りきりません",
        "Too much for Excel",
        "Excelのファイルに入るのは、行なら1048575行、一つのセルなら32767文字までです。"
        "条件か limit で減らすか、.csv で取ってください。",
        "An Excel file holds 1,048,575 rows, and 32,767 characters in a cell. Ask for fewer rows, "
        "or take .csv.",
    ),
    "many-ranges": Words(
        416,
        "範囲は一つだけ使えます",
        "One range alone",
        "Range には bytes=0-999 のように、ファイルの中の範囲を一つだけ書いてください。"
        "ファイルの長さは {size} バイトです。",
        "Write one range that lies in the file in Range, such as bytes=0-999. "
        "The file has {size} bytes.",
    ),
    "offset-not-offered": Words(
        400,
        "offset は使えません",
        "Offset is not offered",
        "offset の代わりに、答えの next にあるアドレス(cursor)で次の行を取ってください。"
        "新しい版が出ても、行が抜けたり重なったりしません。",
        "Instead of offset take the address in next of the answer (its cursor) for the rows that "
        "follow: no row is lost or twice when a new version comes.",
    ),
    "no-positions": Words(
        400,
        "この表には位置がありません",
        "Table has no positions",
        "この表には緯度と経度がないので、{parameter} は使えません。",
        "This table has no latitude and longitude, so {parameter} cannot be used.",
    ),
    "bad-limit": Words(
        400,
        "行数の指定が正しくありません",
        "Limit cannot be used",
        "limit は {allowed} にしてください。もっと多くの行は next をたどるか、.csv か .parquet で"
        "一度に取れます。",
        "limit must be {allowed}. For more rows follow next, or take .csv or .parquet at once.",
    ),
    "bad-cursor": Words(
        400,
        "続きの印が合いません",
        "Cursor does not fit",
        "cursor が読めないか、別の条件のものです。最初のページからやり直してください。",
        "The cursor cannot be read or belongs to another question. Start from the first page.",
    ),
    "shelf-unreadable": Words(
        503,
        "今は答えられません",
        "Cannot answer now",
        "公開データの置き場所を読めません。少し待ってからもう一度お試しください。",
        "The published data cannot be read. Try again in a moment.",
    ),
    "too-many-requests": Words(
        429,
        "要求が多すぎます",
        "Too many requests",
        "{seconds} 秒待ってからもう一度送ってください。"
        "全ての行は .csv か .parquet で一度に取れます。",
        "Wait {seconds} s and send it again. All rows come at once as .csv or .parquet.",
    ),
    "internal-error": Words(
        500,
        "サーバーの誤りです",
        "Server error",
        "こちらの誤りで答えられませんでした。続くときは運営者に知らせてください。",
        "We could not answer because of a fault of ours. If it stays, tell the operator.",
    ),
}
