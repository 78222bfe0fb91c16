"""Actions on files: described by their address, or uploaded and made a table."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from tdpf.apps.catalog.service import cataloguing
from tdpf.apps.ckan.call import JSON, Call, addresses, resource_told, told_elsewhere
from tdpf.apps.ckan.fetching import queue
from tdpf.apps.ckan.packages import has_moved
from tdpf.apps.ckan.rights import may_change
from tdpf.apps.ckan.uploads import put_upload
from tdpf.core.catalog.addresses import is_uuid
from tdpf.core.catalog.ckan.check import check_resource
from tdpf.core.catalog.ckan.envelope import Invalid
from tdpf.core.catalog.ckan.read_files import read_resource
from tdpf.core.catalog.ckan.write import resource
from tdpf.core.catalog.model import Dataset, Distribution, DistributionId

Shape = dict[str, Any]
_OURS = frozenset({"personal_data_checked", "force"})


def resource_create(call: Call) -> JSON:
    """Add a file to a dataset. With `upload`, its rows become a table; with `url`, it is described.

    An upload that may hold personal data is refused unless `personal_data_checked` says that a
    person has looked.
    """
    shape = _shape(call.given)
    problems = check_resource(shape)
    if problems:
        raise Invalid(problems)
    dataset = call.dataset(with_files=False, parameter="package_id")
    may_change(call.writer, dataset)
    return add_file(call, dataset, shape)


def add_file(call: Call, dataset: Dataset, shape: Shape) -> JSON:
    """The resource that was added; nothing stays of one whose upload is refused."""
    identity = _new_id(call, shape)
    if call.upload and not shape.get("name"):
        shape["name"] = call.upload.name or ""
    told = _read(shape | {"id": identity}, dataset, before=None)
    with cataloguing(call.writer.name, at=call.at) as desk:
        desk.distribution(dataset.id, told)
    if call.upload:
        try:
            put_upload(call, dataset, told)
        except Invalid:
            with cataloguing(call.writer.name, at=call.at) as desk:
                desk.remove_distribution(told.id)
            raise
    else:
        queue([told], at=call.at, actor=call.writer.name)
    return resource_told(told.id)


def resource_update(call: Call) -> JSON:
    """Replace what is said about a file; with `upload`, its bytes too, as a new version."""
    dataset, before = call.file()
    return _changed(call, dataset, before, _shape(call.given))


def resource_patch(call: Call) -> JSON:
    """Change parts of what is said about a file; with `upload`, its bytes too."""
    dataset, before = call.file()
    shape = _shape(call.given)
    return _changed(call, dataset, before, resource(dataset, before, addresses()) | shape)


def resource_delete(call: Call) -> JSON:
    """Take a file out of its dataset."""
    dataset, before = call.file()
    may_change(call.writer, dataset)
    with cataloguing(call.writer.name, at=call.at) as desk:
        desk.remove_distribution(before.id)


def _changed(call: Call, dataset: Dataset, before: Distribution, shape: Shape) -> JSON:
    may_change(call.writer, dataset)
    problems = check_resource(shape, is_patch=True)
    if problems:
        raise Invalid(problems)
    told = _read(shape | {"id": before.id}, dataset, before)
    if call.upload:
        put_upload(call, dataset, told)
    with cataloguing(call.writer.name, at=call.at) as desk:
        said = desk.distribution(dataset.id, told)
    if has_moved(said) and not call.upload:
        queue([told], at=call.at, actor=call.writer.name)
    return resource_told(before.id)


def _read(shape: Shape, dataset: Dataset, before: Distribution | None) -> Distribution:
    told = read_resource(shape, dataset=dataset.id)
    if before is None:
        return replace(told, created_at=None, modified_at=None)
    address = told_elsewhere(told, dataset, before)
    return replace(told, download_url=address, position=before.position)


def _shape(given: Mapping[str, JSON]) -> Shape:
    shape = {key: value for key, value in given.items() if key not in _OURS}
    if shape.get("url_type") == "upload":
        shape.pop("url_type")
    return shape


def _new_id(call: Call, shape: Shape) -> DistributionId:
    asked = shape.get("id")
    if not asked:
        return DistributionId(str(uuid.uuid4()))
    if not isinstance(asked, str) or not is_uuid(asked):
        raise Invalid({"id": ["Invalid id provided: a UUID in lower case is needed"]})
    if call.catalog.distribution(asked, everything=True):
        raise Invalid({"id": ["Resource id already exists."]})
    return DistributionId(asked)
