"""The schedule: the Gantt, one task on it, and what is changed from there. Every change recomputes the plan and says what moved."""

import json
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from governance.errors import NotFound, Problem, Refusal
from governance.forms import Form, Line, read_form
from governance.listings import submission, values
from governance.records import find, read_submission
from milestones.register import replan_task
from plans.assignment_records import ResourceAssignment, ResourceAssignmentForm
from plans.assignments import (
    RESOURCE_ASSIGNMENTS,
    assign_resource,
    revise_resource_assignment,
    withdraw_resource_assignment,
)
from plans.calendars import day_length
from plans.exchange.plan_json import schedule_json
from plans.levelling.plan_file import write_resourced_plan
from plans.plan import scheduled
from plans.plan_levelling import levelable
from plans.plan_lists import TASKS
from plans.plan_load import load_of
from plans.planning import unlink_tasks
from plans.progress import ProgressForm, ProgressUpdate, report_progress
from plans.tasks import Task, TaskForm
from web.access import Code, Here, InProgramme, Submitted
from web.gantt_view import gantt, gantt_links
from web.plan_moves import stamp_now
from web.register_access import opened_with
from web.rendering import respond, see_other
from web.task_assignments import TYPED
from web.task_view import EDITED, REPORTED, task_on_plan
from web.typed_days import with_days

router = APIRouter(prefix="/programmes/{programme}", include_in_schema=False)
api = APIRouter(prefix="/api/v1/programmes/{programme}", tags=["schedule"])


class LinkForm(Form):
    """One link into a task."""

    source: Line
    type: Line


def _task(here: InProgramme, code: Code) -> Task:
    return find(here.session, Task, here.programme.id, code.upper())


TheTask = Annotated[Task, Depends(_task, scope="function")]


def _assignment(here: InProgramme, task: TheTask, assignment: Code) -> ResourceAssignment:
    found = find(here.session, ResourceAssignment, here.programme.id, assignment.upper())
    if found.task_id != task.id:
        raise NotFound(
            [Problem("NOT_FOUND", "code", assignment, {"kind": ResourceAssignment.KIND, "code": assignment})]
        )
    return found


TheAssignment = Annotated[ResourceAssignment, Depends(_assignment, scope="function")]


def _attempt(here: Here, task: Task, data: dict[str, Any]) -> None:
    """Remember what was typed, so that a refusal shows it again."""
    here.request.state.attempt = partial(_render_attempt, here.request, task.code, dict(data))


def _render_attempt(request: Request, code: str, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    here: Here = request.state.here
    view = task_on_plan(here, _task(here, code), typed, refusal)
    return respond(request, "plan/task.html", view, status=status)


def _saved(here: Here, task: Task, before: str) -> Response:
    """Back to the task, with what has moved since; in the drawer the chart behind it is drawn anew."""
    query = urlencode({"from": before, "done": "saved"})
    return see_other(here.request, f"{here.path}/schedule/tasks/{task.code}?{query}")


@router.get("/schedule")
def schedule(here: InProgramme) -> Response:
    return respond(here.request, "plan/schedule.html", gantt(here))


@router.get("/schedule/links")
def links(here: InProgramme) -> Response:
    return respond(here.request, "plan/links.html", gantt_links(here))


@router.get("/schedule/plan.json")
def plan_file(here: InProgramme) -> Response:
    """The plan as a file that `steerboard schedule`, `steerboard level` and other programs read."""
    plan = scheduled(here.session, here.programme, here.status_date)
    written = write_resourced_plan(levelable(load_of(here.session, here.programme, plan)).plan)
    name = f"{here.programme.code}-plan-{here.status_date}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(json.dumps(written, ensure_ascii=False), media_type="application/json", headers=headers)


@router.get("/schedule/tasks/{code}")
def task(here: InProgramme, task: TheTask) -> Response:
    return respond(here.request, "plan/task.html", task_on_plan(here, task))


@router.post("/schedule/tasks/{code}")
def revise(here: InProgramme, task: TheTask, data: Submitted) -> Response:
    data = with_days(here, TaskForm, data)
    _attempt(here, task, data)
    version, before = opened_with(task, data), stamp_now(here)
    typed = values(here.session, TASKS, here.programme, [task])[0] | {k: data[k] for k in EDITED if k in data}
    form = submission(here.session, TASKS, here.programme, typed, keep=task)
    replan_task(here.session, here.actor, task, form, version)
    return _saved(here, task, before)


@router.post("/schedule/tasks/{code}/progress")
def progress(here: InProgramme, task: TheTask, data: Submitted) -> Response:
    data = with_days(here, ProgressForm, data)
    _attempt(here, task, data)
    before = stamp_now(here)
    typed = {"task": task.code, "status_date": here.status_date} | {k: data[k] for k in REPORTED if k in data}
    form = read_submission(here.session, ProgressUpdate, ProgressForm, here.programme.key, typed)
    report_progress(here.session, here.actor, task, form, day_length(here.session, here.programme))
    return _saved(here, task, before)


@router.post("/schedule/tasks/{code}/links/removal")
def unlink(here: InProgramme, task: TheTask, data: Submitted) -> Response:
    before = stamp_now(here)
    form = read_form(LinkForm, {k: data[k] for k in ("source", "type") if k in data})
    unlink_tasks(here.session, here.actor, task, form.source, form.type)
    return _saved(here, task, before)


# --- Who works on it -------------------------------------------------------------------------------------------------


@router.post("/schedule/tasks/{code}/assignments")
def assign(here: InProgramme, task: TheTask, data: Submitted) -> Response:
    _attempt(here, task, data)
    before = stamp_now(here)
    typed = {"task": task.code} | {k: data[k] for k in TYPED if k in data}
    form = read_submission(here.session, ResourceAssignment, ResourceAssignmentForm, here.programme.key, typed)
    assign_resource(here.session, here.actor, here.programme, form)
    return _saved(here, task, before)


@router.post("/schedule/tasks/{code}/assignments/{assignment}")
def reassign(here: InProgramme, task: TheTask, assignment: TheAssignment, data: Submitted) -> Response:
    _attempt(here, task, data)
    version, before = opened_with(assignment, data), stamp_now(here)
    typed = values(here.session, RESOURCE_ASSIGNMENTS, here.programme, [assignment])[0]
    typed |= {k: data[k] for k in ("units", "hours") if k in data}
    form = submission(here.session, RESOURCE_ASSIGNMENTS, here.programme, typed, keep=assignment)
    revise_resource_assignment(here.session, here.actor, assignment, form, version)
    return _saved(here, task, before)


@router.post("/schedule/tasks/{code}/assignments/{assignment}/removal")
def unassign(here: InProgramme, task: TheTask, assignment: TheAssignment, data: Submitted) -> Response:
    version, before = opened_with(assignment, data), stamp_now(here)
    withdraw_resource_assignment(
        here.session,
        here.actor,
        assignment,
        reason="Taken off the task",
        on=here.programme.status_date,
        version=version,
    )
    return _saved(here, task, before)


@api.get("/schedule", summary="The computed schedule", response_model=None)
def schedule_api(here: InProgramme, with_progress: Annotated[bool, Query()] = True) -> dict[str, Any]:
    """Dates and floats by task code, as of `as_of` or the programme's status date; the same as `steerboard schedule --json` prints."""
    return schedule_json(scheduled(here.session, here.programme, here.status_date, with_progress).schedule)
