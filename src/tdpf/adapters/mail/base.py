"""A letter, and who carries it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Protocol

_ADDRESS = re.compile(r"[^@\s<>,;:\"]{1,64}@[^@\s<>,;:\"]{1,255}")


class MailFailed(Exception):
    """The letter could not be given to the mail server."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Plain text to one office. `stop_url` is where its reader says: no more of these."""

    to: str
    subject: str
    text: str
    stop_url: str = ""

    @property
    def is_sendable(self) -> bool:
        return bool(_ADDRESS.fullmatch(self.to))


class Mail(Protocol):
    """Sends one letter, or raises `MailFailed`."""

    @property
    def is_real(self) -> bool:
        """Whether anybody reads what is sent here."""

    def send(self, letter: Letter) -> None: ...


def message_of(letter: Letter, sender: str) -> EmailMessage:
    """The letter with its headers; no text of ours or others' can add one."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"
    if letter.stop_url:
        message["List-Unsubscribe"] = f"<{letter.stop_url}>"
    message.set_content(letter.text)
    return message
