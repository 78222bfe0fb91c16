"""CKAN from 2.8 on: `package_search` in the order of ids, else name by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec

from tdpf.adapters.harvest.base import Page, SourceFailed, fetch, refused, unreadable
from tdpf.adapters.outbound import Answer, Outbound
from tdpf.core.catalog.ckan.read import read_package
from tdpf.core.catalog.json_text import LOST, decoded, is_whole
from tdpf.core.findings import Finding, Text

PAGE = 100
_SMALLER = {100: 10, 10: 1}
_TOO_MUCH = frozenset({"too-large", "too-slow", "cut-off"})

JSON = Any  # what JSON can hold


def ckan_site(url: str) -> str:
    """The address of the site, also from that of its API."""
    return url.rstrip("/").removesuffix("/action").removesuffix("/3").removesuffix("/api")


class CkanListing:
    """Reads the Action API of a CKAN. `url` is the site's address, or one that ends in `/api/3`."""

    is_incremental = True

    def __init__(self, url: str, client: Outbound, workspace: Path, *, token: str = "") -> None:
        self.site = ckan_site(url)
        self._client = client
        self._workspace = workspace
        self._headers = {"Authorization": token} if token else {}
        self._all = {"include_private": "true"} if token else {}

    def pages(self, cursor: str, since: datetime | None) -> Iterator[Page]:
        way, _, place = cursor.partition(":")
        if way == "list":
            yield from self._by_name(int(place))
            return
        start, rows = int(place or 0), PAGE
        while True:
            try:
                result = self.action("package_search", self._search(start, rows, since))
            except SourceFailed as error:
                if error.code in _TOO_MUCH and rows in _SMALLER:
                    rows = _SMALLER[rows]  # one of these records is huge
                    continue
                if not start and error.code in {"blocked", "source-status"} and since is None:
                    yield from self._by_name(0)
                    return
                raise
            listed = _list(result, "results")
            total = result.get("count") if isinstance(result, dict) else None
            start += len(listed)
            is_end = not listed or (isinstance(total, int) and start >= total)
            yield self._page(
                listed,
                "" if is_end else f"search:{start}",
                total if isinstance(total, int) and since is None else None,
            )
            if is_end:
                return
            rows = PAGE

    def action(self, name: str, query: Mapping[str, str | int]) -> JSON:
        """The result of a reading action."""
        url = f"{self.site}/api/3/action/{name}"
        asked = f"{url}?{urlencode(query)}" if query else url
        answer = fetch(self._client, asked, self._workspace, headers=self._headers)
        try:
            if not answer.is_good:
                raise refused(answer, url)
            return _result(answer, url)
        finally:
            answer.path.unlink(missing_ok=True)

    def _search(self, start: int, rows: int, since: datetime | None) -> dict[str, str | int]:
        query: dict[str, str | int] = {"sort": "id asc", "rows": rows, "start": start, **self._all}
        if since is not None:
            moment = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            query["fq"] = f"metadata_modified:[{moment} TO *]"
        return query

    def _by_name(self, start: int) -> Iterator[Page]:
        """For a CKAN that lets nobody search."""
        while True:
            names = self.action("package_list", {"limit": PAGE, "offset": start})
            names = [one for one in names if isinstance(one, str)] if _is_list(names) else []
            shown, findings = [], []
            for name in names:
                try:
                    shown.append(self.action("package_show", {"id": name}))
                except SourceFailed as error:
                    if error.is_passing:
                        raise
                    findings.append((name, _bad_record(name, error.message.en)))
            start += len(names)
            is_end = len(names) < PAGE
            page = self._page(shown, "" if is_end else f"list:{start}", None)
            yield _with_findings(page, findings)
            if is_end:
                return

    def _page(self, listed: list[JSON], cursor: str, total: int | None) -> Page:
        datasets, findings = [], []
        for package in listed:
            if not isinstance(package, dict) or not (package.get("id") or package.get("name")):
                findings.append(("", _bad_record("?", "no id")))
                continue
            try:
                reading = read_package(package, source=self.site)
            except Exception as error:  # noqa: BLE001 — a record may hold anything; the rest goes on
                name = str(package.get("name") or package.get("id"))
                why = f"{type(error).__name__}: {error}"
                id_ = str(package.get("id") or name)
                findings.append((id_, _bad_record(_named(package, name), why)))
                continue
            datasets.append(reading.dataset)
            findings += [(reading.dataset.id, finding) for finding in reading.findings]
            if not is_whole(package):
                findings.append(
                    (reading.dataset.id, _lost_letters(_named(package, reading.dataset.title)))
                )
        return Page(datasets=tuple(datasets), cursor=cursor, total=total, findings=tuple(findings))


def _with_findings(page: Page, findings: list[tuple[str, Finding]]) -> Page:
    """The page with more findings."""
    return Page(
        datasets=page.datasets,
        cursor=page.cursor,
        total=page.total,
        findings=(*page.findings, *findings),
    )


def _bad_record(name: str, why: str) -> Finding:
    return Finding(
        code="record-unreadable",
        severity="error",
        message=Text(
            ja=f"データセット {name[:100]} の説明を読めませんでした（{why[:200]}）。",
            en=f"The description of dataset {name[:100]} could not be read ({why[:200]}).",
        ),
    )


def _named(package: dict[str, JSON], name: str) -> str:
    """What anybody may know it by: the ledger is public."""
    return "–" if package.get("private") else name


def _lost_letters(title: str) -> Finding:
    return Finding(
        code="record-letters-lost",
        severity="warning",
        message=Text(
            ja=f"データセット「{title[:100]}」の説明に読めない文字があり、「{LOST}」で示しました。"
            "配信元で直すと、次の収集で入れ替わります。",
            en=f"The description of dataset {title[:100]} has letters that cannot be read, shown "
            f"as {LOST}. Once they are right at the source, the next harvest takes them over.",
        ),
    )


def _result(answer: Answer, url: str) -> JSON:
    data = answer.path.read_bytes()
    try:
        envelope = decoded(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refused(answer, url) if b"<" in data[:200] else unreadable(url, str(error)) from error
    if not isinstance(envelope, dict) or envelope.get("success") is not True:
        raise unreadable(url, str(envelope.get("error") if isinstance(envelope, dict) else ""))
    return envelope.get("result")


def _list(result: JSON, key: str) -> list[JSON]:
    found = result.get(key) if isinstance(result, dict) else None
    return found if isinstance(found, list) else []


def _is_list(value: JSON) -> bool:
    return isinstance(value, list)
