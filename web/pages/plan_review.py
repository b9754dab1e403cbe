"""The plan under review: the schedule check, what would hurt, hand-offs; for people and for programs."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from governance.errors import NotFound, Problem
from milestones.three_forecasts import three_forecasts
from plans.insight.health_check import Result
from web.access import InProgramme
from web.exposure_view import exposure_page
from web.hand_offs_view import hand_offs_page
from web.network_view import network_page
from web.plan_parts import current
from web.register_exports import csv_bytes, download
from web.rendering import respond
from web.schedule_check_view import check_page

router = APIRouter(prefix="/programmes/{programme}", include_in_schema=False)
api = APIRouter(prefix="/api/v1/programmes/{programme}", tags=["schedule"])
Slip = Annotated[int, Query(ge=1, le=250, description="Working days that a task slips by")]
Code = Annotated[str, Path(max_length=20)]


@router.get("/schedule-check")
def check(here: InProgramme) -> Response:
    return respond(here.request, "plan/check.html", check_page(here))


@router.get("/network")
def network(here: InProgramme) -> Response:
    return respond(here.request, "plan/network.html", network_page(here))


@router.get("/exposure")
def exposure(here: InProgramme, slip: Slip = 10) -> Response:
    return respond(here.request, "plan/exposure.html", exposure_page(here, slip))


@router.get("/hand-offs")
def hand_offs(here: InProgramme) -> Response:
    return respond(here.request, "plan/hand_offs.html", hand_offs_page(here))


@router.get("/hand-offs/export.csv")
def hand_offs_file(here: InProgramme) -> Response:
    plan = current(here)
    days = plan.plan.calendar.days_of
    rows = [[h.source, h.target, h.links, h.late, days(h.lag_min)] for h in plan.hand_offs.pairs]
    body = csv_bytes(["from", "to", "links", "late", "lag_wd"], rows)
    return download(f"{here.programme.code}-hand-offs.csv", body, "text/csv; charset=utf-8")


# --- For programs ----------------------------------------------------------------------------------------------------


@api.get("/schedule/check", summary="The health of the schedule: 14 points", response_model=None)
def check_api(here: InProgramme) -> dict[str, Any]:
    """Each point with the count it rests on, the value as an exact fraction, the limit, the verdict and the rows that speak against it."""
    insight = current(here)
    health = () if insight.plan.is_empty else insight.health
    return {"status_date": here.status_date.isoformat(), "points": [_point(result) for result in health]}


@api.get("/schedule/forecasts", summary="Three forecasts of the plan's end", response_model=None)
def forecasts_api(here: InProgramme) -> dict[str, Any]:
    """By the network, by earned schedule, by the trend of the reports; how far apart they lie, and the ends that were forecast at each date."""
    plan = current(here).plan
    if plan.is_empty:
        return {
            "status_date": here.status_date.isoformat(),
            "network": None,
            "earned_schedule": None,
            "trend": None,
            "spread_wd": 0,
            "reports": {},
        }
    found = three_forecasts(here.session, here.programme, plan)
    return {
        "status_date": here.status_date.isoformat(), "network": found.network.isoformat(),
        "earned_schedule": found.earned.isoformat() if found.earned else None, "trend": found.trend.isoformat() if found.trend else None,
        "spread_wd": found.spread_wd, "reports": {on.isoformat(): end.isoformat() for on, end in found.reports.items()},
    }  # fmt: skip


@api.get("/schedule/exposure", summary="What a slip of each task would do to the milestones", response_model=None)
def exposure_api(here: InProgramme, slip: Slip = 10) -> dict[str, Any]:
    """Milestone-days by task, the greatest first: the sum over milestones of the working days that each would move by."""
    insight = current(here)
    found = [] if insight.plan.is_empty else insight.harms(slip)
    return {
        "status_date": here.status_date.isoformat(), "slip_wd": slip, "exact": insight.plan.is_empty or insight.net.exact,
        "tasks": [{"task": h.task, "milestone_days": h.milestone_days, "delays_wd": dict(h.delays)} for h in found],
    }  # fmt: skip


@api.get("/schedule/hand-offs", summary="Links between departments", response_model=None)
def hand_offs_api(here: InProgramme) -> dict[str, Any]:
    """How many links pass from each department to each other, the most first."""
    insight = current(here)
    return {"status_date": here.status_date.isoformat(), **asdict(insight.hand_offs)}


@api.get("/schedule/driving-paths/{code}", summary="What decides when a milestone or task comes", response_model=None)
def driving_paths_api(here: InProgramme, code: Code) -> dict[str, Any]:
    """The driving path and the next ones, each with the worked minutes that it may slip; and what every route passes."""
    insight, code = current(here), code.upper()
    if code not in insight.plan.tasks:
        raise NotFound([Problem("NOT_FOUND", "", code, {"kind": "task", "code": code})])
    return {
        "status_date": here.status_date.isoformat(), "task": code, "finish": insight.plan[code].finish.isoformat(),
        "paths": [asdict(path) for path in insight.driving_paths(code)], "necessary": insight.necessary(code),
    }  # fmt: skip


def _point(result: Result) -> dict[str, Any]:
    value = None if result.value is None else f"{result.value.numerator}/{result.value.denominator}"
    return {
        "number": result.number, "point": str(result.point), "count": result.count, "of": result.of, "value": value,
        "limit": float(result.limit), "at_least": result.at_least, "passed": result.passed,
        "also": None if result.also is None else f"{result.also.numerator}/{result.also.denominator}", "rows": list(result.rows),
    }  # fmt: skip
