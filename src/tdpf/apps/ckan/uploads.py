"""A file that was sent → the bytes of a distribution, and its rows a table where it has any."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from pathlib import Path

from tdpf.adapters.storage import Storage, open_storage
from tdpf.apps.catalog.service import cataloguing, dataset_named, put_file
from tdpf.apps.ckan.call import Call, Upload
from tdpf.apps.publishing.service import Outcome, PublishRequest, publish
from tdpf.core.catalog.ckan.envelope import Invalid
from tdpf.core.catalog.formats import format_of_name, media_type_of
from tdpf.core.catalog.model import Dataset, Distribution
from tdpf.settings import settings

MOST_BYTES = 2_000_000_000
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
        outcome = _published(call, dataset, file, path)
        if outcome.is_good:
            return
        if outcome.code == "personal-data":
            hint = "After a person has looked, send personal_data_checked=true as well."
            raise Invalid({"upload": [outcome.message.ja, outcome.message.en, hint]})
        if outcome.code in {"storage", "busy", "worker-lost"}:
            raise Invalid({"upload": [outcome.message.ja, outcome.message.en]})
        _keep(call, dataset, file, path)


def _published(call: Call, dataset: Dataset, file: Distribution, path: Path) -> Outcome:
    request = PublishRequest(
        path=path,
        distribution=file.id,
        publisher=dataset.organisation.code6 or None if dataset.organisation else None,
        personal_data_checked=call.flag("personal_data_checked"),
    )
    return publish([request], at=call.at, actor=call.writer.name)[0]


def _written(sent: Upload, folder: Path) -> Path:
    name = _UNSAFE.sub("_", sent.name or "").strip(". ")[-200:] or "upload"
    path = folder / name
    with path.open("wb") as target:
        for chunk in sent.chunks():
            target.write(chunk)
    return path


def _keep(call: Call, dataset: Dataset, file: Distribution, path: Path) -> None:
    """The bytes on the shelf, for download alone."""
    storage: Storage = open_storage(settings())
    with path.open("rb") as source:
        sha256 = hashlib.file_digest(source, "sha256").hexdigest()
    key, size = f"originals/{sha256[:2]}/{sha256}", path.stat().st_size
    temporary = storage.new_path(key)
    shutil.copyfile(path, temporary)
    storage.put(key, temporary)
    storage.settle([key])
    kind = file.format or format_of_name(path.name)
    columns = {
        "file_name": path.name,
        "format": kind,
        "media_type": media_type_of(kind) or "application/octet-stream",
        "path": key,
        "sha256": sha256,
        "bytes": size,
    }
    with cataloguing(call.writer.name, at=call.at) as desk:
        row = dataset_named(dataset.name)
        assert row is not None  # it was there when the file was described
        put_file(row, columns, at=call.at, distribution=file.id)
        desk.touched(row)
