"""Letters through a mail server, always encrypted unless it is this machine."""

from __future__ import annotations

import smtplib
import ssl
from urllib.parse import SplitResult, unquote

from tdpf.adapters.mail.base import Letter, MailFailed, message_of

TIMEOUT_S = 30
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class SmtpMail:
    is_real = True

    def __init__(self, server: SplitResult, sender: str) -> None:
        if not sender:
            raise MailFailed("TDPF_MAIL_FROM: write the address that mails come from")
        self._server = server
        self._sender = sender

    def send(self, letter: Letter) -> None:
        try:
            with self._connect() as smtp:
                if self._server.username:
                    smtp.login(unquote(self._server.username), unquote(self._server.password or ""))
                smtp.send_message(message_of(letter, self._sender))
        except (smtplib.SMTPException, OSError) as error:
            raise MailFailed(f"{type(error).__name__}: {error}") from error

    def _connect(self) -> smtplib.SMTP:
        host, safe = self._server.hostname or "", ssl.create_default_context()
        if self._server.scheme == "smtps":
            port = self._server.port or 465
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=safe)
        smtp = smtplib.SMTP(host, self._server.port or 587, timeout=TIMEOUT_S)
        if host not in _HERE:
            smtp.starttls(context=safe)
        return smtp
