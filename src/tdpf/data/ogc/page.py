"""Small accessible pages in the portal's look, without JavaScript: a frame and a few components."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from starlette.requests import Request

from tdpf.core.tables.parameters import Pairs
from tdpf.data.ogc.links import Link
from tdpf.data.ogc.sheet import fingerprint, mark
from tdpf.data.ogc.words import say
from tdpf.data.request import pairs_of, with_pairs
from tdpf.data.words import Language

Crumbs = Sequence[tuple[str, str]]  # address and words, the home page left out


def page(
    request: Request,
    language: Language,
    *,
    title: str,
    crumbs: Crumbs,
    parts: Iterable[str],
    lead: str = "",
    title_language: Language | None = None,
) -> bytes:
    """A whole page; `parts` are HTML already, every other text is escaped here."""
    site = say("site", language)
    spoken = f' lang="{title_language}"' if title_language and title_language != language else ""
    head = f"<h1{spoken}>{escape(title)}</h1>"
    if lead:
        head += f'<p class="page-head__lead">{escape(lead)}</p>'
    text = f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} – OGC API – {escape(site)}</title>
<meta name="color-scheme" content="light">
<link rel="icon" href="/ogc/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/ogc/style-{fingerprint()}.css">
</head>
<body>
<a class="skip" href="#main">{escape(say("skip", language))}</a>
<header class="header"><div class="wrap header__bar">
<a class="header__name" href="/">{mark()}<span><span class="header__title">{escape(site)}</span>
<span class="header__sub">OGC API</span></span></a>
<nav class="languages" aria-label="{escape(say("language", language))}">
{_languages(request, language)}</nav>
</div></header>
<main id="main" tabindex="-1"><div class="wrap page">
{_breadcrumb(crumbs, title, language)}
<div class="page-head">{head}</div>
{"".join(parts)}
</div></main>
<footer class="footer"><div class="wrap footer__grid"><div>
<p class="footer__name">{escape(site)}</p>
<p><a href="/ogc?f=html">OGC API</a></p>
</div></div></footer>
</body>
</html>
"""
    return text.encode()


def _languages(request: Request, language: Language) -> str:
    others: Pairs = [pair for pair in pairs_of(request) if pair[0] not in {"lang", "f"}]
    links = []
    for code in ("ja", "en"):
        address = with_pairs(request.url.path, [*others, ("f", "html"), ("lang", code)])
        words = "日本語" if code == "ja" else "English"
        current = ' aria-current="true"' if code == language else ""
        links.append(
            f'<a class="languages__link" href="{escape(address)}" lang="{code}" '
            f'hreflang="{code}"{current}>{words}</a>'
        )
    return "".join(links)


def _breadcrumb(crumbs: Crumbs, title: str, language: Language) -> str:
    home = [("/", say("home", language)), *crumbs]
    items = "".join(
        f'<li class="breadcrumb__item"><a href="{escape(address)}">{escape(words)}</a></li>'
        for address, words in home
    )
    here = f'<li class="breadcrumb__item"><span aria-current="page">{escape(title)}</span></li>'
    label = escape(say("here", language))
    return (
        f'<nav class="breadcrumb" aria-label="{label}"><ol class="breadcrumb__list">'
        f"{items}{here}</ol></nav>"
    )


def section(heading: str, inner: str, *, anchor: str = "") -> str:
    mark_at = f' id="{anchor}"' if anchor else ""
    return (
        f'<section class="section"><div class="section__head"><h2{mark_at}>{escape(heading)}</h2>'
        f"</div>{inner}</section>"
    )


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    is_markup: bool = False,
    spoken: Language | None = None,
) -> str:
    """Rows whose first cell is their heading; `is_markup` when cells are HTML already.

    `spoken` is the language of the cells where it is not that of the page.
    """
    written = escape if not is_markup else str
    language = f' lang="{spoken}"' if spoken else ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(
        "<tr>"
        f'<th scope="row">{written(row[0])}</th>'
        + "".join(f"<td>{written(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="table-scroll" role="region" aria-label="{escape(caption)}" tabindex="0">'
        f'<table class="table"><caption class="unseen">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody{language}>{body}</tbody></table></div>"
    )


def link_list(links: Iterable[Link]) -> str:
    """Links with titles, for machines' addresses that people may want to see."""
    items = "".join(
        f'<li><a href="{escape(link.href)}">{escape(link.title or link.rel)}</a> '
        f'<span class="soft small">{escape(link.type or "")}</span></li>'
        for link in links
        if link.title and not link.templated
    )
    return f'<ul class="prose">{items}</ul>'


def anchor(address: str, words: str, *, spoken: str = "") -> str:
    language = f' lang="{spoken}"' if spoken else ""
    return f'<a href="{escape(address)}"{language}>{escape(words)}</a>'


def paragraph(words: str) -> str:
    return f"<p>{escape(words)}</p>"


def pager(previous: str | None, following: str | None, language: Language) -> str:
    """Links to the page before and the page after."""
    ways = (("previous", "prev", previous), ("next", "next", following))
    items = "".join(
        f'<li><a class="pagination__link" href="{escape(to)}" rel="{relation}">'
        f"{escape(say(key, language))}</a></li>"
        for key, relation, to in ways
        if to
    )
    if not items:
        return ""
    label = escape(say("pages", language))
    return (
        f'<nav class="pagination section__foot" aria-label="{label}">'
        f'<ul class="pagination__list">{items}</ul></nav>'
    )
