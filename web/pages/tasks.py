"""Tasks saved from their register: as any record, and the page says what that has done to the finish."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from governance.errors import Refusal
from governance.listings import submission
from governance.records import find
from milestones.register import TASK_REGISTER, plan_task, replan_task
from plans.plan import scheduled
from plans.tasks import Task, TaskForm
from web import register_forms
from web.access import Code, Here, InProgramme, Submitted
from web.plan_moves import PlanMove, move_since, stamp_now
from web.register_access import opened_with, writable
from web.rendering import respond, see_other
from web.typed_days import with_days
from web.undo_view import UndoView, undo_view
from web.viewclass import viewclass

router = APIRouter(prefix="/programmes/{programme}/tasks", include_in_schema=False)


@viewclass
class TaskPanel:
    """What stands above a task's record."""

    href: str
    moved: PlanMove | None
    undo: UndoView | None


def task_panel(here: Here, task: Task) -> TaskPanel:
    plan = scheduled(here.session, here.programme, here.status_date)
    moved = move_since(here, plan)
    return TaskPanel(f"{here.path}/schedule/tasks/{task.code}", moved, undo_view(here) if moved else None)


def _again(request: Request, code: str | None, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    """The form with what was typed and what was refused."""
    here: Here = request.state.here
    task = find(here.session, Task, here.programme.id, code) if code else None
    view = register_forms.edit(here, TASK_REGISTER, task, typed, refusal)
    return respond(request, "registers/edit.html", view, status=status)


def _saved(here: Here, task: Task, before: str, done: str) -> Response:
    return see_other(here.request, f"{here.path}/tasks/{task.code}?{urlencode({'from': before, 'done': done})}")


@router.post("")
def create(here: InProgramme, data: Submitted) -> Response:
    writable(here, TASK_REGISTER)
    data = with_days(here, TaskForm, data)
    here.request.state.attempt = partial(_again, here.request, None, dict(data))
    before = stamp_now(here)
    form = submission(here.session, TASK_REGISTER, here.programme, data)
    return _saved(here, plan_task(here.session, here.actor, here.programme, form), before, "created")


@router.post("/{code}")
def revise(here: InProgramme, code: Code, data: Submitted) -> Response:
    task = find(here.session, Task, here.programme.id, code.upper())
    writable(here, TASK_REGISTER)
    data = with_days(here, TaskForm, data)
    here.request.state.attempt = partial(_again, here.request, task.code, dict(data))
    version, before = opened_with(task, data), stamp_now(here)
    form = submission(here.session, TASK_REGISTER, here.programme, {"code": task.code} | data, keep=task)
    return _saved(here, replan_task(here.session, here.actor, task, form, version), before, "saved")
