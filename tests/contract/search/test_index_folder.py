"""The index on disk: writers that die or meet, readers that watch, files that are broken."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tdpf.adapters.search import Document, open_index
from tdpf.adapters.search.lock import IndexBusy, writer_lock
from tdpf.adapters.search.tantivy_index import TantivyIndex
from tdpf.settings import read_settings
from tests.patience import PATIENCE_S

PARK = Document(id="park", title="公園一覧")
LIBRARY = Document(id="library", title="図書館一覧")

PUTTING = """
import sys
from pathlib import Path
from tdpf.adapters.search import Document
from tdpf.adapters.search.tantivy_index import TantivyIndex

index = TantivyIndex(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    name = f"{sys.argv[2]}-{number}"
    index.put([Document(id=name, title="公園 " + name)], position=number + 1)
    print(name, flush=True)
"""
FILLING = """
import sys
from pathlib import Path
from tdpf.adapters.search import Document
from tdpf.adapters.search.tantivy_index import TantivyIndex

def documents():
    for number in range(10_000_000):
        if number == 300:
            print("half way", flush=True)
        yield Document(id=str(number), title="公園")

index = TantivyIndex(Path(sys.argv[1]))
getattr(index, sys.argv[2])(documents(), position=99)
"""


def run(script: str, *words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)], stdout=subprocess.PIPE, text=True
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "search"


@pytest.mark.parametrize("doing", ["put", "rebuild"])
def test_a_killed_writer_leaves_the_index_as_it_was(folder: Path, doing: str) -> None:
    index = TantivyIndex(folder)
    index.put([PARK], position=7)
    writer = run(FILLING, folder, doing)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "half way\n"
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    assert index.position() == 7
    assert index.search("公園").total == 1
    index.put([LIBRARY], position=8)
    assert TantivyIndex(folder).search("").total == 2
    index.rebuild([LIBRARY], position=9)
    assert TantivyIndex(folder).search("").total == 1


def test_two_writers_at_once_lose_nothing(folder: Path) -> None:
    writers = [run(PUTTING, folder, name, 8) for name in ("a", "b")]
    for writer in writers:
        assert writer.communicate(timeout=PATIENCE_S)[0].count("\n") == 8
        assert writer.returncode == 0
    assert TantivyIndex(folder).search("公園", page_size=50).total == 16


def test_a_reader_sees_what_another_process_has_put(folder: Path) -> None:
    reader = TantivyIndex(folder)
    assert reader.search("公園").total == 0
    run(PUTTING, folder, "other", 1).communicate(timeout=PATIENCE_S)
    assert (reader.search("公園").total, reader.position()) == (1, 1)
    TantivyIndex(folder).rebuild([PARK, LIBRARY], position=5)
    assert (reader.search("").total, reader.position()) == (2, 5)
    TantivyIndex(folder).delete(["park"], position=6)
    assert (reader.search("").total, reader.position()) == (1, 6)


def test_a_writer_waits_for_the_lock_and_says_so_when_it_takes_too_long(folder: Path) -> None:
    path = folder / "writer.lock"
    impatient = writer_lock(path, timeout_s=0.05)
    with writer_lock(path), pytest.raises(IndexBusy, match="another process"), impatient:
        pass
    with writer_lock(path, timeout_s=0.05):
        pass


def damage(folder: Path, how: str) -> None:
    current = folder / (folder / "current").read_text().split()[1]
    if how == "meta.json cut":
        (current / "meta.json").write_text('{"segments": [')
    elif how == "meta.json gone":
        (current / "meta.json").unlink()
    elif how == "segments gone":
        for path in current.glob("*.*"):
            if path.suffix not in {".json", ".lock"}:
                path.unlink()
    elif how == "segments cut":
        for path in current.glob("*.*"):
            if path.suffix not in {".json", ".lock"}:
                os.truncate(path, 3)
    elif how == "documents overwritten":
        (store,) = current.glob("*.store")
        store.write_bytes(b"\x00" * 40 + store.read_bytes()[40:])
    elif how == "current says nonsense":
        (folder / "current").write_text("\x00\xff", encoding="latin-1")
    elif how == "another format":
        (folder / "current").write_text(f"0 {current.name}\n")


@pytest.mark.parametrize(
    "how",
    [
        "meta.json cut",
        "meta.json gone",
        "segments gone",
        "segments cut",
        "documents overwritten",
        "current says nonsense",
        "another format",
    ],
)
def test_a_damaged_index_counts_as_empty_and_can_be_filled_again(folder: Path, how: str) -> None:
    TantivyIndex(folder).put([PARK], position=7)
    damage(folder, how)
    index = TantivyIndex(folder)
    assert index.search("公園").total == 0
    assert index.position() == 0, "so the next catch-up starts from the beginning"
    index.put([PARK, LIBRARY], position=8)
    assert (index.search("公園").total, index.position()) == (1, 8)


def test_a_broken_index_can_be_rebuilt_without_reading_it_first(folder: Path) -> None:
    TantivyIndex(folder).put([PARK], position=7)
    damage(folder, "segments cut")
    TantivyIndex(folder).rebuild([LIBRARY], position=8)
    assert TantivyIndex(folder).search("図書館").total == 1


@pytest.fixture
def read_only(folder: Path) -> Path:
    """The folder of an index in which no lock can be taken."""
    TantivyIndex(folder).put([PARK], position=7)
    lock = folder / (folder / "current").read_text().split()[1] / ".tantivy-meta.lock"
    lock.unlink()
    lock.mkdir()
    return folder


def test_an_index_that_may_not_be_written_is_read_and_followed(read_only: Path) -> None:
    before = sorted(path.name for path in read_only.rglob("*"))
    reader = TantivyIndex(read_only)
    assert (reader.search("公園").total, reader.position()) == (1, 7)
    assert sorted(path.name for path in read_only.rglob("*")) == before
    lock = next(read_only.rglob(".tantivy-meta.lock"))
    lock.rmdir()
    TantivyIndex(read_only).put([LIBRARY], position=8)
    lock.unlink()
    lock.mkdir()
    assert (reader.search("図書館").total, reader.position()) == (1, 8)


def test_a_damaged_index_that_may_not_be_written_is_told_in_a_line(
    read_only: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damage(read_only, "segments cut")
    (read_only / "writer.lock").unlink()
    (read_only / "writer.lock").mkdir()
    assert TantivyIndex(read_only).search("公園").total == 0
    (line,) = caplog.records
    assert "cannot be written from here" in line.getMessage()
    assert line.exc_info is None


def test_a_failing_writer_changes_nothing(folder: Path) -> None:
    index = TantivyIndex(folder)
    index.put([PARK], position=7)

    def broken():
        yield LIBRARY
        raise LookupError("the database went away")

    with pytest.raises(LookupError):
        index.put(broken(), position=8)
    with pytest.raises(LookupError):
        index.rebuild(broken(), position=8)
    assert (index.search("").total, index.position()) == (1, 7)
    index.put([LIBRARY], position=8)
    assert index.search("").total == 2


def test_ids_that_look_like_numbers_are_replaced_not_doubled(folder: Path) -> None:
    index = TantivyIndex(folder)
    for title in ("公園", "図書館"):
        index.put([Document(id="5", title=title)], position=1)
    assert [hit.document.title for hit in index.search("").hits] == ["図書館"]


def test_operators_add_synonyms_without_a_restart(tmp_path: Path) -> None:
    index = open_index(read_settings({"TDPF_HOME": str(tmp_path)}))
    index.put([Document(id="a", title="シェアサイクル")], position=1)
    assert index.search("貸自転車").total == 0
    (tmp_path / "synonyms.txt").write_text("貸自転車 = シェアサイクル\n", encoding="utf-8")
    results = index.search("貸自転車")
    assert (results.total, results.synonyms_used) == (1, ("シェアサイクル",))
    assert index.search("公園").unknown_words == ("公園",)
    (tmp_path / "synonyms.txt").unlink()
    assert index.search("貸自転車").total == 0


def test_a_put_of_many_is_one_commit(folder: Path) -> None:
    index = TantivyIndex(folder)
    started = time.monotonic()
    index.put([Document(id=str(n), title=f"公園{n}") for n in range(2000)], position=1)
    assert time.monotonic() - started < 30
    assert index.search("公園").total == 2000
