"""Programmes for programs: which there are, a charter and its changes, the state, the status date, and the trail."""

from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from sqlmodel import Session

from governance import audit
from governance.authority import Actor, Permission
from governance.directory import CHARTER
from governance.forms import Day, Form, read_form
from governance.listings import values
from governance.programmes import (
    Programme,
    ProgrammeForm,
    charter_programme,
    find_programme,
    move_programme,
    programme_warnings,
    programmes_of,
    revise_charter,
    set_status_date,
)
from governance.records import read_submission
from web import api_records, idempotency, trail_views
from web.access import CurrentActor, Here, InProgramme, Transaction, readable
from web.api import Key, answered
from web.api_bodies import JsonBody, based_on, etag, typed_problems
from web.register_access import Move
from web.register_forms import state

router = APIRouter(prefix="/api/v1/programmes", include_in_schema=False)
PageNumber = Annotated[int, Query(ge=1, le=10**6)]
PageSize = Annotated[int, Query(ge=1, le=100)]


class StatusDate(Form):
    """The day as of whose end everything is computed."""

    status_date: Day


def as_json(session: Session, programmes: list[Programme]) -> list[dict[str, Any]]:
    """Charters as they are submitted, with what is missing in them."""
    rows = values(session, CHARTER, None, programmes)
    return [
        api_records.plain_record(
            CHARTER, p, row, {"warnings": programme_warnings(p)}, f"/api/v1/programmes/{p.code}"
        ) | {"is_sample": p.is_sample}
        for p, row in zip(programmes, rows, strict=True)
    ]  # fmt: skip


def _answered(session: Session, programme: Programme, status: int = 200, **headers: str) -> JSONResponse:
    return answered(as_json(session, [programme])[0], status, ETag=etag(programme), **headers)


def _version(here: Here, data: dict[str, Any]) -> int:
    here.actor.require(Permission.maintain_programme, here.programme.id)
    here.request.state.current = partial(_as_it_is)
    return based_on(here.request, here.programme, data)


def _as_it_is(here: Here) -> dict[str, Any]:
    return as_json(here.session, [here.programme])[0]


@router.get("")
def index(session: Transaction, actor: CurrentActor, page: PageNumber = 1, size: PageSize = 50) -> JSONResponse:
    found = programmes_of(session, actor)
    items = as_json(session, found[(page - 1) * size :][:size])
    return answered({"items": items, "total": len(found), "page": page, "pages": max(1, -(-len(found) // size)), "size": size})  # fmt: skip


@router.post("")
def create(session: Transaction, actor: CurrentActor, data: JsonBody, key: Key = None) -> JSONResponse:
    programme, again = _create(session, actor, data, key)
    more = {"Idempotency-Replayed": "true"} if again else {}
    return _answered(session, programme, 201, Location=f"/api/v1/programmes/{programme.code}", **more)


def _create(session: Session, actor: Actor, data: dict[str, Any], key: str | None) -> tuple[Programme, bool]:
    actor.require(Permission.create_programme)
    known = idempotency.claim(session, actor, key, "/programmes", data) if key is not None else None
    if known:
        return find_programme(session, actor, known), True
    form = read_submission(session, Programme, ProgrammeForm, None, data, known=typed_problems(ProgrammeForm, data))
    programme = charter_programme(session, actor, None, form)
    if key is not None:
        idempotency.fulfil(session, actor, key, programme.code)
    return programme, False


@router.get("/{programme}")
def show(here: InProgramme) -> JSONResponse:
    return _answered(here.session, here.programme)


@router.patch("/{programme}")
def revise(here: InProgramme, data: JsonBody) -> JSONResponse:
    version, programme = _version(here, data), here.programme
    problems = typed_problems(ProgrammeForm, data)
    full = {**values(here.session, CHARTER, None, [programme])[0], **data}
    form = read_submission(
        here.session, Programme, ProgrammeForm, programme.key, full, keep=programme, known=problems
    )  # fmt: skip
    revise_charter(here.session, here.actor, programme, form, version)
    return _answered(here.session, programme)


@router.post("/{programme}/status")
def move(here: InProgramme, data: JsonBody) -> JSONResponse:
    _version(here, data)
    form = read_form(Move, data)
    move_programme(here.session, here.actor, here.programme, state(CHARTER, form.to), reason=form.reason)
    return _answered(here.session, here.programme)


@router.post("/{programme}/status-date")
def new_status_date(here: InProgramme, data: JsonBody) -> JSONResponse:
    _version(here, data)
    day: date = read_form(StatusDate, data).status_date
    set_status_date(here.session, here.actor, here.programme, day)
    return _answered(here.session, here.programme)


@router.get("/{programme}/trail")
def trail(
    here: InProgramme, page: PageNumber = 1, size: PageSize = 50, kind: str = "", actor: str = ""
) -> JSONResponse:
    readable(here, Permission.read_audit)
    hidden = trail_views.hidden_kinds(here)
    found, total = audit.trail(
        here.session, here.programme.id, kind=kind[:30], actor=actor[:200], offset=(page - 1) * size, limit=size
    )
    items = [trail_views.masked(api_records.entry(e), hidden) for e in found]
    return answered({"items": items, "total": total, "page": page, "pages": max(1, -(-total // size)), "size": size})
