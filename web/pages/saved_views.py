"""Views of a list that were saved under a name: chosen, saved, changed and taken away beside the list."""

from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from governance.errors import Refusal
from governance.registers import Register
from governance.saved_views import SavedView, find_view, revise_view, save_view, withdraw_view
from web.access import Code, Here, InProgramme, Submitted
from web.register_access import opened_with
from web.rendering import respond, see_other
from web.saved_views import asked_of, form_of, register_named, views_page

router = APIRouter(prefix="/programmes/{programme}", include_in_schema=False)
TEMPLATE = "registers/views.html"


@router.get("/views")
def index(here: InProgramme, of: Annotated[str, Query(max_length=40)]) -> Response:
    register = register_named(here, of)
    return respond(here.request, TEMPLATE, views_page(here, register, asked_of(register, here.request.query_params)))


@router.post("/views")
def save(here: InProgramme, data: Submitted) -> Response:
    register = register_named(here, str(data.get("of") or ""))
    here.request.state.attempt = partial(_again, here.request, register, data, "")
    form = form_of(register, data)
    save_view(here.session, here.actor, here.programme, register.kind, form)
    return _beside(here, register, form.asked)


def _the_view(here: InProgramme, code: Code) -> SavedView:
    return find_view(here.session, here.actor, here.programme, code)


TheView = Annotated[SavedView, Depends(_the_view, scope="function")]


@router.post("/views/{code}")
def revise(here: InProgramme, view: TheView, data: Submitted) -> Response:
    register = register_named(here, view.listed)
    shown = str(data.pop("now", "") or "")
    here.request.state.attempt = partial(_again, here.request, register, data | {"asked": shown}, view.code)
    version = opened_with(view, data)
    asked = {"asked": shown if data.pop("as_now", None) else view.asked}
    revise_view(here.session, here.actor, view, form_of(register, data | asked), version)
    return _beside(here, register, shown)


@router.post("/views/{code}/withdrawal")
def remove(here: InProgramme, view: TheView, data: Submitted) -> Response:
    register = register_named(here, view.listed)
    shown = str(data.get("now") or "")
    here.request.state.attempt = partial(_again, here.request, register, {"asked": shown}, view.code)
    withdraw_view(here.session, here.actor, view, here.programme, opened_with(view, data))
    return _beside(here, register, shown)


def _beside(here: Here, register: Register, asked: str) -> Response:
    more = f"&{asked}" if asked else ""
    return see_other(here.request, f"{here.path}/views?{urlencode({'of': register.plural})}{more}", "saved")


def _again(request: Request, register: Register, data: dict[str, Any], code: str, refusal: Refusal, status: int) -> Response:  # fmt: skip
    """The panel again, with what was typed and why it was refused."""
    here: Here = request.state.here
    view = views_page(here, register, str(data.get("asked") or ""), code, data, refusal)
    return respond(request, TEMPLATE, view, status=status)
