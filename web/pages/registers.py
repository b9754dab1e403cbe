"""Every register's pages: list, record, form, withdrawal, export. A register declares itself; this serves it."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from governance.errors import Refusal
from governance.forms import read_form
from governance.listings import submission
from governance.records import find
from governance.registers import Register, restorer
from web import kept_lists, register_exports, register_forms, register_records
from web.access import Code, Here, InProgramme, Submitted
from web.register_access import (
    Move,
    Reasoned,
    TheRecord,
    TheRegister,
    offered,
    opened_with,
    record_at,
    register_at,
    writable,
)
from web.rendering import respond, see_other
from web.typed_days import with_days

router = APIRouter(prefix="/programmes/{programme}", include_in_schema=False)


def _render_attempt(
    request: Request, plural: str, code: str | None, typed: dict[str, Any], refusal: Refusal, status: int
) -> Response:
    """The form again, with what was typed and what was refused."""
    here: Here = request.state.here
    register = register_at(here, plural)
    record = find(here.session, register.table, here.programme.id, code) if code else None
    view = register_forms.edit(here, register, record, typed, refusal)
    return respond(request, "registers/edit.html", view, status=status)


def attempt(here: Here, register: Register, record: Any, typed: dict[str, Any]) -> None:
    """Remember what was typed, so that a refusal can show it again."""
    code = record.code if record is not None else None
    here.request.state.attempt = partial(_render_attempt, here.request, register.plural, code, dict(typed))


@router.get("/{plural}")
def index(here: InProgramme, register: TheRegister) -> Response:
    return kept_lists.answer(here, register)


@router.get("/{plural}/new")
def new(here: InProgramme, register: TheRegister) -> Response:
    offered(register, "create")
    here.actor.require(register.write, here.programme.id)
    given = {
        k: v for k, v in here.request.query_params.items() if k in register.form.model_fields
    }  # a link may bring the first values
    return respond(here.request, "registers/edit.html", register_forms.edit(here, register, None, given))


@router.post("/{plural}")
def create(here: InProgramme, register: TheRegister, data: Submitted) -> Response:
    command = offered(register, "create")
    writable(here, register)
    data = with_days(here, register.form, data)
    attempt(here, register, None, data)
    form = submission(here.session, register, here.programme, data)
    record = command(here.session, here.actor, here.programme, form)
    return see_other(here.request, f"{here.path}/{register.plural}/{record.code}", "created")


@router.get("/{plural}/export.{form}")
def export(here: InProgramme, register: TheRegister, form: Annotated[str, Path(pattern="^(csv|xlsx)$")]) -> Response:
    return register_exports.export(here, register, form)


@router.get("/{plural}/{code}")
def show(here: InProgramme, register: TheRegister, code: Code) -> Response:
    record = record_at(here, register, code)
    return respond(here.request, "registers/show.html", register_records.show(here, register, record))


@router.get("/{plural}/{code}/edit")
def edit(here: InProgramme, register: TheRegister, code: Code) -> Response:
    record = record_at(here, register, code)
    offered(register, "revise")
    writable(here, register)
    return respond(here.request, "registers/edit.html", register_forms.edit(here, register, record))


@router.post("/{plural}/{code}")
def revise(here: InProgramme, register: TheRegister, record: TheRecord, data: Submitted) -> Response:
    command = offered(register, "revise")
    writable(here, register)
    data = with_days(here, register.form, data)
    attempt(here, register, record, data)
    version = opened_with(record, data)
    typed = {"code": record.code} | data
    form = submission(here.session, register, here.programme, typed, keep=record)
    command(here.session, here.actor, record, form, version)
    return see_other(here.request, f"{here.path}/{register.plural}/{record.code}", "saved")


@router.post("/{plural}/{code}/withdrawal")
def withdraw(here: InProgramme, register: TheRegister, record: TheRecord, data: Submitted) -> Response:
    command = offered(register, "withdraw")
    writable(here, register)
    version = opened_with(record, data)
    reason = read_form(Reasoned, data).reason
    command(here.session, here.actor, record, reason=reason, on=here.programme.status_date, version=version)
    return see_other(here.request, f"{here.path}/{register.plural}/{record.code}", "withdrawn")


@router.post("/{plural}/{code}/restoration")
def put_back(here: InProgramme, register: TheRegister, record: TheRecord, data: Submitted) -> Response:
    writable(here, register)
    restorer(register)(here.session, here.actor, record, opened_with(record, data))
    return see_other(here.request, f"{here.path}/{register.plural}/{record.code}", "restored")


@router.post("/{plural}/{code}/status")
def move(here: InProgramme, register: TheRegister, record: TheRecord, data: Submitted) -> Response:
    command = offered(register, "move")
    writable(here, register)
    opened_with(record, data)
    form = read_form(Move, data)
    command(here.session, here.actor, record, register_forms.state(register, form.to), reason=form.reason)
    return see_other(here.request, f"{here.path}/{register.plural}/{record.code}", "moved")
