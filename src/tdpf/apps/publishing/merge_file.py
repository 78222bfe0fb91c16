"""One merged table → its file in storage. Runs in worker processes and knows no database."""

from __future__ import annotations

from dataclasses import dataclass

from tdpf.adapters.storage import Storage
from tdpf.apps.publishing.prepare import file_sha256
from tdpf.core.findings import Text
from tdpf.core.tables.merge import Merged, MergePart, OldMerge, merge


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A table that a newer one of the same list stands for."""

    table: str
    newer: str


@dataclass(frozen=True, kw_only=True)
class MergeJob:
    """One standard set to merge: its parts now, and the merged table as it stands."""

    standard: str
    parts: tuple[MergePart, ...]
    old: OldMerge | None
    left_out: tuple[LeftOut, ...]  # older ones of the same lists
    based_on: str | None  # id of the merged version that `old` is


@dataclass(frozen=True, kw_only=True)
class MergeDone:
    job: MergeJob
    path: str
    sha256: str
    bytes: int
    merged: Merged


@dataclass(frozen=True, kw_only=True)
class MergeFailed:
    job: MergeJob
    message: Text


def merge_file(job: MergeJob, *, storage: Storage) -> MergeDone | MergeFailed:
    """Write the merged file to storage, or say why it could not be built."""
    temporary = storage.new_path("tables/merged")
    try:
        merged = merge(job.parts, temporary, old=job.old)
        sha256 = file_sha256(temporary)
        size = temporary.stat().st_size
        path = f"tables/{sha256[:2]}/{sha256}.parquet"
        storage.put(path, temporary)
        return MergeDone(job=job, path=path, sha256=sha256, bytes=size, merged=merged)
    except OSError as error:
        return MergeFailed(
            job=job,
            message=Text(
                ja=f"統合表 {job.standard} を作れませんでした（{error}）。"
                "空き容量を確かめ、tdpf verify を実行してください。",
                en=f"The merged table {job.standard} could not be built ({error}). "
                "Check the free space and run tdpf verify.",
            ),
        )
    finally:
        temporary.unlink(missing_ok=True)


def lost(job: MergeJob) -> MergeFailed:
    """The answer when the process was stopped, by the system for want of memory as a rule."""
    return MergeFailed(
        job=job,
        message=Text(
            ja=f"統合表 {job.standard} を作る処理が止まりました。メモリの空きを確かめてください。",
            en=f"The process that builds the merged table {job.standard} was stopped. "
            "Check the free memory.",
        ),
    )
