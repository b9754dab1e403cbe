"""Every write that the app offers, made from the route table itself and filled so that it would be taken.

A route that is added stands among them by itself where a register's routes are generic; one with an address of its own must be given
an example in `EXAMPLES`, or `every_write` refuses.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import func, literal, select, union_all
from sqlmodel import Session, SQLModel
from starlette.testclient import TestClient

from governance.account_closure import deactivate_account
from governance.accounts import Account, AccountForm, open_account
from governance.api_tokens import TokenForm, create_token
from governance.authority import Role
from governance.calendar_feeds import FeedForm, create_feed
from governance.change_requests import ChangeStatus
from governance.forms import is_list, read_form
from governance.goals import GoalStatus
from governance.memberships import grant_role
from governance.passwords import set_password
from governance.programmes import Programme
from governance.registers import Register
from governance.sign_ins import new_secret, sign_in
from milestones.register import plan_task
from plans.calendars import CalendarForm, open_calendar
from plans.tasks import TaskForm
from tests.builders import SOMEBODY, a_person, a_programme
from tests.conftest import BASE
from tests.registers import a_change, a_decision, a_goal
from tests.web.house import PASSWORD, hashed
from web.database import Database
from web.field_kinds import field_in_cell
from web.registry import REGISTERS

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Posts that only show what they would do; they keep an uploaded file at most.
REHEARSALS = frozenset({
    "POST /imports", "POST /programmes/{programme}/plan-imports", "POST /programmes/{programme}/reports/preview",
    "POST /programmes/{programme}/{plural}/import",
})  # fmt: skip
API = "/api/v1/programmes/BCT"
PAGES = "/programmes/BCT"
BARE = "BARE"  # a programme with one task that nobody is assigned to, and no baseline
EMPTY = "EMPTY"  # a programme without a plan
MAIL, OTHER, LEFT = "everybody@test.example", "somebody.else@test.example", "gone@test.example"
LONG = "Because a test has to give a reason that is long enough"
# What is noted beside the records: when somebody was last seen, which attempts failed.
BESIDE = frozenset({"web_session", "sign_in_attempt", "attempt", "api_token"})


@dataclass(frozen=True)
class Write:
    """One request that changes something. `version` is the one it is based on; None where nothing that exists is changed."""

    method: str
    route: str
    path: str
    body: dict[str, Any] = field(default_factory=dict)
    version: int | None = None
    register: Register | None = None
    file: tuple[str, bytes] | None = None

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def name(self) -> str:
        return f"{self.method} {self.route}" + (f" [{self.register.plural}]" if self.register else "")

    def based_on(self, version: int | None) -> "Write":
        return replace(self, version=version)

    def with_more(self, fields: dict[str, Any]) -> "Write":
        return replace(self, body=self.body | fields)

    def sent_by(self, client: TestClient, **headers: str) -> Any:
        if self.file is not None:
            return client.request(self.method, self.path, files={"file": self.file}, headers=headers)
        if not self.is_api:
            said = self.body if self.version is None else self.body | {"version": str(self.version)}
            return client.request(self.method, self.path, data=said, headers=headers)
        if self.version is not None:
            headers = {"if-match": f'"{self.version}"'} | headers
        return client.request(self.method, self.path, json=self.body, headers=headers)


# --- Somebody who may do everything ----------------------------------------------------------------------------------


@dataclass
class Everybody:
    """The app as somebody with every role sees it, over the sample rollout."""

    app: FastAPI
    database: Database
    client: TestClient
    other: Account
    left: Account
    seen: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def records(self, plural: str) -> list[dict[str, Any]]:
        """What the API tells of a register, withdrawn records too."""
        if plural not in self.seen:
            answer = self.client.get(f"{API}/{plural}", params={"size": 100, "withdrawn": "true"})
            self.seen[plural] = answer.json()["items"]
        return self.seen[plural]

    def standing(self, plural: str) -> list[dict[str, Any]]:
        return [r for r in self.records(plural) if r["withdrawn_on"] is None]

    def gone(self, register: Register) -> list[dict[str, Any]]:
        """A record of the register that is withdrawn: one is, if none was."""
        found = [r for r in self.records(register.plural) if r["withdrawn_on"] is not None]
        if not found and register.withdraw is not None:
            for record in self.standing(register.plural)[-2::-1]:
                headers = {"if-match": f'"{record["version"]}"'}
                answer = self.client.request("DELETE", record["href"], json={"reason": LONG}, headers=headers)
                if answer.status_code == 200:
                    self.seen.clear()
                    return [answer.json()]
        return found


def everybody(app: FastAPI, database: Database, programme: Programme) -> Everybody:
    """An account with every role, signed in twice, with a token; and an account of somebody else with a role."""
    secret, now = new_secret(), datetime.now(UTC)
    with database.transaction(writes=True) as session:
        account = open_account(session, SOMEBODY, None, read_form(AccountForm, {"email": MAIL, "name": "Everybody"}))
        for role in Role:
            grant_role(session, SOMEBODY, None, account, role)
        set_password(session, SOMEBODY, account, hashed(), now)
        for one in (new_secret(), secret):
            sign_in(session, account.key, one, now, 12)
        create_token(session, SOMEBODY, account, read_form(TokenForm, {"name": "test"}), now)
        create_feed(session, SOMEBODY, account, read_form(FeedForm, {"name": "test"}))
        other = open_account(session, SOMEBODY, None, read_form(AccountForm, {"email": OTHER, "name": "Somebody"}))
        grant_role(session, SOMEBODY, programme, other, Role.executive)
        left = open_account(session, SOMEBODY, None, read_form(AccountForm, {"email": LEFT, "name": "Gone"}))
        deactivate_account(session, SOMEBODY, left, reason=LONG, on=programme.status_date)
        _prepare(session, session.get_one(Programme, programme.key))
    headers = {"origin": BASE, "cookie": f"session={secret}"}
    client = TestClient(app, BASE, headers=headers, follow_redirects=False, raise_server_exceptions=False)
    made = Everybody(app, database, client, other, left)
    for register in REGISTERS.values():
        made.gone(register)
    for name in ("First", "Second", "Third"):
        made.client.post(f"{API}/views", json={"register": "risks", "name": name})
    return made


def _prepare(session: Session, programme: Programme) -> None:
    """What the sample lacks: a goal to approve, what can be decided about at once, a second calendar, a plan without a baseline."""
    owner = a_person(session, programme).code
    a_goal(session, programme, owner=owner, status=GoalStatus.in_review)
    a_decision(session, programme, chosen="East", rationale=LONG)
    a_change(session, programme, status=ChangeStatus.assessed)
    open_calendar(
        session, SOMEBODY, programme, read_form(CalendarForm, {"name_en": "Night", "week": "mon-fri 18:00-22:00"})
    )
    a_programme(session, EMPTY)
    bare = a_programme(session, BARE)
    first = {"name_en": "First", "duration": "3d", "owner": a_person(session, bare).code}
    plan_task(session, SOMEBODY, bare, read_form(TaskForm, first))


# --- What a register's own routes take -------------------------------------------------------------------------------


def _as_form(register: Register, record: dict[str, Any]) -> dict[str, Any]:
    """A record as its page's form sends it."""
    return {
        name: value if is_list(info) else _in_one_line(value)
        for name, info in register.form.model_fields.items()
        if (value := record.get(name)) is not None
    }


def _in_one_line(value: Any) -> str:
    return "; ".join(value) if isinstance(value, list) else str(value)


def _as_new(register: Register, record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Bodies of a new record like one that is there; where it may be there only once, for another day or another party."""
    fields = {n: i for n, i in register.form.model_fields.items() if n != "code" and record.get(n) is not None}
    body = {n: _in_one_line(v) if isinstance(v := record[n], list) and not is_list(i) else v for n, i in fields.items()}
    yield body | {"notes": "as new"}
    yield body | {n: f"{body[n]} 2" for n in ("name_zh", "name_en") if n in body}
    for name in ("period_end", "status_date"):
        if name in body:
            yield body | {name: (date.fromisoformat(body[name]) + timedelta(days=1)).isoformat()}
    if register.kind == "absence":
        yield body | {"starts_on": "2027-01-04", "ends_on": "2027-01-05"}
    if register.kind == "resource_assignment" and "person" in body:
        yield body | {"person": "PER-01"}  # works on no task yet
    if register.kind == "assignment":
        yield from (body | {"party_kind": "person", "party": f"PER-{n:02d}", "role": "I"} for n in range(1, 20))


def _creates(e: Everybody, register: Register, method: str, route: str) -> Iterator[Write]:
    if register.create is None:
        return
    where = "BARE" if register.kind == "baseline" else "BCT"  # a plan has one baseline
    path = f"{'/api/v1' if route.startswith('/api') else ''}/programmes/{where}/{register.plural}"
    for record in reversed(e.standing(register.plural)):
        for body in _as_new(register, record):
            yield Write(method, route, path, body if route.startswith("/api") else _as_form(register, body))


def _revisions(e: Everybody, register: Register, method: str, route: str) -> Iterator[Write]:
    if register.revise is None:
        return
    for r in e.standing(register.plural):
        if method == "PATCH":
            yield Write(method, route, r["href"], {"notes": "changed"}, r["version"])
        elif "{column}" not in route:
            body = _as_form(register, r) | {"notes": "changed"}
            yield Write(method, route, f"{PAGES}/{register.plural}/{r['code']}", body, r["version"])
    if "{column}" in route:
        yield from _cells(e, register, method, route)


def _cells(e: Everybody, register: Register, method: str, route: str) -> Iterator[Write]:
    for column in register.columns:
        name = field_in_cell(register, column.key)
        for r in e.standing(register.plural)[:2] if name else ():
            held = sorted({str(o[name]) for o in e.standing(register.plural) if o.get(name)} - {str(r.get(name))})[:3]
            for value in () if isinstance(r.get(name), list) else ("Changed", "2026-07-02", "3", *held):
                path = f"{PAGES}/{register.plural}/{r['code']}/cells/{column.key}"
                yield Write(method, route, path, {str(name): value}, r["version"])


def _withdrawals(e: Everybody, register: Register, method: str, route: str) -> Iterator[Write]:
    for r in e.standing(register.plural) if register.withdraw else ():
        path = r["href"] if method == "DELETE" else f"{PAGES}/{register.plural}/{r['code']}/withdrawal"
        yield Write(method, route, path, {"reason": LONG}, r["version"])


def _many(e: Everybody, register: Register, method: str, route: str) -> Iterator[Write]:
    """Several records withdrawn at once, or one."""
    for r in e.standing(register.plural) if register.withdraw else ():
        if route.startswith("/api"):
            body: dict[str, Any] = {"withdraw": LONG, "rows": [{"code": r["code"], "version": r["version"]}]}
            yield Write(method, route, f"{API}/{register.plural}/bulk", body)
        else:
            body = {"row": f"{r['code']}:{r['version']}", "act": "withdraw", "reason": LONG}
            yield Write(method, route, f"{PAGES}/{register.plural}/bulk", body)


def _restorations(e: Everybody, register: Register, method: str, route: str) -> Iterator[Write]:
    for r in e.gone(register):
        base = r["href"] if route.startswith("/api") else f"{PAGES}/{register.plural}/{r['code']}"
        yield Write(method, route, f"{base}/restoration", {}, r["version"])


def _moves(e: Everybody, register: Register, method: str, route: str) -> Iterator[Write]:
    for r in e.standing(register.plural) if register.move else ():
        base = r["href"] if route.startswith("/api") else f"{PAGES}/{register.plural}/{r['code']}"
        for to in sorted(map(str, next((t for s, t in register.transitions.items() if s == r["status"]), ()))):
            yield Write(method, route, f"{base}/status", {"to": to, "reason": LONG}, r["version"])


def _files(e: Everybody, register: Register) -> Iterator[tuple[str, bytes]]:
    """A file that changes a record of the register, or else one with a new record."""
    if register.create is None:
        return
    for r in e.standing(register.plural):
        yield f"{register.plural}.csv", f"code,notes\n{r['code']},from a file\n".encode()


def _uploads(e: Everybody, register: Register, method: str, route: str) -> Iterator[Write]:
    for file in _files(e, register):
        yield Write(method, route, f"{PAGES}/{register.plural}/import", file=file)


def _confirmations(e: Everybody, register: Register, method: str, route: str) -> Iterator[Write]:
    path = f"{PAGES}/{register.plural}/import"
    for file in _files(e, register):
        told = e.client.post(path, files={"file": file}).text
        if 'name="token" value="' in told:
            yield Write(method, route, f"{path}/confirmation", {"token": _token_in(told)})
            return


def _token_in(page: str) -> str:
    return page.partition('name="token" value="')[2].partition('"')[0]


GENERIC: dict[str, Callable[[Everybody, Register, str, str], Iterator[Write]]] = {
    "POST {plural}": _creates, "POST {plural}/{code}": _revisions, "PATCH {plural}/{code}": _revisions,
    "POST {plural}/{code}/cells/{column}": _revisions, "DELETE {plural}/{code}": _withdrawals, "POST {plural}/{code}/withdrawal": _withdrawals,
    "POST {plural}/{code}/restoration": _restorations, "POST {plural}/{code}/status": _moves, "POST {plural}/import": _uploads,
    "POST {plural}/import/confirmation": _confirmations, "POST {plural}/bulk": _many,
}  # fmt: skip


# --- What addresses of their own take --------------------------------------------------------------------------------

Filled = Iterable[tuple[str, dict[str, Any], int | None]]
NEW_PROGRAMME = {
    "name_en": "Another rollout", "start": "2026-03-02", "target_finish": "2026-11-20", "committed_finish": "2026-11-30",
    "status_date": "2026-07-03",
}  # fmt: skip


def _each(plural: str, path: str, *bodies: dict[str, Any], versioned: bool = True) -> Callable[[Everybody], Filled]:
    """Every standing record of a register in turn, with every body."""

    def filled(e: Everybody) -> Filled:
        for r in e.standing(plural):
            for body in bodies:
                yield path.format(code=r["code"]), body, r["version"] if versioned else None

    return filled


def _once(path: str, versioned: bool = False, **body: Any) -> Callable[[Everybody], Filled]:
    def filled(e: Everybody) -> Filled:
        version = e.client.get(API).json()["version"] if versioned else None
        yield path, body, version

    return filled


def _charter(e: Everybody) -> Filled:
    now = e.client.get(API).json()
    from governance.programmes import ProgrammeForm

    body = {
        n: v if isinstance(v, list) else str(v) for n in ProgrammeForm.model_fields if (v := now.get(n)) is not None
    }
    yield f"{PAGES}/charter", body | {"notes": "changed"}, now["version"]


def _states(path: str) -> Callable[[Everybody], Filled]:
    def filled(e: Everybody) -> Filled:
        from governance.programmes import ProgrammeStatus

        now = e.client.get(API).json()
        yield from (
            (path, {"to": str(to), "reason": LONG}, now["version"]) for to in ProgrammeStatus if to != now["status"]
        )

    return filled


def _verdicts(e: Everybody) -> Filled:
    for r in e.standing("decisions"):
        for option in r["options"]:
            yield f"{PAGES}/decisions/{r['code']}/verdict", {"chosen": option, "rationale": LONG}, r["version"]


def _change_verdicts(e: Everybody) -> Filled:
    for r in e.standing("change-requests"):
        yield f"{PAGES}/change-requests/{r['code']}/verdict", {"verdict": "approved", "rationale": LONG}, r["version"]


def _tasks(path: str) -> Callable[[Everybody], Filled]:
    def filled(e: Everybody) -> Filled:
        register = REGISTERS["task"]
        for r in e.standing("tasks"):
            yield (
                path.format(code=r["code"]),
                _as_form(register, r) | {"notes": "changed", "deadline": "2026-10-29"},
                r["version"],
            )

    return filled


def _new_task(e: Everybody) -> Filled:
    register = REGISTERS["task"]
    for r in e.standing("tasks"):
        yield f"{PAGES}/tasks", {k: v for k, v in _as_form(register, r).items() if k != "code"}, None


def _cells_of_the_matrix(e: Everybody) -> Filled:
    for r in e.standing("deliverables"):
        for department in e.standing("departments"):
            key = f"department.{department['code']}"
            yield f"{PAGES}/responsibilities/{r['code']}/cells/{key}", {key: "I"}, None


def _links(e: Everybody) -> Filled:
    for r in e.standing("tasks"):
        for link in filter(None, re.split("[;,]", r.get("predecessors") or "")):
            yield f"{PAGES}/schedule/tasks/{r['code']}/links/removal", _link(link.strip()), None


def _assigning(e: Everybody) -> Filled:
    person = e.standing("people")[0]["code"]
    for r in e.standing("tasks"):
        yield f"{PAGES}/schedule/tasks/{r['code']}/assignments", {"person": person, "units": "10"}, None


def _assigned(path: str, **body: Any) -> Callable[[Everybody], Filled]:
    """Of an assignment, on its task's page."""

    def filled(e: Everybody) -> Filled:
        for r in e.standing("resource-assignments"):
            yield f"{PAGES}/schedule/tasks/{r['task']}/assignments/{r['code']}{path}", body, r["version"]

    return filled


def _down(e: Everybody, api: bool) -> Filled:
    """A task down one row, the later ones first: what has begun holds no others, but moves all the same."""
    for r in e.standing("tasks")[::-1]:
        rows: Any = [{"code": r["code"], "version": r["version"]}] if api else f"{r['code']}:{r['version']}"
        yield (
            (f"{API}/schedule/outline" if api else f"{PAGES}/outline"),
            {"act": "down", "rows" if api else "row": rows},
            None,
        )


def _undone(path: str) -> Callable[[Everybody], Filled]:
    """After a change of one's own there is something to take back."""

    def filled(e: Everybody) -> Filled:
        task = e.client.get(f"{API}/tasks/{e.standing('tasks')[-1]['code']}").json()
        headers = {"if-match": f'"{task["version"]}"'}
        e.client.patch(f"{API}/tasks/{task['code']}", json={"notes": f"changed {task['version']}"}, headers=headers)
        e.seen.clear()
        yield path, {}, None

    return filled


def _link(text: str) -> dict[str, str]:
    """`A1SS+2d` as its source and type."""
    found = re.fullmatch(r"([A-Z0-9.-]+?)(FS|SS|FF|SF)?([+-].*)?", text)
    assert found, text
    return {"source": found[1], "type": found[2] or "FS"}


def _sign_ins(e: Everybody) -> Filled:
    yield from ((f"/account/sessions/{n}/closure", {}, None) for n in range(1, 20))


def _views(path: str, **body: Any) -> Callable[[Everybody], Filled]:
    """A view of one's own."""

    def filled(e: Everybody) -> Filled:
        for view in e.client.get(f"{API}/views").json()["items"]:
            yield path.format(code=view["code"]), body, view["version"]

    return filled


PLAN = ("plan.csv", b"code,name,days\nX1,First,3\nX2,Second,2\n")


def _kept_plan(base: str, **more: str) -> Callable[[Everybody], Filled]:
    def filled(e: Everybody) -> Filled:
        page = e.client.post(base, files={"file": PLAN}).text
        yield f"{base}/confirmation", {"token": _token_in(page), **more}, None

    return filled


def _accounts(path: str, versioned: bool = True, **body: Any) -> Callable[[Everybody], Filled]:
    """Of somebody else's account."""

    def filled(e: Everybody) -> Filled:
        yield path.format(code=e.other.code), body, e.other.version if versioned else None

    return filled


def _roles(e: Everybody) -> Filled:
    yield from ((f"/accounts/{e.other.code}/roles/MBR-{n:02d}/closure", {"reason": LONG}, None) for n in range(10, 60))


def _tokens(e: Everybody) -> Filled:
    yield from ((f"/account/tokens/TOK-{n:02d}/closure", {}, None) for n in range(1, 10))


def _feeds(e: Everybody) -> Filled:
    yield from ((f"/account/feeds/FEED-{n:02d}/closure", {}, None) for n in range(1, 10))


EXAMPLES: dict[str, Callable[[Everybody], Filled]] = {
    "POST /sign-in": _once("/sign-in", email=MAIL, password=PASSWORD),
    "POST /sign-out": _once("/sign-out"),
    "POST /account/language": _once("/account/language", language="zh-CN"),
    "POST /account/password": _once("/account/password", current_password=PASSWORD, password="another way to keep a habit"),
    "POST /account/sessions/closure": _once("/account/sessions/closure"),
    "POST /account/sessions/{sign_in}/closure": _sign_ins,
    "POST /account/tokens": _once("/account/tokens", name="another", scope="read", days="30"),
    "POST /account/tokens/{code}/closure": _tokens,
    "POST /account/feeds": _once("/account/feeds", name="My calendar", content="everything", programme="BCT"),
    "POST /account/feeds/{code}/closure": _feeds,
    "POST /accounts": _once("/accounts", email="new@test.example", name="New"),
    "POST /accounts/{code}": _accounts("/accounts/{code}", email=OTHER, name="Renamed"),
    "POST /accounts/{code}/password": _accounts("/accounts/{code}/password"),
    "POST /accounts/{code}/deactivation": _accounts("/accounts/{code}/deactivation", reason=LONG),
    "POST /accounts/{code}/reactivation": lambda e: [(f"/accounts/{e.left.code}/reactivation", {}, e.left.version)],
    "POST /accounts/{code}/roles": _accounts("/accounts/{code}/roles", False, role="auditor"),
    "POST /accounts/{code}/roles/{membership}/closure": _roles,
    "POST /programmes/{programme}/reports/preview": _once(f"{PAGES}/reports/preview", narrative_en="So far so good"),
    "POST /programmes/{programme}/reports": _once(f"{PAGES}/reports", narrative_en="So far so good"),
    "POST /programmes/{programme}/goals/{code}/approval": _each("goals", f"{PAGES}/goals/{{code}}/approval", {}),
    "POST /programmes/{programme}/goals/{code}/measurements": _each(
        "goals", f"{PAGES}/goals/{{code}}/measurements", {"period_end": "2026-07-02", "value": "5"}, versioned=False
    ),
    "POST /programmes/{programme}/decisions/{code}/verdict": _verdicts,
    "POST /programmes/{programme}/change-requests/{code}/verdict": _change_verdicts,
    "POST /programmes/{programme}/risks/{code}/responses": _each(
        "risks", f"{PAGES}/risks/{{code}}/responses", {"action_en": "Try it", "due": "2026-08-31"}, versioned=False
    ),
    "POST /programmes/{programme}/commitments/{code}/fulfilment": _each(
        "commitments", f"{PAGES}/commitments/{{code}}/fulfilment", {"done_on": "2026-07-01", "evidence": "Seen by all"}
    ),
    "POST /programmes/{programme}/responsibilities/{code}/cells/{key}": _cells_of_the_matrix,
    "POST /programmes/{programme}/schedule/tasks/{code}": _tasks(f"{PAGES}/schedule/tasks/{{code}}"),
    "POST /programmes/{programme}/schedule/tasks/{code}/progress": _each(
        "tasks", f"{PAGES}/schedule/tasks/{{code}}/progress", {"actual_start": "2026-06-01", "remaining": "5", "comment": LONG}, versioned=False,
    ),
    "POST /programmes/{programme}/schedule/tasks/{code}/links/removal": _links,
    "POST /programmes/{programme}/schedule/tasks/{code}/assignments": _assigning,
    "POST /programmes/{programme}/schedule/tasks/{code}/assignments/{assignment}": _assigned("", units="15"),
    "POST /programmes/{programme}/schedule/tasks/{code}/assignments/{assignment}/removal": _assigned("/removal"),
    "POST /programmes/{programme}/load/owners": _once(f"/programmes/{BARE}/load/owners", units="100"),
    "POST /programmes/{programme}/outline": lambda e: _down(e, False),
    "POST /api/v1/programmes/{programme}/schedule/outline": lambda e: _down(e, True),
    "POST /programmes/{programme}/undo": _undone(f"{PAGES}/undo"),
    "POST /api/v1/programmes/{programme}/schedule/undo": _undone(f"{API}/schedule/undo"),
    "POST /programmes/{programme}/updates": _once(f"{PAGES}/updates", **{"T416.actual_start": "2026-07-03", "T416.remaining": "1d"}),
    "POST /programmes/{programme}/updates/requests": _once(f"{PAGES}/updates/requests", person="PER-17"),
    "POST /programmes/{programme}/views": _once(f"{PAGES}/views", of="risks", name="Open ones", asked="status=open"),
    "POST /programmes/{programme}/views/{code}": _views(f"{PAGES}/views/{{code}}", name="Renamed"),
    "POST /programmes/{programme}/views/{code}/withdrawal": _views(f"{PAGES}/views/{{code}}/withdrawal"),
    "POST /api/v1/programmes/{programme}/views": _once(f"{API}/views", register="risks", name="By program", asked="sort=-score"),
    "PATCH /api/v1/programmes/{programme}/views/{code}": _views(f"{API}/views/{{code}}", name="Renamed by program"),
    "DELETE /api/v1/programmes/{programme}/views/{code}": _views(f"{API}/views/{{code}}"),
    "POST /imports": _once("/imports"),
    "POST /programmes/{programme}/plan-template": _once(f"/programmes/{EMPTY}/plan-template", waves="1"),
    "POST /api/v1/programmes/{programme}/plan-template": _once(f"/api/v1/programmes/{EMPTY}/plan-template", waves=1),
    "POST /imports/confirmation": _kept_plan("/imports", code="NEW", name="New", start="2026-03-02"),
    "POST /programmes/{programme}/plan-imports": _once(f"{PAGES}/plan-imports"),
    "POST /programmes/{programme}/plan-imports/confirmation": _kept_plan(f"{PAGES}/plan-imports"),
    "POST /programmes/{programme}/tasks": _new_task,
    "POST /programmes/{programme}/tasks/{code}": _tasks(f"{PAGES}/tasks/{{code}}"),
    "POST /programmes/{programme}/calendars/ready-made": _once(f"{PAGES}/calendars/ready-made"),
    "POST /programmes/{programme}/calendars/{code}/days": _each(
        "calendars", f"{PAGES}/calendars/{{code}}/days", {"starts_on": "2026-10-09", "change": "off", "year": "2026"}
    ),
    "POST /programmes/{programme}/calendars/{code}/holidays": _each(
        "calendars", f"{PAGES}/calendars/{{code}}/holidays", {"country": "cn", "year": "2027"}
    ),
    "POST /programmes": _once("/programmes", code="NEW", **NEW_PROGRAMME),
    "POST /programmes/{programme}/charter": _charter,
    "POST /programmes/{programme}/charter/status": _states(f"{PAGES}/charter/status"),
    "POST /programmes/{programme}/charter/status-date": _once(f"{PAGES}/charter/status-date", True, status_date="2026-07-10"),
    "POST /programmes/{programme}/charter/withdrawal": _once(f"{PAGES}/charter/withdrawal", True, reason=LONG),
    "POST /api/v1/programmes": _once("/api/v1/programmes", code="NEW", **NEW_PROGRAMME),
    "PATCH /api/v1/programmes/{programme}": _once(API, True, notes="changed"),
    "POST /api/v1/programmes/{programme}/status": _states(f"{API}/status"),
    "POST /api/v1/programmes/{programme}/status-date": _once(f"{API}/status-date", True, status_date="2026-07-10"),
}  # fmt: skip
# Taken where nobody has an account yet, or on the machine itself alone: not here.
ELSEWHERE = frozenset({"POST /first-run", "POST /sign-in/demo"})
SENT_AS_FILE = frozenset({"/imports", f"{PAGES}/plan-imports"})


# --- All of them -----------------------------------------------------------------------------------------------------


def every_write(e: Everybody) -> Iterator[tuple[str, list[Write]]]:
    """Every write of the route table with requests of which the first that suits the sample's records would be taken.

    Raises:
        KeyError: a write has an address of its own and no example here.
    """
    for context in iter_route_contexts(e.app.routes):
        route = str(context.path)
        for method in sorted(set(getattr(context.original_route, "methods", None) or ()) - SAFE):
            if f"{method} {route}" in ELSEWHERE:
                continue
            if "{plural}" not in route:
                filled = EXAMPLES[f"{method} {route}"](e)
                yield f"{method} {route}", [_own(method, route, *one) for one in islice(filled, TRIES)]
                continue
            make = GENERIC[f"{method} {route.partition('{programme}/')[2]}"]
            for register in REGISTERS.values():
                tries = list(islice(make(e, register, method, route), TRIES))
                if tries:
                    yield f"{method} {route} [{register.plural}]", [replace(w, register=register) for w in tries]


def _own(method: str, route: str, path: str, body: dict[str, Any], version: int | None) -> Write:
    return Write(method, route, path, body, version, file=PLAN if path in SENT_AS_FILE else None)


TRIES = 400


def fingerprint(database: Database) -> tuple[Any, ...]:
    """How many rows each table holds, and the sum of their versions: a record is neither made nor changed without changing these."""
    tables = [t for t in SQLModel.metadata.sorted_tables if t.name not in BESIDE]
    counts = [
        select(literal(t.name), func.count(), func.sum(t.c.version) if "version" in t.c else literal(0)).select_from(t)
        for t in tables
    ]
    with database.transaction(writes=False) as session:
        return tuple(sorted(map(tuple, session.connection().execute(union_all(*counts)))))
