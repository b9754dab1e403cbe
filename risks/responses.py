"""Responses: what is done about a risk, by whom, by when and at what cost."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum, auto
from typing import Annotated, Any, ClassVar

from sqlmodel import Session, col, select

from governance.authority import Actor, Permission, not_permitted
from governance.columns import link, long_text, money, words
from governance.commands import command
from governance.errors import Problem, refuse_if
from governance.forms import Day, Money, Prose, RecordForm, Reference
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, check_not_withdrawn, find, move, revise, withdraw
from governance.registers import Column, Filter, Register
from risks.register import Risk


class ResponseStatus(StrEnum):
    open = auto()
    done = auto()
    cancelled = auto()


_S = ResponseStatus
TRANSITIONS: dict[ResponseStatus, frozenset[ResponseStatus]] = {
    _S.open: frozenset({_S.done, _S.cancelled}),
    _S.done: frozenset({_S.open}),
    _S.cancelled: frozenset({_S.open}),
}


class ResponseForm(RecordForm):
    REQUIRED_TEXT = ("action",)

    risk: Annotated[str, Reference("risk")]
    action_zh: Prose | None = None
    action_en: Prose | None = None
    owner: Annotated[str, Reference("person")] | None = None
    due: Day | None = None
    done_on: Day | None = None
    cost: Money | None = None


class Response(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "response"
    PREFIX: ClassVar[str] = "RSP-"

    status: ResponseStatus = words(ResponseStatus, ResponseStatus.open)
    risk_id: int = link("risk", foreign_key="risk.id", required=True)
    action_zh: str | None = long_text()
    action_en: str | None = long_text()
    owner_id: int | None = link("person", foreign_key="person.id")
    due: date | None = None
    done_on: date | None = None
    cost: Decimal | None = money()


@command(None)
def plan_response(session: Session, actor: Actor, programme: Programme, form: ResponseForm) -> Response:
    """Add a response to a risk: by whoever keeps the register, or by the risk's owner.

    Raises:
        NotPermitted: the actor is neither.
    """
    risk = find(session, Risk, programme.key, form.risk)
    mine = actor.may(Permission.maintain_own_risks, programme.id) and actor.is_person(risk.owner_id, programme.id)
    if not mine and not actor.may(Permission.maintain_risks, programme.id):
        raise not_permitted(Permission.maintain_risks)
    refuse_if(_future(programme, form.done_on))
    return add(session, Response, programme.key, form)


@command(Permission.maintain_risks, own=Permission.maintain_own_risks)
def revise_response(
    session: Session, actor: Actor, response: Response, form: ResponseForm, version: int | None
) -> Response:
    refuse_if(_future(session.get_one(Programme, response.programme_id), form.done_on))
    return revise(session, response, form, version)


@command(Permission.maintain_risks)
def withdraw_response(
    session: Session, actor: Actor, response: Response, reason: str, on: date, version: int | None = None
) -> Response:
    return withdraw(session, response, reason, on, version)


@command(Permission.maintain_risks, own=Permission.maintain_own_risks)
def move_response(
    session: Session, actor: Actor, response: Response, to: ResponseStatus, reason: str | None = None
) -> Response:
    """Say that a response is done, given up or open again; done without a day means done by the status date."""
    check_not_withdrawn(response)
    move(response, to, TRANSITIONS)
    if to == ResponseStatus.done:
        response.done_on = response.done_on or session.get_one(Programme, response.programme_id).status_date
    else:
        response.done_on = None
    return response


def _future(programme: Programme, done_on: date | None) -> list[Problem]:
    if done_on is None or done_on <= programme.status_date:
        return []
    return [Problem("FUTURE_DATE", "done_on", done_on, {"date": done_on, "status_date": programme.status_date})]


# --- Queries ---------------------------------------------------------------------------------------------------------


def is_overdue(response: Any, on: date) -> bool:
    return response.status == ResponseStatus.open and response.due is not None and response.due < on


def responses_to(session: Session, programme_id: int | None, risk_ids: Iterable[int] | None = None) -> dict[int, list[Response]]:  # fmt: skip
    """The responses that stand, by the id of their risk, the earliest due first (one query)."""
    query = select(Response).where(col(Response.programme_id) == programme_id, col(Response.withdrawn_on).is_(None))
    if risk_ids is not None:
        query = query.where(col(Response.risk_id).in_(list(risk_ids)))
    found: dict[int, list[Response]] = {}
    for response in session.exec(query.order_by(col(Response.due).asc().nulls_last(), col(Response.id))):
        found.setdefault(response.risk_id, []).append(response)
    return found


def _derived(session: Session, programme: Programme, responses: list[Response]) -> dict[int, dict[str, Any]]:
    found = {}
    for response in responses:
        overdue = is_overdue(response, programme.status_date)
        warnings = [Problem("RESPONSE_OVERDUE", "due", response.due, {"code": response.code, "date": response.due})]
        found[response.id] = {"overdue": overdue, "warnings": warnings if overdue else []}
    return found


RESPONSES = Register(
    kind="response", plural="responses", table=Response, form=ResponseForm, section="risk", icon="shield-check", title="action",
    columns=(
        Column("action"), Column("risk"), Column("owner", "person"), Column("due", "date"), Column("overdue", "flag", computed=True),
        Column("done_on", "date"), Column("cost", "money"), Column("status", "badge"),
    ),
    filters=(Filter("status"), Filter("risk"), Filter("owner"), Filter("overdue", values=("True", "False"))),
    search=("action_zh", "action_en"), sort="due", compute=_derived,
    write=Permission.maintain_risks, own_write=Permission.maintain_own_risks,
    create=plan_response, revise=revise_response, withdraw=withdraw_response, move=move_response, transitions=TRANSITIONS,
    sections=(("response", ("risk", "action", "owner", "due", "overdue", "done_on", "cost")),),
)  # fmt: skip
