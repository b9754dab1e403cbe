"""The plan as files of other programs: from the page, the command line and the API."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from governance.authority import Role
from governance.forms import read_form
from governance.programmes import Programme, find_programme
from plans.absences import AbsenceForm, note_absence
from plans.exchange.mspdi import parsed, read_mspdi
from plans.exchange.mspdi_values import all_under, text
from tests.builders import SOMEBODY, a_person
from tests.plans.plan_records import a_task, on_china_calendar
from web.calendar_events import CalendarEvent
from web.database import Database
from web.plan_cli import export_command, import_command
from web.reports.ics import calendar
from web.settings import Settings

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def planned(database: Database, bct: Programme) -> Programme:
    with database.transaction(writes=True) as session:
        programme = find_programme(session, SOMEBODY, "BCT")
        on_china_calendar(session, programme)
        a_person(session, programme, code="PER-01")
        a_task(session, programme, "A", "5d", name_zh="数据清洗", owner="PER-01")
        a_task(session, programme, "M01", "", "A", name_zh="上线")
        away = {"person": "PER-01", "starts_on": "2026-08-03", "ends_on": "2026-08-07"}
        note_absence(session, SOMEBODY, programme, read_form(AbsenceForm, away))
    return bct


@SQLITE
def test_the_page_says_what_stays_behind_and_offers_both_languages(planned: Programme, client: Any):
    page = client.get("/programmes/BCT/schedule/project-file").text
    assert "Absences (1) stay here" in page
    for tag, name in (("en", "Task A"), ("zh-CN", "数据清洗")):
        address = f"/programmes/BCT/schedule/plan.xml?names={tag}"
        assert address in page
        answer = client.get(address)
        assert answer.headers["content-type"] == "application/xml"
        assert answer.headers["content-disposition"] == 'attachment; filename="BCT-plan-2026-07-03.xml"'
        names = [text(e, "Name") for e in all_under(parsed(answer.content), "Tasks", "Task")]
        assert names[1] == name


@SQLITE
def test_the_schedule_leads_to_every_file(planned: Programme, client: Any):
    page = client.get("/programmes/BCT/schedule").text
    for file in ("project-file", "milestones.ics", "plan.json"):
        assert f'href="/programmes/BCT/schedule/{file}"' in page
        assert client.get(f"/programmes/BCT/schedule/{file}").status_code == 200


@SQLITE
def test_programs_get_the_same_files(planned: Programme, client: Any):
    base = "/api/v1/programmes/BCT"
    assert len(read_mspdi(client.get(f"{base}/plan.xml").content).outline) == 2
    assert client.get(f"{base}/plan.json").json()["format"] == "steerboard-plan/1"
    (event,) = Calendar.from_ical(client.get(f"{base}/milestones.ics").content).walk("VEVENT")
    # As of Friday 3 July 2026 nothing was done: the five days are those of the week from the sixth to the tenth.
    assert (event["SUMMARY"], event["DTSTART"].dt) == ("M01 Task M01", date(2026, 7, 10))
    assert client.get(f"{base}/plan.xml?names=fr").status_code == 422


@SQLITE
def test_another_programme_s_plan_is_nobody_s_file(planned: Programme, database: Database, client_as: Any):
    from tests.builders import a_programme

    with database.transaction(writes=True) as session:
        elsewhere = a_programme(session, "XYZ")
    stranger = client_as(Role.pm, elsewhere)
    for address in (
        "/programmes/BCT/schedule/plan.xml",
        "/api/v1/programmes/BCT/plan.xml",
        "/api/v1/programmes/BCT/milestones.ics",
    ):
        assert stranger.get(address).status_code == 404


@SQLITE
def test_the_command_line_writes_and_tells_what_stays(planned: Programme, database: Database, tmp_path: Path):
    settings = Settings(data_dir=database.data_dir, database_url=database.url.render_as_string(hide_password=False))  # pyright: ignore
    database.dispose()
    file = tmp_path / "plan.xml"
    said = export_command(settings, "bct", "mspdi", file, "zh-CN")
    assert said.splitlines()[-1] == f"BCT written to {file}."
    assert said.startswith("note: Absences (1) stay here")
    told = import_command(settings, file, "NEW", False, False)
    assert told.startswith("NEW: tasks 2, of these milestones 1, links 1")
    assert export_command(settings, "NEW", "ics", tmp_path / "m.ics") == f"NEW written to {tmp_path / 'm.ics'}."
    assert len(Calendar.from_ical((tmp_path / "m.ics").read_bytes()).walk("VEVENT")) == 1


# --- The calendar file ------------------------------------------------------------------------------------------------


def event(**given: Any) -> CalendarEvent:
    values: dict[str, Any] = {
        "uid": "task-7", "title": "T7 Draft", "text": "Rollout", "first": date(2026, 10, 9), "last": date(2026, 10, 10), "sequence": 3,
        "changed": None, "path": "/programmes/BCT/schedule/tasks/T7", "category": "Task",
    }  # fmt: skip
    return CalendarEvent(**(values | given))


def test_an_event_covers_whole_days_to_the_end_of_its_last():
    (made,) = Calendar.from_ical(calendar("Plan", [event()])).walk("VEVENT")
    assert (made["DTSTART"].dt, made["DTEND"].dt) == (date(2026, 10, 9), date(2026, 10, 11))
    assert (str(made["UID"]), made["SEQUENCE"]) == ("task-7@steerboard", 3)


def test_long_and_odd_texts_are_folded_and_escaped():
    odd = "评审；第一批, 华东\\试点; " * 12
    body = calendar("计划", [event(title=odd, text="one\ntwo")])
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert body.count(b"\n") == body.count(b"\r\n")
    (made,) = Calendar.from_ical(body).walk("VEVENT")
    assert (str(made["SUMMARY"]), str(made["DESCRIPTION"])) == (odd, "one\ntwo")


def test_the_same_events_in_any_order_make_the_same_bytes():
    one, two = event(), event(uid="task-8", first=date(2026, 9, 1), last=date(2026, 9, 1))
    assert calendar("Plan", [one, two]) == calendar("Plan", [two, one])


def test_links_are_written_only_where_the_address_is_known():
    assert b"URL" not in calendar("Plan", [event()])
    assert b"https://steer.example/programmes/BCT/schedule/tasks/T7" in calendar(
        "Plan", [event()], base_url="https://steer.example/"
    )
