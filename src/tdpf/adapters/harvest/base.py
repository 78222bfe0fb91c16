"""A source of descriptions. It is read page by page and never held whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from tdpf.adapters.outbound import Answer, Outbound, OutboundError
from tdpf.core.catalog.model import Dataset
from tdpf.core.findings import Finding, Text

MOST_BYTES = 200_000_000  # of one page of a catalogue
TRIES = 3


class SourceFailed(Exception):
    """The source cannot be listed now; `is_passing` where it may work later."""

    def __init__(self, code: str, message: Text, *, is_passing: bool = False) -> None:
        super().__init__(message.en)
        self.code = code
        self.message = message
        self.is_passing = is_passing


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some datasets, and where the listing goes on: a blank `cursor` is the end."""

    datasets: tuple[Dataset, ...]
    cursor: str
    total: int | None = None  # datasets in the whole listing, where the source says so
    findings: tuple[tuple[str, Finding], ...] = ()  # id of the dataset or blank, and the finding
    local: Mapping[str, Path] = field(default_factory=dict)  # files at hand, by id of distribution


class Listing(Protocol):
    """Lists a source."""

    is_incremental: bool
    """Whether `since` narrows the listing; others are always listed whole."""

    def pages(self, cursor: str, since: datetime | None) -> Iterator[Page]:
        """The pages from `cursor` on (blank: the first); changed since then, or all."""


def fetch(
    client: Outbound,
    url: str,
    workspace: Path,
    *,
    headers: Mapping[str, str] | None = None,
    tries: int = TRIES,
) -> Answer:
    """A page of a catalogue that an operator named, tried again when that may help."""
    for left in range(tries - 1, -1, -1):
        try:
            return client.get(
                url, into=workspace, headers=headers, most_bytes=MOST_BYTES, is_api=True
            )
        except OutboundError as error:
            if not (error.is_passing and left) or error.code == "host-paused":
                raise failed(error, url) from error
    raise AssertionError(tries)


def failed(error: OutboundError, url: str) -> SourceFailed:
    """The error in words of a source."""
    return SourceFailed(
        error.code,
        Text(
            ja=f"配信元 {url[:200]} から読めませんでした（{error}）。"
            "URLと、配信元が動いているかを確かめてください。",
            en=f"The source {url[:200]} could not be read ({error}). "
            "Check its address and whether it is up.",
        ),
        is_passing=error.is_passing,
    )


def refused(answer: Answer, url: str) -> SourceFailed:
    """The source answered, but not with a listing."""
    is_page = looks_like_html(answer.head)
    if answer.status in {202, 401, 403, 451} or (is_page and answer.is_good):
        return SourceFailed(
            "blocked",
            Text(
                ja=f"配信元 {url[:200]} が機械からの取得を断っています（{answer.status}）。"
                "許可をもらうか、APIのURLを確かめてください。",
                en=f"The source {url[:200]} turns programs away ({answer.status}). "
                "Ask its owner for permission, or check the address of the API.",
            ),
        )
    return SourceFailed(
        "source-status",
        Text(
            ja=f"配信元 {url[:200]} の答えは {answer.status} でした。URLを確かめてください。",
            en=f"The source {url[:200]} answered {answer.status}. Check its address.",
        ),
        is_passing=answer.status >= 500,
    )


def unreadable(url: str, why: str) -> SourceFailed:
    return SourceFailed(
        "source-unreadable",
        Text(
            ja=f"配信元 {url[:200]} の内容を読めません（{why[:200]}）。種類（--kind）とURLを"
            "確かめてください。",
            en=f"What {url[:200]} holds cannot be read ({why[:200]}). "
            "Check --kind and the address.",
        ),
    )


def looks_like_html(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<script"))
