"""Error codes of the SQL endpoint and their words."""

from __future__ import annotations

from tdpf.data.words import Words

SQL_ERRORS: dict[str, Words] = {
    "sql-off": Words(
        403,
        "SQLは使えません",
        "SQL is off",
        "このサイトではSQLが有効になっていません。行の絞り込みと集計は"
        " /api/v1/tables/{{表}}/records でできます。運営者は TDPF_SQL=1 で有効にできます。",
        "SQL is not turned on at this site. /api/v1/tables/{{table}}/records filters and groups "
        "rows. An operator turns SQL on with TDPF_SQL=1.",
    ),
    "sql-missing": Words(
        400,
        "SQLがありません",
        "No SQL given",
        "sql= に SELECT 文を書いてください。例 /api/v1/sql?sql=select 名称 from aed limit 10",
        "Write a SELECT statement in sql=, such as /api/v1/sql?sql=select 名称 from aed limit 10.",
    ),
    "sql-too-long": Words(
        400,
        "SQLが長すぎます",
        "SQL is too long",
        "SQLが長すぎます(上限 {what})。短くしてください。",
        "The statement is too long (limit {what}). Make it shorter.",
    ),
    "sql-unreadable": Words(
        400,
        "SQLを読めません",
        "SQL cannot be read",
        "SQLとして読めません({what})。書き方はDuckDBのSELECTです。"
        "日本語や記号を含む名前は二重引用符で囲みます。",
        "This cannot be read as SQL ({what}). The dialect is DuckDB's SELECT; names with signs in "
        "them stand in double quotes.",
    ),
    "sql-not-a-query": Words(
        400,
        "SELECT文だけ使えます",
        "Only one SELECT is answered",
        "SELECT文を一つだけ書いてください。データを変えることはできません。",
        "Write exactly one SELECT statement. Nothing can be changed here.",
    ),
    "sql-refused": Words(
        400,
        "使えない書き方です",
        "Not allowed in SQL here",
        "「{what}」は使えません。使える関数と書き方は文書「SQLで問い合わせる」にあります。",
        "{what} is not allowed here. What is allowed is listed in the page on querying with SQL.",
    ),
    "sql-no-such-table": Words(
        404,
        "その表はありません",
        "No such table",
        "「{what}」という表はありません。表の一覧は /api/v1/tables にあります。"
        "記号を含む名前は二重引用符で囲みます。",
        "There is no table {what}. See /api/v1/tables for the list. Names with signs in them stand "
        "in double quotes.",
    ),
    "sql-which-column": Words(
        400,
        "どの列か決められません",
        "Column name means more than one",
        "大文字と小文字だけが違う列があります({what})。表にあるとおりの文字で、二重引用符で囲んで"
        "書いてください。別名には別の言葉を使ってください。",
        "Some columns differ only in capital letters ({what}). Write the name exactly as the table "
        "has it, in double quotes; choose another word for an alias.",
    ),
    "sql-failed": Words(
        400,
        "SQLを実行できません",
        "SQL cannot be run",
        "実行できませんでした: {what}",
        "The statement could not be run: {what}",
    ),
    "sql-too-slow": Words(
        400,
        "時間がかかりすぎます",
        "SQL takes too long",
        "{what} 秒で終わりませんでした。条件で行を減らすか、.parquet を手元で調べてください。",
        "It did not end within {what} s. Filter the rows first, or take the .parquet files and "
        "work on them at home.",
    ),
    "sql-too-big": Words(
        400,
        "メモリーが足りません",
        "SQL needs too much memory",
        "使えるメモリー({what})を超えました。条件で行を減らすか、.parquet を手元で調べてください。",
        "It needs more than the memory allowed ({what}). Filter the rows first, or take the "
        ".parquet files and work on them at home.",
    ),
    "sql-busy": Words(
        503,
        "混み合っています",
        "SQL is busy",
        "他の問い合わせを処理しています。数秒待ってからもう一度送ってください。",
        "Other statements are being run. Wait a few seconds and send it again.",
    ),
    "body-too-large": Words(
        413,
        "本文が大きすぎます",
        "Body is too large",
        "本文は {maximum} バイトまでです。",
        "A body may have {maximum} bytes at most.",
    ),
    "bad-body": Words(
        400,
        "本文を読めません",
        "Body cannot be read",
        'JSONの {{"sql": "select …"}} の形で送ってください。',
        'Send JSON such as {{"sql": "select …"}}.',
    ),
}
