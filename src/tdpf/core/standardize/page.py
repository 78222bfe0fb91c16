"""`report.html`: the report as one self-contained page, readable without anything else."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from tdpf.core.findings import Finding
from tdpf.core.standardize.report import ColumnMatch, Report
from tdpf.core.standardize.summary import (
    SEVERITY_JA,
    Group,
    counts,
    groups,
    profile_lines,
    set_title,
)

SHOWN = 200
"""Lines of one kind that the page shows; the workbook and the JSON have them all."""

_STYLE = """
:root{color-scheme:light dark}
body{font-family:system-ui,"Hiragino Sans","Noto Sans JP",sans-serif;line-height:1.7;
max-width:72rem;margin:0 auto;padding:1.5rem;overflow-wrap:anywhere}
h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2.5rem}h3{font-size:1.05rem}
.score{font-size:3rem;font-weight:700;margin:0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem}
dt{font-weight:700}dd{margin:0}
@media(max-width:40rem){
dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
caption{text-align:left;font-weight:700;padding:.5rem 0}
th,td{min-width:3.2rem;border:1px solid #767676;padding:.35rem .6rem;text-align:left;
vertical-align:top;overflow-wrap:anywhere}
th{background:#e7e7e7;color:#1a1a1c}
.error{border-left:.5rem solid #ce0000}.warning{border-left:.5rem solid #b78f00}
.info{border-left:.5rem solid #0055ad}
section.group{padding-left:1rem;margin:1rem 0}
summary{cursor:pointer;padding:.25rem 0}
a:focus,summary:focus,.scroll:focus{outline:3px solid #ffd43d;outline-offset:2px}
"""


def write_page(report: Report, path: Path) -> None:
    """Write the page."""
    path.write_text("".join(_page(report)), encoding="utf-8")


def _page(report: Report) -> Iterator[str]:
    title = escape(f"{report.input.name} の点検結果")
    yield "<!DOCTYPE html>\n"
    yield '<html lang="ja"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><main>"
    yield f"<h1>{title}</h1>\n"
    yield from _overview(report)
    yield from _first_to_fix(report)
    yield from _columns(report)
    yield from _all_groups(report)
    yield "</main></body></html>\n"


def _scroll(name: str) -> str:
    """A box that scrolls sideways, also by keyboard."""
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(name)}">'


def _overview(report: Report) -> Iterator[str]:
    tally = counts(report.findings)
    lines = [
        *profile_lines(report),
        ("標準データセット", f"{set_title(report)}（確度 {report.standard.confidence:.2f}）"),
        ("公開団体", f"{report.publisher.name or '不明'} {report.publisher.code or ''}"),
        ("行", f"{report.rows.written} 行を書きました（読み取り {report.rows.read} 行）"),
        ("指摘", "、".join(f"{SEVERITY_JA[name]} {number} 件" for name, number in tally.items())),
        ("文字コード", report.input.encoding or "—"),
        ("見出しの行", str(report.input.header_row or "なし")),
        ("SHA-256", report.input.sha256),
    ]
    yield f'<p>品質スコア（100 点満点）</p><p class="score">{report.quality.score}</p>\n<dl>'
    for name, value in lines:
        yield f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
    yield "</dl>\n"


def _first_to_fix(report: Report) -> Iterator[str]:
    found = groups(report.findings)
    yield '<h2 id="fix">先に直すもの</h2>\n'
    if not found:
        yield "<p>直すものはありません。</p>\n"
        return
    yield f"{_scroll('先に直すもの')}<table><caption>上から順に直してください</caption><thead><tr>"
    yield from (
        f'<th scope="col">{name}</th>' for name in ("重さ", "件数", "項目", "何をすればよいか")
    )
    yield "</tr></thead><tbody>\n"
    for number, group in enumerate(found):
        yield f'<tr><td class="{group.severity}">{SEVERITY_JA[group.severity]}</td>'
        yield f'<td><a href="#group-{number}">{len(group.findings)} 件</a></td>'
        yield f"<td>{escape(group.item or '')}</td><td>{escape(group.message)}</td></tr>\n"
    yield "</tbody></table></div>\n"


def _columns(report: Report) -> Iterator[str]:
    yield f'<h2 id="columns">列の対応</h2>\n{_scroll("列の対応")}<table>'
    yield "<caption>元の列がどの項目になったか</caption><thead><tr>"
    names = ("列", "元の見出し", "標準の項目", "確度", "根拠")
    yield from (f'<th scope="col">{name}</th>' for name in names)
    yield "</tr></thead><tbody>\n"
    for column in report.columns:
        yield f"<tr><td>{column.source_index + 1}</td>"
        yield f'<th scope="row">{escape(column.source_header) or "（空欄）"}</th>'
        yield f"<td>{escape(_fed(column))}</td>"
        yield f"<td>{column.confidence:.2f}</td>"
        yield f"<td>{_BASIS.get(column.basis or '', '—')}</td></tr>\n"
    yield "</tbody></table></div>\n"


_BASIS = {
    "exact": "同じ名前",
    "alias": "別名",
    "value": "値の形",
    "fuzzy": "似た名前",
    "saved": "保存した対応",
    "person": "人が確認",
}


def _fed(column: ColumnMatch) -> str:
    if column.items:
        return "、".join(column.items)
    if column.generic:
        return f"そのまま（{column.generic} として扱う）"
    return f"そのまま（{column.proposed} かもしれません）" if column.proposed else "そのまま"


def _all_groups(report: Report) -> Iterator[str]:
    yield '<h2 id="findings">指摘の一覧</h2>\n'
    for number, group in enumerate(groups(report.findings)):
        yield from _group(number, group)


def _group(number: int, group: Group) -> Iterator[str]:
    where = f"「{group.item}」" if group.item else ""
    yield f'<section class="group {group.severity}" id="group-{number}">'
    yield f"<h3>{SEVERITY_JA[group.severity]} {escape(where)} <code>{group.code}</code> "
    yield f"{len(group.findings)} 件</h3><p>{escape(group.message)}</p>"
    yield f'<p lang="en">{escape(group.message_en)}</p>'
    lines = [finding for finding in group.findings if finding.row is not None]
    if lines:
        yield f"<details><summary>行を見る（{len(lines)} 件）</summary>"
        yield from _lines(group, lines)
        yield "</details>"
    yield "</section>\n"


def _lines(group: Group, findings: list[Finding]) -> Iterator[str]:
    yield f"{_scroll(group.item or group.code)}<table>"
    yield f"<caption>{escape(group.item or group.code)}</caption><thead><tr>"
    yield from (f'<th scope="col">{name}</th>' for name in ("行", "元の値", "直した値"))
    yield "</tr></thead><tbody>\n"
    for finding in findings[:SHOWN]:
        yield f'<tr><th scope="row">{finding.row}</th><td>{escape(finding.before or "")}</td>'
        yield f"<td>{escape(finding.after or '')}</td></tr>\n"
    yield "</tbody></table></div>"
    if len(findings) > SHOWN:
        yield f"<p>ほかに {len(findings) - SHOWN} 件あります。annotated.xlsx で見られます。</p>"
