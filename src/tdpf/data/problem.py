"""Errors → RFC 9457 problem+json: a stable English code, words in the reader's language."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import msgspec
from starlette.responses import Response

from tdpf.core.tables.errors import BadLimit, QueryError
from tdpf.data.words import ERRORS, Language
from tdpf.data.words_sql import SQL_ERRORS
from tdpf.data.words_within import BOX_REASONS, EXPECTED, FILTER_REASONS, KINDS

WORDS = ERRORS | SQL_ERRORS

MEDIA_TYPE = "application/problem+json"
_SOON_S = 2  # when to ask again what could not be answered now


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """RFC 9457: `code` is stable and English, `title` and `detail` follow Accept-Language.

    What the error is about stands beside them: `parameter`, `value`, `near` and others.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    parameter: str | None = None
    value: str | None = None
    other: str | None = None
    near: tuple[str, ...] = ()


class ApiError(Exception):
    """An error of the edge, by its code; `data` fills its sentence and stands in the answer."""

    def __init__(self, code: str, **data: Any) -> None:  # Any: what JSON can hold
        super().__init__(code)
        self.code = code
        self.data = data


def language_of(accept_language: str) -> Language:
    """Japanese unless English is liked better: the first of the two in order of quality."""
    best: tuple[float, Language] = (0.0, "ja")
    for part in accept_language.split(","):
        tag, _, parameters = part.strip().lower().partition(";")
        primary = tag.split("-")[0]
        quality = _quality(parameters.strip())
        if primary == "ja" and quality > best[0]:
            best = (quality, "ja")
        elif primary == "en" and quality > best[0]:
            best = (quality, "en")
    return best[1]


def _quality(parameters: str) -> float:
    if not parameters.startswith("q="):
        return 1.0
    try:
        return float(parameters[2:])
    except ValueError:
        return 0.0


def problem(error: QueryError | ApiError, language: Language) -> Response:
    """The answer that tells what is wrong and what to do."""
    data = asdict(error) if isinstance(error, QueryError) else error.data
    words = WORDS[error.code]
    is_ja = language == "ja"
    filled = {name: _worded(name, value, data, language) for name, value in data.items()}
    filled.setdefault("near", _hint((), language))
    if isinstance(error, BadLimit):
        filled["allowed"] = _allowed(error, language)
    body = {
        "type": f"urn:tdpf:problem:{error.code}",
        "title": words.title_ja if is_ja else words.title_en,
        "status": words.status,
        "detail": (words.ja if is_ja else words.en).format_map(filled).strip(),
        "code": error.code,
        **{name: value for name, value in data.items() if value not in ("", ())},
    }
    headers = {"Content-Language": language, "Cache-Control": "no-store", "Vary": "Accept-Language"}
    if words.status == 416:
        headers["Content-Range"] = f"bytes */{data['size']}"
    if words.status == 503:
        headers["Retry-After"] = str(_SOON_S)
    return Response(msgspec.json.encode(body), words.status, headers, MEDIA_TYPE)


def _worded(name: str, value: Any, data: dict[str, Any], language: Language) -> str:
    place = 0 if language == "ja" else 1
    tables = {"expected": EXPECTED, "kind": KINDS, "reason": BOX_REASONS | FILTER_REASONS}
    if name == "at":
        return _at(str(value), language)
    if name == "near":
        return _hint(value, language)
    if name in tables and value in tables[name]:
        return tables[name][value][place].format_map(data)
    return str(value)


def _at(place: str, language: Language) -> str:
    """Where in a filter: a character's number, or a path into JSON."""
    if not place.isdigit():
        return place
    return f"{place}文字目" if language == "ja" else f"character {place}"


def _hint(near: tuple[str, ...], language: Language) -> str:
    if not near:
        return (
            "列の一覧は、アドレスから /records 以降を除くと見られます。"
            if language == "ja"
            else "Leave /records and what follows off the address to see the columns."
        )
    if language == "ja":
        return f"近い名前: {'、'.join(near)}"
    return f"Did you mean {' or '.join(near)}?"


def _allowed(error: BadLimit, language: Language) -> str:
    if error.all_allowed:
        return "0以上の整数か all" if language == "ja" else "a whole number or all"
    if language == "ja":
        return f"0から{error.maximum}までの整数"
    return f"a whole number from 0 to {error.maximum}"
