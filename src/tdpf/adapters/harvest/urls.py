"""Single files: one address a line, or a page whose links end like data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from tdpf.adapters.harvest.base import Page, fetch, looks_like_html, refused
from tdpf.adapters.outbound import Outbound
from tdpf.core.catalog.formats import format_of_name, media_type_of
from tdpf.core.catalog.identity import stable_id
from tdpf.core.catalog.model import Dataset, DatasetId, Distribution, DistributionId, Source

SUFFIXES = frozenset(
    [".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".geojson", ".zip"]
)
MOST = 10_000


class UrlListing:
    """Makes a dataset of each file. A page is looked through one level deep, on its own host."""

    is_incremental = False

    def __init__(self, url: str, client: Outbound, workspace: Path, *, publisher: str = "") -> None:
        self._url = url
        self._client = client
        self._workspace = workspace
        self._publisher = publisher

    def pages(self, cursor: str, since: datetime | None) -> Iterator[Page]:
        del cursor, since
        found = list(dict.fromkeys(self._addresses()))[:MOST]
        datasets = tuple(self._dataset(*one) for one in found)
        yield Page(datasets=datasets, cursor="", total=len(datasets))

    def _addresses(self) -> Iterator[tuple[str, str]]:
        if "://" not in self._url:
            text = Path(self._url).read_text(encoding="utf-8-sig", errors="replace")
            yield from _lines(text)
            return
        answer = fetch(self._client, self._url, self._workspace)
        try:
            if not answer.is_good:
                raise refused(answer, self._url)
            text = answer.path.read_text(encoding="utf-8-sig", errors="replace")
            if looks_like_html(answer.head):
                yield from _links(text, answer.url)
            else:
                yield from _lines(text)
        finally:
            answer.path.unlink(missing_ok=True)

    def _dataset(self, url: str, title: str) -> Dataset:
        identity = stable_id(url)
        name = unquote(PurePosixPath(urlsplit(url).path).name) or url
        code = format_of_name(name)
        file = Distribution(
            id=DistributionId(stable_id(identity, url)),
            title=title or name,
            download_url=url,
            format=code,
            media_type=media_type_of(code),
        )
        return Dataset(
            id=DatasetId(identity),
            name=identity,
            title=title or PurePosixPath(name).stem,
            source=Source("urls", url, url),
            distributions=(file,),
        )


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Each address with the title that may stand after it."""
    for line in text.splitlines():
        url, _, title = line.strip().partition(" ")
        if urlsplit(url).scheme in {"http", "https"}:
            yield url, title.strip()


def _links(text: str, base: str) -> Iterator[tuple[str, str]]:
    parser = _Anchors()
    parser.feed(text)
    parser.close()
    host = urlsplit(base).netloc
    for href, title in parser.found:
        url = urljoin(base, href).partition("#")[0]
        parts = urlsplit(url)
        suffix = PurePosixPath(parts.path).suffix.lower()
        if parts.netloc == host and suffix in SUFFIXES:
            yield url, " ".join(title.split())[:200]


class _Anchors(HTMLParser):
    """Links with the text inside them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._href = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._href = dict(attrs).get("href") or ""
            self._text = []

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._href:
            self.found.append((self._href, "".join(self._text)))
            self._href = ""
