"""The round of progress: everybody reports on what is due from them, in one go; who has not is asked."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response

from governance.authority import Permission
from governance.errors import Refusal
from governance.records import read_submission
from plans.plan import PlanSchedule, scheduled
from plans.progress import ProgressForm
from plans.progress_round import report_round
from plans.update_requests import UpdateRequest, UpdateRequestForm, ask_for_update
from web.access import Here, InProgramme, Submitted
from web.plan_parts import current
from web.rendering import respond, safe_path, see_other
from web.typed_days import with_days
from web.updates_view import FIELDS, said_of, updates_page

router = APIRouter(prefix="/programmes/{programme}", include_in_schema=False)
api = APIRouter(prefix="/api/v1/programmes/{programme}", tags=["schedule"])


@router.get("/updates")
def updates(here: InProgramme) -> Response:
    return respond(here.request, "plan/updates.html", updates_page(here))


@router.post("/updates")
def report(here: InProgramme, data: Submitted) -> Response:
    plan = scheduled(here.session, here.programme, here.status_date)
    typed = _typed(plan, data)
    here.request.state.attempt = partial(_again, here.request, typed)
    on = here.status_date.isoformat()
    reports = {c: with_days(here, ProgressForm, {"status_date": on} | row) for c, row in typed.items()}
    report_round(here.session, here.actor, here.programme, reports)
    return see_other(here.request, _back(here, data), "reported")


@router.post("/updates/requests")
def ask(here: InProgramme, data: Submitted) -> Response:
    here.actor.require(Permission.report_progress, here.programme.id)
    plan = scheduled(here.session, here.programme, here.status_date)
    person = data.get("person")
    due = [d.task for d in current(here).updates_due if plan.tasks[d.task].owner == person]
    asked = {"person": person, "tasks": due, "asked_on": here.status_date.isoformat()}
    form = read_submission(here.session, UpdateRequest, UpdateRequestForm, here.programme.key, asked)
    ask_for_update(here.session, here.actor, here.programme, form)
    return see_other(here.request, _back(here, data), "asked")


def _typed(plan: PlanSchedule, data: Any) -> dict[str, dict[str, Any]]:
    """The rows that say something else than before, or are ticked as confirmed; fields are named `T411.remaining`."""
    ticked = data.get("confirm", [])
    ticked = {ticked} if isinstance(ticked, str) else set(ticked)
    rows: dict[str, dict[str, str]] = {}
    for name, value in data.items():
        code, _, key = name.partition(".")
        if key in FIELDS and isinstance(value, str):
            rows.setdefault(code.upper()[:20], {})[key] = value.strip()
    known = {code: row for code, row in rows.items() if code in plan.tasks}
    unknown = {code: row for code, row in rows.items() if code not in plan.tasks}
    changed = {
        code: row
        for code, row in known.items()
        if code in ticked or any(row[key] != said for key, said in said_of(plan, code).items() if key in row)
    }
    return changed | unknown


def _back(here: Here, data: Any) -> str:
    path = f"{here.path}/updates"
    sent = data.get("back")
    back = safe_path(sent[:500] if isinstance(sent, str) else "", path)
    return back if back.partition("?")[0] == path else path


def _again(request: Request, typed: dict[str, dict[str, Any]], refusal: Refusal, status: int) -> Response:
    """The round again, with what was typed; nothing of it was taken."""
    here: Here = request.state.here
    return respond(request, "plan/updates.html", updates_page(here, typed, refusal), status=status)


@api.get("/schedule/updates-due", summary="Tasks of which an update is due", response_model=None)
def updates_api(here: InProgramme) -> dict[str, Any]:
    """Each with its owner, why, and for how many calendar days. Report by `POST …/progress`, ask by `POST …/update-requests`."""
    plan = scheduled(here.session, here.programme, here.status_date)
    rows = [
        {"task": d.task, "owner": plan.tasks[d.task].owner, "reason": str(d.reason), "days": d.days}
        for d in current(here).updates_due
    ]
    return {"status_date": here.status_date.isoformat(), "tasks": rows}
