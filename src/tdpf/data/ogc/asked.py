"""What every OGC request says besides its question: the form of the answer and the language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from tdpf.core.tables.declared import Parameter
from tdpf.core.tables.errors import BadValue, RepeatedParameter, UnknownParameter
from tdpf.core.tables.layout import near
from tdpf.core.tables.parameters import Pairs
from tdpf.data.ogc.links import HTML
from tdpf.data.problem import ApiError, language_of
from tdpf.data.request import pairs_of
from tdpf.data.words import Language

F = Parameter(
    "f",
    {"type": "string", "enum": ["json", "html"]},
    "答えの形式。json か html。無ければ Accept で決めます。",
    "Form of the answer: json or html; Accept decides unless given.",
    "json",
)
LANG = Parameter(
    "lang",
    {"type": "string", "enum": ["ja", "en"]},
    "ページの言語。無ければ Accept-Language で決めます。",
    "Language of the page; Accept-Language decides unless given.",
    "ja",
)
COMMON = (F, LANG)


@dataclass(frozen=True, slots=True)
class Form:
    """How the answer is written."""

    is_html: bool
    language: Language


def form_of(request: Request, pairs: Pairs, *kinds: str) -> Form:
    """HTML or the machine's form, of which `kinds` are the media types, the usual one first."""
    given = single(pairs, ("f", "lang"))
    language = given.get("lang")
    if language not in {None, "ja", "en"}:
        raise BadValue("lang", language or "", "lang")
    words: Language = (
        ("ja" if language == "ja" else "en")
        if language
        else language_of(request.headers.get("accept-language", ""))
    )
    if "f" in given:
        if given["f"] not in {"json", "html"}:
            raise BadValue("f", given["f"], "json-or-html")
        return Form(given["f"] == "html", words)
    return Form(likes_html(request.headers.get("accept", ""), kinds), words)


def likes_html(accept: str, kinds: Sequence[str]) -> bool:
    """Whether HTML is the first of what is offered; a client that names neither gets JSON."""
    if not accept:
        return False
    best, choice = 0.0, None
    offered = {kind.split(";")[0] for kind in kinds} | {"application/json", "*/*", "application/*"}
    for part in accept.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if kind not in offered and kind not in {HTML, "application/xhtml+xml", "text/*"}:
            continue
        quality = next((_number(p[2:]) for p in parameters if p.startswith("q=")), 1.0)
        if quality > best:
            best, choice = quality, kind
    if choice is None:
        raise ApiError("ogc-not-acceptable")
    return choice in {HTML, "application/xhtml+xml", "text/*"}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def single(pairs: Pairs, names: Sequence[str]) -> dict[str, str]:
    """The parameters of these names, none of which may be given twice."""
    given: dict[str, str] = {}
    for name, value in pairs:
        if name in names:
            if name in given:
                raise RepeatedParameter(name)
            given[name] = value
    return given


def only(request: Request, *more: str) -> Pairs:
    """The pairs of a request that may hold `f`, `lang` and these; else UnknownParameter."""
    pairs = pairs_of(request)
    known = ("f", "lang", *more)
    for name, _ in pairs:
        if name not in known:
            raise UnknownParameter(name, near(name, known) or known)
    single(pairs, known)
    return pairs
