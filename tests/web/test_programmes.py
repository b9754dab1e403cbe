"""Programmes as people meet them: the front door, the list, the charter, the trail, the search."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from governance.authority import Role
from governance.programmes import Programme
from tests.builders import a_department, a_person, a_programme, a_risk
from tests.queries import counted
from web.database import Database

CHARTER = "/programmes/BCT/charter"
NEW = {"code": "NEW", "name_en": "New rollout", "start": "2026-03-02", "target_finish": "2026-11-20", "committed_finish": "2026-11-30",
       "status_date": "2026-07-03"}  # fmt: skip


# --- The front door --------------------------------------------------------------------------------------------------


def test_whoever_has_one_programme_starts_in_it_and_others_choose(
    client_as: Any, database: Database, bct: Programme
) -> None:
    only = client_as(Role.pm, bct)
    assert only.get("/").headers["location"] == "/programmes/BCT"
    with database.transaction(writes=True) as session:
        a_programme(session, "XYZ")
    assert only.get("/").headers["location"] == "/programmes/BCT"
    assert client_as(Role.pm).get("/").headers["location"] == "/programmes"


def test_a_programme_opens_with_a_page_that_is_there(client: TestClient, bct: Programme) -> None:
    where = client.get("/programmes/BCT").headers["location"]
    assert where.startswith("/programmes/BCT/")
    assert client.get(where).status_code == 200


def test_the_list_shows_only_programmes_that_one_may_see(client_as: Any, database: Database, bct: Programme) -> None:
    with database.transaction(writes=True) as session:
        a_programme(session, "XYZ")
    page = client_as(Role.executive, bct).get("/programmes").text
    assert "/programmes/BCT" in page
    assert "XYZ" not in page


# --- The charter -----------------------------------------------------------------------------------------------------


def test_a_new_programme_is_refused_with_every_fault_or_opened(client_as: Any) -> None:
    client = client_as(Role.pm)
    refused = client.post("/programmes", data={**NEW, "committed_finish": "2026-01-01", "currency": "yuan"})
    assert refused.status_code == 422
    assert 'value="New rollout"' in refused.text
    assert {f for f in ("committed_finish", "currency") if f'href="#f-{f}"' in refused.text} == {
        "committed_finish",
        "currency",
    }
    assert client.post("/programmes", data=NEW).headers["location"] == "/programmes/NEW/charter?done=created"
    assert client.post("/programmes", data=NEW).status_code == 422


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.pm, Role.admin)])
def test_only_those_who_may_open_a_programme(client_as: Any, role: Role) -> None:
    client = client_as(role)
    assert client.get("/programmes/new").status_code == 403
    assert client.post("/programmes", data=NEW).status_code == 403


def test_a_charter_shows_what_it_lacks_and_does_not_block(
    client: TestClient, database: Database, bct: Programme
) -> None:
    with database.transaction(writes=True) as session:
        a_person(session, bct)
    sent = {"name_en": "BCT", "start": "2026-03-02", "target_finish": "2026-11-20", "committed_finish": "2026-11-30", "status_date": "2026-07-03",
            "sponsor": "PER-01", "pm": "PER-01", "version": "1"}  # fmt: skip
    assert client.post(CHARTER, data=sent).status_code == 303
    page = client.get(CHARTER).text
    assert "nobody is left to escalate to" in page
    assert "Nothing is named as out of scope" in page


def test_a_stale_charter_shows_both_versions(client: TestClient, bct: Programme) -> None:
    client.post(f"{CHARTER}/status-date", data={"status_date": "2026-07-10", "version": "1"})
    sent = {
        "name_en": "Mine",
        "start": "2026-03-02",
        "target_finish": "2026-11-20",
        "committed_finish": "2026-11-30",
        "status_date": "2026-07-03",
        "version": "1",
    }
    stale = client.post(CHARTER, data=sent)
    assert stale.status_code == 409
    assert 'value="Mine"' in stale.text


@pytest.mark.parametrize(("day", "status"), [("2026-07-10", 303), ("", 422), ("soon", 422), ("9999-01-01", 422)])
def test_the_status_date_is_moved_by_a_day_that_is_one(
    client: TestClient, bct: Programme, day: str, status: int
) -> None:
    assert client.post(f"{CHARTER}/status-date", data={"status_date": day, "version": "1"}).status_code == status


def test_mobilising_needs_a_sponsor_and_a_manager_and_says_so_on_the_charter(
    client: TestClient, bct: Programme
) -> None:
    refused = client.post(f"{CHARTER}/status", data={"to": "mobilising", "version": "1"})
    assert refused.status_code == 422
    assert "Sponsor is required." in refused.text


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.pm])
def test_only_the_manager_changes_a_charter(client_as: Any, bct: Programme, role: Role) -> None:
    client = client_as(role, bct)
    assert client.get(CHARTER).status_code == 200
    for path, data in (("", {}), ("/status", {"to": "cancelled"}), ("/status-date", {"status_date": "2026-07-10"})):
        assert client.post(CHARTER + path, data={**data, "version": "1"}).status_code == 403, path


# --- The trail -------------------------------------------------------------------------------------------------------


def test_the_trail_shows_what_happened_and_can_be_taken_away(
    client: TestClient, database: Database, bct: Programme
) -> None:
    with database.transaction(writes=True) as session:
        a_risk(session, bct, title_en="=HYPERLINK(1)")
    page = client.get("/programmes/BCT/trail?kind=risk").text
    assert ">RSK-01<" in page
    assert ">BCT</span></a>" not in page
    assert "<tbody>" not in client.get("/programmes/BCT/trail?since=2099-01-01").text
    file = client.get("/programmes/BCT/trail/export.csv").content.decode("utf-8-sig")
    assert file.splitlines()[0].startswith("seq,at,actor")
    assert not re.search(r'(^|,)"?[=+@]', file, re.M)


def test_a_day_that_is_none_is_said_and_gives_no_file(client: TestClient, bct: Programme) -> None:
    assert "is not a date" in client.get("/programmes/BCT/trail?since=soon").text
    assert client.get("/programmes/BCT/trail/export.csv?since=soon").status_code == 422


@pytest.mark.parametrize("role", list(Role))
def test_the_trail_is_there_for_those_who_may_read_it(client_as: Any, bct: Programme, role: Role) -> None:
    expected = 200 if role in (Role.admin, Role.pm, Role.auditor) else 404
    client = client_as(role, bct)
    assert client.get("/programmes/BCT/trail").status_code == expected
    assert client.get("/programmes/BCT/trail/export.csv").status_code == expected


@pytest.mark.parametrize(
    "path",
    [
        "/programmes/BCT/trail",
        "/programmes/BCT/trail/export.csv",
        "/api/v1/programmes/BCT/trail?size=100&kind=stakeholder",
    ],
)
def test_the_trail_hides_what_is_confidential_from_whoever_may_not_read_it(
    client_as: Any, sample: Programme, path: str
) -> None:
    auditor, manager = client_as(Role.auditor, sample), client_as(Role.pm, sample)
    where = "/api/v1/programmes/BCT/stakeholders/S02"
    said = manager.patch(where, json={"notes": "Canary 4711"}, headers={"if-match": manager.get(where).headers["etag"]})
    assert said.status_code == 200, said.text

    asked = path if "kind=" in path else f"{path}?kind=stakeholder"
    assert "Canary 4711" in manager.get(asked).text
    seen = auditor.get(asked)
    assert seen.status_code == 200
    assert "S02" in seen.text
    assert "Canary 4711" not in seen.text


# --- Search ----------------------------------------------------------------------------------------------------------


def test_a_search_finds_codes_and_texts_in_every_register(
    client: TestClient, database: Database, bct: Programme
) -> None:
    with database.transaction(writes=True) as session:
        a_department(session, bct, name_en="Logistics")
        a_risk(session, bct, title_en="Logistics data is late")
        a_risk(session, bct, title_zh="物流数据延迟")
        a_risk(session, a_programme(session, "XYZ"), title_en="Logistics elsewhere")
    found = client.get("/programmes/BCT/search?q=logistics", headers={"accept": "application/json"}).json()
    assert {h["href"] for g in found["groups"] for h in g["hits"]} == {
        "/programmes/BCT/departments/DEP-01",
        "/programmes/BCT/risks/RSK-01",
    }
    assert "RSK-02" in client.get("/programmes/BCT/search?q=物流").text
    assert (
        client.get("/programmes/BCT/search?q=rsk-02", headers={"accept": "application/json"}).json()["groups"][0][
            "hits"
        ][0]["code"]
        == "RSK-02"
    )


@pytest.mark.parametrize("q", ["", "a", "%", "_%", "' or 1=1 --", "\\", "<script>alert(1)</script>", "x" * 1500, "😀"])
def test_a_search_for_anything_is_answered_and_shown_as_text(
    client: TestClient, database: Database, bct: Programme, q: str
) -> None:
    answer = client.get("/programmes/BCT/search", params={"q": q})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_a_search_finds_nothing_confidential_for_whoever_may_not_read_it(client_as: Any, sample: Programme) -> None:
    def kinds(role: Role) -> set[str]:
        found = (
            client_as(role, sample).get("/programmes/BCT/search?q=S0", headers={"accept": "application/json"}).json()
        )
        return {h["href"].split("/")[3] for g in found["groups"] for h in g["hits"]}

    assert "stakeholders" in kinds(Role.pm)
    assert "stakeholders" not in kinds(Role.executive)


def test_a_search_asks_each_register_once(client_as: Any, sample: Programme, database: Database) -> None:
    from web.registry import REGISTERS

    client = client_as(Role.pm, sample)
    client.get("/programmes/BCT/search?q=data")
    with counted(database) as sent:
        client.get("/programmes/BCT/search?q=data")
    assert len(sent) <= len(REGISTERS) + 15
