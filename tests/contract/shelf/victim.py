"""Publishes and is killed at a step: run as a program by the kill tests, each try in a fork.

Usage: victim.py FOLDER. Prints one JSON line a step: where it was killed, what readers saw then,
and what the next run made of it. Steps are the calls before and after which a power cut hurts.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[3]))
from tests.on_postgresql.homes import copy_home, database_of

AT = datetime(2024, 4, 1, tzinfo=UTC)


class Killer:
    """Counts steps and kills this process at the chosen one, as `kill -9` would."""

    def __init__(self, chosen: int, notebook: Path) -> None:
        self.chosen = chosen
        self.passed = 0
        self.notebook = notebook

    def step(self, name: str) -> None:
        self.passed += 1
        if self.passed == self.chosen:
            self.notebook.write_text(name)
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, owner: Any, name: str) -> None:
        """A step before and a step after each call of `owner.name`."""
        original: Callable[..., Any] = getattr(owner, name)
        killer = self

        def watched(*args: Any, **kwargs: Any) -> Any:
            killer.step(f"before {name}")
            result = original(*args, **kwargs)
            killer.step(f"after {name}")
            return result

        setattr(owner, name, watched)


def watch_everything(killer: Killer) -> None:
    import django.db.backends.base.base as backend

    from tdpf.adapters.search.tantivy_index import TantivyIndex
    from tdpf.adapters.storage.folder import FolderStorage
    from tdpf.apps.publishing import actions, log, merge_file, merging, pending, prepare

    killer.watch(prepare, "write_version")
    killer.watch(merge_file, "merge")
    for name in ("put", "settle"):
        killer.watch(FolderStorage, name)
    killer.watch(backend.BaseDatabaseWrapper, "_commit")
    killer.watch(pending, "store")
    killer.watch(pending, "move_heads")
    killer.watch(merging, "put_version")
    killer.watch(actions, "set_head")
    killer.watch(log.Log, "write")
    killer.watch(TantivyIndex, "put")
    killer.watch(TantivyIndex, "rebuild")


def load_what_needs_no_settings() -> None:
    """Once for all forks; nothing here starts a thread."""
    for name in (
        "django.core.management",
        "django.db.migrations.executor",
        "tdpf.apps.publishing.merge_file",
        "tdpf.core.standardize",
        "tantivy",
    ):
        importlib.import_module(name)
    from tdpf.core.standards import standards, vocabulary

    standards()
    vocabulary()


def start(home: Path) -> None:
    os.environ |= {"TDPF_HOME": str(home), "TDPF_DATABASE": database_of(home)}
    from tdpf.cli.boot import start_django

    start_django()


def publish(folder: Path) -> list[str]:
    from tdpf.apps.publishing.service import PublishRequest
    from tdpf.apps.publishing.service import publish as publish_files

    requests = [
        PublishRequest(path=path, publisher=path.stem[:6], dataset=f"{path.stem}-toilets")
        for path in sorted(folder.glob("*.csv"))
    ]
    return [o.status for o in publish_files(requests, at=AT, actor="victim", workers=1)]


def state() -> dict[str, Any]:
    """Everything that a reader can see, through the manifest: rows of each current table."""
    import polars as pl

    from tdpf.adapters.manifest import open_manifest
    from tdpf.settings import settings

    manifest = open_manifest(settings())
    seen = {}
    for entry in manifest.tables():
        rows = pl.read_parquet(settings().shelf_path / entry.version.path)
        assert rows.height == entry.version.rows, f"{entry.name} is torn"
        wanted = ["_id", "名称", "備考"]
        seen[entry.name] = rows.select(wanted).rows()
    return seen


def upkeep() -> dict[str, Any]:
    from tdpf.adapters.search import open_index
    from tdpf.apps.publishing.models import PublicationLog
    from tdpf.apps.publishing.service import verify
    from tdpf.settings import settings

    found = verify()
    index = open_index(settings())
    return {
        "damages": [damage.message.en for damage in found.damages],
        "stale": list(found.stale),
        "is_searchable": index.position() == PublicationLog.objects.latest("seq").seq,
        "found": index.search("トイレ").total,
    }


def aftermath(files: Path) -> dict[str, Any]:
    """What readers see after the kill, and after a run that is not killed."""
    seen = state()
    return {"seen": seen, "statuses": publish(files), "after": state(), "upkeep": upkeep()}


def in_a_fork(work: Callable[[], Any]) -> tuple[int, Any]:
    """Exit status (negative: the signal) and what the work gave."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        status = 0
        try:
            answer = work()
        except BaseException:  # noqa: BLE001 — it is reported to the parent
            answer, status = traceback.format_exc(), 1
        with os.fdopen(writer, "w") as pipe:
            json.dump(answer, pipe, ensure_ascii=False)
        os._exit(status)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), json.loads(text) if text else None


def done(home: Path, work: Callable[[], Any]) -> Any:
    """The answer of work that must not fail, done in a fork on that home."""

    def started() -> Any:
        start(home)
        return work()

    status, answer = in_a_fork(started)
    if status != 0:
        raise SystemExit(f"{work} failed with {status}: {answer}")
    return answer


def killed(home: Path, files: Path, chosen: int, notebook: Path) -> tuple[bool, str]:
    def work() -> Any:
        start(home)
        killer = Killer(chosen, notebook)
        watch_everything(killer)
        return publish(files)

    status, answer = in_a_fork(work)
    if status == 0:
        return False, ""
    if status != -signal.SIGKILL:
        raise SystemExit(f"step {chosen}: {status} {answer}")
    return True, notebook.read_text()


def main(folder: Path) -> None:
    load_what_needs_no_settings()
    base, first, second = folder / "base", folder / "first", folder / "second"
    done(base, lambda: publish(first))
    old = done(base, state)
    unkilled = folder / "unkilled"
    copy_home(base, unkilled)
    done(unkilled, lambda: publish(second))
    new = done(unkilled, state)
    chosen = 1
    while True:
        home = folder / f"step-{chosen}"
        copy_home(base, home)
        was_killed, where = killed(home, second, chosen, folder / "notebook")
        if not was_killed:
            break
        line = {"step": chosen, "where": where, **done(home, lambda: aftermath(second))}
        print(json.dumps(line | {"old": old, "new": new}, ensure_ascii=False), flush=True)
        shutil.rmtree(home)
        chosen += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]))
