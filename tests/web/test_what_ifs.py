"""What-ifs: tried, kept, found and withdrawn; the plan stays as it is, and what cannot be tried is refused with its line."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from governance.authority import Role
from governance.programmes import Programme
from plans.plan import scheduled
from web.database import Database

SAME_SITE = {"sec-fetch-site": "same-origin"}
TEN_MORE = {"name_en": "Ten more days", "edits": "T411 +10d"}


@pytest.fixture
def pm(client_as: Callable[..., TestClient], sample: Programme) -> TestClient:
    return client_as(Role.pm, sample)


def texts(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def shown(client: TestClient, path: str) -> str:
    answer = client.get(f"/programmes/BCT/{path}")
    assert answer.status_code == 200, answer.text[:2000]
    return texts(answer.text)


def api(client: TestClient, method: str, path: str, **sent: Any) -> Any:
    return client.request(method, f"/api/v1/programmes/BCT/{path}", **sent)


def fingerprint(database: Database, programme: Programme) -> str:
    with database.transaction(writes=False) as session:
        return scheduled(session, programme, programme.status_date).network.fingerprint()


def test_a_what_if_is_kept_and_says_what_it_would_do(pm: TestClient, database: Database, sample: Programme):
    before = fingerprint(database, sample)
    made = pm.post("/programmes/BCT/what-ifs", data=TEN_MORE, headers=SAME_SITE)
    assert made.status_code == 303
    found = shown(pm, made.headers["location"].removeprefix("/programmes/BCT/"))
    assert "The plan would end on 14 Dec 2026 instead of 30 Nov 2026: 10 working days later" in found
    assert "M08 G5 pilot go-live 21 Aug 2026 4 Sep 2026" in found
    assert "5 other milestones stay where they are." in found
    assert fingerprint(database, sample) == before


def test_the_sample_holds_three_and_the_list_tells_their_ends(pm: TestClient):
    rows = {row["code"]: row for row in api(pm, "GET", "what-ifs").json()["items"]}
    assert {code: (row["computed"]["finish"], row["computed"]["variance_wd"]) for code, row in rows.items()} == {
        "WIF-01": ("2026-12-14", 10),
        "WIF-02": ("2026-11-23", -5),  # three days less of T512 and two of T514, both critical
        "WIF-03": ("2026-12-18", 14),  # T415 is critical
    }
    assert rows["WIF-01"]["decision"] == "D-014"


def test_changes_are_tried_without_being_kept(pm: TestClient):
    found = api(pm, "GET", "schedule/what-if", params={"edits": "T411 +10d"}).json()
    assert found["finish"]["days"] == 10
    assert found["milestones"]["M05"]["days"] == 0
    assert [row["code"] for row in api(pm, "GET", "what-ifs").json()["items"]] == ["WIF-01", "WIF-02", "WIF-03"]
    assert "10 working days later" in shown(pm, "what-ifs/outcome?edits=T411+%2B10d")


def test_what_leads_beyond_the_calendars_and_what_is_asked_amiss_is_said_as_it_is(pm: TestClient):
    error = api(pm, "GET", "schedule/what-if", params={"edits": "T411 +9999999d"}).json()["errors"][0]
    assert "after 1 Jan 3000, beyond what calendars cover" in error["message_en"]
    asked = api(pm, "GET", "schedule/exposure", params={"slip": 9999}).json()["errors"][0]
    assert asked["message_en"] == "Slip must be at most 250; 9999 is not."


def test_a_link_may_bring_the_change_to_try(pm: TestClient):
    assert "T411 +10d" in shown(pm, "what-ifs/new?edits=T411+%2B10d")


def test_every_line_that_cannot_be_tried_is_named(pm: TestClient):
    answer = api(pm, "POST", "what-ifs", json={"name_en": "Nonsense", "edits": "T411 later\nT999 +1d"})
    assert [(e["field"], e["code"], e["facts"]["line"]) for e in answer.json()["errors"]] == [
        ("edits", "NOT_AN_EDIT", 1)
    ]
    answer = api(pm, "POST", "what-ifs", json={"name_en": "Nonsense", "edits": "T999 +1d\nT101 +1d"})
    assert [(e["code"], e["facts"]["line"]) for e in answer.json()["errors"]] == [
        ("REF_NOT_FOUND", 1),
        ("ALREADY_FINISHED", 2),
    ]
    assert answer.status_code == 422
    assert "第 2 行：T101 已完成" in answer.json()["errors"][1]["message_zh"]


def test_a_loop_is_refused_with_its_path(pm: TestClient):
    error = api(pm, "GET", "schedule/what-if", params={"edits": "T512 -> T415"}).json()["errors"][0]
    assert error["code"] == "DEPENDENCY_CYCLE"
    assert {"T415", "T512"} <= set(error["facts"]["path"])


def test_who_may_not_plan_may_look_and_try_but_keep_nothing(client_as: Callable[..., TestClient], sample: Programme):
    executive = client_as(Role.executive, sample)
    assert "10 working days later" in shown(executive, "what-ifs/WIF-01")
    assert api(executive, "GET", "schedule/what-if", params={"edits": "T411 +10d"}).status_code == 200
    assert api(executive, "POST", "what-ifs", json=TEN_MORE).status_code == 403


def test_one_that_the_plan_has_outgrown_says_so(pm: TestClient):
    """T411 is reported finished; what was to happen to it cannot be tried any more."""
    report = {
        "task": "T411",
        "status_date": "2026-07-03",
        "actual_start": "2026-05-29",
        "actual_finish": "2026-07-03",
        "percent": "100",
    }
    assert api(pm, "POST", "progress", json=report).status_code in (200, 201)
    assert "T411 is finished; nothing about it can be tried any more." in shown(pm, "what-ifs/WIF-01")
    row = next(r for r in api(pm, "GET", "what-ifs").json()["items"] if r["code"] == "WIF-01")
    assert row["computed"]["finish"] is None
    assert "The plan has changed since this was kept" in shown(pm, "what-ifs/WIF-02")
    assert api(pm, "GET", "what-ifs/WIF-02/outcome").json()["changed_since"] is True


def test_it_is_withdrawn_with_a_reason_and_stays_in_the_trail(pm: TestClient):
    row = api(pm, "GET", "what-ifs/WIF-01").json()
    answer = api(pm, "DELETE", "what-ifs/WIF-01", json={"reason": "Decided otherwise", "version": row["version"]})
    assert answer.status_code == 200, answer.text
    assert [r["code"] for r in api(pm, "GET", "what-ifs").json()["items"]] == ["WIF-02", "WIF-03"]
    told = api(pm, "GET", "what-ifs/WIF-01/history").json()
    assert "withdraw_what_if" in str(told)
