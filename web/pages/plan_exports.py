"""The plan as files of other programs: Microsoft Project's XML, and a calendar of the milestones."""

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from plans.exchange.plan_json import write_plan
from plans.plan import scheduled
from web.access import Here, InProgramme
from web.plan_exports import ICS, XML, milestones_file, project_file, project_file_page
from web.register_exports import download
from web.rendering import respond

router = APIRouter(prefix="/programmes/{programme}/schedule", include_in_schema=False)
api = APIRouter(prefix="/api/v1/programmes/{programme}", tags=["schedule"])
Names = Annotated[Literal["en", "zh-CN"] | None, Query(description="Language of names that are written once")]


def _plan_xml(here: Here, names: str | None) -> Response:
    body, _ = project_file(here.session, here.programme, here.status_date, names or "")
    return download(f"{here.programme.code}-plan-{here.status_date}.xml", body, XML)


def _milestones(here: Here) -> Response:
    body = milestones_file(here.session, here.programme, here.status_date)
    return download(f"{here.programme.code}-milestones-{here.status_date}.ics", body, ICS)


@router.get("/project-file")
def show_project_file(here: InProgramme) -> Response:
    return respond(here.request, "plan/project_file.html", project_file_page(here))


@router.get("/plan.xml")
def plan_xml(here: InProgramme, names: Names = None) -> Response:
    return _plan_xml(here, names)


@router.get("/milestones.ics")
def milestones(here: InProgramme) -> Response:
    return _milestones(here)


def _file_of(kind: str) -> dict[int | str, dict[str, object]]:
    return {200: {"description": "The file", "content": {kind: {"schema": {"type": "string"}}}}}


@api.get(
    "/plan.json", summary="The plan as a plan file", response_class=Response, responses=_file_of("application/json")
)
def plan_json_api(here: InProgramme) -> Response:
    """The network of the plan as `steerboard schedule` reads it (`steerboard-plan/1`)."""
    plan = scheduled(here.session, here.programme, here.status_date)
    body = json.dumps(write_plan(plan.network), ensure_ascii=False).encode()
    return download(f"{here.programme.code}-plan-{here.status_date}.json", body, "application/json")


@api.get("/plan.xml", summary="The plan for Microsoft Project", response_class=Response, responses=_file_of(XML))
def plan_xml_api(here: InProgramme, names: Names = None) -> Response:
    """Microsoft Project's XML (MSPDI); imported again, it is the same plan."""
    return _plan_xml(here, names)


@api.get(
    "/milestones.ics",
    summary="The milestones as a calendar",
    response_class=Response,
    responses=_file_of("text/calendar"),
)
def milestones_api(here: InProgramme) -> Response:
    """iCalendar: each milestone on the day that it was reached or is forecast for."""
    return _milestones(here)
