"""The load of people and departments, for people and for programs; owners put on their tasks."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response

from governance.forms import Form, read_form
from plans.assignment_records import FULL, Units
from plans.assignments import assign_owners
from plans.insight.load import InPeak, Load, Peak
from plans.plan import scheduled
from plans.plan_load import PlanLoad, load_of
from web.access import Here, InProgramme, Submitted
from web.load_view import USUAL, Asked, first_week, is_of, load_page, shown_loads
from web.register_exports import csv_bytes, download
from web.rendering import respond, see_other

router = APIRouter(prefix="/programmes/{programme}/load", include_in_schema=False)
api = APIRouter(prefix="/api/v1/programmes/{programme}", tags=["schedule"])
Step = Literal["week", "day"]
DAYS = {"week": 7, "day": 1}


def _asked(
    weeks: Annotated[int, Query(ge=1, le=104, description="How many weeks")] = USUAL,
    first: Annotated[date | None, Query(alias="from", description="A day of the first week; the week before the status date's if not given")] = None,
    department: Annotated[str, Query(max_length=20, description="Code of a department: it and its people")] = "",
    over: Annotated[bool, Query(description="Only those who have too much")] = False,
    who: Annotated[str, Query(max_length=20)] = "",
    week: date | None = None,
) -> Asked:  # fmt: skip
    return Asked(weeks, first, department.upper(), over, who.upper(), week)


AskedFor = Annotated[Asked, Depends(_asked)]


class OwnersForm(Form):
    """With how many units owners are put on their tasks."""

    units: Units = FULL


@router.get("")
def load(here: InProgramme, asked: AskedFor) -> Response:
    return respond(here.request, "plan/load.html", load_page(here, asked))


@router.get("/export.csv")
def load_file(here: InProgramme, asked: AskedFor) -> Response:
    load = _load(here)
    rows = [
        [who.kind, who.code, x.start, _h(x.load_min), _h(x.capacity_min), _percent(x), x.level, "; ".join(task for task, _ in x.tasks)]
        for who, loads in shown_loads(load, asked)
        for x in loads
    ]  # fmt: skip
    header = ["kind", "code", "week", "load_h", "capacity_h", "percent", "level", "tasks"]
    body = csv_bytes(header, [["" if v is None else v for v in row] for row in rows])
    return download(f"{here.programme.code}-load-{here.status_date}.csv", body, "text/csv; charset=utf-8")


@router.post("/owners")
def owners(here: InProgramme, data: Submitted) -> Response:
    """Put owners on the open tasks that nobody is assigned to."""
    form = read_form(OwnersForm, data)
    assign_owners(here.session, here.actor, here.programme, Decimal(form.units))
    return see_other(here.request, f"{here.path}/load", "owners_assigned")


# --- For programs ----------------------------------------------------------------------------------------------------


@api.get("/schedule/load", summary="The load of people and departments", response_model=None)
def load_api(here: InProgramme, asked: AskedFor, by: Step = "week") -> dict[str, Any]:
    """Hours of work beside the hours there are, per week or day, with the tasks behind them; and the peaks with what could move."""
    load = _load(here)
    return {
        "status_date": here.status_date.isoformat(), "from": first_week(load, asked).isoformat(), "by": by,
        "rows": [
            {"kind": who.kind, "code": who.code, "capacity_h_week": load.parties[who].week_hours, "loads": [_one(x) for x in loads]}
            for who, loads in shown_loads(load, asked, DAYS[by])
        ],
        "peaks": [_peak(load, p) for p in load.peaks if is_of(load, p.who, asked.department)],
    }  # fmt: skip


def _load(here: Here) -> PlanLoad:
    return load_of(here.session, here.programme, scheduled(here.session, here.programme, here.status_date))


def _one(x: Load) -> dict[str, Any]:
    return {
        "start": x.start.isoformat(), "load_h": _h(x.load_min), "capacity_h": _h(x.capacity_min), "percent": _percent(x), "level": x.level,
        "tasks": [{"task": task, "hours": _h(minutes)} for task, minutes in x.tasks],
    }  # fmt: skip


def _peak(load: PlanLoad, peak: Peak) -> dict[str, Any]:
    return {
        "kind": peak.who.kind, "code": peak.who.code, "first": peak.first.isoformat(), "last": peak.last.isoformat(), "level": peak.level,
        "percent": None if peak.share is None else round(peak.share * 100, 1), "excess_h": _h(peak.excess_min),
        "tasks": [_in_peak(load, t) for t in peak.tasks],
    }  # fmt: skip


def _in_peak(load: PlanLoad, found: InPeak) -> dict[str, Any]:
    network = load.plan.network
    days = network.calendar_of(network.activity(found.task)).days_of
    needed = None if found.needed_min is None else round(days(found.needed_min), 2)
    room = round(days(found.float_min), 2)
    return {
        "task": found.task,
        "hours": _h(found.load_min),
        "float_wd": room,
        "needed_wd": needed,
        "can_move": found.can_move,
    }


def _percent(x: Load) -> float | None:
    return None if x.share is None else round(x.share * 100, 1)


def _h(minutes: float) -> float:
    return round(minutes / 60, 2)
