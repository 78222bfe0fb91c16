"""CKAN's capacities and our roles. A reviewer, whom CKAN does not have, is told as a member."""

from __future__ import annotations

from tdpf.core.access import Role

CAPACITIES = {
    Role.OWNER: "admin",
    Role.OFFICER: "editor",
    Role.REVIEWER: "member",
    Role.READER: "member",
}
ROLES = {role.value: role for role in Role} | {
    "admin": Role.OWNER,
    "editor": Role.OFFICER,
    "member": Role.READER,
}
"""What a role may be called: CKAN's words and ours."""
