"""Requests for an update: who was asked how far which tasks have come, when, and until when; answered when all of them were reported on."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar

from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from governance.authority import Actor, Permission
from governance.columns import link, listing, long_text
from governance.commands import command
from governance.errors import Invalid, Problem
from governance.forms import Day, Prose, RecordForm, Reference
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, revise, withdraw
from governance.registers import Column, Filter, Register
from plans.plan import as_of
from plans.progress import ProgressUpdate
from plans.tasks import Task

ANSWER_WITHIN_DAYS = 3


class UpdateRequestForm(RecordForm):
    person: Annotated[str, Reference("person")]
    tasks: Annotated[list[str], Reference("task")] = []
    asked_on: Day | None = None
    answer_by: Day | None = None
    message: Prose | None = None

    def problems(self) -> list[Problem]:
        found = [] if self.tasks else [Problem("REQUIRED", "tasks", None, {})]
        if self.asked_on and self.answer_by and self.answer_by < self.asked_on:
            facts = {"from": self.asked_on, "to": self.answer_by}
            found.append(Problem("DATE_ORDER", "answer_by", self.answer_by, facts))
        return found


class UpdateRequest(ProgrammeRecord, table=True):
    """One request to one person. What it asks for are the codes of tasks."""

    KIND: ClassVar[str] = "update_request"
    PREFIX: ClassVar[str] = "ASK-"
    __tablename__: ClassVar[Any] = "update_request"

    person_id: int = link("person", foreign_key="person.id", required=True)
    tasks: list[str] = listing()
    asked_on: date
    answer_by: date
    message: str | None = long_text()


@command(Permission.report_progress)
def ask_for_update(session: Session, actor: Actor, programme: Programme, form: UpdateRequestForm) -> UpdateRequest:
    """Note that somebody was asked; as of the programme's status date, to be answered within three days, unless said otherwise.

    Raises:
        Invalid: a task or the person is not there.
    """
    return add(session, UpdateRequest, programme.key, _dated(programme, form))


@command(Permission.report_progress)
def revise_request(session: Session, actor: Actor, request: UpdateRequest, form: UpdateRequestForm, version: int | None) -> UpdateRequest:  # fmt: skip
    programme = session.get_one(Programme, request.programme_id)
    return revise(session, request, _dated(programme, form), version)


@command(Permission.report_progress)
def withdraw_request(session: Session, actor: Actor, request: UpdateRequest, reason: str, on: date, version: int | None = None) -> UpdateRequest:  # fmt: skip
    return withdraw(session, request, reason, on, version)


def _dated(programme: Programme, form: UpdateRequestForm) -> UpdateRequestForm:
    asked = form.asked_on or programme.status_date
    by = form.answer_by or asked + timedelta(days=ANSWER_WITHIN_DAYS)
    if by < asked:
        raise Invalid([Problem("DATE_ORDER", "answer_by", by, {"from": asked, "to": by})])
    return form.model_copy(update={"asked_on": asked, "answer_by": by})


def open_requests(session: Session, programme: Programme, on: date) -> dict[int, UpdateRequest]:
    """The last request to each person up to `on` that is not answered by then, by person id."""
    query = select(UpdateRequest).where(
        col(UpdateRequest.programme_id) == programme.id, col(UpdateRequest.withdrawn_on).is_(None), col(UpdateRequest.asked_on) <= on
    )  # fmt: skip
    rows = list(session.exec(query.order_by(col(UpdateRequest.asked_on), col(UpdateRequest.id))))
    answered = _answers(session, programme, rows, on)
    return {row.person_id: row for row in rows if row.id is not None and len(answered[row.id]) < len(row.tasks)}


def _answers(session: Session, programme: Programme, rows: Sequence[UpdateRequest], on: date) -> dict[int, set[str]]:
    """The tasks of each request that were reported on as of the day it was made or later, up to `on`."""
    asked = {code for row in rows for code in row.tasks}
    reported = _reported(session, programme, asked, on) if asked else {}
    return {
        row.id: {c for c in row.tasks if any(day >= row.asked_on for day in reported.get(c, ()))}
        for row in rows
        if row.id is not None
    }


def _reported(session: Session, programme: Programme, codes: Iterable[str], on: date) -> dict[str, list[date]]:
    query = (
        sql(col(Task.code), col(ProgressUpdate.status_date))
        .join(ProgressUpdate, col(ProgressUpdate.task_id) == col(Task.id))
        .where(
            col(Task.programme_id) == programme.id, col(Task.code).in_(sorted(codes)), col(ProgressUpdate.withdrawn_on).is_(None),
            col(ProgressUpdate.status_date) <= on,
        )
    )  # fmt: skip
    found: dict[str, list[date]] = {}
    for code, day in session.execute(query):
        found.setdefault(code, []).append(day)
    return found


def _derived(session: Session, programme: Programme, rows: Sequence[UpdateRequest]) -> dict[int, dict[str, Any]]:
    """How many of the tasks were reported on since, and how the request stands."""
    on = as_of(session, programme)
    answered = _answers(session, programme, rows, on)
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row.id is None:
            continue
        done = len(answered[row.id])
        state = "answered" if done == len(row.tasks) else "overdue" if row.answer_by < on else "waiting"
        found[row.id] = {"answered": done, "answer_state": state}
    return found


UPDATE_REQUESTS = Register(
    kind="update_request", plural="update-requests", table=UpdateRequest, form=UpdateRequestForm, section="plan", icon="send", title="code",
    columns=(
        Column("person", "person"), Column("tasks", "list"), Column("asked_on", "date"), Column("answer_by", "date"),
        Column("answered", "number", computed=True), Column("answer_state", "badge", computed=True),
    ),
    filters=(Filter("person"), Filter("answer_state", values=("waiting", "overdue", "answered"))), search=("message",), sort="-asked_on",
    write=Permission.report_progress, compute=_derived, create=ask_for_update, revise=revise_request, withdraw=withdraw_request,
    sections=(("request", ("person", "tasks", "asked_on", "answer_by", "answer_state", "answered", "message")),),
)  # fmt: skip
