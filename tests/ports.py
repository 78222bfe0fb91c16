"""Ports that stay ours from the moment we ask for one until we are done with it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager


def held() -> tuple[socket.socket, int]:
    """A loopback port that nobody else is given while the socket is open; a server may have it.

    Of sockets that allow reuse several may have one address as long as only one of them listens,
    so a server of ours can, and the kernel gives the number to nobody who asks for any port.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    return holder, int(holder.getsockname()[1])


@contextmanager
def free_port() -> Iterator[int]:
    """A port that is free and stays so for the length of a block."""
    holder, number = held()
    with holder:
        yield number
