"""Cells of a list that are edited where they stand."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from governance.errors import NotFound, Problem, Refusal
from governance.listings import submission
from governance.records import find
from web.access import Here, InProgramme, Submitted
from web.field_kinds import field_in_cell
from web.register_access import TheRecord, TheRegister, offered, opened_with, register_at, writable
from web.register_cells import edit_cell, revised
from web.rendering import respond, see_other
from web.typed_days import with_days

router = APIRouter(prefix="/programmes/{programme}", include_in_schema=False)
Key = Annotated[str, Path(alias="column", max_length=40)]


def _the_field(register: TheRegister, key: Key) -> str:
    name = field_in_cell(register, key)
    if name is None or key not in {column.key for column in register.columns}:
        raise NotFound([Problem("NOT_FOUND", "", key, {"kind": "page", "code": f"{register.plural}/cells/{key}"})])
    return name


TheField = Annotated[str, Depends(_the_field, scope="function")]


@router.get("/{plural}/{code}/cells/{column}")
def edit(here: InProgramme, register: TheRegister, record: TheRecord, key: Key, name: TheField) -> Response:
    writable(here, register)
    return respond(here.request, "registers/cell.html", edit_cell(here, register, record, key, name))


@router.post("/{plural}/{code}/cells/{column}")
def save(
    here: InProgramme, register: TheRegister, record: TheRecord, key: Key, name: TheField, data: Submitted
) -> Response:
    command = offered(register, "revise")
    writable(here, register)
    data = with_days(here, register.form, data)
    here.request.state.attempt = partial(_again, here.request, register.plural, record.code, key, name, data.get(name))
    version = opened_with(record, data)
    typed = revised(here, register, record, name, data)
    form = submission(here.session, register, here.programme, typed, keep=record)
    command(here.session, here.actor, record, form, version)
    return see_other(here.request, f"{here.path}/{register.plural}/{record.code}/cells/{key}", "saved")


def _again(request: Request, plural: str, code: str, key: str, name: str, typed: Any, refusal: Refusal, status: int) -> Response:  # fmt: skip
    """The editor again, with what was typed and what was refused."""
    here: Here = request.state.here
    register = register_at(here, plural)
    record = find(here.session, register.table, here.programme.id, code)
    view = edit_cell(here, register, record, key, name, typed, refusal)
    return respond(request, "registers/cell.html", view, status=status)
