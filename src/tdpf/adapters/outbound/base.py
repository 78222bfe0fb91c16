"""What a caller sees of the outside world: answers, and errors with a code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


class OutboundError(Exception):
    """Nothing came back, or what came back was refused. `code` says which way it failed.

    `is_passing` is true where the same request may well succeed later; `retry_after_s` is what the
    other side asked for.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        is_passing: bool = False,
        retry_after_s: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.is_passing = is_passing
        self.retry_after_s = retry_after_s
        self.status = status


@dataclass(frozen=True, slots=True)
class Validators:
    """What is known of the bytes that were fetched last."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, its body in a file. `url` is where it came from after all redirects."""

    status: int
    url: str
    path: Path
    size: int
    sha256: str
    head: bytes  # the first bytes of the body
    headers: Mapping[str, str] = field(default_factory=dict)  # lower-case names

    @property
    def is_unchanged(self) -> bool:
        return self.status == 304

    @property
    def is_good(self) -> bool:
        return self.status == 200

    @property
    def validators(self) -> Validators:
        return Validators(self.headers.get("etag", ""), self.headers.get("last-modified", ""))


class Pace(Protocol):
    """How often a host is asked, for all workers together."""

    def wait(self, host: str, *, at_least_s: float = 0) -> None:
        """Return when it is our turn; raise `OutboundError("host-paused")` when that is far off."""

    def pause(self, host: str, seconds: float | None) -> None:
        """The host is overloaded: leave it alone so long, or twice as long as the last time."""

    def calm(self, host: str) -> None:
        """The host answered: the next pause is a short one again."""


class Outbound(Protocol):
    """Fetches one address at a time, never more than the limits say."""

    def get(
        self,
        url: str,
        *,
        into: Path,
        known: Validators | None = None,
        headers: Mapping[str, str] | None = None,
        most_bytes: int | None = None,
        is_api: bool = False,
    ) -> Answer:
        """The answer, its body in a new file in the folder `into`.

        An address that an operator named as an API (`is_api`) is allowed by that; for all others
        robots.txt of the host decides.
        """

    def look(self, url: str, *, into: Path) -> Answer:
        """Whether the address answers, with as little traffic as the host allows."""

    def close(self) -> None: ...
