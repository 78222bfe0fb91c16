"""One door for all workers: a single listening socket, held by the supervisor.

With a socket for each worker, the kernel deals connections out to workers before anyone accepts
them: a worker that dies takes its queue with it, and while a single one has started, its death
leaves nobody listening. Behind one door, a connection waits for whoever comes to take it.
"""

from __future__ import annotations

import socket
import time
from typing import Any

from granian._granian import SocketHolder
from granian.server.mp import MPServer

# Granian's stubs know neither how a holder is made nor that these two names take anything.
_holder: Any = SocketHolder


DEATHS, WITHIN_S = 10, 60.0


class OneDoorServer(MPServer):
    """Granian's supervisor, its workers accepting from a socket that was bound before.

    Granian ends with the first worker that dies within 5.5 s of being started in another's place;
    here that rule holds only after `DEATHS` of them within `WITHIN_S` seconds.
    """

    door: socket.socket
    _deaths: tuple[float, ...] = ()
    _sso: Any
    _shd: Any

    def _init_shared_socket(self) -> None:
        """Do what granian does itself where the kernel does not deal out connections."""
        self._sso = self.door
        self._sso.listen(self.backlog)
        self._shd = _holder(self.door.fileno(), False, self.backlog)

    def _respawn_workers(self, workers: Any, *args: Any, **options: Any) -> None:
        super()._respawn_workers(workers, *args, **options)
        now = time.monotonic()
        recent = (at for at in self._deaths if now - at < WITHIN_S)
        self._deaths = (*recent, *(now for _ in workers))
        if len(self._deaths) < DEATHS:
            self.respawned_wrks.clear()
