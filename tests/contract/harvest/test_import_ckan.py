"""An existing CKAN is taken over with its ids, and again, and says what was left."""

from __future__ import annotations

from tests.contract.harvest.conftest import SMALL, Operator, client_of
from tests.contract.harvest.web import Web, action, package, reply, tagged


def by_id(found: dict[str, dict]):
    """Answers organization_show and group_show by the id in the query."""

    def answer(headers):
        del headers
        return action(next(iter(found.values())))

    return answer


def take_over(operator: Operator, **options):
    from tdpf.apps.harvest.service import take_over

    client = client_of()
    try:
        return take_over(
            operator.site.base, clock=lambda: operator.now, workers=1, client=client, **options
        )
    finally:
        client.close()


def ckan(site: Web) -> None:
    bureau = {"id": "77777777-3333-4333-8333-333333333333", "name": "bureau", "title": "建設局"}
    group = {"id": "g", "name": "living", "title": "くらし"}
    site.pages |= {
        "/api/3/action/organization_list": action(["bureau"]),
        "/api/3/action/organization_show": by_id({"bureau": bureau}),
        "/api/3/action/group_list": action(["living"]),
        "/api/3/action/group_show": by_id({"living": group}),
        "/api/3/action/user_list": action(["a", "b"]),
        "/a.csv": tagged(SMALL),
    }
    gone = package(2, f"{site.base}/lost.csv")
    rows = "_id,名前,数\r\n1,甲,1\r\n2,乙,2\r\n3,丙,3\r\n"
    site.pages[f"/datastore/dump/{gone['resources'][0]['id']}"] = reply("\ufeff" + rows)
    site.packages = [package(1, f"{site.base}/a.csv"), gone]


def test_everything_comes_with_its_ids(operator: Operator, site: Web):
    from tdpf.apps.catalog.service import Distribution, dataset_named
    from tdpf.apps.publishing.service import tables_of

    ckan(site)
    done = take_over(operator)
    assert (done.organisations, done.groups, done.run.datasets) == (1, 1, 2)
    assert dataset_named("dataset-1").id == site.packages[0]["id"]
    assert Distribution.objects.filter(id=site.packages[0]["resources"][0]["id"]).exists()
    lost = tables_of(dataset_named("dataset-2")).get().head.version
    assert lost.rows == 3
    assert "_id" not in lost.table_schema.names()
    assert {one.what: one.count for one in done.left}["users"] == 2


def test_again_brings_only_what_changed(operator: Operator, site: Web):
    ckan(site)
    take_over(operator)
    again = take_over(operator).run
    assert (again.changed, again.published, again.unchanged) == (0, 0, 2)


def test_a_token_brings_private_datasets_and_goes_to_that_site_alone(operator, site: Web):
    from tdpf.apps.catalog.service import dataset_named

    ckan(site)
    site.packages[0]["private"] = True
    done = take_over(operator, token="secret")
    assert "private datasets" not in {one.what for one in done.left}
    assert site.queries[0]["include_private"] == "true"
    assert site.seen["/api/3/action/package_search"]["authorization"] == "secret"
    assert site.seen["/a.csv"]["authorization"] == "secret"
    assert dataset_named("dataset-1").visibility == "private"
