"""Workers and their errands, in processes of their own: `errands STEP …`, settings as environment.

An errand writes a line; a deadly one kills its worker the first two times it is begun.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import UTC, datetime
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


def main() -> None:
    start_django()
    from tdpf.apps.jobs import queue, service
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
        queue.LEASE_S = 0.5
        service.work(stop=threading.Event(), is_once=True, kinds=frozenset())
    elif step == "sweep":
        from tdpf.apps.jobs.models import Job

        Job.objects.filter(state="running").update(leased_until=at)
        print(service.sweep(at=datetime.now(UTC)))
    elif step == "counts":
        print({state: n for state, n in service.counts().items() if n})


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
