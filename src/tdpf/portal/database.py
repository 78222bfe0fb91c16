"""One setting → Django's database: SQLite in the home folder, or PostgreSQL by URL."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from tdpf.settings import Settings, SettingsError


def databases(ours: Settings) -> dict[str, dict[str, Any]]:
    if not ours.database:
        return {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(ours.sqlite_path),
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 30,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                },
                "CONN_MAX_AGE": None,
            }
        }
    url = urlsplit(ours.database)
    if url.scheme not in {"postgresql", "postgres"}:
        raise SettingsError("TDPF_DATABASE: write postgresql://user:password@host:port/name")
    return {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(url.hostname or ""),
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    }
