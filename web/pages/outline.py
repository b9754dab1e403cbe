"""The outline: rearranged by hand or by keys, for people and for programs; and the plan's last change taken back."""

from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import Field as F

from governance.authority import Permission
from governance.bulk_changes import Picked
from governance.errors import Invalid, Problem, Refusal, refuse_if
from governance.forms import Form, Line, read_form
from milestones.plan_undo import undo_last_change
from plans.outlining import indent_tasks, outdent_tasks, outline_of, place_tasks, shift_tasks, side_of
from plans.plan import scheduled
from web import bulk_changes
from web.access import Here, InProgramme, Submitted
from web.api_bodies import JsonBody
from web.outline_view import outline_page
from web.plan_moves import stamp_now
from web.rendering import is_partial, respond, safe_path, see_other
from web.words.refusals import message

router = APIRouter(prefix="/programmes/{programme}", include_in_schema=False)
api = APIRouter(prefix="/api/v1/programmes/{programme}", tags=["schedule"])
ACTS = ("indent", "outdent", "up", "down", "place")


@router.get("/outline")
def outline(here: InProgramme) -> Response:
    return respond(here.request, "plan/outline.html", outline_page(here))


@router.post("/outline")
def rearrange(here: InProgramme, data: Submitted) -> Response:
    here.actor.require(Permission.maintain_plan, here.programme.id)
    here.request.state.attempt = partial(_again, here.request)
    before = stamp_now(here)
    _carry_out(here, bulk_changes.picked(data.get("row")), data)
    return see_other(here.request, _back(here, data, before))


@router.post("/undo")
def undo(here: InProgramme, data: Submitted) -> Response:
    here.actor.require(Permission.maintain_plan, here.programme.id)
    here.request.state.attempt = partial(_again, here.request)
    before, seen = stamp_now(here), data.get("seen")
    undo_last_change(here.session, here.actor, here.programme, seen=seen if isinstance(seen, str) else None)
    return see_other(here.request, _back(here, data, before, "undone"))


def _carry_out(here: Here, rows: list[Picked], data: Any) -> None:
    """What was asked for, done: one of `ACTS`.

    Raises:
        Invalid: it is none of these, or as the commands.
    """
    act, common = data.get("act"), (here.session, here.actor, here.programme, rows)
    match act:
        case "indent":
            indent_tasks(*common)
        case "outdent":
            outdent_tasks(*common)
        case "up" | "down":
            shift_tasks(*common, -1 if act == "up" else 1)
        case "place":
            target = data.get("target")
            place_tasks(*common, target.upper()[:20] if isinstance(target, str) else "", side_of(data.get("side")))
        case _:
            raise Invalid([Problem("NOT_IN_ENUM", "act", str(act)[:40], {"allowed": list(ACTS)})])


def _back(here: Here, data: Any, before: str, done: str = "") -> str:
    """The page that was left, with what has moved since."""
    sent = data.get("back")
    path = safe_path(sent[:2000] if isinstance(sent, str) else "", f"{here.path}/outline")
    page, _, asked = path.partition("?")
    if page not in (f"{here.path}/outline", f"{here.path}/schedule", f"{here.path}/tasks"):
        page, asked = f"{here.path}/outline", ""
    more = urlencode({"from": before} | ({"done": done} if done else {}))
    return f"{page}?{asked}&{more}" if asked else f"{page}?{more}"


def _again(request: Request, refusal: Refusal, status: int) -> Response:
    """Why the outline stays as it is: above the rows, which stay picked, or with the whole page."""
    here: Here = request.state.here
    view = outline_page(here)
    view.refused = [message(p) for p in refusal.problems]
    return respond(request, "plan/outline.html", view, status=status, block="refused" if is_partial(request) else None)


# --- For programs ----------------------------------------------------------------------------------------------------


@api.get("/schedule/outline", summary="The outline of the plan", response_model=None)
def outline_api(here: InProgramme) -> dict[str, Any]:
    """Every phase and task in its order, with its level and its number in the work breakdown structure."""
    plan = scheduled(here.session, here.programme, here.status_date)
    rows = [
        {
            "code": r.code,
            "kind": "phase" if r.is_phase else str(plan.tasks[r.code].kind),
            "level": r.level,
            "wbs": r.wbs,
        }
        for r in outline_of(plan).rows()
    ]
    return {"status_date": here.status_date.isoformat(), "rows": rows}


@api.post("/schedule/outline", summary="Rearrange tasks in the outline", response_model=None)
def rearrange_api(here: InProgramme, data: JsonBody) -> dict[str, Any]:
    """`{"act": "indent" | "outdent" | "up" | "down" | "place", "rows": [{"code", "version"}], "target", "side": "before" | "after" | "into"}`."""
    _check_known(data, {"act", "rows", "target", "side"})
    _carry_out(here, _rows(data), data)
    return outline_api(here)


@api.post("/schedule/undo", summary="Take back your last change of the plan", response_model=None)
def undo_api(here: InProgramme, data: JsonBody) -> dict[str, Any]:
    """The records that were set back. Done twice, the change is made again. `{"seen"}`: the `at` of the act that is meant, if it must be that one."""
    _check_known(data, {"seen"})
    seen = data.get("seen")
    act = undo_last_change(here.session, here.actor, here.programme, seen=str(seen) if seen is not None else None)
    return {"at": act.at, "command": act.command, "records": sorted({f"{e.kind} {e.code}" for e in act.entries})}


def _check_known(data: Any, names: set[str]) -> None:
    refuse_if(Problem("UNKNOWN_FIELD", name[:100]) for name in data if name not in names)


def _rows(data: Any) -> list[Picked]:
    sent = data.get("rows")
    if not isinstance(sent, list):
        raise Invalid([Problem("NOT_A_LIST", "rows")])
    return [Picked(**read_form(RowForm, row if isinstance(row, dict) else {}).model_dump()) for row in sent[:1000]]


class RowForm(Form):
    code: Line
    version: Annotated[int, F(ge=1, lt=10**9)]
