"""Who gets what: every address of a programme, made from the route table itself, asked by every role and by a stranger.

A route that is added stands in the matrix by itself. What is denied leaves the whole database as it was.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import select
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from governance.authority import GRANTS, Role
from governance.programmes import Programme
from governance.registers import Register
from tests.builders import a_programme
from web.database import Database
from web.field_kinds import field_in_cell, fields_for_many
from web.registry import REGISTERS

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # who may what does not depend on the engine
FILLED = {
    "form": "csv",
    "number": "1",
    "number:int": "1",
    "name": "milestones",
    "key": "department-SAL",
    "assignment": "ASG-01",
    "year": "2026",
}
# What is noted beside the records: when somebody was last seen, which attempts failed.
BESIDE = {"web_session", "sign_in_attempt", "attempt", "api_token"}
SAFE = {"GET", "HEAD"}


@dataclass(frozen=True)
class Call:
    """One request to an address of the programme; `register` is the one that a generic address was filled with."""

    method: str
    route: str
    path: str
    register: Register | None

    def made_by(self, client: TestClient) -> Any:
        if self.method in SAFE:
            return client.request(self.method, self.path)
        if self.path.startswith("/api/"):
            return client.request(self.method, self.path, json={})
        return client.request(self.method, self.path, data={"nothing": "1"})


def calls(app: FastAPI, codes: dict[str, str]) -> Iterator[Call]:
    """Every route below a programme, with every register in turn where the address takes one."""
    for context in iter_route_contexts(app.routes):
        route = str(context.path)
        for method in sorted(getattr(context.original_route, "methods", None) or ()):
            if "{programme}" not in route or method == "HEAD":
                continue
            for register in REGISTERS.values() if "{plural}" in route else (None,):
                yield Call(method, route, address(route, register, codes), register)


def address(route: str, register: Register | None, codes: dict[str, str]) -> str:
    plural = register.plural if register else route.partition("{programme}/")[2].split("/")[0]
    plural = {"schedule": "tasks", "responsibilities": "deliverables"}.get(plural, plural)
    cells = (c.key for c in register.columns if field_in_cell(register, c.key)) if register else iter(())
    values = {
        **FILLED,
        "column": next(cells, "NONE"),
        "programme": "BCT",
        "plural": plural,
        "code": codes.get(plural, "NONE"),
    }
    return re.sub(r"\{([^}]+)\}", lambda m: values[m[1]], route)


def first_codes(database: Database) -> dict[str, str]:
    with database.transaction(writes=False) as session:
        found = {}
        for register in REGISTERS.values():
            table: Any = register.table.__table__  # pyright: ignore
            code = (
                session.connection()
                .execute(select(table.c.code).where(table.c.withdrawn_on.is_(None)).limit(1))
                .scalar()
            )
            found[register.plural] = code or "NONE"
        return found


def checksum(database: Database) -> str:
    """A digest of every row of every table that holds records."""
    digest = hashlib.sha256()
    with database.engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in BESIDE:
                rows = sorted(map(repr, connection.execute(select(table))))
                digest.update(f"{table.name}{rows}".encode())
    return digest.hexdigest()


def may(role: Role, register: Register, *permissions: Any) -> bool:
    return any(p in GRANTS[role] for p in permissions if p is not None)


@SQLITE
def test_to_a_stranger_every_address_of_a_programme_looks_like_none(
    client_as: Any, app: FastAPI, database: Database, sample: Programme
) -> None:
    with database.transaction(writes=True) as session:
        elsewhere = a_programme(session, "XYZ")
    stranger, before = client_as(Role.pm, elsewhere), checksum(database)
    answers = {(c.method, c.path): c.made_by(stranger).status_code for c in calls(app, first_codes(database))}
    assert len(answers) > 300
    assert {call: status for call, status in answers.items() if status != 404} == {}
    assert checksum(database) == before


@SQLITE
def test_nobody_is_asked_to_sign_in_everywhere(
    client_as: Any, app: FastAPI, database: Database, sample: Programme
) -> None:
    client_as(Role.pm)
    nobody, before = client_as(None), checksum(database)
    answers = {(c.method, c.path): c.made_by(nobody).status_code for c in calls(app, first_codes(database))}
    assert {call: s for call, s in answers.items() if s not in (303, 401)} == {}
    assert {s for (method, path), s in answers.items() if path.startswith("/api/")} == {401}
    assert checksum(database) == before


@SQLITE
@pytest.mark.parametrize("role", list(Role))
def test_a_role_reads_what_its_permissions_say_and_reading_changes_nothing(
    client_as: Any, app: FastAPI, database: Database, sample: Programme, role: Role
) -> None:
    client = client_as(role, sample)
    before, wrong = checksum(database), []
    for call in calls(app, first_codes(database)):
        if call.method not in SAFE or call.route.endswith(("/template.csv", "overview.pdf", ".pdf", ".svg")):
            continue
        status = call.made_by(client).status_code
        if status != expected_read(role, call, status):
            wrong.append((call.path, status))
    assert wrong == []
    assert checksum(database) == before


def expected_read(role: Role, call: Call, status: int) -> int:
    """The answer that a role must get; what only particular pages decide must at least be no accident."""
    register = call.register
    if register is None or call.path.endswith("/NONE") or "/NONE/" in call.path:
        return status if status in (200, 303, 403, 404, 422) else 200
    if not may(role, register, register.read):
        return 404
    if call.route.endswith("/new"):
        return 404 if register.create is None else 200 if may(role, register, register.write) else 403
    if call.route.endswith("/bulk"):
        offered = register.withdraw is not None or fields_for_many(register)
        return 404 if not offered else 200 if writes_any(role, register) else 403
    if call.route.endswith(("/edit", "/cells/{column}")):
        writes = (register.write, register.own_write, *register.permits.values())
        return 404 if register.revise is None else 200 if may(role, register, *writes) else 403
    if call.route.endswith("/import"):
        return status if status in (200, 403, 404) else 200
    return 200


@SQLITE
@pytest.mark.parametrize("role", list(Role))
def test_what_a_role_may_not_write_is_refused_and_nothing_is_touched(
    client_as: Any, app: FastAPI, database: Database, sample: Programme, role: Role
) -> None:
    client, wrong = client_as(role, sample), []
    before = checksum(database)
    for call in calls(app, first_codes(database)):
        if call.method in SAFE:
            continue
        status = call.made_by(client).status_code
        if status < 400:  # an action that needs no further word, and that the role may do
            before = checksum(database)
        if status >= 500 or (status < 400 and not GRANTS[role] - {*GRANTS[Role.executive]}):
            wrong.append((call.method, call.path, status))
        if (
            call.register is not None
            and "import" not in call.route
            and not writes_any(role, call.register)
            and status not in (403, 404)
        ):
            wrong.append((call.method, call.path, status))
    assert wrong == []
    assert checksum(database) == before


def writes_any(role: Role, register: Register) -> bool:
    return may(role, register, register.write, register.own_write, *register.permits.values())
