"""The plan under review, as people and programs see it: the schedule check, what would hurt, hand-offs, what decides a milestone."""

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from governance.authority import Role
from governance.programmes import Programme
from tests import builders
from tests.queries import counted
from web.database import Database

ZH = {"accept-language": "zh-CN"}


@pytest.fixture
def executive(client_as: Callable[..., TestClient], sample: Programme) -> TestClient:
    return client_as(Role.executive, sample)


def page(client: TestClient, path: str, **headers: str) -> str:
    answer = client.get(f"/programmes/BCT/{path}", headers=headers)
    assert answer.status_code == 200, answer.text[:2000]
    return answer.text


def texts(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def api(client: TestClient, path: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/programmes/BCT/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_check_tells_which_points_hold_with_unrounded_figures(executive: TestClient):
    shown = texts(page(executive, "schedule-check"))
    assert "11 points hold" in shown
    assert "3 do not" in shown
    assert "10.3 % 19 of 185 at most 5 %" in shown  # lags
    assert "10.2 % 6 of 59 at most 5 %" in shown  # missed tasks
    assert "0.949 56 of 59 at least 0.95" in shown  # fails although it is nearly 0.95


def test_the_check_speaks_chinese(client_as: Callable[..., TestClient], sample: Programme):
    shown = texts(page(client_as(Role.pm, sample), "schedule-check", **ZH))
    assert "11 项满足" in shown
    assert "10.3% 19 / 185 至多 5%" in shown


def test_programs_get_the_same_points_as_exact_fractions(executive: TestClient):
    found = {p["point"]: p for p in api(executive, "schedule/check")["points"]}
    assert len(found) == 14
    index = found["baseline_execution_index"]
    assert (index["value"], index["limit"], index["at_least"], index["passed"]) == ("56/59", 0.95, True, False)
    assert found["missed_tasks"]["rows"] == ["T312", "T406", "T411", "T413", "T505", "T510"]


def test_the_interface_hurts_most_and_ten_days_move_seven_milestones(executive: TestClient):
    found = api(executive, "schedule/exposure?slip=10")
    assert found["exact"] is True
    first = found["tasks"][0]
    assert (first["task"], first["milestone_days"]) == ("T411", 70)
    assert first["delays_wd"] == dict.fromkeys(["M06", "M07", "M08", "M09", "M10", "M11", "M12"], 10)
    assert "M12 +10" in texts(page(executive, "exposure?slip=10"))


def test_a_slip_of_no_days_is_refused_by_name(executive: TestClient):
    answer = executive.get("/api/v1/programmes/BCT/schedule/exposure?slip=0")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "slip"


def test_hand_offs_are_counted_and_can_be_taken_away(executive: TestClient):
    assert "124 67 % of 185 links" in texts(page(executive, "hand-offs"))
    found = api(executive, "schedule/hand-offs")
    assert (found["crossing"], found["total"]) == (124, 185)
    rows = list(
        csv.DictReader(io.StringIO(executive.get("/programmes/BCT/hand-offs/export.csv").content.decode("utf-8-sig")))
    )
    assert sum(int(row["links"]) for row in rows) == 124
    assert (rows[0]["from"], rows[0]["to"], rows[0]["links"]) == ("HR", "PMO", "11")


def test_a_milestone_says_what_decides_its_date(executive: TestClient):
    shown = texts(page(executive, "milestones/M08"))
    assert "What decides when it comes?" in shown
    assert "9 tasks" in shown
    assert shown.index("T411") < shown.index("T415") < shown.index("T604")
    assert "Every route to it passes: T604" in shown  # T101 as well, but that is finished
    found = api(executive, "schedule/driving-paths/m08")
    assert found["paths"][0]["tasks"][0] == "T411"
    assert found["necessary"] == ["T101", "T604"]


def test_nothing_decides_any_more_when_a_milestone_is_achieved(executive: TestClient):
    assert "What decides" not in page(executive, "milestones/M02")


def test_an_unknown_task_is_refused(executive: TestClient):
    answer = executive.get("/api/v1/programmes/BCT/schedule/driving-paths/T999")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, "NOT_FOUND")


def test_the_pages_answer_as_of_another_date(executive: TestClient):
    """As of the last day before the start nothing is finished: all 96 tasks and 12 milestones are open."""
    assert "0 of 108" in texts(page(executive, "schedule-check?as_of=2026-03-01"))


@pytest.mark.parametrize("path", ["schedule-check", "exposure", "hand-offs", "network"])
def test_an_empty_plan_says_what_to_do(client_as: Callable[..., TestClient], database: Database, path: str):
    with database.transaction(writes=True) as session:
        programme = builders.a_programme(session)
    manager, reader = client_as(Role.pm, programme), client_as(Role.executive, programme)
    assert 'class="empty"' in page(manager, path)
    assert "/tasks/new" not in page(reader, path)
    assert executive_figures(reader) == []


def executive_figures(client: TestClient) -> list[Any]:
    return [
        *api(client, "schedule/check")["points"],
        *api(client, "schedule/exposure")["tasks"],
        *api(client, "schedule/hand-offs")["pairs"],
    ]


@pytest.mark.parametrize(
    ("path", "most"), [("schedule-check", 14), ("exposure", 14), ("hand-offs", 14), ("network", 14)]
)
def test_a_page_of_the_review_asks_few_questions(executive: TestClient, database: Database, path: str, most: int):
    page(executive, path)
    with counted(database) as asked:
        page(executive, path)
    assert len(asked) <= most


# --- The network diagram


def test_the_network_shows_every_task_with_its_dates_and_its_way(executive: TestClient):
    html = page(executive, "network")
    assert html.count('<a class="node') == 108
    assert html.count('class="edge') - html.count('class="edge-label') == 185
    assert "T411 ERP interface, Information Technology: 29 May 2026 – 10 Jul 2026, float 0 wd, critical" in unescape(
        html
    )


def test_a_way_to_a_milestone_is_made_visible_with_what_leads_into_it(executive: TestClient):
    html = page(executive, "network?to=M08")
    assert "8 unfinished tasks decide when M08 G5 pilot go-live comes." in texts(html)
    assert len(re.findall(r'<a class="node[^"]* on"', html)) == 9
    assert len(re.findall(r'<a class="node[^"]* off"', html)) == 19
    assert "107 tasks come before M12" in texts(page(executive, "network?to=M12&way=before"))


def test_the_network_is_narrowed_to_a_phase(executive: TestClient):
    html = page(executive, "network?phase=P5")
    assert html.count('<a class="node') == 16
    assert "T411" not in html.split('<svg class="network"')[1].split("</svg>")[0]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("to=NONE", 108), ("way=sideways", 108), ("phase=P99", 0), ("to=%3Cb%3E", 108), ("department=", 108)],
)
def test_an_address_that_makes_no_sense_narrows_nothing_or_finds_nothing(executive: TestClient, asked: str, shown: int):
    html = page(executive, f"network?{asked}")
    assert html.count('<a class="node') == shown
    assert ("No task matches." in html) == (shown == 0)


def test_three_forecasts_stand_side_by_side_and_say_that_they_disagree(executive: TestClient):
    found = executive.get("/api/v1/programmes/BCT/schedule/forecasts").json()
    assert found["network"] == "2026-11-30"
    # 182 days ÷ (80.9 ÷ 86) are 193.6: the 194th working day from 2 March on, twelve after 20 November.
    assert found["earned_schedule"] == "2026-12-08"
    # Reports on days 76, 81 and 86 said days 182, 184 and 188: 0.6 a day, so 86 + (188 - 86) / (1 - 0.6) = day 341, 153 after 188.
    assert (found["trend"], found["spread_wd"]) == ("2027-07-14", 341 - 188)
    page = executive.get("/programmes/BCT/schedule-check").text
    assert "The three forecasts lie" in page
