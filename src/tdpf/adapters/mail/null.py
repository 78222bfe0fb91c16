"""Nobody to send letters: they go nowhere."""

from __future__ import annotations

from tdpf.adapters.mail.base import Letter


class NullMail:
    is_real = False

    def send(self, letter: Letter) -> None:
        del letter
