"""Brings a home up to date and is killed before the statement of that number: killed.py NUMBER."""

from __future__ import annotations

import os
import signal
import sys

from django.db.backends.utils import CursorWrapper

from tdpf.cli.boot import start_django


def main(chosen: int) -> None:
    execute, passed = CursorWrapper.execute, 0

    def counted(self, sql, params=None):
        nonlocal passed
        if sql.lstrip()[:6].upper() in {"CREATE", "ALTER ", "INSERT", "UPDATE", "DROP T"}:
            passed += 1
            if passed == chosen:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(self, sql, params)

    CursorWrapper.execute = counted
    start_django()
    print(passed)


if __name__ == "__main__":
    main(int(sys.argv[1]))
