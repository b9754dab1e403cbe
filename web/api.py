"""The API of every register, under /api/v1: the same commands and rules as the pages, JSON in and out, problem+json when refused."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import JSONResponse

from governance.forms import Form, read_form
from governance.listings import submission
from governance.records import find
from governance.registers import Register, restorer
from web import api_records, idempotency
from web.access import Code, Here, InProgramme, end_reading
from web.api_bodies import JsonBody, based_on, etag, typed_problems
from web.i18n import language
from web.kept_lists import for_programs
from web.register_access import Move, Reasoned, TheRecord, TheRegister, offered, record_at, writable
from web.register_forms import state
from web.registry import REGISTERS

router = APIRouter(prefix="/api/v1/programmes/{programme}", include_in_schema=False)
Key = Annotated[str | None, Header(alias="Idempotency-Key")]


def answered(body: Any, status: int = 200, **headers: str) -> JSONResponse:
    """JSON that nobody may keep: it is private, and true only now."""
    return JSONResponse(body, status, _private() | headers)


def _private() -> dict[str, str]:
    return {
        "Cache-Control": "no-store",
        "Content-Language": language(),
        "Vary": "Accept-Language, Authorization, Cookie",
    }


def read(here: Here, body: Any) -> JSONResponse:
    """What was asked to be read; with that the reading is over."""
    answer = answered(body)
    end_reading(here.request)
    return answer


def answered_record(here: Here, register: Register, record: Any, status: int = 200, **headers: str) -> JSONResponse:
    """A record with its version as ETag."""
    answer = answered(api_records.one(here, register, record), status, ETag=etag(record), **headers)
    end_reading(here.request)
    return answer


def _as_it_is(plural: str, code: str, here: Here) -> dict[str, Any]:
    """The record as it is now: what whoever based a change on an older version needs."""
    register = next(r for r in REGISTERS.values() if r.plural == plural)
    return api_records.one(here, register, find(here.session, register.table, here.programme.id, code))


def _version(here: Here, register: Register, record: Any, data: dict[str, Any]) -> int:
    """The version that a change is based on, once it is clear that the actor may change anything here."""
    writable(here, register)
    here.request.state.current = partial(_as_it_is, register.plural, record.code)
    return based_on(here.request, record, data)


@router.get("/{plural}")
def index(here: InProgramme, register: TheRegister) -> Response:
    def write() -> bytes:
        query = api_records.query_in(register, here.request.query_params)
        return bytes(answered(api_records.listed(here, register, query)).body)

    body = for_programs(here, register, write)
    end_reading(here.request)
    return Response(body, headers=_private(), media_type="application/json")


@router.post("/{plural}")
def create(here: InProgramme, register: TheRegister, data: JsonBody, key: Key = None) -> JSONResponse:
    record, again = _create(here, register, data, key)
    where = f"/api/v1{here.path}/{register.plural}/{record.code}"
    more = {"Idempotency-Replayed": "true"} if again else {}
    return answered_record(here, register, record, 201, Location=where, **more)


def _create(here: Here, register: Register, data: dict[str, Any], key: str | None) -> tuple[Any, bool]:
    """The new record, or the one that this key has made before (and that it has)."""
    command = offered(register, "create")
    writable(here, register)
    known = idempotency.claim(here.session, here.actor, key, here.request.url.path, data) if key is not None else None
    if known:
        return find(here.session, register.table, here.programme.id, known), True
    problems = typed_problems(register.form, data)
    form = submission(here.session, register, here.programme, data, known=problems)
    record = command(here.session, here.actor, here.programme, form)
    if key is not None:
        idempotency.fulfil(here.session, here.actor, key, record.code)
    return record, False


@router.get("/{plural}/{code}")
def show(here: InProgramme, register: TheRegister, code: Code) -> JSONResponse:
    return answered_record(here, register, record_at(here, register, code))


@router.patch("/{plural}/{code}")
def revise(here: InProgramme, register: TheRegister, record: TheRecord, data: JsonBody) -> JSONResponse:
    command, version = offered(register, "revise"), _version(here, register, record, data)
    problems, full = typed_problems(register.form, data), {**api_records.held(here, register, record), **data}
    form = submission(here.session, register, here.programme, full, keep=record, known=problems)
    command(here.session, here.actor, record, form, version)
    return answered_record(here, register, record)


@router.delete("/{plural}/{code}")
def withdraw(
    here: InProgramme, register: TheRegister, record: TheRecord, data: JsonBody, reason: Annotated[str | None, Query(max_length=4000)] = None
) -> JSONResponse:  # fmt: skip
    command, version = offered(register, "withdraw"), _version(here, register, record, data)
    form = read_form(Reasoned, {"reason": reason} | data)
    command(here.session, here.actor, record, reason=form.reason, on=here.programme.status_date, version=version)
    return answered_record(here, register, record)


@router.post("/{plural}/{code}/restoration")
def put_back(here: InProgramme, register: TheRegister, record: TheRecord, data: JsonBody) -> JSONResponse:
    version, _ = _version(here, register, record, data), read_form(Form, data)
    restorer(register)(here.session, here.actor, record, version)
    return answered_record(here, register, record)


@router.post("/{plural}/{code}/status")
def move(here: InProgramme, register: TheRegister, record: TheRecord, data: JsonBody) -> JSONResponse:
    command, _ = offered(register, "move"), _version(here, register, record, data)
    form = read_form(Move, data)
    command(here.session, here.actor, record, state(register, form.to), reason=form.reason)
    return answered_record(here, register, record)


@router.get("/{plural}/{code}/history")
def history(here: InProgramme, register: TheRegister, code: Code) -> JSONResponse:
    return read(here, {"items": api_records.history(here, record_at(here, register, code))})
