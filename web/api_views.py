"""Saved views for programs: those of the person whose token it is, and the shared ones."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from governance.errors import Problem, refuse_if
from governance.forms import Form, read_form
from governance.saved_views import SavedView, SavedViewForm, revise_view, save_view, views_in, withdraw_view
from web.access import Here, InProgramme, end_reading
from web.api import answered
from web.api_bodies import JsonBody, based_on, etag
from web.pages.saved_views import TheView
from web.registry import REGISTERS
from web.saved_views import address_of, form_of, register_named

router = APIRouter(prefix="/api/v1/programmes/{programme}", include_in_schema=False)


@router.get("/views")
def index(here: InProgramme) -> JSONResponse:
    found = [v for v in views_in(here.session, here.actor, here.programme) if _readable(here, v)]
    answer = answered({"items": [_as_json(here, view) for view in found], "total": len(found)})
    end_reading(here.request)
    return answer


@router.post("/views")
def save(here: InProgramme, data: JsonBody) -> JSONResponse:
    kind = data.pop("register", None)
    refuse_if([] if isinstance(kind, str) else [Problem("REQUIRED", "register")])
    register = register_named(here, str(kind))
    view = save_view(here.session, here.actor, here.programme, register.kind, form_of(register, data))
    return _told(here, view, 201, Location=f"/api/v1{here.path}/views/{view.code}")


@router.get("/views/{code}")
def show(here: InProgramme, view: TheView) -> JSONResponse:
    register_named(here, view.listed)
    answer = _told(here, view)
    end_reading(here.request)
    return answer


@router.patch("/views/{code}")
def revise(here: InProgramme, view: TheView, data: JsonBody) -> JSONResponse:
    register, version = register_named(here, view.listed), based_on(here.request, view, data)
    held = {name: getattr(view, name) for name in SavedViewForm.model_fields}
    return _told(here, revise_view(here.session, here.actor, view, form_of(register, held | data), version))


@router.delete("/views/{code}")
def remove(here: InProgramme, view: TheView, data: JsonBody) -> JSONResponse:
    version, _ = based_on(here.request, view, data), read_form(Form, data)
    return _told(here, withdraw_view(here.session, here.actor, view, here.programme, version))


def _readable(here: Here, view: SavedView) -> bool:
    return view.listed in REGISTERS and here.may(REGISTERS[view.listed].read)


def _told(here: Here, view: SavedView, status: int = 200, **headers: str) -> JSONResponse:
    return answered(_as_json(here, view), status, ETag=etag(view), **headers)


def _as_json(here: Here, view: SavedView) -> dict[str, Any]:
    register = REGISTERS[view.listed]
    return {
        "code": view.code, "version": view.version, "register": register.plural, "name": view.name, "asked": view.asked, "shared": view.shared,
        "own": view.account_id == here.actor.account_id, "href": f"/api/v1{here.path}/views/{view.code}", "list": address_of(here, register, view.asked),
    }  # fmt: skip
