"""Who may see and do what: roles and scopes of who asks, and the policies of what is asked for.

`may` decides what somebody does with things of an organisation, `reads` whether they see a table
or dataset, `cut_for` what of its columns and rows is left out for them.
"""

from __future__ import annotations

from tdpf.core.access.actors import (
    ALLOWED,
    ANONYMOUS,
    REACHES,
    Action,
    Actor,
    Role,
    Scope,
    may,
)
from tdpf.core.access.policy import (
    EVERY_MEMBER,
    OWNER_ALONE,
    Audience,
    ColumnLimit,
    Cut,
    Limits,
    RowLimit,
    belongs,
    cut_for,
    readers_of,
    readers_text,
    reads,
    together,
)

__all__ = [
    "ALLOWED",
    "ANONYMOUS",
    "EVERY_MEMBER",
    "OWNER_ALONE",
    "REACHES",
    "Action",
    "Actor",
    "Audience",
    "ColumnLimit",
    "Cut",
    "Limits",
    "Role",
    "RowLimit",
    "Scope",
    "belongs",
    "cut_for",
    "may",
    "readers_of",
    "readers_text",
    "reads",
    "together",
]
