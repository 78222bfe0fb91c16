"""What the operating system refuses, also where an engine wraps it in an error of its own."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from tdpf.core.findings import Text

_NUMBER = re.compile(r"os error (\d+)")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

NO_ROOM = Text(
    ja="保存先のディスクに空きがありません。空きを作ってから、もう一度実行してください。",
    en="The disk of the shelf is full. Make room and run the command again.",
)


@contextmanager
def os_errors() -> Iterator[None]:
    """Inside, a refusal of the system is an OSError with its number, whoever wrote the file."""
    try:
        yield
    except Exception as error:
        found = _NUMBER.search(str(error))
        if found is None or getattr(error, "errno", None) is not None:
            raise
        number = int(found[1])
        raise OSError(number, os.strerror(number)) from error


def is_no_room(error: BaseException) -> bool:
    """Whether the disk, or what we may use of it, is full."""
    return (isinstance(error, OSError) and error.errno in _FULL) or "disk is full" in str(error)
