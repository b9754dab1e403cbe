"""Saved views: how a list is asked, kept under a name, for oneself or for everybody in the programme."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from governance import audit
from governance.authority import Role
from governance.programmes import Programme
from tests.builders import a_programme, a_risk
from tests.conftest import Doors
from web.database import Database

VIEWS, API = "/programmes/BCT/views", "/api/v1/programmes/BCT/views"


def saved(client: TestClient, name: str = "Open ones", **more: Any) -> Any:
    return client.post(VIEWS, data={"of": "risks", "name": name, "asked": "status=open&sort=-score", **more})


def views(client: TestClient) -> list[dict[str, Any]]:
    return client.get(API).json()["items"]


def test_a_view_brings_the_list_back_as_it_was_asked(client: TestClient, database: Database, bct: Programme) -> None:
    with database.transaction(writes=True) as session:
        a_risk(session, bct)
    asked = "q=slow&status=open&sort=-score&size=20&page=3&nonsense=1"
    page = client.get("/programmes/BCT/risks?" + asked).text
    assert 'href="/programmes/BCT/views?of=risks&amp;q=slow&amp;status=open&amp;sort=-score&amp;size=20"' in page

    assert client.post(VIEWS, data={"of": "risks", "name": "Slow ones", "asked": asked}).status_code == 303
    view = views(client)[0]
    assert (view["asked"], view["register"], view["own"]) == ("q=slow&status=open&sort=-score&size=20", "risks", True)
    assert view["list"] == "/programmes/BCT/risks?q=slow&status=open&sort=-score&size=20"
    panel = client.get(f"{VIEWS}?of=risks&{view['asked']}").text
    assert 'aria-current="true">Slow ones</a>' in panel
    assert 'aria-current="true">Slow ones' not in client.get(f"{VIEWS}?of=risks&status=open").text


def test_a_view_is_ones_own_until_it_is_shared_and_only_who_maintains_the_programme_shares(
    client_as: Doors, bct: Programme
) -> None:
    manager, reader = client_as(Role.pm, bct), client_as(Role.executive, bct)
    assert saved(manager).status_code == 303
    assert saved(manager, "For all", shared="yes").status_code == 303
    assert [(v["name"], v["own"]) for v in views(reader)] == [("For all", False)]

    assert saved(reader, "Mine").status_code == 303
    assert saved(reader, "Mine for all", shared="yes").status_code == 403
    shared, mine = views(reader)
    assert reader.post(f"{VIEWS}/{shared['code']}", data={"name": "Taken over", "version": "1"}).status_code == 403
    assert reader.post(f"{VIEWS}/{shared['code']}/withdrawal", data={"version": "1"}).status_code == 403
    assert manager.get(f"{API}/{mine['code']}").status_code == 404


def test_a_view_of_what_one_may_not_read_is_not_there(client_as: Doors, bct: Programme) -> None:
    manager, reader = client_as(Role.pm, bct), client_as(Role.executive, bct)
    assert manager.post(VIEWS, data={"of": "stakeholders", "name": "All", "shared": "yes"}).status_code == 303
    code = views(manager)[0]["code"]
    assert views(reader) == []
    assert reader.get(f"{API}/{code}").status_code == 404
    assert reader.get(f"{VIEWS}?of=stakeholders").status_code == 404
    assert reader.post(VIEWS, data={"of": "stakeholders", "name": "Mine"}).status_code == 404


def test_a_name_is_used_once_for_a_list_and_the_refusal_keeps_what_was_typed(client: TestClient) -> None:
    assert saved(client).status_code == 303
    again = saved(client, "OPEN ones")
    assert again.status_code == 422
    assert "You have a view named “OPEN ones” for this list already" in again.text
    assert 'value="OPEN ones"' in again.text
    assert client.post(VIEWS, data={"of": "goals", "name": "Open ones"}).status_code == 303
    assert saved(client, "").status_code == 422
    assert saved(client, "x" * 61).status_code == 422


def test_a_view_is_renamed_asked_anew_and_removed_and_the_trail_says_so(client: TestClient, database: Database) -> None:
    saved(client)
    view = views(client)[0]
    address = f"{VIEWS}/{view['code']}"
    assert client.post(address, data={"name": "High ones"}).status_code == 428
    changed = {"name": "High ones", "version": "1", "now": "level=high", "as_now": "yes"}
    assert client.post(address, data=changed).status_code == 303
    assert [(v["name"], v["asked"], v["version"]) for v in views(client)] == [("High ones", "level=high", 2)]
    assert client.post(address, data=changed).status_code == 409
    assert client.post(f"{address}/withdrawal", data={"version": "2"}).status_code == 303
    assert views(client) == []
    with database.transaction(writes=False) as session:
        entries = list(audit.history(session, "saved_view", 1))
    assert [e.command for e in reversed(entries)] == ["save_view", "revise_view", "withdraw_view"]


def test_programs_save_change_and_remove_views(client: TestClient) -> None:
    made = client.post(API, json={"register": "risks", "name": "Top", "asked": "sort=-score"})
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    address = made.json()["href"]
    assert client.patch(address, json={"name": "Top ten"}).status_code == 428
    told = client.patch(address, json={"name": "Top ten"}, headers={"if-match": '"1"'}).json()
    assert (told["name"], told["asked"], told["version"]) == ("Top ten", "sort=-score", 2)
    assert client.delete(address, headers={"if-match": '"1"'}).status_code == 409
    assert client.delete(address, headers={"if-match": '"2"'}).status_code == 200
    assert client.post(API, json={"name": "Of nothing"}).status_code == 422
    assert client.post(API, json={"register": "risks", "name": "X", "owner": "me"}).status_code == 422


@pytest.mark.parametrize("of", ["nonsense", "", "risk'"])
def test_a_list_that_is_none_has_no_views(client: TestClient, of: str) -> None:
    assert client.get(VIEWS, params={"of": of}).status_code == 404


def test_another_programme_knows_nothing_of_them(client_as: Doors, database: Database, bct: Programme) -> None:
    with database.transaction(writes=True) as session:
        other = a_programme(session, "XYZ")
    manager, stranger = client_as(Role.pm, bct), client_as(Role.pm, other)
    saved(manager, shared="yes")
    code = views(manager)[0]["code"]
    assert stranger.get("/api/v1/programmes/XYZ/views").json()["items"] == []
    assert stranger.get(f"/api/v1/programmes/XYZ/views/{code}").status_code == 404
