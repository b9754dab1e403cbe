"""Goals in the browser: the check beside the form, the line on the page, approving and measuring."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from governance.goals import GoalStatus
from tests.builders import a_person
from tests.registers import a_goal, a_measurement
from tests.web.house import version_on
from web.charts.sparkline import Point, Way, goal_line

LINT = "/programmes/BCT/goals/lint"


def test_the_check_follows_what_is_typed(client) -> None:
    vague = client.get(LINT, params={"statement_en": "Improve CRM usage as soon as possible"}).text
    sharp = {"statement_en": "Raise weekly users from 0 to 320 users by 2026-11-20", "owner": "PER-01", "kpi_en": "Weekly users", "unit": "users",
             "baseline": "0", "target": "320", "due": "2026-11-20", "strategic_objective_en": "x", "milestones": "M11"}  # fmt: skip
    assert "“as soon as possible” is no date: name the day." in vague
    assert "Nobody answers for it: name a person." in vague
    assert "Fit for approval" in client.get(LINT, params=sharp).text
    assert "The text says 320, the field says 300" in client.get(LINT, params=sharp | {"target": "300"}).text


def test_an_empty_form_is_told_all_that_a_goal_needs(client) -> None:
    page = client.get(LINT).text
    assert all(
        text in page for text in ("No figure with a unit", "Nothing to start from", "Nobody answers for it", "No date")
    )


def test_only_the_check_is_sent_to_a_form_that_asks_for_it(client) -> None:
    answer = client.get(
        LINT, params={"statement_zh": "提升客户满意度"}, headers={"hx-request": "true", "hx-target": "div#lint"}
    )
    assert "<html" not in answer.text
    assert 'class="smart"' in answer.text


def test_what_cannot_be_read_yet_counts_as_empty_and_breaks_nothing(client) -> None:
    answer = client.get(
        LINT, params={"statement_en": "x", "target": "a lot", "due": "2026-13-45", "direction": "sideways"}
    )
    assert answer.status_code == 200
    assert "No figure with a unit" in answer.text


def test_the_form_of_a_goal_asks_for_the_check(client) -> None:
    page = client.get("/programmes/BCT/goals/new").text
    assert f'hx-get="{LINT}"' in page
    assert "#f-statement_zh" in page


def test_the_sponsor_approves_on_the_goals_page_and_the_manager_is_not_offered_it(client_as, database, bct) -> None:
    with database.transaction(writes=True) as writing:
        a_goal(writing, bct, code="G-01", owner=a_person(writing, bct).code, status=GoalStatus.in_review)
    sponsor, manager = client_as("sponsor", bct), client_as("pm", bct)
    address = "/programmes/BCT/goals/G-01/approval"
    assert address in sponsor.get("/programmes/BCT/goals/G-01").text
    assert address not in manager.get("/programmes/BCT/goals/G-01").text
    seen = version_on(sponsor, "/programmes/BCT/goals/G-01")
    assert manager.post(address, data=seen).status_code == 403
    assert sponsor.post(address, data=seen).status_code == 303
    assert "Approved" in manager.get("/programmes/BCT/goals/G-01").text
    assert address not in sponsor.get("/programmes/BCT/goals/G-01").text


def test_what_keeps_a_goal_from_approval_stands_beside_the_button(client_as, database, bct) -> None:
    with database.transaction(writes=True) as writing:
        a_goal(writing, bct, code="G-01", due=None, status=GoalStatus.in_review)
    sponsor = client_as("sponsor", bct)
    page = sponsor.get("/programmes/BCT/goals/G-01").text
    assert "G-01 lacks what SMART asks for under AT" in page
    seen = version_on(sponsor, "/programmes/BCT/goals/G-01")
    refused = sponsor.post("/programmes/BCT/goals/G-01/approval", data=seen)
    assert refused.status_code == 422
    assert "G-01 lacks what SMART asks for under AT" in refused.text


def test_a_goals_owner_records_a_measurement_on_its_page(client_as, database, bct) -> None:
    with database.transaction(writes=True) as writing:
        mine = a_person(writing, bct)
        a_goal(writing, bct, code="G-01", owner=mine.code, status=GoalStatus.approved)
    owner = client_as("owner", bct, mine.code)
    address = "/programmes/BCT/goals/G-01/measurements"
    assert address in owner.get("/programmes/BCT/goals/G-01").text
    assert owner.post(address, data={"period_end": "2026-06-30", "value": "75"}).status_code == 303
    page = owner.get("/programmes/BCT/goals/G-01").text
    assert "As expected by now, or better" in page
    again = owner.post(address, data={"period_end": "2026-06-30", "value": "76"})
    assert again.status_code == 422
    assert "has a measurement for the period up to 30 Jun 2026 already" in again.text
    assert 'value="76"' in again.text


def test_the_counts_lead_to_the_goals_that_they_count(client, database, bct) -> None:
    with database.transaction(writes=True) as writing:
        owner = a_person(writing, bct).code
        for code, value in (("G-01", "75"), ("G-02", "73"), ("G-03", "72.5")):
            a_measurement(
                writing, bct, a_goal(writing, bct, code=code, owner=owner, status=GoalStatus.approved), value=value
            )
        a_goal(writing, bct, code="G-04")
    page = client.get("/programmes/BCT/goals").text
    assert 'href="/programmes/BCT/goals?rag=off_track"' in page
    off_track = client.get("/programmes/BCT/goals?rag=off_track").text
    assert [f"/goals/G-0{n}" in off_track for n in (1, 2, 3, 4)] == [False, True, True, False]
    unapproved = client.get("/programmes/BCT/goals?status=draft,in_review").text
    assert [f"/goals/G-0{n}" in unapproved for n in (1, 4)] == [False, True]


# --- The line --------------------------------------------------------------------------------------------------------

WAY = Way(date(2026, 3, 1), date(2026, 11, 20), Decimal(72), Decimal(78), "72", "78 & <more>", "1 Mar", "20 Nov 2026")


def test_the_line_is_well_formed_and_escapes_what_it_says() -> None:
    drawn = goal_line(WAY, [Point(date(2026, 6, 30), Decimal(74), "74 %")], date(2026, 7, 3), "3 Jul", 'From "72" & on')
    tree = ElementTree.fromstring(f'<div xmlns="http://www.w3.org/1999/xhtml">{drawn}</div>')  # noqa: S314 - our own drawing
    assert "style=" not in drawn
    assert len([e for e in tree.iter() if e.tag.endswith("circle")]) == 1


@pytest.mark.parametrize(("value", "above"), [(Decimal(78), True), (Decimal(72), False)])
def test_more_is_drawn_higher(value: Decimal, above: bool) -> None:
    drawn = goal_line(WAY, [Point(date(2026, 6, 30), value, "x")], date(2026, 7, 3), "", "")
    heights = {e.get("cy") for e in ElementTree.fromstring(drawn).iter() if e.tag == "circle"}  # noqa: S314 - our own drawing
    middle = goal_line(WAY, [Point(date(2026, 6, 30), Decimal(75), "x")], date(2026, 7, 3), "", "")
    between = {e.get("cy") for e in ElementTree.fromstring(middle).iter() if e.tag == "circle"}  # noqa: S314 - our own drawing
    assert (float(heights.pop() or 0) < float(between.pop() or 0)) == above
