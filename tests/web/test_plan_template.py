"""Starting from the template: an empty programme gets a plan that computes, with as many waves as it wants; one with a plan is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from governance.authority import Role
from governance.programmes import Programme
from plans.durations import DayLength
from plans.plan import scheduled
from plans.plan_template import standing_in, without_waves
from tests import builders
from tests.plans.plan_records import on_china_calendar
from web.database import Database

SAME_SITE = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def empty(database: Database) -> Programme:
    with database.transaction(writes=True) as session:
        return on_china_calendar(session, builders.a_programme(session))


@pytest.fixture
def pm(client_as: Callable[..., TestClient], empty: Programme) -> TestClient:
    return client_as(Role.pm, empty)


def fill(client: TestClient, **given: Any) -> Any:
    return client.post("/api/v1/programmes/BCT/plan-template", json=given)


def codes(client: TestClient, plural: str) -> list[str]:
    items = client.get(f"/api/v1/programmes/BCT/{plural}", params={"size": 100}).json()["items"]
    return [item["code"] for item in items]


def test_with_three_waves_the_plan_is_that_of_the_rollout_it_was_taken_from(
    pm: TestClient, database: Database, empty: Programme
):
    """On the calendar of China from 2 March: 96 tasks and 12 milestones that end on 20 November, 182 working days later."""
    answer = fill(pm, waves=3)
    assert answer.status_code == 201, answer.text
    assert answer.json() == {
        "phases": 7,
        "tasks": 96,
        "milestones": 12,
        "departments": 9,
        "deliverables": 20,
        "finish": "2026-11-20",
    }
    with database.transaction(writes=False) as session:
        plan = scheduled(session, empty, empty.status_date, with_progress=False)
    assert (len(plan.tasks), plan.finish.isoformat(), plan.finish_of("M08").isoformat()) == (
        108,
        "2026-11-20",
        "2026-08-13",
    )


@pytest.mark.parametrize(("waves", "last", "gate"), [(2, "M09", "M09"), (1, "M08", "M08")])
def test_with_fewer_waves_what_waited_for_the_last_waits_for_the_one_before(
    pm: TestClient, waves: int, last: str, gate: str
):
    said = fill(pm, waves=waves, deliverables=False).json()
    assert codes(pm, "waves") == ["W1", "W2", "W3"][:waves]
    assert codes(pm, "deliverables") == []
    assert "M10" not in codes(pm, "milestones")
    assert pm.get("/api/v1/programmes/BCT/phases/P6").json()["gate"] == gate
    assert f"{last}FS+5d" in pm.get("/api/v1/programmes/BCT/tasks/T617").json()["predecessors"]
    assert pm.get("/api/v1/programmes/BCT/milestones/M12").json()["computed"]["forecast"] >= said["finish"]


def test_what_it_would_bring_is_shown_before_and_the_form_brings_it_in(pm: TestClient):
    shown = pm.get("/programmes/BCT/plan-template").text
    assert "20 Nov 2026" in shown
    fewer = pm.get("/programmes/BCT/plan-template?chosen=1&waves=1").text
    assert "20 Nov 2026" not in fewer
    made = pm.post("/programmes/BCT/plan-template", data={"waves": "2"}, headers=SAME_SITE)
    assert (made.status_code, made.headers["location"].partition("?")[0]) == (303, "/programmes/BCT/schedule")
    assert len(codes(pm, "tasks")) == 100
    assert codes(pm, "deliverables") == []  # the box was not ticked


def test_a_plan_that_is_there_is_not_overwritten(pm: TestClient):
    assert fill(pm, waves=1).status_code == 201
    again = fill(pm, waves=3)
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "PLAN_NOT_EMPTY")
    assert "has a plan already" in pm.get("/programmes/BCT/plan-template").text
    assert pm.post("/programmes/BCT/plan-template", data={"waves": "3"}, headers=SAME_SITE).status_code == 409


def test_departments_that_are_there_stay_as_they_are(client_as: Callable[..., TestClient], database: Database):
    with database.transaction(writes=True) as session:
        programme = on_china_calendar(session, builders.a_programme(session))
        builders.a_department(session, programme, code="SAL", name_en="Our sellers", name_zh="")
    pm = client_as(Role.pm, programme)
    assert fill(pm, waves=1).json()["departments"] == 8
    assert pm.get("/api/v1/programmes/BCT/departments/SAL").json()["name_en"] == "Our sellers"


def test_who_may_not_plan_is_refused(client_as: Callable[..., TestClient], empty: Programme):
    assert fill(client_as(Role.executive, empty), waves=1).status_code == 403
    assert client_as(Role.executive, empty).get("/programmes/BCT/plan-template").status_code == 403


@pytest.mark.parametrize("given", [{"waves": 0}, {"waves": 4}, {"waves": "many"}, {"wave": 1}])
def test_a_number_of_waves_that_there_is_not_is_refused(pm: TestClient, given: dict[str, Any]):
    assert fill(pm, **given).status_code == 422
    assert codes(pm, "tasks") == []


def test_links_to_what_is_left_out_go_to_what_stands_in_for_it():
    rows = [
        {"code": "A", "wave": "", "predecessors": ""}, {"code": "B", "wave": "W1", "predecessors": "A"}, {"code": "C", "wave": "W2", "predecessors": "B"},
        {"code": "D", "wave": "", "predecessors": "C FS+2d, B"}, {"code": "E", "wave": "", "predecessors": "CSS"},
    ]  # fmt: skip
    rows[3]["predecessors"] = "CFS+2d, A"
    left = without_waves(rows, ["W2"], {"C": "B"}, DayLength())
    assert [(row["code"], row["predecessors"]) for row in left] == [
        ("A", ""),
        ("B", "A"),
        ("D", "BFS+2d, A"),
        ("E", "BSS"),
    ]
    assert standing_in("X", {"X", "Y"}, {"X": "Y", "Y": "X"}) is None
