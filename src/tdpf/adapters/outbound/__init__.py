"""The only way out: `open_outbound(settings)` gives the guarded HTTP client."""

from __future__ import annotations

from tdpf.adapters.outbound.base import (
    Answer,
    Outbound,
    OutboundError,
    Pace,
    Validators,
)
from tdpf.adapters.outbound.client import GuardedClient, Limits
from tdpf.adapters.outbound.guard import Guard, Resolver, system_resolver
from tdpf.adapters.outbound.pace import LocalPace
from tdpf.settings import Settings

__all__ = [
    "Answer",
    "GuardedClient",
    "Limits",
    "LocalPace",
    "Outbound",
    "OutboundError",
    "Pace",
    "Validators",
    "open_outbound",
]


def open_outbound(
    ours: Settings, *, pace: Pace | None = None, resolver: Resolver = system_resolver
) -> GuardedClient:
    """A client with the limits of the settings. Not for sharing by threads: open one each."""
    return GuardedClient(
        guard=Guard.of(ours.outbound_private, resolver),
        pace=pace or LocalPace(ours.outbound_seconds_between),
        limits=Limits(
            most_bytes=ours.outbound_bytes,
            total_s=ours.outbound_seconds,
        ),
        contact=ours.outbound_contact or ours.site_url,
    )
