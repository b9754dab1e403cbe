"""Days as they were typed into a page's form, spelled out before the form is read: `8/13`, `+10wd`, `下周五`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from governance.forms import Form, is_day
from governance.spoken_days import read_day
from web.access import Here


def with_days(here: Here, form: type[Form], data: Mapping[str, Any]) -> dict[str, Any]:
    """What was submitted, with every day that people would understand as `YYYY-MM-DD`; what names no day stays, and is refused as typed.

    People mean days as of the page's date, and working days of the programme's calendar.
    """
    found = dict(data)
    for name, info in form.model_fields.items():
        typed = found.get(name)
        if isinstance(typed, str) and typed.strip() and is_day(info):
            day = read_day(typed, here.status_date, lambda start, count: _working_day(here, start, count))
            found[name] = day.isoformat() if day else typed
    return found


def _working_day(here: Here, start: date, count: int) -> date:
    from plans.calendars import project_calendar

    return project_calendar(here.session, here.programme).add_working_days(start, count)
