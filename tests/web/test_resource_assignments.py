"""Who works on what, how loaded that leaves everybody, and what levelling would do: as people and programs see it."""

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from time import sleep
from typing import Any

import pytest
from starlette.testclient import TestClient

from governance.authority import Role
from governance.programmes import Programme
from plans.plan import scheduled
from plans.plan_levelling import levelable
from plans.plan_load import load_of
from tests import builders
from tests.plans.plan_records import a_task
from tests.queries import counted
from web.database import Database

SAME_SITE = {"sec-fetch-site": "same-origin"}
# What a load or a levelled plan is does not depend on the engine.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
RULES = {"solver": "heuristic", "seconds": 10}


@pytest.fixture
def pm(client_as: Callable[..., TestClient], sample: Programme) -> TestClient:
    return client_as(Role.pm, sample)


def shown(client: TestClient, path: str, **headers: str) -> str:
    answer = client.get(f"/programmes/BCT/{path}", headers=headers)
    assert answer.status_code == 200, answer.text[:2000]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def api(client: TestClient, method: str, path: str, **sent: Any) -> Any:
    return client.request(method, f"/api/v1/programmes/BCT/{path}", **sent)


def codes(answer: Any) -> list[tuple[str, str]]:
    return [(e["field"], e["code"]) for e in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"task": "T416", "person": "PER-22"}, [("person", "ASSIGNED_TWICE")]),
        ({"task": "M08", "person": "PER-22"}, [("task", "ASSIGNED_TO_MILESTONE")]),
        ({"task": "T416", "person": "PER-20", "units": "101"}, [("units", "OUT_OF_RANGE")]),
        ({"task": "T416", "department": "IT", "units": "3501"}, [("units", "ABOVE_HEADCOUNT")]),  # 35 people
        ({"task": "T416", "person": "PER-20", "department": "IT"}, [("department", "PERSON_OR_DEPARTMENT")]),
        ({"task": "T416"}, [("person", "PERSON_OR_DEPARTMENT")]),
        ({"task": "T999", "person": "PER-20"}, [("task", "REF_NOT_FOUND")]),
    ],
)
def test_what_is_no_assignment_is_refused_at_its_field(pm: TestClient, given: dict[str, str], refused: list[tuple[str, str]]):  # fmt: skip
    answer = api(pm, "POST", "resource-assignments", json={"units": "50"} | given)
    assert (answer.status_code, codes(answer)) == (422, refused)


def test_a_summary_and_a_task_that_was_withdrawn_take_nobody(pm: TestClient):
    api(pm, "POST", "tasks", json={"code": "S1", "name_en": "All tests", "kind": "summary"})
    assert codes(api(pm, "POST", "resource-assignments", json={"task": "S1", "person": "PER-20"})) == [("task", "ASSIGNED_TO_SUMMARY")]  # fmt: skip
    version = api(pm, "GET", "tasks/T617").json()["version"]
    assert "ASG-62" in shown(pm, "tasks/T617")
    api(pm, "DELETE", "tasks/T617", json={"reason": "Not needed", "version": version})
    assert codes(api(pm, "POST", "resource-assignments", json={"task": "T617", "person": "PER-20"})) == [("task", "REF_INACTIVE")]  # fmt: skip
    assert api(pm, "GET", "resource-assignments/ASG-62").json()["withdrawn_on"] == "2026-07-03"
    assert all(a["task"] != "T617" for row in api(pm, "GET", "schedule/load?weeks=30").json()["rows"] for x in row["loads"] for a in x["tasks"])  # fmt: skip


def test_a_list_knows_the_work_and_says_who_has_too_much_and_who_is_not_there(pm: TestClient):
    """T606 takes eight days: 30 % of 64 hours. PER-42 came on 14 May and leaves, for the test, before T606 ends."""
    rows = {(r["task"], r["person"]): r for r in api(pm, "GET", "resource-assignments?size=100").json()["items"]}
    assert rows["T606", "PER-18"]["computed"]["work_hours"] == 19.2
    assert rows["T606", "PER-18"]["computed"]["overallocated"] == "far_over"
    assert rows["T610", "PER-28"]["computed"]["overallocated"] == "over"
    assert rows["T411", "PER-17"]["computed"]["overallocated"] is None
    found = api(pm, "GET", "resource-assignments?overallocated=over&person=PER-28").json()["items"]
    assert {r["task"] for r in found} == {"T607", "T610"}
    person = api(pm, "GET", "people/PER-42").json()
    api(pm, "PATCH", "people/PER-42", json={"active_to": "2026-09-01", "version": person["version"]}, headers={"if-match": str(person["version"])})  # fmt: skip
    made = api(pm, "POST", "resource-assignments", json={"task": "T606", "person": "PER-42"}).json()
    assert "The person is not there for all of T606" in shown(pm, f"resource-assignments/{made['code']}")


def test_on_a_phone_a_figure_says_its_unit_and_what_is_empty_is_left_out(pm: TestClient):
    """There a list has no head, and a row has room for what it holds alone (`.none` in the style sheet)."""
    sent = {"task": "T607", "department": "IT", "units": 100}
    assert api(pm, "POST", "resource-assignments", json=sent).status_code == 201
    html = pm.get("/programmes/BCT/resource-assignments?department=IT").text
    row = html[html.index("<tbody") : html.index("</tr>", html.index("<tbody"))]

    assert 'data-label="Units (%)"' in row
    assert re.search(r'data-label="Person"><span class="muted none">—</span>', row)
    assert re.search(r'<td class="p-status nowrap"><span class="muted none">—</span>', row)


def test_on_a_task_s_page_somebody_is_put_on_it_changed_and_taken_off(pm: TestClient):
    base = "/programmes/BCT/schedule/tasks/T506/assignments"
    pm.post(base, data={"person": "PER-41", "units": "25", "hours": ""}, headers=SAME_SITE)
    row = next(r for r in api(pm, "GET", "resource-assignments?task=T506").json()["items"] if r["person"] == "PER-41")
    answer = pm.post(f"{base}/{row['code']}", data={"version": row["version"], "units": "50", "hours": "12"}, headers=SAME_SITE)  # fmt: skip
    assert answer.status_code == 303
    now = api(pm, "GET", f"resource-assignments/{row['code']}").json()
    assert (float(now["units"]), float(now["hours"]), now["computed"]["work_hours"]) == (50, 12, 12)
    stale = pm.post(f"{base}/{row['code']}/removal", data={"version": row["version"]}, headers=SAME_SITE)
    assert stale.status_code == 409
    pm.post(f"{base}/{row['code']}/removal", data={"version": now["version"]}, headers=SAME_SITE)
    assert {r["person"] for r in api(pm, "GET", "resource-assignments?task=T506").json()["items"]} == {
        "PER-20",
        "PER-22",
    }
    refused = pm.post(base, data={"person": "PER-20", "units": "40"}, headers=SAME_SITE)
    assert refused.status_code == 422
    assert "PER-20 is on T506 already" in unescape(refused.text)
    assert (
        pm.post(f"{base}/ASG-01", data={"version": "1", "units": "5"}, headers=SAME_SITE).status_code == 404
    )  # of T410


def test_owners_are_put_on_their_tasks_at_once_and_only_where_nobody_is(pm: TestClient):
    assert "Assign the owners" not in shown(pm, "load")  # every open task of the sample has somebody
    for code in ("ASG-03", "ASG-02"):
        row = api(pm, "GET", f"resource-assignments/{code}").json()
        api(pm, "DELETE", f"resource-assignments/{code}", json={"reason": "For the test", "version": row["version"]})
    assert "One open task has an owner and nobody who works on it" in shown(pm, "load")
    before = api(pm, "GET", "resource-assignments?size=100").json()["total"]
    assert pm.post("/programmes/BCT/load/owners", data={"units": "60"}, headers=SAME_SITE).status_code == 303
    rows = api(pm, "GET", "resource-assignments?task=T411").json()["items"]
    assert [(r["person"], float(r["units"])) for r in rows] == [("PER-17", 60)]
    assert api(pm, "GET", "resource-assignments?size=100").json()["total"] == before + 1
    assert pm.post("/programmes/BCT/load/owners", data={"units": "0"}, headers=SAME_SITE).status_code == 422


def test_the_load_of_the_sample_has_four_peaks_and_says_what_could_move(pm: TestClient):
    """PER-18: T609 in full and 30 % of T606 in the week of 31 August, 52 of 40 hours. PER-22 is on leave and planned for 30.4 hours."""
    found = api(pm, "GET", "schedule/load").json()
    assert [(p["code"], p["first"], p["percent"], p["level"]) for p in found["peaks"]] == [
        ("PER-22", "2026-07-20", None, "far_over"), ("PER-21", "2026-08-03", 112.0, "over"), ("PER-18", "2026-08-31", 130.0, "far_over"),
        ("PER-28", "2026-09-07", 118.8, "over"),
    ]  # fmt: skip
    peak = found["peaks"][2]
    assert peak["excess_h"] == 12.0
    assert [(t["task"], t["hours"], t["float_wd"], t["needed_wd"], t["can_move"]) for t in peak["tasks"]] == [
        ("T609", 40.0, 6.0, 5.0, True),
        ("T606", 12.0, 5.0, 5.0, True),
    ]
    page = shown(pm, "load?who=PER-18&week=2026-08-31")
    assert "What is behind 130 %" in page
    assert "52 h of work ÷ 40 h there are" in page
    assert "T602 Cutover and rollback plan 12.8 h float 7 wd 4 wd later would take it out Try it T602" in page
    assert "T513 Fix defects 32 h float 0 wd 4 wd later would take it out: more than its float" in page


def test_the_load_is_narrowed_and_leaves_as_a_file(pm: TestClient):
    only_hr = shown(pm, "load?department=HR&over=1", **{"hx-request": "true", "hx-target": "div#load"})
    assert "PER-28 Zhong Chuyi" in only_hr
    assert "PER-27" not in only_hr
    assert "PER-18" not in only_hr
    body = pm.get("/programmes/BCT/load/export.csv?department=HR&weeks=12").content.decode("utf-8-sig")
    rows = [r for r in csv.DictReader(io.StringIO(body)) if (r["code"], r["week"]) == ("PER-28", "2026-09-07")]
    assert [(r["load_h"], r["capacity_h"], r["percent"], r["tasks"]) for r in rows] == [("38.0", "32.0", "118.8", "T610; T607")]  # fmt: skip
    days = api(pm, "GET", "schedule/load?department=HR&from=2026-09-07&weeks=1&by=day").json()["rows"]
    assert [len(row["loads"]) for row in days] == [7] * len(days)
    assert pm.get("/programmes/BCT/load?weeks=0").status_code == 422


def levelled(client: TestClient, **asked: Any) -> Any:
    """The answer once it is there."""
    for _ in range(120):
        found = api(client, "GET", "schedule/level", params=RULES | asked).json()
        if found["state"] not in ("working", "busy"):
            return found
        sleep(0.25)
    raise AssertionError(found)


def test_a_plan_is_levelled_and_kept_as_a_what_if_that_gives_the_same_dates(pm: TestClient, database: Database, sample: Programme):  # fmt: skip
    """Two days more than the longest path: PER-18 has T603 and T609, PER-28 T610 and T607, each one after the other."""
    found = levelled(pm)
    assert (found["state"], found["optimal"]) == ("done", True)
    assert (found["makespan_min"], found["unlevelled_min"], found["lower_bound_min"]) == (
        190 * 480,
        188 * 480,
        190 * 480,
    )
    page = shown(pm, "level?run=1&solver=heuristic&seconds=10", **{"hx-request": "true", "hx-target": "div#levelled"})
    assert "The plan would end on 2 Dec 2026 instead of 30 Nov 2026." in page
    assert "proven: nothing shorter keeps within what there is" in page
    form = pm.get("/programmes/BCT/level?run=1&solver=heuristic&seconds=10").text
    edits = unescape(re.search(r'name="edits" value="([^"]*)"', form)[1])  # pyright: ignore
    made = pm.post("/programmes/BCT/what-ifs", data={"name_en": "Levelled", "edits": edits}, headers=SAME_SITE)
    assert made.status_code == 303
    outcome = api(pm, "GET", f"what-ifs/{made.headers['location'].rsplit('/', 1)[1].partition('?')[0]}/outcome").json()
    assert outcome["finish"]["after"] == found["finish"]
    dates = {code: task["finish"] for code, task in found["tasks"].items()}
    assert {code: at["after"] for code, at in outcome["milestones"].items()} == {code: dates[code] for code in outcome["milestones"]}  # fmt: skip
    assert len(edits.splitlines()) < 10  # what follows moves by its links
    with database.transaction(writes=False) as session:
        assert str(scheduled(session, sample, sample.status_date).finish) == "2026-11-30"


def test_in_the_levelled_plan_nobody_is_asked_for_more_than_there_is(pm: TestClient, database: Database, sample: Programme):  # fmt: skip
    found = levelled(pm)["tasks"]
    with database.transaction(writes=False) as session:
        plan = scheduled(session, sample, sample.status_date)
        able = levelable(load_of(session, sample, plan))
    instants = sorted({found[task]["start"] for task in able.plan.demand})
    for resource in able.plan.resources:
        for at in instants:
            asked = sum(
                units.get(resource.id, 0) for task, units in able.plan.demand.items()
                if found[task]["start"] <= at < found[task]["finish"] and plan[task].standing.value == "not_started"
            )  # fmt: skip
            assert asked <= resource.capacity, (resource, at)


def test_a_task_on_a_calendar_of_its_own_is_levelled_by_it(pm: TestClient):
    night = {"code": "CAL-09", "name_en": "Night", "week": "mon-fri 18:00-22:00"}
    made = api(pm, "POST", "calendars", json=night)
    assert made.status_code == 201, made.text
    task = api(pm, "GET", "tasks/T416").json()
    changed = api(pm, "PATCH", "tasks/T416", json={"calendar": "CAL-09"}, headers={"if-match": f'"{task["version"]}"'})
    assert changed.status_code == 200, changed.text
    found = levelled(pm)
    assert found["state"] == "done"
    assert datetime.fromisoformat(str(found["tasks"]["T416"]["start"])).hour >= 18
    exactly = levelled(pm, solver="cp-sat")
    assert [p["code"] for p in exactly["problems"]] == ["LEVELLING_OWN_CALENDAR"]
    assert "T416 is worked on a calendar of its own" in shown(pm, "level?run=1&solver=cp-sat&seconds=10")


@pytest.mark.parametrize("path", ["load", "level?run=1&solver=heuristic&seconds=10"])
def test_a_page_asks_the_database_no_more_often_for_more_people(pm: TestClient, database: Database, path: str):
    levelled(pm)
    with counted(database) as few:
        shown(pm, path)
    for n in range(20):
        api(pm, "POST", "people", json={"code": f"PER-{n + 100}", "name_en": f"New {n}", "department": "IT"})
        api(pm, "POST", "resource-assignments", json={"task": "T606", "person": f"PER-{n + 100}", "units": "10"})
    levelled(pm)
    with counted(database) as many:
        shown(pm, path)
    assert len(many) <= len(few) <= 24


def test_who_may_not_plan_looks_and_changes_nothing(client_as: Callable[..., TestClient], sample: Programme):
    executive = client_as(Role.executive, sample)
    assert "130 %" in shown(executive, "load")
    assert "Keep as what-if" not in shown(executive, "level?run=1&solver=heuristic&seconds=10")
    assert executive.post("/programmes/BCT/load/owners", data={"units": "100"}, headers=SAME_SITE).status_code == 403


def test_without_assignments_both_pages_say_what_to_do(client: TestClient):
    assert "Say who works on what and how much" in shown(client, "load")
    assert "there is nothing to level" in shown(client, "level?run=1")


def test_where_there_is_no_milestone_none_is_said_to_move(database: Database, client_as: Callable[..., TestClient]):
    with database.transaction(writes=True) as session:
        programme = builders.a_programme(session)
        person = builders.a_person(session, programme).code
        a_task(session, programme, "A")
    client = client_as(Role.pm)
    made = api(client, "POST", "resource-assignments", json={"task": "A", "person": person, "units": "100"})
    assert made.status_code == 201, made.text
    assert levelled(client)["state"] == "done"
    assert "No milestone moves." in shown(client, "level?run=1&solver=heuristic&seconds=10")
