"""Letters as files in a folder, for trying out and for tests."""

from __future__ import annotations

import uuid
from pathlib import Path

from tdpf.adapters.mail.base import Letter, message_of


class FileMail:
    is_real = True

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender or "tdpf@localhost"

    def send(self, letter: Letter) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{uuid.uuid4().hex}.eml"
        path.write_bytes(bytes(message_of(letter, self._sender)))
