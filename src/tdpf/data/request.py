"""What a request says: its parameters, conditions and language."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.requests import Request

from tdpf.core.tables.parameters import Pairs
from tdpf.data.problem import ApiError, language_of
from tdpf.data.words import Language
from tdpf.data.zipped import plain_tag

MAXIMUM_PARAMETERS = 100


def pairs_of(request: Request) -> Pairs:
    """Names and values in order, percent-encoded or raw UTF-8."""
    raw: bytes = request.scope["query_string"]
    try:
        return parse_qsl(
            raw.decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAXIMUM_PARAMETERS,
        )
    except UnicodeDecodeError as error:
        raise ApiError("not-utf-8") from error
    except ValueError as error:
        raise ApiError("too-many-parameters", maximum=MAXIMUM_PARAMETERS) from error


def with_pairs(path: str, pairs: Pairs) -> str:
    """The address that asks these parameters."""
    return f"{path}?{urlencode(pairs)}" if pairs else path


def language(request: Request) -> Language:
    return language_of(request.headers.get("accept-language", ""))


def is_unchanged(headers: Headers, etag: str, modified: datetime | None) -> bool:
    """Whether the asker has this answer already (RFC 9110, 13.1.2 and 13.1.3).

    A date must be the very one: after a rollback the current version is older than what was sent.
    """
    tags = headers.get("if-none-match")
    if tags is not None:
        known = {plain_tag(tag.strip().removeprefix("W/")) for tag in tags.split(",")}
        return "*" in known or plain_tag(etag) in known
    since = headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        return int(modified.timestamp()) == parsedate_to_datetime(since).timestamp()
    except ValueError:
        return False
