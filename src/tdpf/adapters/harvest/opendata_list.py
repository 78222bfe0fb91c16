"""オープンデータ一覧: one table that lists everything a municipality offers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from tdpf.adapters.harvest.base import Page, fetch, looks_like_html, refused, unreadable
from tdpf.adapters.outbound import Outbound
from tdpf.core.catalog.opendata_list.read import ListReading, NotAList, read_list
from tdpf.core.tabular import NotATable, read_file


class OpenDataList:
    """Reads both layouts and their neighbours, from an address or a file at hand."""

    is_incremental = False

    def __init__(self, url: str, client: Outbound, workspace: Path, *, publisher: str = "") -> None:
        self._url = url
        self._client = client
        self._workspace = workspace
        self._publisher = publisher

    def pages(self, cursor: str, since: datetime | None) -> Iterator[Page]:
        del cursor, since
        reading = self._read()
        yield Page(
            datasets=reading.datasets,
            cursor="",
            total=len(reading.datasets),
            findings=tuple(("", finding) for finding in reading.findings),
        )

    def _read(self) -> ListReading:
        if "://" not in self._url:
            return self._table(Path(self._url), Path(self._url).name)
        answer = fetch(self._client, self._url, self._workspace)
        try:
            if not answer.is_good or looks_like_html(answer.head):
                raise refused(answer, self._url)
            name = urlsplit(answer.url).path.rsplit("/", 1)[-1] or "list.csv"
            return self._table(answer.path, name)
        finally:
            answer.path.unlink(missing_ok=True)

    def _table(self, path: Path, name: str) -> ListReading:
        try:
            tables = read_file(path, name=name, spill=self._workspace)
        except OSError as error:
            raise unreadable(self._url, str(error)) from error
        readings = []
        for table in tables:
            if isinstance(table, NotATable):
                continue
            try:
                readings.append(
                    read_list(table, source=self._url, publisher=self._publisher or None)
                )
            except NotAList:
                continue
        if not readings:
            raise unreadable(self._url, "no column of titles")
        return max(readings, key=lambda reading: len(reading.datasets))
