"""A full disk, a read-only shelf, lost workers, damage: plain sentences, and nothing is lost."""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import subprocess
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tdpf.adapters.storage.folder import FolderStorage
from tdpf.apps.publishing.models import TableVersion
from tdpf.apps.publishing.service import (
    NoSuchVersion,
    PublishRequest,
    collect_garbage,
    history,
    rollback,
    table_named,
    verify,
)
from tests.contract.shelf.conftest import MINATO, SHIBUYA, toilets
from tests.contract.shelf.test_at_the_same_time import answers, city, command
from tests.patience import PATIENCE_S, until


class FullDisk(FolderStorage):
    """Has room for so many files, then none."""

    def __init__(self, root: Path, room: int) -> None:
        super().__init__(root)
        self.room = room

    def put(self, key: str, content: bytes | Path) -> None:
        if self.room == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), key)
        self.room -= 1
        super().put(key, content)


@pytest.mark.parametrize("room", range(8))
def test_a_disk_that_fills_up_loses_nothing_and_the_next_run_completes(desk, tmp_path, room):
    desk.give("s.csv", toilets("131130", *SHIBUYA))
    before = desk.rows("131130-public-toilet")
    roomy = desk.storage
    desk.storage = FullDisk(tmp_path / "shelf", room)
    requests = [
        PublishRequest(
            path=desk.file("s.csv", toilets("131130", *SHIBUYA[:1])), publisher="131130"
        ),
        PublishRequest(path=desk.file("m.csv", toilets("131032", *MINATO)), publisher="131032"),
    ]
    outcomes = desk.publish(*requests)
    for outcome in outcomes:
        assert outcome.status == "published" or "空き" in outcome.message.ja
    if outcomes[0].status == "failed":
        assert desk.rows("131130-public-toilet").equals(before)
    assert verify(storage=roomy).damages == ()
    desk.storage = roomy
    assert all(outcome.is_good for outcome in desk.publish(*requests))
    assert desk.rows("public_toilet").height == 1 + len(MINATO)
    found = verify(storage=roomy)
    assert (found.damages, found.stale) == ((), ())


def test_a_search_index_that_cannot_be_written_does_not_undo_the_publication(desk, caplog):
    from tdpf.adapters.search.null import NullIndex

    class Broken(NullIndex):
        def rebuild(self, documents, *, position):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    desk.index = Broken()
    assert desk.give("s.csv", toilets("131130", *SHIBUYA)).status == "published"
    assert "検索の更新は次の実行で行います" in caplog.text
    desk.index = NullIndex()
    desk.publish()
    assert desk.index.search("トイレ").total == 2


def test_files_that_may_not_grow_fail_with_a_sentence(tmp_path):
    """The same with a limit of the operating system, on the whole command."""
    home, source = tmp_path / "home", tmp_path / "131130.csv"
    source.write_bytes(toilets("131130", *SHIBUYA))
    answers(command(home, None, "publish", source, "--publisher", "131130", "--json"))
    many = [(f"S-{n}", f"トイレ{n}", f"道玄坂{n}", 35.65, 139.7) for n in range(40_000)]
    source.write_bytes(toilets("131130", *many))
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "from tdpf.cli.main import main; main()",
            "publish",
            source,
            "--publisher",
            "131130",
        ],
        env={**os.environ, "TDPF_HOME": str(home)},
        preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (1_000_000, 1_000_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "空きがありません" in run.stdout
    assert "Traceback" not in run.stderr
    (line, *_) = json.loads(
        command(home, None, "history", "131130-public-toilet", "--json").communicate()[0]
    )
    assert line["version"] == 1
    verified = command(home, None, "verify")
    verified.communicate()
    assert verified.returncode == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_shelf_that_cannot_be_written_is_named(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    run = command(home, None, "publish", tmp_path, "--publisher", "131130")
    _, err = run.communicate()
    assert run.returncode == 1
    assert str(home) in err
    assert "Traceback" not in err


def test_a_home_that_is_a_file_is_named(tmp_path):
    home = tmp_path / "home"
    home.write_text("in the way")
    run = command(home, None, "verify")
    _, err = run.communicate()
    assert run.returncode == 1
    assert str(home) in err
    assert "Traceback" not in err


def test_kill_9_of_a_run_on_many_cores_leaves_no_process_and_the_next_run_completes(tmp_path):
    home, files = tmp_path / "home", city(tmp_path / "city", "多い")
    run = command(home, None, "publish", files, "--json", "--workers", "2")
    group = children_of(run.pid, at_least=2)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    for pid in group:
        wait_for_end(pid)
    outcomes = answers(command(home, None, "publish", files, "--json", "--workers", "2"))
    assert {outcome["status"] for outcome in outcomes} <= {"published", "unchanged"}
    found = json.loads(command(home, None, "verify", "--json").communicate()[0])
    assert (found["damages"], found["stale"]) == ([], [])


def children_of(pid: int, *, at_least: int) -> list[int]:
    """Processes of its own that the process has started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    until(lambda: len(listed.read_text().split()) >= at_least)
    return [int(each) for each in listed.read_text().split()]


def wait_for_end(pid: int) -> None:
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    import select

    ended, _, _ = select.select([watched], [], [], PATIENCE_S)
    os.close(watched)
    assert ended, f"process {pid} outlived the command that started it"


def test_a_fault_in_one_file_does_not_stop_the_others(desk, monkeypatch, caplog):
    from tdpf.apps.publishing import prepare

    def faulty(*_):
        raise ZeroDivisionError

    request = PublishRequest(path=desk.file("x.csv", b"a,b\n1,2\n"), publisher="131130")
    with monkeypatch.context() as broken:
        broken.setattr("tdpf.core.tabular.read_content", faulty)
        done = prepare.prepare(prepare.Job(request=request), desk.storage, desk.folder / "none")
    assert isinstance(done, prepare.Refused)
    assert "ZeroDivisionError" in done.message.en
    assert "could not be read" in caplog.text


# Verify


def published(desk):
    desk.give("s.csv", toilets("131130", *SHIBUYA))
    return table_named("131130-public-toilet").head.version


def test_verify_finds_a_file_that_was_changed(desk):
    version = published(desk)
    path = desk.storage.path_for(version.path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    (damage,) = verify(storage=desk.storage).damages
    assert damage.key == version.path
    assert "バックアップ" in damage.message.ja


@pytest.mark.parametrize("kind", ["path", "source_path", "report_path"])
def test_verify_finds_a_file_that_is_gone(desk, kind):
    version = published(desk)
    desk.storage.delete(getattr(version, kind))
    (damage,) = verify(storage=desk.storage).damages
    assert damage.key == getattr(version, kind)


def test_verify_finds_rows_that_are_not_those_of_the_record(desk):
    version = published(desk)
    TableVersion.objects.filter(id=version.id).update(rows=99)
    (damage,) = verify(storage=desk.storage).damages
    assert "99" in damage.message.ja


# Garbage


def test_only_old_files_that_nothing_refers_to_are_removed(desk, settings):
    del settings
    version = published(desk)
    desk.storage.put("tables/zz/orphan.parquet", b"left by a killed run")
    soon = desk.clock.__class__.now(tz=desk.clock.tzinfo)
    later = soon + timedelta(days=2)
    gc = partial(collect_garbage, actor="operator", storage=desk.storage)
    assert (gc(at=soon).files, gc(at=soon).kept_young) == (0, 1)
    assert gc(at=later, dry_run=True).files == 1
    assert desk.storage.exists("tables/zz/orphan.parquet")
    assert gc(at=later).files == 1
    assert not desk.storage.exists("tables/zz/orphan.parquet")
    assert desk.storage.exists(version.path)
    assert verify(storage=desk.storage).damages == ()


def test_a_file_swept_between_writing_and_publishing_is_not_published(desk, monkeypatch):
    """GC and publication take the same lock; the publication looks for its files under it."""
    from tdpf.apps.publishing import actions

    settle = FolderStorage.settle

    def settle_then_sweep(storage, keys):
        keys = list(keys)
        settle(storage, keys)
        for key in keys:
            storage.delete(key)

    monkeypatch.setattr(FolderStorage, "settle", settle_then_sweep)
    outcome = desk.give("s.csv", toilets("131130", *SHIBUYA))
    assert outcome.status == "failed"
    assert outcome.message == actions.SWEPT
    assert not TableVersion.objects.exists()


# History


def test_history_shows_every_version_and_which_is_current(desk):
    published(desk)
    desk.give("s.csv", toilets("131130", *SHIBUYA[:1]))
    rollback(
        "131130-public-toilet",
        1,
        at=desk.clock,
        actor="clerk",
        storage=desk.storage,
        index=desk.index,
    )
    lines = history("131130-public-toilet")
    assert [(line.number, line.is_current, line.rows) for line in lines] == [
        (2, False, 1),
        (1, True, 3),
    ]


def test_publishing_after_a_rollback_makes_the_next_number(desk):
    published(desk)
    second = toilets("131130", *SHIBUYA[:1])
    desk.give("s.csv", second)
    rollback(
        "131130-public-toilet",
        1,
        at=desk.clock,
        actor="clerk",
        storage=desk.storage,
        index=desk.index,
    )
    assert desk.give("s.csv", second).version == 3


@pytest.mark.parametrize(("name", "number"), [("nothing", 1), ("131130-public-toilet", 9)])
def test_going_back_to_what_never_was_says_what_there_is(desk, name, number):
    published(desk)
    with pytest.raises(NoSuchVersion) as refused:
        rollback(name, number, at=desk.clock, actor="clerk", storage=desk.storage)
    assert refused.value.message.ja


def test_a_merged_table_is_not_rolled_back_by_itself(desk):
    published(desk)
    with pytest.raises(NoSuchVersion, match="merged"):
        rollback("public_toilet", 1, at=desk.clock, actor="clerk", storage=desk.storage)
