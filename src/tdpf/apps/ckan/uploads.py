"""A file that was sent → the bytes of a distribution, and its rows a table where it has any."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tdpf.adapters.storage import Storage, open_storage
from tdpf.apps.catalog.service import cataloguing, dataset_named, put_file
from tdpf.apps.ckan.call import Call, Upload, catalogue
from tdpf.apps.jobs.service import Beat, WorkFailed, submit
from tdpf.apps.publishing.service import Outcome, PublishRequest, publish
from tdpf.core.catalog.ckan.envelope import Invalid
from tdpf.core.catalog.formats import format_of_name, media_type_of
from tdpf.core.catalog.model import Dataset, Distribution
from tdpf.core.findings import Text
from tdpf.settings import settings

MOST_BYTES = 2_000_000_000
AT_ONCE_BYTES = 5_000_000  # larger files are read in the background
READ = "read-upload"
_NOT_KEPT = frozenset({"personal-data", "storage", "busy", "worker-lost"})
_UNSAFE = re.compile(r"[\x00-\x1f/\\:*?\"<>|]+")


def put_upload(call: Call, dataset: Dataset, file: Distribution) -> None:
    """Publish what was sent as the file's next version; Invalid says why it was not.

    What is no table is kept and offered as it is.
    """
    sent = call.upload
    if sent is None:
        return
    if sent.size is not None and sent.size > MOST_BYTES:
        raise Invalid({"upload": [f"The file has more than {MOST_BYTES} bytes"]})
    with tempfile.TemporaryDirectory(prefix="tdpf-upload-") as folder:
        path = _written(sent, Path(folder))
        if path.stat().st_size > AT_ONCE_BYTES:
            _queue(call, file, path)
            return
        outcome = _published(dataset, file, path, _Deed.of(call))
        if outcome.is_good:
            return
        if outcome.code == "personal-data":
            hint = "After a person has looked, send personal_data_checked=true as well."
            raise Invalid({"upload": [outcome.message.ja, outcome.message.en, hint]})
        if outcome.code in _NOT_KEPT:
            raise Invalid({"upload": [outcome.message.ja, outcome.message.en]})
        _keep(dataset, file, path, _Deed.of(call))


def read_upload(payload: Mapping[str, Any], beat: Beat) -> Text:
    """A large file that was sent, published in the background; what to tell its writer."""
    del beat
    found = catalogue().distribution(str(payload["resource"]), everything=True)
    if found is None:
        return Text(ja="このファイルはもうありません。", en="This file is gone.")
    dataset, file = found
    deed = _Deed(payload["actor"], datetime.now(UTC), is_checked=payload["personal_data_checked"])
    with tempfile.TemporaryDirectory(prefix="tdpf-upload-") as folder:
        path = Path(folder) / str(payload["name"])
        shutil.copyfile(open_storage(settings()).path_for(str(payload["key"])), path)
        outcome = _published(dataset, file, path, deed)
        if not outcome.is_good:
            if outcome.code in _NOT_KEPT:
                is_final = outcome.code == "personal-data"
                raise WorkFailed(outcome.code, outcome.message, is_final=is_final)
            _keep(dataset, file, path, deed)
    return outcome.message


@dataclass(frozen=True, slots=True)
class _Deed:
    """Who sends a file, when, and whether a person has looked for personal data in it."""

    actor: str
    at: datetime
    is_checked: bool = False

    @classmethod
    def of(cls, call: Call) -> _Deed:
        return cls(call.writer.name, call.at, call.flag("personal_data_checked"))


def _queue(call: Call, file: Distribution, path: Path) -> None:
    """Keep the bytes, which nobody can fetch yet, and have them read."""
    key, _ = _stored(path)
    submit(
        READ,
        {
            "resource": file.id,
            "key": key,
            "name": path.name,
            "actor": call.writer.name,
            "personal_data_checked": call.flag("personal_data_checked"),
        },
        at=call.at,
        subject=file.title or path.name,
        owner=call.writer.name,
        key=f"{READ}:{file.id}:{key}",
        is_person_waiting=True,
    )


def _published(dataset: Dataset, file: Distribution, path: Path, deed: _Deed) -> Outcome:
    request = PublishRequest(
        path=path,
        distribution=file.id,
        publisher=dataset.organisation.code6 or None if dataset.organisation else None,
        personal_data_checked=deed.is_checked,
    )
    return publish([request], at=deed.at, actor=deed.actor)[0]


def _written(sent: Upload, folder: Path) -> Path:
    name = _UNSAFE.sub("_", sent.name or "").strip(". ")[-200:] or "upload"
    path = folder / name
    with path.open("wb") as target:
        for chunk in sent.chunks():
            target.write(chunk)
    return path


def _stored(path: Path) -> tuple[str, str]:
    """Key and hash of the bytes, which are on the shelf from now on."""
    storage: Storage = open_storage(settings())
    with path.open("rb") as source:
        sha256 = hashlib.file_digest(source, "sha256").hexdigest()
    key = f"originals/{sha256[:2]}/{sha256}"
    temporary = storage.new_path(key)
    shutil.copyfile(path, temporary)
    storage.put(key, temporary)
    storage.settle([key])
    return key, sha256


def _keep(dataset: Dataset, file: Distribution, path: Path, deed: _Deed) -> None:
    """The bytes as those of the file, for download alone."""
    key, sha256 = _stored(path)
    kind = file.format or format_of_name(path.name)
    columns = {
        "file_name": path.name,
        "format": kind,
        "media_type": media_type_of(kind) or "application/octet-stream",
        "path": key,
        "sha256": sha256,
        "bytes": path.stat().st_size,
    }
    with cataloguing(deed.actor, at=deed.at) as desk:
        row = dataset_named(dataset.name)
        assert row is not None  # it was there when the file was described
        put_file(row, columns, at=deed.at, distribution=file.id)
        desk.touched(row)
