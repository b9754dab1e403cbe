"""Programmes: the front door, the list, a new one, the charter and its changes."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from governance.authority import Actor, Permission
from governance.directory import CHARTER
from governance.errors import Refusal
from governance.forms import Day, Form, read_form
from governance.programmes import (
    Programme,
    ProgrammeForm,
    charter_programme,
    close_programme,
    move_programme,
    revise_charter,
    set_status_date,
)
from governance.records import read_submission
from web import programme_views
from web.access import CurrentActor, InProgramme, Submitted, Transaction
from web.register_access import Move, Reasoned, opened_with
from web.register_forms import state
from web.rendering import respond, see_other
from web.typed_days import with_days

router = APIRouter(include_in_schema=False)


class StatusDateForm(Form):
    """The day as of whose end everything is computed."""

    status_date: Day


@router.get("/")
def front(request: Request, session: Transaction, actor: CurrentActor) -> Response:
    return see_other(request, programme_views.front_page(session, actor))


@router.get("/programmes")
def index(request: Request, session: Transaction, actor: CurrentActor) -> Response:
    return respond(request, "programmes/index.html", programme_views.programme_list(session, actor))


@router.get("/programmes/new")
def new(request: Request, actor: CurrentActor) -> Response:
    actor.require(Permission.create_programme)
    return respond(request, "registers/edit.html", programme_views.new_programme(request))


@router.post("/programmes")
def create(request: Request, session: Transaction, actor: CurrentActor, data: Submitted) -> Response:
    actor.require(Permission.create_programme)
    request.state.attempt = partial(_new_again, request, dict(data))
    programme = _chartered(session, actor, data)
    return see_other(request, f"/programmes/{programme.code}/charter", "created")


def _chartered(session: Session, actor: Actor, data: dict[str, Any]) -> Programme:
    form = read_submission(session, Programme, ProgrammeForm, None, data)
    return charter_programme(session, actor, None, form)


def _new_again(request: Request, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    view = programme_views.new_programme(request, typed, refusal)
    return respond(request, "registers/edit.html", view, status=status)


@router.get("/programmes/{programme}")
def open_programme(here: InProgramme) -> Response:
    return see_other(here.request, programme_views.first_page(here))


@router.get("/programmes/{programme}/charter")
def show(here: InProgramme) -> Response:
    return respond(here.request, "programmes/charter.html", programme_views.charter(here))


@router.get("/programmes/{programme}/charter/edit")
def edit(here: InProgramme) -> Response:
    here.actor.require(Permission.maintain_programme, here.programme.id)
    return respond(here.request, "registers/edit.html", programme_views.edit_charter(here))


@router.post("/programmes/{programme}/charter")
def revise(here: InProgramme, data: Submitted) -> Response:
    here.actor.require(Permission.maintain_programme, here.programme.id)
    data = with_days(here, ProgrammeForm, data)
    here.request.state.attempt = partial(_edit_again, here.request, dict(data))
    version, typed = opened_with(here.programme, data), {"code": here.programme.code} | data
    form = read_submission(here.session, Programme, ProgrammeForm, here.programme.key, typed, keep=here.programme)
    revise_charter(here.session, here.actor, here.programme, form, version)
    return see_other(here.request, f"{here.path}/charter", "saved")


def _edit_again(request: Request, typed: dict[str, Any], refusal: Refusal, status: int) -> Response:
    view = programme_views.edit_charter(request.state.here, typed, refusal)
    return respond(request, "registers/edit.html", view, status=status)


@router.post("/programmes/{programme}/charter/status")
def move(here: InProgramme, data: Submitted) -> Response:
    here.request.state.attempt = partial(_charter_again, here.request)
    opened_with(here.programme, data)
    form = read_form(Move, data)
    move_programme(here.session, here.actor, here.programme, state(CHARTER, form.to), reason=form.reason)
    return see_other(here.request, f"{here.path}/charter", "moved")


@router.post("/programmes/{programme}/charter/status-date")
def new_status_date(here: InProgramme, data: Submitted) -> Response:
    here.request.state.attempt = partial(_charter_again, here.request)
    opened_with(here.programme, data)
    data = with_days(here, StatusDateForm, data)
    set_status_date(here.session, here.actor, here.programme, read_form(StatusDateForm, data).status_date)
    return see_other(here.request, f"{here.path}/charter", "saved")


@router.post("/programmes/{programme}/charter/withdrawal")
def close(here: InProgramme, data: Submitted) -> Response:
    here.request.state.attempt = partial(_charter_again, here.request)
    version, reason = opened_with(here.programme, data), read_form(Reasoned, data).reason
    close_programme(here.session, here.actor, here.programme, reason=reason or "", on=here.programme.status_date, version=version)  # fmt: skip
    return see_other(here.request, "/programmes", "withdrawn")


def _charter_again(request: Request, refusal: Refusal, status: int) -> Response:
    return respond(
        request, "programmes/charter.html", programme_views.charter(request.state.here, refusal), status=status
    )
