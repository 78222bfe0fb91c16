"""Accounts in plain SQL, the same text for SQLite and PostgreSQL. Safe to share by threads."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from tdpf.adapters.manifest.sql import Connector, Questions, Row
from tdpf.core.access import Actor, Role, Scope
from tdpf.core.tokens import PREFIX, password_mark, token_hash

_log = logging.getLogger(__name__)

_ACTOR = """
select k.id, u.email, u.is_staff, k.scopes, k.expires_at, k.last_used_on, m.organisation_id, m.role
from accounts_token k
join accounts_user u on u.id = k.user_id
left join organisations_membership m on m.user_id = u.id
where k.sha256 = ? and k.revoked_at is null and u.is_active
"""
_SIGNED_IN = """
select u.email, u.is_staff, u.password, s.mark, s.ends_at, m.organisation_id, m.role
from accounts_sign_in s
join accounts_user u on u.id = s.user_id
left join organisations_membership m on m.user_id = u.id
where s.key = ? and u.is_active
"""
_USED = "update accounts_token set last_used_on = ? where id = ? returning id"


class SqlAccounts:
    """Asks the database each time: what was revoked is out at once."""

    def __init__(self, reading: Connector, writing: Connector) -> None:
        self._time_text = reading.time_text
        self._ask = Questions(reading)
        self._write = Questions(writing)
        # Its own thread: a publication may hold the database for a while, and nobody waits for it.
        self._notes = ThreadPoolExecutor(1, thread_name_prefix="token-use")
        self._noted: dict[int, str] = {}

    def actor(self, token: str, *, at: datetime) -> Actor | None:
        if not token.startswith(PREFIX):
            return None
        rows = self._ask.rows(_ACTOR, [token_hash(token)])
        if not rows or self._is_over(rows[0][4], at):
            return None
        self._note_use(rows[0], at)
        return _actor(rows)

    def session(self, key: str, *, at: datetime) -> Actor | None:
        rows = self._ask.rows(_SIGNED_IN, [token_hash(key)])
        if not rows or self._is_over(rows[0][4], at):
            return None
        email, is_staff, password, mark = rows[0][:4]
        if password_mark(password) != mark:
            return None
        roles = {row[5]: Role(row[6]) for row in rows if row[5] is not None}
        return Actor(email, roles, frozenset({Scope.READ}), is_operator=bool(is_staff))

    def _is_over(self, expires: object, at: datetime) -> bool:
        return expires is not None and datetime.fromisoformat(self._time_text(expires)) <= at

    def _note_use(self, row: Row, at: datetime) -> None:
        """Have the day of use written down, tried once a day for each token."""
        number, day = row[0], at.astimezone(UTC).date().isoformat()
        if self._noted.get(number) == day or str(row[5]) == day:
            return
        self._noted[number] = day
        self._notes.submit(self._write_use, number, day)

    def _write_use(self, number: int, day: str) -> None:
        try:
            self._write.rows(_USED, [day, number])
        except Exception as error:  # noqa: BLE001 — whatever driver; perhaps a read-only home
            _log.info("the last use of token %s was not written: %s", number, error)

    def close(self) -> None:
        self._notes.shutdown(wait=True)
        self._ask.close()
        self._write.close()


def _actor(rows: Sequence[Row]) -> Actor:
    _, email, is_staff, scopes = rows[0][:4]
    return Actor(
        name=email,
        roles={row[6]: Role(row[7]) for row in rows if row[6] is not None},
        scopes=frozenset(Scope(scope) for scope in scopes.split()),
        is_operator=bool(is_staff),
    )
