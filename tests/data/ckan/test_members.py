"""Members and operators through CKAN's own client: who sees, gives and moves what."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ckanapi
import pytest

from tests.contract.catalog.test_ckan_shapes import FLAG, LISTED, MAYBE, NUMBER, TEXT, agrees
from tests.data.server import serving

TOKEN = "a-token-for-tests-of-more-than-32-letters"
USER = {
    "id": TEXT, "name": TEXT, "fullname": TEXT, "display_name": TEXT, "email": TEXT,
    "about": MAYBE, "created": TEXT, "last_active": MAYBE, "sysadmin": FLAG, "state": TEXT,
    "activity_streams_email_notifications": FLAG, "image_url": MAYBE, "image_display_url": MAYBE,
    "number_created_packages": NUMBER,
}  # fmt: skip
HANAKO, TARO, CHIEF = "hanako@suido.example.jp", "taro@gesui.example.jp", "chief@suido.example.jp"


@dataclass
class People:
    operator: ckanapi.RemoteCKAN
    hanako: ckanapi.RemoteCKAN  # an officer of the waterworks
    taro: ckanapi.RemoteCKAN  # an officer of the sewerage
    chief: ckanapi.RemoteCKAN  # the owner of the waterworks
    anybody: ckanapi.RemoteCKAN
    address: str

    def known(self) -> dict[str, ckanapi.RemoteCKAN]:
        return {name: getattr(self, name) for name in ("operator", "hanako", "taro", "chief")}


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def people(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[People]:
    home = tmp_path_factory.mktemp("ckan-members") / "home"
    more = {"TDPF_OPERATOR_TOKEN": TOKEN, "TDPF_WORKER": "0"}
    if request.param == "postgres":
        more["TDPF_DATABASE"] = request.getfixturevalue("new_database")()
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TDPF_")}

    def token(email: str, scope: str) -> str:
        words = ["token", "create", email, "--title", "x", "--scope", scope]
        call = [sys.executable, "-c", "from tdpf.cli.main import main; main()", *words]
        environ = plain | more | {"TDPF_HOME": str(home)}
        done = subprocess.run(call, check=True, capture_output=True, text=True, env=environ)
        return done.stdout.strip()

    with serving(Path(home), **more) as server, ExitStack() as stack:
        address = f"http://127.0.0.1:{server.port}"

        def client(apikey: str | None) -> ckanapi.RemoteCKAN:
            return stack.enter_context(ckanapi.RemoteCKAN(address, apikey=apikey))

        operator = client(TOKEN)
        for name, title in (("suido", "水道局"), ("gesui", "下水道局")):
            operator.action.organization_create(name=name, title=title)
        operator.action.group_create(name="water", title="水")
        for email, owner, role in (
            (HANAKO, "suido", "editor"),
            (TARO, "gesui", "editor"),
            (CHIEF, "suido", "admin"),
        ):
            operator.action.user_invite(email=email, group_id=owner, role=role)
        keys = {HANAKO: "write", TARO: "write", CHIEF: "admin"}
        clients = [client(token(email, scope)) for email, scope in keys.items()]
        yield People(operator, *clients, client(None), address)


def made(writer: ckanapi.RemoteCKAN, name: str, owner: str = "suido", **more: Any) -> str:
    told = writer.action.package_create(name=name, title=f"表 {name}", owner_org=owner, **more)
    return str(told["id"])


def names(client: ckanapi.RemoteCKAN, **asked: Any) -> set[str]:
    found = client.action.package_search(rows=100, **asked)
    assert found["count"] == len(found["results"])
    return {one["name"] for one in found["results"]}


def refused(client: ckanapi.RemoteCKAN, action: str, **given: Any) -> bool:
    with pytest.raises((ckanapi.NotAuthorized, ckanapi.NotFound)):
        client.call_action(action, given)
    return True


def test_what_an_organisation_hides_is_found_and_read_by_its_members(people: People) -> None:
    made(people.hanako, "secret", private=True, tags=[{"name": "漏水"}])
    sent = io.BytesIO("番号,地点\n0037,桜丘\n".encode())
    file = people.hanako.action.resource_create(package_id="secret", upload=("漏水.csv", sent))
    reads = (
        ("package_show", {"id": "secret"}),
        ("resource_show", {"id": file["id"]}),
        ("datastore_search", {"resource_id": file["id"]}),
        ("datastore_info", {"id": file["id"]}),
    )
    for who, client in people.known().items():
        wanted = {"include_private": True, "facet.field": ["tags"], "facet.mincount": 0}
        facets = client.action.package_search(rows=0, **wanted)["facets"]["tags"]
        if who == "taro":
            assert "secret" not in names(client, include_private=True)
            assert "漏水" not in facets
            assert all(refused(client, action, **given) for action, given in reads)
        else:
            assert "secret" in names(client, include_private=True)
            assert facets["漏水"] == 1
            assert all(client.call_action(action, given) for action, given in reads)
            shown = client.action.organization_show(id="suido", include_datasets=True)
            assert "secret" in {one["name"] for one in shown["packages"]}
        assert "secret" not in names(client)  # as in CKAN, who wants it says so
    for asked in ({}, {"include_private": True}, {"fq": "private:true"}):
        assert "secret" not in names(people.anybody, **asked)
    assert all(refused(people.anybody, action, **given) for action, given in reads)
    shown = people.anybody.action.organization_show(id="suido", include_datasets=True)
    assert "secret" not in {one["name"] for one in shown["packages"]}
    people.hanako.action.package_patch(id="secret", private=False)
    assert "secret" in names(people.anybody)


def test_a_draft_is_found_by_its_organisation_when_it_asks(people: People) -> None:
    made(people.hanako, "later", state="draft")
    assert "later" in names(people.hanako, include_drafts=True)
    assert "later" not in names(people.hanako, include_private=True)
    assert "later" not in names(people.taro, include_drafts=True)
    assert "later" not in names(people.anybody, include_drafts=True)


def test_who_gives_roles_gives_and_takes_them(people: People) -> None:
    given = {"name": "by-taro", "title": "x", "owner_org": "suido"}
    assert refused(people.taro, "package_create", **given)
    for client in (people.hanako, people.taro, people.anybody):
        member = {"id": "suido", "username": TARO, "role": "admin"}
        assert refused(client, "organization_member_create", **member)
    told = people.chief.action.organization_member_create(id="suido", username=TARO, role="editor")
    assert (told["table_name"], told["capacity"]) == ("user", "editor")
    assert people.taro.action.package_create(**given)["name"] == "by-taro"
    theirs = {one["name"]: one["capacity"] for one in of_user(people.taro)}
    assert theirs == {"gesui": "editor", "suido": "editor"}
    assert of_user(people.taro, permission="admin") == []
    people.chief.action.organization_member_delete(id="suido", username=TARO)
    assert refused(people.taro, "package_patch", id="by-taro", title="y")
    asked = {"id": "suido", "object": TARO, "object_type": "user"}
    people.chief.action.member_create(**asked, capacity="member")
    assert refused(people.taro, "package_patch", id="by-taro", title="y")
    people.chief.action.member_delete(**asked)
    assert {one["name"] for one in of_user(people.taro)} == {"gesui"}
    with pytest.raises(ckanapi.ValidationError):
        people.chief.action.organization_member_create(id="suido", username=TARO, role="king")


def of_user(client: ckanapi.RemoteCKAN, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.action.organization_list_for_user(**asked)
    for one in found:
        agrees(one, LISTED | {"capacity": TEXT})
    return found


def test_nobody_learns_more_of_people_than_they_may(people: People) -> None:
    everybody = people.operator.action.user_list()
    assert {one["name"] for one in everybody} >= {HANAKO, TARO, CHIEF}
    agrees(everybody[0], USER)
    assert set(people.chief.action.user_list(all_fields=False)) == {HANAKO, CHIEF}
    assert people.hanako.action.user_list(all_fields=False) == [HANAKO]
    assert people.anybody.action.user_list() == []
    assert people.hanako.action.user_show()["email"] == HANAKO
    assert people.chief.action.user_show(id=HANAKO)["name"] == HANAKO
    assert refused(people.hanako, "user_show", id=CHIEF)
    assert refused(people.anybody, "user_show", id=HANAKO)
    assert people.operator.action.user_autocomplete(q="taro")[0]["name"] == TARO
    users = people.chief.action.member_list(id="suido", object_type="user")
    assert sorted(capacity for _, _, capacity in users) == ["admin", "editor"]
    own = people.hanako.action.member_list(id="suido", object_type="user")
    assert [capacity for _, _, capacity in own] == ["editor"]
    assert people.anybody.action.member_list(id="suido", object_type="user") == []
    assert of_user(people.anybody) == []


def test_users_are_made_and_kept_out_by_operators(people: People) -> None:
    given = {"name": "jiro", "email": "jiro@suido.example.jp", "password": "long enough words 9"}
    for client in (people.chief, people.hanako, people.anybody):
        assert refused(client, "user_create", **given)
    told = people.operator.action.user_create(**given)
    agrees(told, USER)
    assert (told["name"], told["fullname"]) == (given["email"], "jiro")
    for more in ({"email": given["email"]}, {"email": "x"}, {"password": "short"}):
        with pytest.raises(ckanapi.ValidationError) as refusal:
            people.operator.action.user_create(**given | {"email": "k@x.example.jp"} | more)
        assert refusal.value.error_dict[next(iter(more))]
    assert people.operator.action.user_patch(id=told["id"], fullname="次郎")["fullname"] == "次郎"
    with pytest.raises(ckanapi.ValidationError):
        people.operator.action.user_patch(id=told["id"], sysadmin=True)
    people.operator.action.user_delete(id=told["id"])
    assert people.operator.action.user_show(id=told["id"])["state"] == "deleted"


def test_datasets_go_under_groups_and_out_of_them(people: People) -> None:
    people.operator.action.group_create(name="springs", title="湧水")
    identity = made(people.hanako, "grouped")
    asked = {"id": "springs", "object": "grouped", "object_type": "package"}
    assert refused(people.taro, "member_create", **asked, capacity="public")
    told = people.hanako.action.member_create(**asked, capacity="public")
    assert (told["table_id"], told["table_name"]) == (identity, "package")
    shown = people.anybody.action.group_package_show(id="springs")
    assert [one["id"] for one in shown] == [identity]
    listed = people.anybody.action.member_list(id="springs")
    assert listed == [[identity, "package", "public"]]
    people.hanako.action.member_delete(**asked)
    assert people.anybody.action.member_list(id="springs") == []
    assert [identity, "package", "organization"] in people.anybody.action.member_list(id="suido")
    assert refused(people.operator, "group_member_create", id="water", username=TARO, role="admin")
    assert refused(people.anybody, "member_list", id="nothing")
    assert people.hanako.action.group_list_authz() == []
    assert "water" in {one["name"] for one in people.operator.action.group_list_authz()}


def test_datasets_move_between_organisations_one_or_many(people: People) -> None:
    ids = [made(people.operator, f"moved-{number}") for number in range(3)]
    moved = {"id": "moved-0", "organization_id": "gesui"}
    assert refused(people.hanako, "package_owner_org_update", **moved)
    people.operator.action.package_owner_org_update(**moved)
    assert people.anybody.action.package_show(id="moved-0")["organization"]["name"] == "gesui"
    with pytest.raises(ckanapi.ValidationError):  # all, or none
        people.hanako.action.bulk_update_private(datasets=[*ids[1:], ids[0]], org_id="suido")
    assert {"moved-1", "moved-2"} <= names(people.anybody)
    many = {"datasets": ids[1:], "org_id": "suido"}
    assert refused(people.taro, "bulk_update_private", **many)
    people.hanako.action.bulk_update_private(**many)
    assert not {"moved-1", "moved-2"} & names(people.anybody)
    people.hanako.action.bulk_update_public(**many)
    assert {"moved-1", "moved-2"} <= names(people.anybody)
    people.hanako.action.bulk_update_delete(**many)
    assert not {"moved-1", "moved-2"} & names(people.hanako, include_private=True)


def test_files_stand_in_the_order_that_is_asked_for(people: People) -> None:
    resources = [{"url": f"https://x.example.jp/{number}.pdf"} for number in range(4)]
    made(people.hanako, "ordered", resources=resources)
    shown = people.anybody.action.package_show(id="ordered")["resources"]
    first, second, third, fourth = (one["id"] for one in shown)
    told = people.hanako.action.package_resource_reorder(id="ordered", order=[third, first])
    assert told["order"] == [third, first, second, fourth]
    after = people.anybody.action.package_show(id="ordered")["resources"]
    assert [one["id"] for one in after] == told["order"]
    assert [one["position"] for one in after] == [0, 1, 2, 3]
    for order in ([third, third], ["nothing"]):
        with pytest.raises(ckanapi.ValidationError):
            people.hanako.action.package_resource_reorder(id="ordered", order=order)
    assert refused(people.taro, "package_resource_reorder", id="ordered", order=[first])


def test_rows_are_deleted_and_the_table_stays(people: People) -> None:
    made(people.hanako, "rows")
    records = [{"a": number} for number in range(4)]
    told = people.hanako.action.datastore_create(resource={"package_id": "rows"}, records=records)
    of = {"resource_id": told["resource_id"]}
    with pytest.raises(ckanapi.ValidationError):
        people.hanako.action.datastore_records_delete(**of)
    people.hanako.action.datastore_records_delete(**of, filters={"a": [1, 2]})
    assert [one["a"] for one in people.anybody.action.datastore_search(**of)["records"]] == [0, 3]
    people.hanako.action.datastore_records_delete(**of, filters={})
    assert people.anybody.action.datastore_search(**of)["total"] == 0
    people.hanako.action.package_delete(id="rows")


def test_what_this_site_does_without_is_refused_with_a_reason(people: People) -> None:
    from tdpf.data.ckan.absent import REFUSED

    for action, why in REFUSED.items():
        with pytest.raises(ckanapi.NotAuthorized) as refusal:
            people.operator.call_action(action, {"id": "x"})
        assert why in str(refusal.value)
        assert people.anybody.action.help_show(name=action) == why
    for action in ("vocabulary_show", "resource_view_show", "task_status_show"):
        assert refused(people.anybody, action, id="x")
    assert people.anybody.action.dataset_follower_count(id="x") == 0
    assert people.anybody.action.package_relationships_list(id="x") == []
    for action in ("package_activity_list", "xloader_submit"):  # of extensions that are not here
        with pytest.raises(ckanapi.CKANAPIError, match="Action name not known"):
            people.operator.call_action(action, {"id": "x"})


def test_organizations_and_groups_are_completed_and_sorted(people: People) -> None:
    made(people.hanako, "counted")
    asked = people.anybody.action
    found = asked.organization_autocomplete(q="下水")
    assert [(one["name"], one["title"]) for one in found] == [("gesui", "下水道局")]
    assert asked.group_autocomplete(q="wat")[0]["name"] == "water"
    assert asked.organization_list(sort="name desc") == ["suido", "gesui"]
    assert asked.organization_list(sort="package_count") == ["suido", "gesui"]
    assert asked.organization_list(sort="title asc") == ["gesui", "suido"]
    whole = asked.organization_list(all_fields=True, include_extras=True)[0]
    agrees(whole, LISTED | {"extras": list})
    for sort in ("colour", "name up", "name asc please"):
        with pytest.raises(ckanapi.ValidationError):
            asked.group_list(sort=sort)


def test_a_whole_site_is_taken_over_by_another_one(people: People, tmp_path: Path) -> None:
    """The way out is the way in: nothing but passwords, tokens and the right to operate stays."""
    sent = io.BytesIO("番号,地点\n0037,桜丘\n0038,高輪\n".encode("cp932"))
    made(people.hanako, "leaves", tags=[{"name": "水"}], groups=[{"name": "water"}])
    people.hanako.action.resource_create(package_id="leaves", upload=("地点.csv", sent))
    people.hanako.action.datastore_create(
        resource={"package_id": "leaves", "name": "水位"},
        fields=[{"id": "code", "type": "text"}, {"id": "水位", "type": "float8"}],
        records=[{"code": "01", "水位": 1.5}, {"code": "02"}],
    )
    made(people.hanako, "leaves-unseen", private=True)
    key = tmp_path / "key"
    key.write_text(TOKEN)
    home = tmp_path / "home"
    words = ["import-ckan", people.address, "--token-file", str(key), "--users", "--workers", "1"]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TDPF_")}
    environ = plain | {"TDPF_HOME": str(home), "TDPF_OUTBOUND_PRIVATE": "127.0.0.1"}

    def tdpf(*words: str) -> Any:
        call = [sys.executable, "-c", "from tdpf.cli.main import main; main()", *words, "--json"]
        done = subprocess.run(call, capture_output=True, text=True, env=environ, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    told = tdpf(*words)
    assert (told["state"], told["organisations"]) == ("done", 2)
    assert {one["what"] for one in told["left"]} == {
        "passwords and tokens", "views, followers, activities",
    }  # fmt: skip
    there = {one["email"]: one["signs_in"] for one in tdpf("user", "list")}
    assert there == dict.fromkeys((HANAKO, TARO, CHIEF), False)
    roles = {(one["email"], one["organisation"]): one["role"] for one in tdpf("member", "list")}
    assert roles == {
        (HANAKO, "suido"): "officer", (TARO, "gesui"): "officer", (CHIEF, "suido"): "owner",
    }  # fmt: skip
    asked = {"include_private": True, "rows": 1000, "sort": "id asc"}
    with (
        serving(home, TDPF_OPERATOR_TOKEN=TOKEN, TDPF_WORKER="0") as server,
        ckanapi.RemoteCKAN(f"http://127.0.0.1:{server.port}", apikey=TOKEN) as new,
    ):
        before = people.operator.action.package_search(**asked)["results"]
        after = new.action.package_search(**asked)["results"]
        assert [one["id"] for one in after] == [one["id"] for one in before]
        same = (
            "id", "name", "title", "notes", "owner_org", "private", "license_id", "tags", "groups",
            "num_resources",
        )  # fmt: skip
        for one, other in zip(before, after, strict=True):
            assert {key: one[key] for key in same} == {key: other[key] for key in same}
            for file, copy in zip(one["resources"], other["resources"], strict=True):
                assert (file["id"], file["name"]) == (copy["id"], copy["name"])
                assert file["datastore_active"] == copy["datastore_active"]
                if file["datastore_active"]:
                    of = {"resource_id": file["id"]}
                    rows = people.operator.action.datastore_search(**of)
                    assert new.action.datastore_search(**of)["records"] == rows["records"]
