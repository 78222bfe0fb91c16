"""What commands and other apps may use of notifying."""

from __future__ import annotations

from tdpf.apps.notify.digests import Digest, digests, due_letters, send_letters
from tdpf.apps.notify.links import broken_links, check_links, find_links
from tdpf.apps.notify.models import Link

__all__ = [
    "Digest",
    "Link",
    "broken_links",
    "check_links",
    "digests",
    "due_letters",
    "find_links",
    "send_letters",
]
