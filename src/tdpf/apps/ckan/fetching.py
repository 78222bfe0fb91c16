"""A file that a writer described by its address becomes a table in the background."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tdpf.adapters.outbound import Answer, OutboundError, open_outbound
from tdpf.apps.ckan.call import catalogue
from tdpf.apps.harvest.service import file_name, is_final, judged, reason, shared_pace
from tdpf.apps.jobs.service import Beat, WorkFailed, submit
from tdpf.apps.publishing.service import PublishRequest, publish
from tdpf.core.catalog.model import Dataset, Distribution
from tdpf.core.findings import Text
from tdpf.settings import settings

FETCH = "fetch-resource"
TABLES = frozenset({"CSV", "TSV", "XLSX", "XLSM", "XLS", "ODS", "JSON", "GeoJSON", "ZIP"})


def queue(files: Iterable[Distribution], *, at: datetime, actor: str) -> None:
    """Have the files fetched that stand elsewhere and may be tables; each is queued once."""
    for file in files:
        if file.format in TABLES and file.download_url.startswith(("http://", "https://")):
            submit(
                FETCH,
                {"resource": file.id, "actor": actor},
                at=at,
                subject=file.title or file.download_url,
                owner=actor,
                key=f"{FETCH}:{file.id}",
                is_person_waiting=True,
            )


def fetch(payload: Mapping[str, Any], beat: Beat) -> Text:
    """Fetch one file and publish it; what to tell its writer."""
    del beat
    found = catalogue().distribution(str(payload["resource"]), everything=True)
    if found is None:
        return Text(ja="このファイルはもうありません。", en="This file is gone.")
    dataset, file = found
    with tempfile.TemporaryDirectory(prefix="tdpf-fetch-") as folder:
        path = _fetched(file, Path(folder))
        return _published(dataset, file, path, actor=str(payload.get("actor") or FETCH))


def _fetched(file: Distribution, folder: Path) -> Path:
    client = open_outbound(settings(), pace=shared_pace(settings().outbound_seconds_between))
    try:
        answer: Answer = client.get(file.download_url, into=folder)
    except OutboundError as error:
        told = reason(error.code)
        raise WorkFailed(error.code, told, is_final=not error.is_passing) from error
    finally:
        client.close()
    refused = judged(answer)
    if refused:
        raise WorkFailed(refused.code, reason(refused.code), is_final=is_final(refused.code))
    return answer.path.rename(folder / file_name(answer, file))


def _published(dataset: Dataset, file: Distribution, path: Path, *, actor: str) -> Text:
    owner = dataset.organisation
    request = PublishRequest(
        path=path, distribution=file.id, publisher=(owner.code6 if owner else "") or None
    )
    outcome = publish([request], at=datetime.now(UTC), actor=actor)[0]
    if not outcome.is_good:
        raise WorkFailed(outcome.code, outcome.message, is_final=outcome.code != "busy")
    return outcome.message
