"""Setting a baseline: the original of the plan as it was made, a later one of the plan as it has become, with an approved change request."""

import json
from datetime import datetime

from sqlmodel import Session, col, select

from governance.authority import Actor, Permission
from governance.change_control import carry_out
from governance.change_requests import ChangeRequest, ChangeStatus, ChangeType
from governance.codes import one_writer
from governance.commands import command
from governance.errors import Conflict, Invalid, Problem
from governance.programmes import Programme
from governance.records import add, find
from plans.baselines import Baseline, BaselineForm, BaselineKind
from plans.plan import PlanSchedule, scheduled
from plans.progressed import Standing
from plans.tasks import TaskKind, TaskStatus


@command(Permission.set_baseline)
def set_baseline(session: Session, actor: Actor, programme: Programme, form: BaselineForm) -> Baseline:
    """Freeze the plan's dates. The original: as planned, progress left aside, and needing nothing.

    A later one: actual dates where there are any, else the forecast of the programme's status date. It needs an approved change request
    for a baseline, which is implemented by it and so serves once.

    Raises:
        Conflict: there is an original already, and the request is missing, is of another type, is not approved, or has served.
        Invalid: the plan is empty; a request is named for the original.
    """
    one_writer(session)  # from here on the numbers that are taken stay the numbers that are taken
    taken = session.exec(select(Baseline.number).where(col(Baseline.programme_id) == programme.id)).all()
    number = max(taken) + 1 if taken else 0
    change = _allowed_by(session, programme, form, number)
    plan = scheduled(session, programme, programme.status_date, with_progress=number > 0)
    if plan.is_empty:
        raise Invalid([Problem("PLAN_EMPTY", "", None, {})])
    rows = {
        code: [minute(plan[code].start), minute(plan[code].finish), _duration(plan, code)]
        for code, task in plan.tasks.items()
        if not number or task.status != TaskStatus.cancelled
    }
    baseline = add(
        session, Baseline, programme.key, form, number=number, kind=BaselineKind.current if number else BaselineKind.original,
        status_date=programme.status_date, start=plan.start, finish=plan.finish, task_count=len(rows),
        network_hash=plan.network.fingerprint(), rows=json.dumps(rows, separators=(",", ":")),
    )  # fmt: skip
    if change is not None:
        carry_out(change)
    return baseline


def _allowed_by(session: Session, programme: Programme, form: BaselineForm, number: int) -> ChangeRequest | None:
    """The request that a later baseline is set with; None for the original."""
    if form.change_request is None:
        if number:
            raise Conflict([Problem("BASELINE_NEEDS_CR", "change_request", None, {"number": number})])
        return None
    if not number:
        raise Invalid([Problem("BASELINE_NEEDS_NO_CR", "change_request", form.change_request, {})])
    change = find(session, ChangeRequest, programme.id, form.change_request)
    session.refresh(change)
    fault = _fault(change)
    if fault is not None:
        facts = {"number": number, "change": change.code, "from": str(change.status)}
        raise Conflict([Problem(fault, "change_request", change.code, facts)])
    return change


def _fault(change: ChangeRequest) -> str | None:
    """Why a request does not allow a baseline, if it does not."""
    if change.type != ChangeType.baseline:
        return "BASELINE_CR_OF_OTHER_TYPE"
    if change.status in (ChangeStatus.implemented, ChangeStatus.verified):
        return "BASELINE_CR_HAS_SERVED"
    return None if change.status == ChangeStatus.approved else "BASELINE_CR_NOT_APPROVED"


def requests_for_a_baseline(session: Session, programme: Programme) -> list[str]:
    """The approved change requests that a baseline may be set with now."""
    query = select(ChangeRequest.code).where(
        col(ChangeRequest.programme_id) == programme.id, col(ChangeRequest.withdrawn_on).is_(None),
        col(ChangeRequest.type) == ChangeType.baseline, col(ChangeRequest.status) == ChangeStatus.approved,
    )  # fmt: skip
    return list(session.exec(query.order_by(col(ChangeRequest.code))))


def _duration(plan: PlanSchedule, code: str) -> int:
    """Worked minutes: as planned while nothing has been done, else those from its start to its finish."""
    task, at = plan.tasks[code], plan[code]
    if (
        not plan.with_progress
        or at.standing == Standing.not_started
        or task.kind in (TaskKind.milestone, TaskKind.summary)
    ):
        return task.duration_min
    return round(plan.network.calendar_of(plan.network.activity(code)).minutes_between(at.start, at.finish))


def minute(instant: datetime) -> str:
    """A local date and time as a baseline's rows hold it."""
    return instant.isoformat(timespec="minutes")
