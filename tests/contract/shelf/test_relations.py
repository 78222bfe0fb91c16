"""Which merged table holds a dataset's rows is filled by a rule, and stays what somebody states."""

from __future__ import annotations

from msgspec.structs import replace

from tdpf.core.catalog.model import Dataset, DatasetId, Organisation, OrganisationId
from tests.contract.shelf.conftest import MINATO, SHIBUYA, toilets


def _told(name: str):
    from tdpf.apps.catalog.service import dataset_named, described

    row = dataset_named(name)
    assert row is not None
    return next(described([row]))


def _tell(desk, owner: str | None, titles: dict[str, str]) -> None:
    """Datasets of the organisation, or of nobody, by name; rules fill what they can tell."""
    from tdpf.apps.catalog.service import cataloguing
    from tdpf.apps.publishing.service import relate

    of = Organisation(OrganisationId(owner), owner, owner) if owner else None
    with cataloguing("clerk", at=desk.clock) as desk_of:
        for name, title in titles.items():
            desk_of.dataset(Dataset(DatasetId(name), name, title, organisation=of))
    relate(at=desk.clock)
    relate(at=desk.clock)  # what the rules themselves changed is behind us too


def test_a_dataset_in_a_merged_table_says_so_until_it_is_taken_out(desk) -> None:
    from tdpf.apps.catalog.service import cataloguing
    from tdpf.apps.publishing.relating import relate

    desk.give("public_toilet.csv", toilets("131130", *SHIBUYA))
    desk.give("public_toilet.csv", toilets("131032", *MINATO), publisher="131032")
    merged = _told("public_toilet").id
    ours, theirs = _told("131130-public-toilet"), _told("131032-public-toilet")
    assert ours.part_of == theirs.part_of == merged
    assert ours.found == ("part_of",)

    with cataloguing("clerk", at=desk.clock) as desk_of:
        desk_of.dataset(replace(theirs, notes="言い直した", found=()))  # says nothing of it
        desk_of.dataset(replace(ours, part_of="elsewhere"))
    relate(at=desk.clock)
    assert _told("131032-public-toilet").part_of == merged
    ours = _told("131130-public-toilet")
    assert (ours.part_of, ours.found) == ("elsewhere", ())

    with cataloguing("clerk", at=desk.clock) as desk_of:
        desk_of.dataset(replace(_told("131032-public-toilet"), visibility="private"))
    desk.give("other.csv", b"a,b\n1,2\n", dataset="other")
    assert _told("131032-public-toilet").part_of == ""


def test_looking_again_changes_nothing(desk) -> None:
    from tdpf.apps.publishing.relating import relate
    from tdpf.apps.publishing.searching import last_entry

    desk.give("r5.csv", b"a,b\n1,2\n", dataset="r5", title="騒音調査（令和5年度）")
    desk.give("r6.csv", b"a,b\n1,3\n", dataset="r6", title="騒音調査（令和6年度）")
    (series,) = _told("r5").series
    assert _told("r6").series == (series,)
    relate(at=desk.clock)
    before = last_entry()
    assert relate(at=desk.clock) == 0
    assert last_entry() == before


def test_series_of_publishers_whose_names_begin_alike_stand_beside_each_other(desk) -> None:
    from tdpf.apps.catalog.models import Series

    _tell(desk, "minato", {"r5": "騒音調査（令和5年度）", "r6": "騒音調査（令和6年度）"})
    _tell(desk, "minato--bus", {"b5": "乗降客数（令和5年度）", "b6": "乗降客数（令和6年度）"})
    _tell(desk, "minato", {"r7": "騒音調査（令和7年度）"})
    assert set(Series.objects.values_list("title", flat=True)) == {"騒音調査", "乗降客数"}

    _tell(desk, "minato", {"r5": "騒音", "r6": "振動", "r7": "悪臭"})
    (left,) = Series.objects.values_list("name", flat=True)
    assert _told("b5").series == _told("b6").series == (left,)


def test_what_a_publisher_hands_over_leaves_no_relation_behind(desk) -> None:
    from tdpf.apps.catalog.models import Series

    years = {"r5": "騒音調査（令和5年度）", "r6": "騒音調査（令和6年度）"}
    _tell(desk, "minato", {**years, "old": "水質調査（旧）", "new": "水質調査"})
    assert _told("r5").series == _told("r6").series != ()
    assert _told("old").superseded_by == "new"

    _tell(desk, "shibuya", {"r6": years["r6"], "new": "水質調査"})
    assert _told("r5").series == _told("r6").series == ()
    assert _told("old").superseded_by == ""
    assert not Series.objects.exists()

    _tell(desk, "shibuya", {"r5": years["r5"]})
    assert _told("r5").series == _told("r6").series != ()
    _tell(desk, None, years)
    assert _told("r5").series == _told("r6").series == ()
    assert not Series.objects.exists()
