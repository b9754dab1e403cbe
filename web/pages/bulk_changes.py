"""Many rows of a list, changed or withdrawn at once: with script from the bar below the list, without it from a page of its own."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response

from governance.errors import Refusal
from web import bulk_changes
from web.access import Here, InProgramme, Submitted
from web.register_access import TheRegister, register_at, writable
from web.rendering import is_partial, respond, see_other

router = APIRouter(prefix="/programmes/{programme}", include_in_schema=False)
TEMPLATE = "registers/bulk.html"


@router.get("/{plural}/bulk")
def edit(here: InProgramme, register: TheRegister) -> Response:
    bulk_changes.require_many(register)
    writable(here, register)
    asked = here.request.query_params
    data = dict(asked) | {"row": asked.getlist("row")}
    return respond(here.request, TEMPLATE, bulk_changes.page(here, register, data))


@router.post("/{plural}/bulk")
def save(here: InProgramme, register: TheRegister, data: Submitted) -> Response:
    bulk_changes.require_many(register)
    writable(here, register)
    here.request.state.attempt = partial(_again, here.request, register.plural, data)
    notice = bulk_changes.carry_out(here, register, data)
    return see_other(here.request, bulk_changes.back_to(here, register, data), notice)


def _again(request: Request, plural: str, data: dict[str, Any], refusal: Refusal, status: int) -> Response:
    """What was refused: below the list alone, whose rows stay picked, or the page with the rows that were picked."""
    here: Here = request.state.here
    view = bulk_changes.page(here, register_at(here, plural), data, refusal)
    return respond(request, TEMPLATE, view, status=status, block="told" if is_partial(request) else None)
