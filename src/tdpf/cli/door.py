"""One door for all workers: a single listening socket, held by the supervisor.

With a socket for each worker, the kernel deals connections out to workers before anyone accepts
them: a worker that dies takes its queue with it, and while a single one has started, its death
leaves nobody listening. Behind one door, a connection waits for whoever comes to take it.
"""

from __future__ import annotations

import socket
from typing import Any

from granian._granian import SocketHolder
from granian.server.mp import MPServer

# Granian's stubs know neither how a holder is made nor that these two names take anything.
_holder: Any = SocketHolder


class OneDoorServer(MPServer):
    """Granian's supervisor, its workers accepting from a socket that was bound before."""

    door: socket.socket
    _sso: Any
    _shd: Any

    def _init_shared_socket(self) -> None:
        """Do what granian does itself where the kernel does not deal out connections."""
        self._sso = self.door
        self._sso.listen(self.backlog)
        self._shd = _holder(self.door.fileno(), False, self.backlog)
