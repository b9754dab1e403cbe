"""Many records of a register, changed or withdrawn by a program in one request: all of them or none."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from governance.bulk_changes import Picked, change_rows, withdraw_rows
from governance.errors import Problem, refuse_if
from governance.registers import Register
from web import api_records, bulk_changes
from web.access import Here, InProgramme
from web.api import answered
from web.api_bodies import JsonBody, typed_problems
from web.field_kinds import fields_for_many
from web.register_access import TheRegister, writable

router = APIRouter(prefix="/api/v1/programmes/{programme}", include_in_schema=False)


@router.post("/{plural}/bulk")
def save(here: InProgramme, register: TheRegister, data: JsonBody) -> JSONResponse:
    bulk_changes.require_many(register)
    writable(here, register)
    records = _carried_out(here, register, data)
    computed = register.compute(here.session, here.programme, records)
    return answered({"items": api_records.as_json(here, register, records, computed)})


def _carried_out(here: Here, register: Register, data: Mapping[str, Any]) -> list[Any]:
    refuse_if(_problems(register, data))
    rows = [Picked(row["code"].upper(), row["version"]) for row in data["rows"]]
    if "withdraw" in data:
        register = bulk_changes.withdrawing(register)
        return withdraw_rows(here.session, here.actor, here.programme, register, rows, data["withdraw"])
    return change_rows(here.session, here.actor, here.programme, register, rows, data["change"])


def _problems(register: Register, data: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the body as such, before any row is looked at."""
    found = [Problem("UNKNOWN_FIELD", name[:100]) for name in data if name not in ("change", "withdraw", "rows")]
    rows = data.get("rows")
    if not isinstance(rows, list):
        found.append(Problem("NOT_A_LIST", "rows"))
    else:
        found += [Problem("ROW_UNREADABLE", "rows", str(row)[:40]) for row in rows if not _is_row(row)]
    if ("change" in data) == ("withdraw" in data):
        return [*found, Problem("CHANGE_OR_WITHDRAW", "change")]
    if "withdraw" in data:
        return found if isinstance(data["withdraw"], str) else [*found, Problem("NOT_TEXT", "withdraw")]
    return [*found, *_change_problems(register, data["change"])]


def _is_row(row: Any) -> bool:
    if not isinstance(row, dict) or row.keys() != {"code", "version"} or not isinstance(row["code"], str):
        return False
    return isinstance(row["version"], int) and not isinstance(row["version"], bool) and 0 < row["version"] < 10**9


def _change_problems(register: Register, change: Any) -> list[Problem]:
    if not isinstance(change, dict) or not change:
        return [Problem("FIELD_NOT_CHOSEN", "change")]
    for_many = fields_for_many(register)
    other = [Problem("FIELD_NOT_FOR_MANY", name[:40], name[:40]) for name in change if name not in for_many]
    return other or typed_problems(register.form, change)
