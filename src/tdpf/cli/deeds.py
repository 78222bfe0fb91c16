"""Who uses a command, and when: what the audit log needs."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tdpf.apps.publishing.service import Deed


def deed_now() -> Deed:
    """By whoever is signed in to this machine, now. Django has been started."""
    from tdpf.apps.publishing.service import Deed

    return Deed(actor=getpass.getuser(), at=datetime.now(UTC))
