"""Letters to people: `open_mail(setting)` gives what the setting names."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from tdpf.adapters.mail.base import Letter, Mail, MailFailed
from tdpf.adapters.mail.file import FileMail
from tdpf.adapters.mail.null import NullMail
from tdpf.adapters.mail.smtp import SmtpMail

__all__ = ["Letter", "Mail", "MailFailed", "open_mail"]


def open_mail(told: str, sender: str) -> Mail:
    """`smtp://…`, `smtps://…`, `file:///folder`, or nothing."""
    if not told:
        return NullMail()
    parts = urlsplit(told)
    if parts.scheme == "file":
        return FileMail(Path(parts.path), sender)
    if parts.scheme in {"smtp", "smtps"} and parts.hostname:
        return SmtpMail(parts, sender)
    raise MailFailed("TDPF_MAIL: write smtp://user:password@host:587, smtps://… or file:///folder")
