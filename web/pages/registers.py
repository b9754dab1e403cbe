"""Every register's pages: list, record, form, withdrawal, export. A register declares itself; this serves it."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from governance.errors import NotFound, Problem, Refusal
from governance.forms import read_form
from governance.listings import Register, restorer
from governance.records import find
from web import register_exports, register_forms, register_lists
from web.access import Here, InProgramme, Submitted, readable
from web.registry import REGISTERS
from web.rendering import respond, see_other

router = APIRouter(prefix="/programmes/{programme}", include_in_schema=False)
Code = Annotated[str, Path(max_length=20)]


def _register(here: InProgramme, plural: Annotated[str, Path(max_length=40)]) -> Register:
    for register in REGISTERS.values():
        if register.plural == plural:
            readable(here, register.read)
            return register
    raise NotFound([Problem("NOT_FOUND", "", plural, {"kind": "page", "code": plural})])


TheRegister = Annotated[Register, Depends(_register, scope="function")]


def _record(here: InProgramme, register: TheRegister, code: Code) -> Any:
    return find(here.session, register.table, here.programme.id, code.upper())


TheRecord = Annotated[Any, Depends(_record, scope="function")]


def _render_attempt(
    request: Request, plural: str, code: str | None, typed: dict[str, Any], refusal: Refusal, status: int
) -> Response:
    """The form again, with what was typed and what was refused."""
    here: Here = request.state.here
    register = _register(here, plural)
    record = find(here.session, register.table, here.programme.id, code) if code else None
    return respond(
        request, "registers/edit.html", register_forms.edit(here, register, record, typed, refusal), status=status
    )


def attempt(here: Here, register: Register, record: Any, typed: dict[str, Any]) -> None:
    """Remember what was typed, so that a refusal can show it again."""
    code = record.code if record is not None else None
    here.request.state.attempt = partial(_render_attempt, here.request, register.plural, code, typed)


def version_in(data: dict[str, Any]) -> int | None:
    """The version that a form was opened with."""
    sent = str(data.pop("version", "") or "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else None


@router.get("/{plural}")
def index(here: InProgramme, register: TheRegister) -> Response:
    return respond(here.request, "registers/index.html", register_lists.index(here, register))


@router.get("/{plural}/new")
def new(here: InProgramme, register: TheRegister) -> Response:
    here.actor.require(register.write, here.programme.id)
    return respond(here.request, "registers/edit.html", register_forms.edit(here, register, None))


@router.post("/{plural}")
def create(here: InProgramme, register: TheRegister, data: Submitted) -> Response:
    attempt(here, register, None, data)
    version_in(data)
    record = register.create(here.session, here.actor, here.programme, read_form(register.form, data))  # pyright: ignore
    return see_other(here.request, f"{here.path}/{register.plural}/{record.code}", "created")


@router.get("/{plural}/export.{form}")
def export(here: InProgramme, register: TheRegister, form: Annotated[str, Path(pattern="^(csv|xlsx)$")]) -> Response:
    return register_exports.export(here, register, form)


@router.get("/{plural}/{code}")
def show(here: InProgramme, register: TheRegister, record: TheRecord) -> Response:
    return respond(here.request, "registers/show.html", register_lists.show(here, register, record))


@router.get("/{plural}/{code}/edit")
def edit(here: InProgramme, register: TheRegister, record: TheRecord) -> Response:
    return respond(here.request, "registers/edit.html", register_forms.edit(here, register, record))


@router.post("/{plural}/{code}")
def revise(here: InProgramme, register: TheRegister, record: TheRecord, data: Submitted) -> Response:
    attempt(here, register, record, data)
    version = version_in(data)
    register.revise(here.session, here.actor, record, read_form(register.form, {"code": record.code} | data), version)  # pyright: ignore
    return see_other(here.request, f"{here.path}/{register.plural}/{record.code}", "saved")


@router.post("/{plural}/{code}/withdrawal")
def withdraw(here: InProgramme, register: TheRegister, record: TheRecord, data: Submitted) -> Response:
    register.withdraw(here.session, here.actor, record, reason=data.get("reason"), on=here.programme.status_date)  # pyright: ignore
    return see_other(here.request, f"{here.path}/{register.plural}/{record.code}", "withdrawn")


@router.post("/{plural}/{code}/restoration")
def put_back(here: InProgramme, register: TheRegister, record: TheRecord) -> Response:
    restorer(register)(here.session, here.actor, record)
    return see_other(here.request, f"{here.path}/{register.plural}/{record.code}", "restored")


@router.post("/{plural}/{code}/status")
def move(here: InProgramme, register: TheRegister, record: TheRecord, data: Submitted) -> Response:
    register.move(
        here.session, here.actor, record, register_forms.state(register, data.get("to")), reason=data.get("reason")
    )  # pyright: ignore
    return see_other(here.request, f"{here.path}/{register.plural}/{record.code}", "moved")
