"""Every storage keeps the same promises: whole files under names that never change."""

from __future__ import annotations

import pytest

from tdpf.adapters.storage.draft import DraftStorage
from tdpf.adapters.storage.folder import FolderStorage
from tdpf.adapters.storage.null import TemporaryStorage


@pytest.fixture(params=["folder", "null", "draft"])
def storage(request, tmp_path):
    if request.param == "folder":
        yield FolderStorage(tmp_path / "shelf")
        return
    if request.param == "draft":
        yield DraftStorage(tmp_path / "draft", FolderStorage(tmp_path / "kept"))
        return
    temporary = TemporaryStorage()
    yield temporary
    temporary.close()


def read(storage, key):
    with storage.open(key) as file:
        return file.read()


def test_bytes_come_back_as_they_were_put(storage):
    storage.put("originals/ab/abc", b"\x00\xff\r\n")
    storage.settle(["originals/ab/abc"])
    assert read(storage, "originals/ab/abc") == b"\x00\xff\r\n"
    assert storage.path_for("originals/ab/abc").read_bytes() == b"\x00\xff\r\n"
    assert storage.exists("originals/ab/abc")


def test_a_file_written_beside_is_moved_under_its_name(storage):
    path = storage.new_path("tables/x")
    path.write_bytes(b"rows")
    storage.put("tables/ab/abc.parquet", path)
    assert not path.exists()
    assert read(storage, "tables/ab/abc.parquet") == b"rows"


def test_putting_the_same_again_changes_nothing(storage):
    for _ in range(2):
        storage.put("reports/ab/abc.json", b"{}")
    assert [stored.key for stored in storage.list()] == ["reports/ab/abc.json"]


def test_a_listing_is_in_order_with_sizes_and_can_be_narrowed(storage):
    for key, content in {"b/2": b"22", "a/1": b"1", "b/1": b"333"}.items():
        storage.put(key, content)
    assert [(stored.key, stored.bytes) for stored in storage.list()] == [
        ("a/1", 1),
        ("b/1", 3),
        ("b/2", 2),
    ]
    assert [stored.key for stored in storage.list("b/")] == ["b/1", "b/2"]


def test_an_unfinished_file_is_listed_so_that_it_can_be_swept(storage):
    path = storage.new_path("tables/x")
    path.write_bytes(b"half")
    (unfinished,) = storage.list()
    storage.delete(unfinished.key)
    assert list(storage.list()) == []


def test_what_is_deleted_is_gone_and_deleting_twice_is_fine(storage):
    storage.put("a/1", b"x")
    storage.delete("a/1")
    storage.delete("a/1")
    assert not storage.exists("a/1")
    with pytest.raises(OSError):
        storage.open("a/1")


def test_a_reader_keeps_its_file_while_it_is_deleted(storage):
    storage.put("a/1", b"still here")
    with storage.open("a/1") as file:
        storage.delete("a/1")
        assert file.read() == b"still here"


@pytest.mark.parametrize("count", [1, 3, 4, 40])
def test_any_number_of_files_can_be_settled_together(storage, count):
    keys = [f"tables/{number}/x" for number in range(count)]
    for key in keys:
        storage.put(key, key.encode())
    storage.settle(keys)
    assert [read(storage, key) for key in keys] == [key.encode() for key in keys]


@pytest.mark.parametrize("key", ["../x", "/etc/passwd", "a//b", "", "a/../b", "a/", ".hidden"])
def test_a_key_never_leads_out_of_the_storage(storage, key):
    with pytest.raises(ValueError, match="not a storage key"):
        storage.put(key, b"x")


def test_an_empty_storage_lists_nothing(tmp_path):
    assert list(FolderStorage(tmp_path / "none").list()) == []
