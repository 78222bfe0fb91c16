"""The process in which statements run: it can write nothing, and ends with its owner.

Started by `pool`, with a pipe each way. A statement that kills it takes nobody along.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys

from tdpf.adapters.sql.engine import open_engine, run
from tdpf.adapters.sql.messages import Answer, Ask, Needs, Ready, Refusal, Tables, read, write
from tdpf.core.sql import SqlError
from tdpf.core.sql import read as read_sql

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_ROOM_MB = 1_500  # address space of the interpreter and the engine before any statement


def main() -> None:
    """Answer statements until the owner closes the pipe."""
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    _confine(int(sys.argv[1]))
    while True:
        engine = open_engine()
        write(answers, Ready())
        try:
            message = read(asked)
            if not isinstance(message, Ask):
                return
            question = read_sql(message.text)
            write(answers, Needs(question.tables))
            found = read(asked)
            if not isinstance(found, Tables):
                return
            write(answers, Answer(run(engine, question, found.tables, message.bounds)))
        except SqlError as error:
            write(answers, Refusal(error.code, error.what))
        except EOFError:
            return
        finally:
            engine.close()


def _confine(memory_mb: int) -> None:
    """No file can be written or grown, no privilege gained, memory ends somewhere."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    room = (memory_mb * 2 + _ROOM_MB) * 1024 * 1024
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write then fails with an error
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the owner decides when this ends
    for limit, value in (
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_AS, room),
    ):
        resource.setrlimit(limit, (value, value))


if __name__ == "__main__":
    main()
