"""What-ifs beyond their register: changes tried as they are typed, and what one that is kept would do, for people and for programs."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from governance.records import find
from plans.what_ifs import WhatIf, outcome_on
from web.access import InProgramme
from web.plan_parts import current
from web.rendering import respond
from web.what_if_view import outcome_document, outcome_view

router = APIRouter(prefix="/programmes/{programme}/what-ifs", include_in_schema=False)
api = APIRouter(prefix="/api/v1/programmes/{programme}", tags=["schedule"])
NOTATION = "Changes, one a line: T411 +10d; T411 = 15d; T411 >= 2026-08-13; T405 -> T410 FS+2d; - T405 -> T410"
Edits = Annotated[str, Query(max_length=4000, description=NOTATION)]
Code = Annotated[str, Path(max_length=20)]


@router.get("/outcome")
def outcome(here: InProgramme, edits: Edits = "") -> Response:
    """What the changes typed so far would do; nothing is written."""
    return respond(here.request, "plan/outcome.html", outcome_view(here, edits))


@api.get("/schedule/what-if", summary="What changes would do to the plan", response_model=None)
def try_edits(here: InProgramme, edits: Edits) -> dict[str, Any]:
    """Every milestone without and with the changes; the plan stays as it is."""
    return outcome_document(outcome_on(current(here).plan, edits))


@api.get("/what-ifs/{code}/outcome", summary="What a what-if that is kept would do now", response_model=None)
def kept_outcome(here: InProgramme, code: Code) -> dict[str, Any]:
    """The same for the changes of a what-if, tried on the plan as it is now."""
    what_if = find(here.session, WhatIf, here.programme.id, code.upper())
    plan = current(here).plan
    found = outcome_document(outcome_on(plan, what_if.edits))
    return found | {"changed_since": what_if.network_hash != plan.network.fingerprint()}
