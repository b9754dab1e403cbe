"""Change requests beyond their register: the verdict on the request's page, and what it would do to the plan, for programs."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from governance.authority import Permission
from governance.change_control import rule_on_change
from governance.change_requests import ChangeRequest, ChangeVerdictForm
from governance.errors import Refusal
from governance.forms import read_form
from governance.records import find
from plans.change_impact import tried_for
from web import register_records
from web.access import Here, InProgramme, Submitted
from web.change_view import change_panel
from web.plan_parts import current
from web.register_access import opened_with
from web.registry import REGISTERS
from web.rendering import respond, see_other
from web.typed_days import with_days
from web.views import RegisterShow
from web.what_if_view import outcome_document

router = APIRouter(prefix="/programmes/{programme}", include_in_schema=False)
api = APIRouter(prefix="/api/v1/programmes/{programme}", tags=["schedule"])
Code = Annotated[str, Path(max_length=20)]


@router.post("/change-requests/{code}/verdict")
def rule(here: InProgramme, code: Code, data: Submitted) -> Response:
    change = find(here.session, ChangeRequest, here.programme.id, code.upper())
    data = with_days(here, ChangeVerdictForm, data)
    here.request.state.attempt = partial(_again, here.request, change.code, dict(data))
    here.actor.require(Permission.decide, here.programme.id)
    opened_with(change, data)
    asked = {k: v for k, v in data.items() if k in ChangeVerdictForm.model_fields}
    rule_on_change(here.session, here.actor, change, read_form(ChangeVerdictForm, asked))
    return see_other(here.request, f"{here.path}/change-requests/{change.code}", "moved")


def _again(request: Request, code: str, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    """The request's page again, with what was typed and what was refused."""
    here: Here = request.state.here
    change = find(here.session, ChangeRequest, here.programme.id, code)
    view: RegisterShow = register_records.show(here, REGISTERS["change_request"], change)
    view.extra = change_panel(here, change, typed, refusal)
    return respond(request, "registers/show.html", view, status=status)


@api.get(
    "/change-requests/{code}/impact",
    summary="What the what-ifs attached to a change request would do",
    response_model=None,
)
def impact(here: InProgramme, code: Code) -> dict[str, Any]:
    """Each what-if of the request, tried on the plan as it is now: every milestone without and with its changes."""
    change = find(here.session, ChangeRequest, here.programme.id, code.upper())
    plan = current(here).plan
    tried = [
        {
            "code": one.what_if.code, "name_zh": one.what_if.name_zh, "name_en": one.what_if.name_en,
            "changed_since": one.what_if.network_hash != plan.network.fingerprint(), "problems": [p.code for p in one.problems],
            "outcome": outcome_document(one.outcome) if one.outcome is not None else None,
        }
        for one in tried_for(here.session, plan, change)
    ]  # fmt: skip
    return {"change_request": change.code, "status_date": plan.status_date.isoformat(), "what_ifs": tried}
