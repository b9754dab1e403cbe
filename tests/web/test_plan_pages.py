"""The schedule as people see it: the Gantt, one task on it, and what a change does to the finish."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from governance.authority import Role
from governance.forms import read_form
from governance.programmes import Programme, set_status_date
from plans.baselines import BaselineForm
from plans.baselining import set_baseline
from plans.phases import PhaseForm, open_phase
from tests import builders
from tests.plans.plan_records import a_task, on_china_calendar
from tests.plans.test_progress_updates import report
from tests.queries import counted
from web.database import Database

ME = builders.SOMEBODY
SAME_SITE = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def rollout(database: Database) -> Programme:
    """A 5 d (begun) → B 10 d → M1 in phase P1; C 2 d after A, in no phase. As of the end of 3 March, with its baseline."""
    with database.transaction(writes=True) as session:
        programme = on_china_calendar(session, builders.a_programme(session))
        set_status_date(session, ME, programme, date(2026, 3, 2))
        open_phase(
            session, ME, programme, read_form(PhaseForm, {"code": "P1", "name_zh": "准备", "name_en": "Prepare <all>"})
        )
        builders.a_person(session, programme, code="PER-01", name_en="Wu Tong")
        a_task(session, programme, "A", "5d", phase="P1", owner="PER-01", name_en="Draft & agree")
        a_task(session, programme, "B", "10d", "A", phase="P1")
        a_task(session, programme, "M1", "", "B", phase="P1")
        a_task(session, programme, "C", "2d", "A")
        set_baseline(session, ME, programme, read_form(BaselineForm, {}))
        report(session, programme, "A", "2026-03-02", actual_start="2026-03-02", remaining="4d", percent="20")
        return programme


@pytest.fixture
def pm(client_as: Callable[..., TestClient], rollout: Programme) -> TestClient:
    return client_as(Role.pm, rollout)


def page(client: TestClient, path: str) -> str:
    answer = client.get(f"/programmes/BCT/{path}")
    assert answer.status_code == 200, answer.text[:2000]
    return answer.text


def texts(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def version_of(client: TestClient, code: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page(client, f"schedule/tasks/{code}"))
    assert found
    return found[1]


def save(client: TestClient, code: str, **data: Any):
    data = {"version": version_of(client, code)} | data
    return client.post(f"/programmes/BCT/schedule/tasks/{code}", data=data, headers=SAME_SITE)


# --- The chart -------------------------------------------------------------------------------------------------------


def test_every_task_stands_in_the_chart_under_its_phase(pm: TestClient):
    html = page(pm, "schedule")

    assert re.findall(r'data-code="([^"]+)"', html.split("gantt-chart")[0]) == ["P1", "A", "B", "M1", "C"]
    assert re.findall(r'<g class="bar [^"]*" data-code="([^"]+)"', html) == ["A", "B", "M1", "C"]
    assert html.count('class="bracket phase"') == 1


def test_names_are_escaped_in_table_and_chart(pm: TestClient):
    html = page(pm, "schedule")

    assert "Draft &amp; agree" in html
    assert "Prepare &lt;all&gt;" in html
    assert "<all>" not in html


def test_a_bar_shows_progress_baseline_float_and_criticality(pm: TestClient):
    html = page(pm, "schedule")
    bars = dict(re.findall(r'<g class="bar ([^"]*)" data-code="([^"]+)"', html))
    drawn = {code: html.split(f'data-code="{code}"><title>')[1].split("</g>")[0] for code in ("A", "C")}

    assert {code: classes for classes, code in bars.items()}["C"].startswith("plain")
    assert 'class="done"' in drawn["A"]
    assert 'class="slack"' not in drawn["A"]
    assert 'class="slack"' in drawn["C"]
    assert 'class="done"' not in drawn["C"]
    assert 'class="ghost"' in drawn["C"]


def test_positions_are_days_from_the_left_edge(pm: TestClient):
    """At 24 pixels a day, from Monday 2 March: B runs from 9 to 20 March, twelve days wide."""
    html = page(pm, "schedule?zoom=day")
    bar = html.split('data-code="B"><title>')[1].split("</g>")[0]

    assert re.search(r'<rect class="task" x="168" y="63" width="288"', bar)


def test_links_that_drive_the_finish_are_drawn_and_the_others_wait_until_a_row_is_pointed_at(pm: TestClient):
    html = page(pm, "schedule?zoom=month")
    where = re.search(r'data-links="([^"]+)" data-stamp="([^"]+)"', html)
    assert where is not None
    waiting = pm.get(unescape(where[1])).text

    assert drawn_links(html) == {"A B": " driving", "B M1": " driving"}
    assert drawn_links(waiting) == {"A C": ""}
    assert where[1] == "/programmes/BCT/schedule/links?zoom=month"
    assert f'data-stamp="{where[2]}"' in waiting


def test_links_drawn_later_are_told_from_those_of_a_plan_that_has_changed(pm: TestClient):
    """They end where the bars are: of another state of the plan they would point at nothing."""
    stamp = re.compile(r'data-stamp="([^"]+)"')
    before = stamp.findall(page(pm, "schedule"))
    pm.post("/programmes/BCT/schedule/tasks/B/links/removal", data={"source": "A", "type": "FS"}, headers=SAME_SITE)

    assert stamp.findall(page(pm, "schedule/links")) != before
    assert stamp.findall(page(pm, "schedule/links")) == stamp.findall(page(pm, "schedule"))


def drawn_links(html: str) -> dict[str, str]:
    return {ends: kind for kind, ends in re.findall(r'<path class="link( driving)?" data-ends="([^"]+)"', html)}


def test_a_phase_folds_and_the_address_says_so(pm: TestClient):
    html = page(pm, "schedule?closed=P1&zoom=month")

    assert re.findall(r'data-code="([^"]+)"', html.split("gantt-chart")[0]) == ["P1", "C"]
    assert 'href="/programmes/BCT/schedule?zoom=month"' in html


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("show=critical", ["P1", "A", "B", "M1"]),
        ("show=milestones", ["P1", "M1"]),
        ("phase=P1", ["P1", "A", "B", "M1"]),
        ("owner=PER-01", ["P1", "A"]),
        ("show=late", []),
        ("show=nonsense&zoom=decade", ["P1", "A", "B", "M1", "C"]),
    ],
)
def test_the_chart_is_narrowed_by_the_address(pm: TestClient, query: str, codes: list[str]):
    html = page(pm, f"schedule?{query}")

    assert re.findall(r'<tr (?:id="[^"]*" )?class="[^"]*" data-code="([^"]+)"', html) == codes


def test_the_chart_is_there_as_facts_too(pm: TestClient):
    facts = pm.get("/programmes/BCT/schedule", headers={"accept": "application/json"}).json()

    assert facts["finish"] == "2026-03-20"
    assert [(r["code"], r["start"], r["finish"]) for r in facts["rows"] if r["kind"] != "phase"] == [
        ("A", "2026-03-02", "2026-03-06"), ("B", "2026-03-09", "2026-03-20"), ("M1", "2026-03-20", "2026-03-20"), ("C", "2026-03-09", "2026-03-10"),
    ]  # fmt: skip


def test_htmx_gets_the_chart_alone(pm: TestClient):
    html = pm.get("/programmes/BCT/schedule", headers={"hx-request": "true", "hx-target": "gantt"}).text

    assert "gantt-chart" in html
    assert "<html" not in html


def test_an_empty_plan_says_what_to_do(client_as: Callable[..., TestClient], bct: Programme):
    html = page(client_as(Role.pm, bct), "schedule")

    assert "The plan has no tasks yet" in texts(html)
    assert "/programmes/BCT/tasks/new" in html


def test_the_past_is_shown_as_it_was_known(pm: TestClient):
    """As of the Friday before the start nothing had begun: A is ahead and keeps its dates."""
    facts = pm.get("/programmes/BCT/schedule?as_of=2026-02-27", headers={"accept": "application/json"}).json()

    assert {r["code"]: r["status"] for r in facts["rows"]}["A"] == "not_started"


@pytest.mark.parametrize("day", ["0001-01-01", "2999-12-31", "9999-12-31"])
def test_a_day_beyond_the_calendars_is_refused_with_the_days_that_are_not(pm: TestClient, day: str):
    answer = pm.get(f"/programmes/BCT/schedule?as_of={day}")

    assert answer.status_code == 422
    assert "must be between 1 Jan 1900 and 31 Dec 2100" in texts(answer.text)
    assert "This cannot be shown as it is asked for" in texts(answer.text)


def test_the_frame_shows_phases_on_every_page_of_the_programme(pm: TestClient):
    html = page(pm, "milestones")

    assert re.search(r'class="phase" data-state="active"', html)


@pytest.mark.parametrize(
    ("width", "height", "sheet", "scale"),
    [
        (1400, 600, "a3l", 100),  # 1507 by 682 pixels are left on a sheet of 1587 by 1122
        (1430, 3264, "a2p", 55),  # 1805 of the 2245 pixels are left for 3264
        (3100, 3264, "a1l", 55),
        (9000, 20000, "a0p", 20),  # too much for any sheet: the one that shrinks it least
    ],
)
def test_a_plan_is_printed_on_the_smallest_sheet_on_which_it_can_be_read(
    width: int, height: int, sheet: str, scale: int
):
    from web.charts.gantt import paper_for

    assert paper_for(width, height) == (sheet, scale)


# --- A change and what it does ---------------------------------------------------------------------------------------


def test_a_longer_task_moves_the_finish_and_the_page_says_by_how_much(pm: TestClient):
    answer = save(pm, "B", duration="13d")

    assert answer.status_code == 303
    shown = texts(pm.get(answer.headers["location"]).text)
    assert "Finish moved from 20 Mar 2026 (Fri) to 25 Mar 2026 (Wed): 3 working days later." in shown
    assert "M1 Task M1: 20 Mar → 25 Mar (+3 wd)" in shown


def test_a_change_beside_the_chart_says_in_the_drawer_what_moved(pm: TestClient):
    in_drawer = SAME_SITE | {"hx-request": "true", "hx-target": "aside#drawer"}
    data = {"version": version_of(pm, "B"), "duration": "9d"}
    answer = pm.post("/programmes/BCT/schedule/tasks/B", data=data, headers=in_drawer)

    assert re.fullmatch(r"/programmes/BCT/schedule/tasks/B\?from=[0-9a-f]{20}&done=saved", answer.headers["location"])
    shown = pm.get(answer.headers["location"], headers=in_drawer).text
    assert "<html" not in shown
    assert "Finish moved from 20 Mar 2026 (Fri) to 19 Mar 2026 (Thu): one working day earlier." in texts(shown)


def test_a_change_that_moves_nothing_says_so(pm: TestClient):
    answer = save(pm, "C", duration="3d")

    assert "The finish stays 20 Mar 2026 (Fri). One task moved." in texts(pm.get(answer.headers["location"]).text)


def test_a_loop_is_refused_with_its_path_and_the_links_to_choose_from(pm: TestClient):
    answer = save(pm, "A", predecessors="C", duration="7d")

    assert answer.status_code == 422
    shown = texts(answer.text)
    assert re.search("This link closes a loop: (A → C → A|C → A → C). Remove one of its links.", shown)
    assert "A → C" in answer.text
    assert 'value="7d"' in answer.text  # what was typed stays


def test_a_refusal_beside_the_chart_comes_into_the_drawer(pm: TestClient):
    data = {"version": version_of(pm, "A"), "duration": "soon"}
    headers = SAME_SITE | {"hx-request": "true", "hx-target": "drawer"}
    answer = pm.post("/programmes/BCT/schedule/tasks/A", data=data, headers=headers)

    assert answer.status_code == 422
    assert "<html" not in answer.text
    assert "“soon” is not a duration" in texts(answer.text)


def test_a_link_is_removed_from_the_task_it_leads_into(pm: TestClient):
    answer = pm.post(
        "/programmes/BCT/schedule/tasks/B/links/removal", data={"source": "A", "type": "FS"}, headers=SAME_SITE
    )

    assert answer.status_code == 303
    links = pm.get("/programmes/BCT/schedule", headers={"accept": "application/json"}).json()["links"]
    assert {(x["source"], x["target"]) for x in links} == {("B", "M1"), ("A", "C")}


def test_progress_is_reported_as_of_the_status_date(pm: TestClient):
    data = {"actual_start": "2026-03-02", "remaining": "9d", "percent": "20"}
    answer = pm.post("/programmes/BCT/schedule/tasks/A/progress", data=data, headers=SAME_SITE)

    assert answer.status_code == 303
    assert "5 working days later" in texts(pm.get(answer.headers["location"]).text)


def test_a_stale_change_is_refused_and_keeps_what_was_typed(pm: TestClient):
    stale = version_of(pm, "B")
    save(pm, "B", duration="11d")

    answer = save(pm, "B", version=stale, duration="12d")

    assert answer.status_code == 409
    assert 'value="12d"' in answer.text


@pytest.mark.parametrize("role", [Role.owner, Role.sponsor, Role.executive, Role.auditor])
def test_who_does_not_keep_the_plan_sees_no_form_and_cannot_save(client_as: Callable[..., TestClient], rollout: Programme, role: Role):  # fmt: skip
    client = client_as(role, rollout)

    assert 'name="duration"' not in page(client, "schedule/tasks/B")
    assert (
        client.post(
            "/programmes/BCT/schedule/tasks/B", data={"version": "1", "duration": "1d"}, headers=SAME_SITE
        ).status_code
        == 403
    )


def test_nobody_outside_the_programme_finds_its_schedule(
    database: Database, client_as: Callable[..., TestClient], rollout: Programme
):
    with database.transaction(writes=True) as session:
        other = builders.a_programme(session, "TWO")
    stranger = client_as(Role.pm, other)

    assert stranger.get("/programmes/BCT/schedule").status_code == 404
    assert stranger.get("/programmes/BCT/schedule/tasks/A").status_code == 404
    assert stranger.get("/api/v1/programmes/BCT/schedule").status_code == 404
    assert client_as(None).get("/api/v1/programmes/BCT/schedule").status_code == 401


def test_a_stale_change_shows_both_versions_of_what_was_edited(pm: TestClient):
    stale = version_of(pm, "B")
    save(pm, "B", duration="11d")

    shown = save(pm, "B", version=stale, duration="12d").text

    row = next(r for r in re.findall("<tr class=.differs.>.*?</tr>", shown, re.DOTALL) if "Duration" in r)
    assert re.findall(r'data-value="([^"]*)"', row) == ["12d", "11d"]


def test_the_task_register_says_what_a_change_has_moved_as_well(pm: TestClient):
    form = page(pm, "tasks/B/edit")
    version = re.search(r'name="version" value="(\d+)"', form)
    assert version
    data = {"version": version[1], "name_en": "Task B", "duration": "12d", "predecessors": "A", "phase": "P1"}
    answer = pm.post("/programmes/BCT/tasks/B", data=data, headers=SAME_SITE)

    assert answer.status_code == 303
    assert "2 working days later" in texts(pm.get(answer.headers["location"]).text)


def test_a_task_added_in_the_register_comes_back_with_its_problems(pm: TestClient):
    answer = pm.post(
        "/programmes/BCT/tasks", data={"name_en": "x", "duration": "soon", "owner": "PER-99"}, headers=SAME_SITE
    )

    assert answer.status_code == 422
    for said in ("“soon” is not a duration", "PER-99"):
        assert said in texts(answer.text)
    assert 'value="soon"' in answer.text


def test_the_calendar_of_china_is_added_once(database: Database, client_as: Callable[..., TestClient], bct: Programme):
    client = client_as(Role.pm, bct)
    assert "working calendar of China 2026" in texts(page(client, "calendars"))

    answer = client.post("/programmes/BCT/calendars/ready-made", headers=SAME_SITE)

    assert answer.headers["location"] == "/programmes/BCT/calendars/CAL-01?done=created"
    assert "ready-made" not in page(client, "calendars")


# --- For programs ----------------------------------------------------------------------------------------------------


def test_programs_get_the_schedule_in_the_form_of_the_command_line(pm: TestClient):
    answer = pm.get("/api/v1/programmes/BCT/schedule?with_progress=false")

    found = answer.json()
    assert (found["start"], found["finish"]) == ("2026-03-02T09:00:00", "2026-03-20T18:00:00")
    assert found["tasks"]["C"] == {
        "name": "Task C", "start": "2026-03-09T09:00:00", "finish": "2026-03-10T18:00:00", "early_start": "2026-03-09T09:00:00",
        "early_finish": "2026-03-10T18:00:00", "late_start": "2026-03-19T09:00:00", "late_finish": "2026-03-20T18:00:00",
        "total_float_min": 3840, "free_float_min": 3840, "critical": False,
    }  # fmt: skip


def test_the_plan_is_handed_out_as_a_file_that_can_be_computed_again(pm: TestClient):
    from plans.exchange.plan_json import read_plan
    from plans.schedule import schedule

    network = read_plan(pm.get("/programmes/BCT/schedule/plan.json").content)

    assert schedule(network, with_progress=False).finish.date() == date(2026, 3, 20)


# --- Cost ------------------------------------------------------------------------------------------------------------


def statements(database: Database, action: Callable[[], Any]) -> int:
    with counted(database) as asked:
        action()
    return len(asked)


def test_the_chart_takes_the_same_few_queries_for_any_number_of_tasks(
    database: Database, pm: TestClient, rollout: Programme
):
    page(pm, "schedule?as_of=2026-03-03")
    few = statements(database, lambda: page(pm, "schedule?as_of=2026-03-04"))
    with database.transaction(writes=True) as session:
        programme = session.get_one(Programme, rollout.id)
        for n in range(30):
            a_task(session, programme, f"T{n}", "1d", "A")

    many = statements(database, lambda: page(pm, "schedule?as_of=2026-03-05"))
    again = statements(database, lambda: page(pm, "schedule?as_of=2026-03-05"))

    assert few == many <= 20
    assert again <= 8


def test_everything_that_is_wrong_with_a_task_is_said_at_once(pm: TestClient):
    answer = save(pm, "A", duration="soon", predecessors="NOBODY, B12%", owner="PER-99")

    assert answer.status_code == 422
    shown = texts(answer.text)
    assert "“soon” is not a duration" in shown
    assert "There is no task NOBODY in this programme." in shown
    assert "There is no person PER-99 in this programme." in shown


def test_a_duration_and_the_links_of_a_task_are_edited_in_the_list(pm: TestClient):
    page = pm.get("/programmes/BCT/tasks").text
    assert 'data-edit="duration"' in page
    assert 'data-edit="predecessors"' in page
    data, at_cell = {"version": version_of(pm, "A"), "duration": "6d"}, {"hx-request": "true", "hx-target": "td#cell"}
    answer = pm.post("/programmes/BCT/tasks/A/cells/duration", data=data, headers=SAME_SITE | at_cell)
    assert answer.status_code == 303
    assert texts(pm.get(answer.headers["location"], headers=at_cell).text).strip() == "6d"
