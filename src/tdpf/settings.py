"""All settings, typed, read once at start. Each has a sentence of help for the reference page.

A value may also stand in a file: `TDPF_DATABASE_FILE=/run/secrets/db` for `TDPF_DATABASE`.
An unknown name that begins with `TDPF_` stops the start, so a typing error is never silent.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

TITLE = ("東京データプラットフォーム", "Tokyo Data Platform")


class SettingsError(Exception):
    """A setting is unknown or cannot be read; the text says which and what to do."""


def _setting(default: Any, help_text: str) -> Any:  # Any: a dataclass field stands for its value
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True, kw_only=True)
class Settings:
    home: Path = _setting(
        Path("var"), "Folder for everything TDPF keeps: database, shelf, search index."
    )
    database: str = _setting(
        "", "postgresql://user:password@host:port/name; empty means SQLite in the home folder."
    )
    host: str = _setting("127.0.0.1", "Address the server listens on.")
    port: int = _setting(8000, "Port the server listens on.")
    site_url: str = _setting("", "Public address of the site, without a slash at the end.")
    site_title: str = _setting(
        TITLE[0],
        "What the site is called: in pages, feeds, DCAT, CKAN's status and the APIs' descriptions.",
    )
    site_title_en: str = _setting("", "The same in English; empty shows the other one.")
    secret_key: str = _setting(
        "", "Key that signs sessions; empty makes one and keeps it in the home folder."
    )
    allowed_hosts: str = _setting(
        "localhost,127.0.0.1,[::1]", "Host names the pages answer to, with commas between them."
    )
    cache_bytes: int = _setting(
        450_000_000, "Memory for loaded tables in each server process, in bytes."
    )
    debug: bool = _setting(False, "Show error details in pages. Never on a public site.")
    gc_grace_s: int = _setting(
        86_400, "Seconds an unreferenced file stays on the shelf before gc removes it."
    )

    rate_limit_per_s: int = _setting(
        50, "Requests a second that one client may send to the data server for long; 0 is no limit."
    )
    rate_limit_burst: int = _setting(200, "Requests that one client may send at once before that.")
    rate_limit_loopback: bool = _setting(
        False, "Limit clients on this machine as well; a proxy here passes X-Forwarded-For."
    )
    sql: bool = _setting(
        False, "Answer SQL at /api/v1/sql, in worker processes that can be killed."
    )
    sql_processes: int = _setting(2, "Worker processes for SQL in each server process.")
    sql_seconds: int = _setting(5, "Seconds that one SQL statement may run.")
    sql_rows: int = _setting(10_000, "Rows that one SQL statement may return.")
    sql_memory_mb: int = _setting(256, "Memory of one SQL statement, in megabytes.")
    outbound_private: str = _setting(
        "",
        "Hosts and networks inside your own net that harvests may ask, with commas between them: "
        "files.city.example,10.1.0.0/16. All other private addresses are refused.",
    )
    outbound_contact: str = _setting(
        "", "Address of a page that says who harvests; sent with every request. Empty: the site."
    )
    outbound_seconds_between: int = _setting(
        1, "Seconds between two requests to the same host, for all workers together."
    )
    outbound_bytes: int = _setting(2_000_000_000, "Largest file that is fetched, in bytes.")
    outbound_seconds: int = _setting(900, "Seconds that fetching one file may take.")
    worker: bool = _setting(
        True, "Do background work in a process beside the pages; off where tdpf worker does it."
    )
    mail: str = _setting(
        "",
        "smtp://user:password@host:587 sends mail with STARTTLS, smtps:// with TLS, "
        "file:///folder writes it there; empty sends none.",
    )
    mail_from: str = _setting("", "Address that mails to publishers come from.")
    operator_token: str = _setting(
        "",
        "Secret of 32 characters or more whose bearer may write everything through CKAN's actions; "
        "empty: nobody may by it. Keep it in a file: TDPF_OPERATOR_TOKEN_FILE.",
    )
    access_log: bool = _setting(
        False,
        "Write a line for each request to the data server on standard error, without addresses of "
        "clients and without what they asked for.",
    )

    def title(self, *, is_english: bool) -> str:
        """What the site is called in a language."""
        if is_english and not self.site_title_en and self.site_title == TITLE[0]:
            return TITLE[1]
        return (self.site_title_en if is_english else "") or self.site_title

    @property
    def public_url(self) -> str:
        """Where clients find this site; what a description needs even when nobody said it."""
        return self.site_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def sqlite_path(self) -> Path:
        return self.home / "tdpf.sqlite3"

    @property
    def shelf_path(self) -> Path:
        return self.home / "shelf"

    @property
    def cuts_path(self) -> Path:
        """Where versions of limited tables are kept as those see them whom a limit binds."""
        return self.home / "cuts"

    @property
    def search_path(self) -> Path:
        return self.home / "search"

    @property
    def places_path(self) -> Path:
        return self.home / "places"


PREFIX = "TDPF_"


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from an environment such as `os.environ`."""
    known = {PREFIX + f.name.upper(): f for f in fields(Settings)}
    values: dict[str, Any] = {}
    for name, raw in environ.items():
        if not name.startswith(PREFIX):
            continue
        wanted, text = name, raw
        if name not in known and name.endswith("_FILE"):
            wanted = name.removesuffix("_FILE")
            text = _from_file(name, raw)
        if wanted not in known:
            names = ", ".join(sorted(known))
            raise SettingsError(f"{name} is not a setting. Known settings: {names}")
        values[known[wanted].name] = _typed(wanted, text, known[wanted].default)
    return Settings(**values)


def _from_file(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{name}: cannot read {path} ({error.strerror})") from error


def _typed(name: str, text: str, default: object) -> object:
    if default is MISSING or isinstance(default, str):
        return text
    if isinstance(default, bool):
        if text.lower() in {"1", "true", "yes", "on"}:
            return True
        if text.lower() in {"0", "false", "no", "off", ""}:
            return False
        raise SettingsError(f"{name}={text}: write 1 or 0")
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError as error:
            raise SettingsError(f"{name}={text}: write a whole number") from error
    return Path(text)


@cache
def settings() -> Settings:
    """The settings of this process. Tests call `read_settings` with an environment of their own."""
    return read_settings(os.environ)
