"""robots.txt of a host: read once, obeyed until the client is closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from tdpf.adapters.outbound.base import Answer, OutboundError

MOST_BYTES = 500_000


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host allows."""

    parser: RobotFileParser | None  # None: everything

    def allows(self, agent: str, url: str) -> bool:
        return self.parser is None or self.parser.can_fetch(agent, url)

    def delay_s(self, agent: str) -> float:
        told = self.parser.crawl_delay(agent) if self.parser else None
        return min(float(told), 60.0) if told else 0.0


class Robots:
    """Rules by origin, asked for at the first address of each."""

    def __init__(self, fetch: Callable[[str], Answer]) -> None:
        self._fetch = fetch
        self._known: dict[str, Rules] = {}

    def rules(self, url: str) -> Rules:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._known:
            self._known[origin] = self._read(f"{origin}/robots.txt")
        return self._known[origin]

    def _read(self, address: str) -> Rules:
        try:
            answer = self._fetch(address)
        except OutboundError as error:
            if error.code in {"too-large", "too-many-redirects"}:
                return Rules(None)
            raise
        if not answer.is_good:
            return Rules(None)
        text = answer.path.read_text(encoding="utf-8", errors="replace")
        if "<html" in text[:500].lower():  # a page for everything, so no rules
            return Rules(None)
        parser = RobotFileParser()
        parser.parse(text.splitlines())
        return Rules(parser)
