"""Progress as it was reported: per task and status date, so that any past date can be looked at as it was known then."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, NamedTuple

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from governance.authority import Actor, Permission
from governance.columns import link, long_text, measure
from governance.commands import command
from governance.errors import Problem, refuse_if
from governance.forms import Day, Percent, Prose, RecordForm, Reference
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, check_not_withdrawn, find, revise, withdraw
from governance.registers import Column, Filter, Register
from plans.calendars import day_length
from plans.durations import DayLength, format_duration, parse_duration
from plans.tasks import Duration, Task, TaskKind, TaskStatus

FULL = Decimal(100)


class ProgressForm(RecordForm):
    task: Annotated[str, Reference("task")]
    status_date: Day
    actual_start: Day | None = None
    actual_finish: Day | None = None
    remaining: Duration | None = None
    percent: Percent | None = None
    comment: Prose | None = None

    def problems(self) -> list[Problem]:
        found: list[Problem] = []
        start, finish = self.actual_start, self.actual_finish
        if start and finish and finish < start:
            found.append(Problem("DATE_ORDER", "actual_finish", finish, {"from": start, "to": finish}))
        for field, actual in (("actual_start", start), ("actual_finish", finish)):
            if actual and self.status_date and actual > self.status_date:
                facts = {"date": actual, "status_date": self.status_date}
                found.append(Problem("ACTUAL_IN_FUTURE", field, actual, facts))
        return found + self._inconsistencies()

    def _inconsistencies(self) -> list[Problem]:
        """Finished, an actual finish and 100 % come together; what has begun has a start, and work left until it is finished."""
        left = parse_duration(self.remaining).minutes if self.remaining else None
        started, finished = self.actual_start is not None, self.actual_finish is not None
        wrong = {
            "actual_start": (finished and not started) or (not started and bool(self.percent)),
            "percent": (finished and self.percent not in (None, FULL)) or (not finished and self.percent == FULL),
            "remaining": (finished and bool(left)) or (started and not finished and left == 0),
        }
        facts = {"percent": self.percent, "actual_finish": self.actual_finish}
        return [Problem("PROGRESS_INCONSISTENT", field, None, facts) for field, is_wrong in wrong.items() if is_wrong]


class ProgressUpdate(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "progress"
    PREFIX: ClassVar[str] = "PRG-"
    __tablename__: ClassVar[Any] = "progress_update"

    task_id: int = link("task", foreign_key="task.id", required=True)
    status_date: date
    actual_start: date | None = None
    actual_finish: date | None = None
    remaining_min: int | None = None
    percent: Decimal | None = measure()
    comment: str | None = long_text()
    # Minute of the day, where a plan file says that work began or ended within it; people report days.
    started_min: int | None = None
    finished_min: int | None = None


@command(Permission.report_progress, own=Permission.report_own_progress)
def report_progress(
    session: Session, actor: Actor, task: Task, form: ProgressForm, length: DayLength
) -> ProgressUpdate:
    """Say how far a task has come as of a date; saying it again for the same date corrects it. The task's status follows."""
    check_not_withdrawn(task)
    updates = _updates_of(session, task)
    refuse_if(_faults(updates, task, form))
    held = next((u for u in updates if u.status_date == form.status_date), None)
    if held is None:
        held = add(session, ProgressUpdate, task.programme_id, form, **_computed(form, length, updates))
        updates.append(held)
    else:
        form = form.model_copy(update={"code": None})
        held = revise(session, held, form, None, **_computed(form, length, updates))
    _follow(session, task, updates)
    return held


@command(None)
def record_progress(session: Session, actor: Actor, programme: Programme, form: ProgressForm) -> ProgressUpdate:
    """The same for the task that the form names; whoever may report on it may do this."""
    return report_progress(session, actor, find(session, Task, programme.id, form.task), form, day_length(session, programme))  # fmt: skip


@command(Permission.report_progress)
def revise_progress(session: Session, actor: Actor, update: ProgressUpdate, form: ProgressForm, version: int | None) -> ProgressUpdate:  # fmt: skip
    """Correct an update; the task that it is about stays."""
    task = session.get_one(Task, update.task_id)
    updates = _updates_of(session, task)
    refuse_if(_faults([u for u in updates if u.id != update.id], task, form, alone=True))
    programme = session.get_one(Programme, update.programme_id)
    form = form.model_copy(update={"task": task.code})
    revised = revise(session, update, form, version, **_computed(form, day_length(session, programme), updates))
    _follow(session, task, updates)
    return revised


@command(Permission.report_progress)
def withdraw_progress(session: Session, actor: Actor, update: ProgressUpdate, reason: str, on: date, version: int | None = None) -> ProgressUpdate:  # fmt: skip
    withdrawn = withdraw(session, update, reason, on, version)
    task = session.get_one(Task, update.task_id)
    _follow(session, task, _updates_of(session, task))
    return withdrawn


def _computed(form: ProgressForm, length: DayLength, known: list[ProgressUpdate]) -> dict[str, int | None]:
    """What the record holds beyond the form: work left in minutes, and the time of day of actual dates that stay as they were known."""
    newest = sorted(known, key=_dated, reverse=True)
    started = (u.started_min for u in newest if u.actual_start == form.actual_start)
    finished = (u.finished_min for u in newest if u.actual_finish == form.actual_finish)
    return {
        "remaining_min": _minutes(form, length),
        "started_min": next(started, None),
        "finished_min": next(finished, None),
    }


def _minutes(form: ProgressForm, length: DayLength) -> int | None:
    if form.actual_finish is not None:
        return 0
    return round(parse_duration(form.remaining, length).minutes) if form.remaining else None


def _faults(updates: list[ProgressUpdate], task: Task, form: ProgressForm, *, alone: bool = False) -> list[Problem]:
    """A percentage may fall, and finished work may open again, only with a word why. `alone`: no other update may have its date."""
    found: list[Problem] = []
    if task.kind == TaskKind.summary:
        found.append(Problem("PROGRESS_ON_SUMMARY", "task", task.code, {"code": task.code}))
    if task.status == TaskStatus.cancelled and (form.actual_start or form.actual_finish):
        found.append(Problem("TASK_CANCELLED", "task", task.code, {"code": task.code}))
    clash = next((u for u in updates if u.status_date == form.status_date), None)
    if alone and clash is not None:
        found.append(
            Problem(
                "REPORTED_ALREADY", "status_date", form.status_date, {"code": clash.code, "date": clash.status_date}
            )
        )
    before = max((u for u in updates if u.status_date < form.status_date), key=_dated, default=None)
    if before and not (form.comment or "").strip():
        facts = {"was": before.percent, "on": before.status_date}
        if before.percent is not None and form.percent is not None and form.percent < before.percent:
            found.append(Problem("PROGRESS_REGRESSION", "percent", form.percent, facts))
        elif before.actual_finish and not form.actual_finish:
            found.append(Problem("PROGRESS_REGRESSION", "actual_finish", None, facts))
    return found


def _updates_of(session: Session, task: Task) -> list[ProgressUpdate]:
    query = select(ProgressUpdate).where(
        col(ProgressUpdate.task_id) == task.id, col(ProgressUpdate.withdrawn_on).is_(None)
    )
    return list(session.exec(query))


def _dated(update: ProgressUpdate) -> date:
    return update.status_date


def _follow(session: Session, task: Task, updates: list[ProgressUpdate]) -> None:
    """The task's status is what its latest update says; one set aside stays so while in progress, one called off while not begun."""
    latest = max((u for u in updates if u.withdrawn_on is None), key=_dated, default=None)
    status = standing_of(latest.actual_start, latest.actual_finish) if latest else TaskStatus.not_started
    kept = (task.status == TaskStatus.suspended and status == TaskStatus.in_progress) or (
        task.status == TaskStatus.cancelled and status == TaskStatus.not_started
    )
    if not kept and task.status != status:
        task.status = status
        session.flush()


def standing_of(actual_start: date | None, actual_finish: date | None) -> TaskStatus:
    """How far a task has come, by its actual dates."""
    if actual_finish is not None:
        return TaskStatus.complete
    return TaskStatus.not_started if actual_start is None else TaskStatus.in_progress


class Reported(NamedTuple):
    """What was reported of a task as of a date; the minutes are those of the day, where one is known."""

    task_id: int
    status_date: date
    actual_start: date | None
    actual_finish: date | None
    remaining_min: int | None
    percent: Decimal | None
    started_min: int | None = None
    finished_min: int | None = None


def latest_progress(session: Session, programme_id: int, on: date) -> dict[int, Reported]:
    """What was known of each task at the end of `on`, by task id."""
    t: Any = ProgressUpdate.__table__  # pyright: ignore
    newest = (
        sql(t.c.task_id, func.max(t.c.status_date).label("status_date"))
        .where(t.c.programme_id == programme_id, t.c.status_date <= on, t.c.withdrawn_on.is_(None))
        .group_by(t.c.task_id).subquery()
    )  # fmt: skip
    rows = session.execute(
        sql(*(t.c[name] for name in Reported._fields))
        .join(newest, (t.c.task_id == newest.c.task_id) & (t.c.status_date == newest.c.status_date))
        .where(t.c.withdrawn_on.is_(None))
    )
    return {row[0]: Reported._make(row) for row in rows}


def progress_dates(session: Session, programme: Programme, until: date) -> list[date]:
    """The dates up to `until` as of which progress was reported, in order."""
    t: Any = ProgressUpdate.__table__  # pyright: ignore
    query = sql(t.c.status_date).where(t.c.programme_id == programme.id, t.c.status_date <= until, t.c.withdrawn_on.is_(None))  # fmt: skip
    return [row[0] for row in session.execute(query.distinct().order_by(t.c.status_date))]


def _typed(session: Session, programme: Programme, records: list[Any]) -> dict[int, dict[str, Any]]:
    length = day_length(session, programme)
    return {
        r.id: {"remaining": None if r.remaining_min is None else format_duration(r.remaining_min, length)}
        for r in records
    }


PROGRESS = Register(
    kind="progress", plural="progress", table=ProgressUpdate, form=ProgressForm, section="plan", icon="chart-arrows", title="code",
    columns=(
        Column("task", "person"), Column("status_date", "date"), Column("actual_start", "date"), Column("actual_finish", "date"),
        Column("remaining", "number", computed=True), Column("percent", "number", "%"), Column("comment"),
    ),
    filters=(Filter("task", "text"), Filter("status_date", "date")), search=("comment",), sort="-status_date",
    write=Permission.report_progress, own_write=Permission.report_own_progress, compute=_typed, typed=_typed,
    create=record_progress, revise=revise_progress, withdraw=withdraw_progress,
    sections=(("progress", ("task", "status_date", "actual_start", "actual_finish", "remaining", "percent", "comment")),),
)  # fmt: skip
