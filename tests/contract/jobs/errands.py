"""Workers and their errands, in processes of their own: `errands STEP …`, settings as environment.

An errand writes a line; a deadly one kills its worker as often as its payload says.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tdpf.cli.boot import start_django

HOME = Path(os.environ["TDPF_HOME"])


def errand(payload, beat):
    with (HOME / "done.txt").open("a") as file:
        file.write(f"{payload['n']}\n")
    beat.advance(1, 1)


def deadly(payload, beat):
    del beat
    for n in range(payload["deaths"]):
        mark = HOME / f"death-{payload['n']}-{n}"
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    errand(payload, _Silent())


class _Silent:
    should_stop = False

    def advance(self, done, of):
        """Nobody watches."""


def one_life() -> None:
    """A worker, killed or not, and what it had in hand taken back as if its lease were over."""
    from django.db import connections

    from tdpf.apps.jobs import service
    from tdpf.apps.jobs.models import Job

    connections.close_all()
    child = os.fork()
    if child == 0:
        service.work(stop=threading.Event(), is_once=True, kinds=frozenset())
        os._exit(0)
    os.waitpid(child, 0)
    began = datetime.now(UTC)
    Job.objects.filter(state="running").update(leased_until=began - timedelta(seconds=1))
    service.sweep(at=began)


def main() -> None:
    start_django()
    from tdpf.apps.jobs import service
    from tdpf.core.findings import Text

    title = Text(ja="使い", en="Errand")
    for name in ("errand", "deadly"):
        service.register(service.Kind(name=name, title=title, work=f"errands:{name}", most_tries=4))
    step = sys.argv[1]
    at = datetime.now(UTC)
    if step == "submit":
        kind, count, deaths = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
        for n in range(count):
            service.submit(kind, {"n": n, "deaths": deaths}, at=at, owner=f"owner{n % 3}")
    elif step == "work":
        service.work(stop=threading.Event(), is_once=True, kinds=frozenset())
    elif step == "lives":
        for _ in range(int(sys.argv[2])):
            one_life()
    elif step == "counts":
        print({state: n for state, n in service.counts().items() if n})


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
