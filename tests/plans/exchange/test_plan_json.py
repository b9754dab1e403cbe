"""The plan file: round trip, bounds, and what ends the reading at once."""

import json
from datetime import date, datetime

import pytest
from hypothesis import given

from governance.errors import Invalid
from plans.calendar import WorkCalendar, five_days
from plans.exchange import plan_json
from plans.exchange.plan_json import read_plan, schedule_json, write_plan
from plans.network import Activity, Constraint, ConstraintType, LagCalendar, Link, LinkType, MilestoneKind, Network
from plans.schedule import schedule
from tests.plans import beichen
from tests.plans.test_schedule_laws import networks

EMPTY = {"format": "steerboard-plan/1", "start": "2026-03-02T08:00:00", "calendars": [], "tasks": []}


def refusal_of(content: bytes | str) -> tuple[str, str]:
    with pytest.raises(Invalid) as refusal:
        read_plan(content)
    return refusal.value.problems[0].code, refusal.value.problems[0].field


def test_the_rollout_written_and_read_back_gives_the_same_schedule():
    plan = beichen.network()
    again = read_plan(json.dumps(write_plan(plan)))
    assert again.fingerprint() == plan.fingerprint()
    assert schedule_json(schedule(again)) == schedule_json(schedule(plan))


@given(networks())
def test_any_network_written_and_read_back_is_the_same(plan: Network):
    assert read_plan(json.dumps(write_plan(plan))).fingerprint() == plan.fingerprint()


def test_every_field_of_a_task_a_link_and_a_calendar_survives_the_round_trip():
    at = datetime(2026, 3, 4, 17, 0, 30)
    nights = WorkCalendar(
        "Nights", five_days(((1320, 1800),)), {date(2026, 5, 1): (), date(2026, 5, 2): ((0, 1440),)},
        date(2026, 1, 1), date(2026, 12, 31), 450,
    )  # fmt: skip
    task = Activity(
        "A",
        "名称",
        60.5,
        "Nights",
        Constraint(ConstraintType.FNLT, at),
        at,
        at,
        at,
        0,
        100,
        "P",
        False,
        MilestoneKind.start,
    )
    links = (Link("A", "B", LinkType.SF, -30, LagCalendar.elapsed),)
    plan = Network(at, {"Nights": nights}, "Nights", (Activity("P", is_summary=True), task, Activity("B")), links, at)
    again = read_plan(json.dumps(write_plan(plan)).encode())
    assert (again.activities, again.links, again.deadline) == (plan.activities, plan.links, at)
    assert again.fingerprint() == plan.fingerprint()


def test_the_schedule_has_local_date_times_and_minutes():
    task = schedule_json(schedule(beichen.network()))["tasks"]["T102"]
    assert task == {
        "name": "T102",
        "start": "2026-03-04T09:00:00",
        "finish": "2026-03-09T18:00:00",
        "early_start": "2026-03-04T09:00:00",
        "early_finish": "2026-03-09T18:00:00",
        "late_start": "2026-03-18T09:00:00",
        "late_finish": "2026-03-23T18:00:00",
        "total_float_min": 4800,
        "free_float_min": 0,
        "critical": False,
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "NOT_JSON"),
        (b"\xff\xfe\x00", "NOT_JSON"),
        ("[" * 100_000, "NOT_JSON"),
        ('{"format": "steerboard-plan/1", "start": NaN}', "NOT_JSON"),
        ("[]", "UNKNOWN_FORMAT"),
        ('{"format": "steerboard-plan/2"}', "UNKNOWN_FORMAT"),
    ],
)
def test_what_is_no_plan_file_is_refused(content: bytes | str, code: str):
    assert refusal_of(content)[0] == code


def test_a_plan_without_a_calendar_is_refused():
    assert refusal_of(json.dumps(EMPTY)) == ("REQUIRED", "calendars")


def test_a_file_beyond_the_bound_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plan_json, "MAX_BYTES", 10)
    assert refusal_of(json.dumps(EMPTY))[0] == "TOO_LARGE"


def test_more_tasks_than_the_bound_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plan_json, "MAX_TASKS", 1)
    assert refusal_of(json.dumps({**EMPTY, "tasks": [{"id": "A"}, {"id": "B"}]})) == ("TOO_MANY", "tasks")
