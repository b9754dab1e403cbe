"""What may be done to a change request, by whom, and what its register shows. Whoever asks for a change does not approve it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from governance.authority import Actor, Permission
from governance.change_requests import (
    ASKED,
    CARRIED_OUT,
    TRANSITIONS,
    UNDECIDED,
    VERDICT,
    VERDICTS,
    ChangeForm,
    ChangeRequest,
    ChangeStatus,
    ChangeType,
    ChangeVerdictForm,
    is_overdue,
)
from governance.commands import command
from governance.decisions import RATIONALE_AT_LEAST
from governance.errors import Conflict, Problem, refuse_if
from governance.listings import values
from governance.people import Person
from governance.programmes import Programme
from governance.records import add, check_not_withdrawn, move, revise, withdraw
from governance.registers import Column, Filter, Register

_S = ChangeStatus
PERMITS = dict.fromkeys(VERDICTS, Permission.decide)


@command(Permission.maintain_changes)
def raise_change(session: Session, actor: Actor, programme: Programme, form: ChangeForm) -> ChangeRequest:
    """Draft a change request."""
    return add(session, ChangeRequest, programme.key, form)


@command(Permission.maintain_changes)
def revise_change(session: Session, actor: Actor, change: ChangeRequest, form: ChangeForm, version: int | None) -> ChangeRequest:  # fmt: skip
    """Change a request's record.

    Raises:
        Conflict: what was asked for would change after its submission, by somebody who does not decide; or what was decided.
    """
    may_decide = actor.may(Permission.decide, change.programme_id)
    held = values(session, CHANGE_REQUESTS, session.get_one(Programme, change.programme_id), [change])[0]
    changed = [name for name in held if (getattr(form, name) or None) != (held[name] or None) and name != "code"]
    refuse = [
        Problem(code, name, None, {"code": change.code})
        for name in changed
        if (code := _lock(change, name, may_decide))
    ]
    if refuse:
        raise Conflict(refuse)
    return revise(session, change, form, version)


def _lock(change: ChangeRequest, name: str, may_decide: bool) -> str | None:
    """Why a field stays as it is, if it does."""
    final = change.status not in UNDECIDED and change.status != _S.deferred
    if final and name in (*ASKED, *VERDICT, "options", "cost_change"):
        return "CHANGE_DECIDED"
    if change.status == _S.deferred and name in VERDICT:
        return "CHANGE_DECIDED"
    return "CHANGE_LOCKED" if change.status != _S.draft and name in ASKED and not may_decide else None


@command(Permission.maintain_changes)
def withdraw_change(session: Session, actor: Actor, change: ChangeRequest, reason: str, on: date, version: int | None = None) -> ChangeRequest:  # fmt: skip
    """Take a request back. What has been carried out is not taken back by a word."""
    if change.status in CARRIED_OUT:
        raise Conflict([Problem("CHANGE_CARRIED_OUT", "", change.code, {"code": change.code})])
    return withdraw(session, change, reason, on, version)


@command(Permission.decide)
def rule_on_change(session: Session, actor: Actor, change: ChangeRequest, form: ChangeVerdictForm) -> ChangeRequest:
    """Approve, reject or defer a request, with the reason why.

    Raises:
        Invalid: no reason that lasts, or a day that has not come.
        Conflict: it was asked for, or entered, by whoever decides.
    """
    return _ruled(session, actor, change, ChangeStatus(form.verdict), form.rationale, form.decided_on)


@command(None)
def move_change(session: Session, actor: Actor, change: ChangeRequest, to: ChangeStatus, reason: str | None = None) -> ChangeRequest:  # fmt: skip
    """Take a request one step on. Where that is a verdict, the reason serves where its record holds no rationale yet."""
    actor.require(PERMITS.get(to, Permission.maintain_changes), change.programme_id)
    check_not_withdrawn(change)
    if to in VERDICTS:
        return _ruled(session, actor, change, to, change.rationale or reason, change.decided_on)
    if to == _S.implemented and change.type == ChangeType.baseline:
        raise Conflict([Problem("CHANGE_BY_BASELINE", "status", to, {"code": change.code})])
    again = change.status == _S.deferred
    move(change, to, TRANSITIONS)
    if again:  # what is decided now is decided anew
        change.rationale = change.decided_on = change.decided_by = None
    return change


def carry_out(change: ChangeRequest) -> None:
    """An approved request is implemented: called inside the command that does what it asked for."""
    move(change, _S.implemented, TRANSITIONS)


def _ruled(
    session: Session, actor: Actor, change: ChangeRequest, to: ChangeStatus, rationale: str | None, on: date | None
) -> ChangeRequest:
    check_not_withdrawn(change)
    programme = session.get_one(Programme, change.programme_id)
    day = on or programme.status_date
    if to in TRANSITIONS.get(change.status, ()):
        refuse_if(_faults(change, programme, rationale, day))
        if asks_for_it(session, actor, change):
            raise Conflict([Problem("SAME_PERSON_APPROVAL", "", change.code, {"code": change.code})])
    move(change, to, TRANSITIONS)
    change.rationale, change.decided_on, change.decided_by = rationale, day, actor.name
    change.approver_id = actor.persons.get(change.programme_id) or change.approver_id
    return change


def _faults(change: ChangeRequest, programme: Programme, rationale: str | None, day: date) -> Iterable[Problem]:
    length = len((rationale or "").strip())
    if length < RATIONALE_AT_LEAST:
        yield Problem("RATIONALE_TOO_SHORT", "rationale", rationale, {"length": length, "min": RATIONALE_AT_LEAST})
    if day < change.raised_on:
        yield Problem("DATE_ORDER", "decided_on", day, {"from": change.raised_on, "to": day})
    if day > programme.status_date:
        yield Problem("FUTURE_DATE", "decided_on", day, {"date": day, "status_date": programme.status_date})


def asks_for_it(session: Session, actor: Actor, change: ChangeRequest) -> bool:
    """Whether whoever decides is the requester, or the one who entered the request.

    Whoever enters records on the server itself stands for nobody: there it is the approver named in the record who decided.
    """
    if actor.account_id is None and change.approver_id is not None and not actor.persons:
        return change.approver_id == change.requester_id
    if (person := actor.persons.get(change.programme_id)) is not None and person == change.requester_id:
        return True
    requester = session.get_one(Person, change.requester_id)
    named = {requester.name_zh, requester.name_en} - {None}
    return actor.name == change.created_by or (person is None and actor.name in named)


# --- The register ----------------------------------------------------------------------------------------------------


def _derived(_session: Session, programme: Programme, changes: Sequence[ChangeRequest]) -> dict[int, dict[str, Any]]:
    found = {}
    for change in changes:
        until = change.decided_on or programme.status_date
        late = is_overdue(change, programme.status_date)
        facts = {"date": change.needed_by}
        found[change.id] = {
            "days_open": (until - change.raised_on).days if until >= change.raised_on else None,
            "overdue": late,
            "warnings": [Problem("CHANGE_OVERDUE", "needed_by", change.needed_by, facts)] if late else [],
        }
    return found


CHANGE_REQUESTS = Register(
    kind="change_request", plural="change-requests", table=ChangeRequest, form=ChangeForm, section="govern", icon="adjustments",
    columns=(
        Column("name"), Column("type", "badge"), Column("requester", "person"), Column("raised_on", "date"), Column("needed_by", "date"),
        Column("overdue", "flag", computed=True), Column("cost_change", "money"), Column("decided_on", "date"), Column("status", "badge"),
    ),
    filters=(
        Filter("status"), Filter("type"), Filter("requester"), Filter("approver"), Filter("decision"), Filter("overdue", values=("True", "False")),
    ),
    search=("name_zh", "name_en", "reason_zh", "reason_en", "implications_zh", "implications_en", "rationale"), sort="-raised_on",
    write=Permission.maintain_changes, permits=PERMITS, by_form=VERDICTS, aside=frozenset({_S.deferred}), compute=_derived,
    create=raise_change, revise=revise_change, withdraw=withdraw_change, move=move_change, transitions=TRANSITIONS,
    sections=(
        ("change", ("name", "type", "reason", "requester", "raised_on", "needed_by", "overdue")),
        ("meaning", ("implications", "cost_change", "options", "decision")),
        ("verdict", ("rationale", "approver", "decided_on", "decided_by", "days_open")),
    ),
)  # fmt: skip
