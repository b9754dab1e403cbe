"""Measurements: what a goal's KPI was at the end of a period. They are appended; a wrong one is superseded, never overwritten."""

from datetime import date
from decimal import Decimal
from enum import StrEnum, auto
from typing import Annotated, ClassVar

from sqlmodel import Field, Session, col, select

from governance.authority import Actor, Permission, not_permitted
from governance.columns import link, long_text, measure, words
from governance.commands import command
from governance.errors import Conflict, Problem, refuse_if
from governance.forms import Day, Measure, Prose, RecordForm, Reference, Whole
from governance.goals import Goal
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, check_not_withdrawn, find, move, revise, withdraw
from governance.registers import Column, Filter, Register


class MeasurementStatus(StrEnum):
    provisional = auto()
    confirmed = auto()
    superseded = auto()


_S = MeasurementStatus
TRANSITIONS: dict[MeasurementStatus, frozenset[MeasurementStatus]] = {
    _S.provisional: frozenset({_S.confirmed}),
}
FIXED = ("goal", "period_end", "value", "corrects")


class MeasurementForm(RecordForm):
    goal: Annotated[str, Reference("goal")]
    period_end: Day
    value: Measure
    sample_size: Whole | None = None
    source: Prose | None = None
    corrects: Annotated[str, Reference("measurement")] | None = None


class Measurement(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "measurement"
    PREFIX: ClassVar[str] = "MEA-"

    status: MeasurementStatus = words(MeasurementStatus, MeasurementStatus.provisional)
    goal_id: int = link("goal", foreign_key="goal.id", required=True)
    period_end: date = Field(index=True)
    value: Decimal = measure()
    sample_size: int | None = None
    source: str | None = long_text()
    corrects_id: int | None = link("measurement", foreign_key="measurement.id")


@command(None)
def record_measurement(session: Session, actor: Actor, programme: Programme, form: MeasurementForm) -> Measurement:
    """Append a measurement of a goal; with `corrects`, it takes the place of an earlier one of the same period.

    Raises:
        NotPermitted: neither does the actor keep the measurements, nor is the goal theirs.
        Invalid: the period lies after the status date, or has a measurement already.
    """
    goal = find(session, Goal, programme.key, form.goal)
    _check_allowed(actor, goal)
    wrong = find(session, Measurement, programme.key, form.corrects) if form.corrects else None
    refuse_if([*_future(programme, form), *_place(session, goal, form, wrong)])
    made = add(session, Measurement, programme.key, form)
    if wrong is not None:
        wrong.status = MeasurementStatus.superseded
    return made


@command(None)
def annotate_measurement(
    session: Session, actor: Actor, measurement: Measurement, form: MeasurementForm, version: int | None
) -> Measurement:
    """Complete a measurement's source, sample or notes. The measured value itself stands as it was recorded.

    Raises:
        Conflict: the value, its period or its goal would change.
    """
    goal = session.get_one(Goal, measurement.goal_id)
    _check_allowed(actor, goal)
    corrected = session.get(Measurement, measurement.corrects_id) if measurement.corrects_id else None
    held = {"goal": goal.code, "period_end": measurement.period_end, "value": measurement.value, "corrects": corrected.code if corrected else None}  # fmt: skip
    if changed := [n for n in FIXED if getattr(form, n) != held[n]]:
        raise Conflict([Problem("MEASUREMENT_FIXED", n, getattr(form, n), {"code": measurement.code}) for n in changed])
    return revise(session, measurement, form, version)


@command(Permission.record_measurements)
def withdraw_measurement(
    session: Session, actor: Actor, measurement: Measurement, reason: str, on: date, version: int | None = None
) -> Measurement:
    return withdraw(session, measurement, reason, on, version)


@command(None)
def move_measurement(
    session: Session, actor: Actor, measurement: Measurement, to: MeasurementStatus, reason: str | None = None
) -> Measurement:
    """Confirm a provisional measurement. Superseding happens by recording the correction."""
    _check_allowed(actor, session.get_one(Goal, measurement.goal_id))
    check_not_withdrawn(measurement)
    move(measurement, to, TRANSITIONS)
    return measurement


def _check_allowed(actor: Actor, goal: Goal) -> None:
    mine = actor.may(Permission.record_own_measurements, goal.programme_id) and actor.is_person(
        goal.owner_id, goal.programme_id
    )
    if not mine and not actor.may(Permission.record_measurements, goal.programme_id):
        raise not_permitted(Permission.record_measurements)


def _future(programme: Programme, form: MeasurementForm) -> list[Problem]:
    if form.period_end <= programme.status_date:
        return []
    facts = {"date": form.period_end, "status_date": programme.status_date}
    return [Problem("FUTURE_MEASUREMENT", "period_end", form.period_end, facts)]


def _place(session: Session, goal: Goal, form: MeasurementForm, wrong: Measurement | None) -> list[Problem]:
    """One measurement per goal and period stands; a correction names the one that it replaces."""
    if wrong is not None and (wrong.goal_id, wrong.period_end) != (goal.id, form.period_end):
        return [Problem("CORRECTION_OF_ANOTHER", "corrects", wrong.code, {"code": wrong.code})]
    standing = session.exec(
        select(Measurement).where(
            col(Measurement.goal_id) == goal.id,
            col(Measurement.period_end) == form.period_end,
            col(Measurement.withdrawn_on).is_(None),
            col(Measurement.status) != MeasurementStatus.superseded,
        )
    ).first()
    if standing is None or (wrong is not None and standing.id == wrong.id):
        return []
    facts = {"goal": goal.code, "date": form.period_end, "code": standing.code}
    return [Problem("MEASUREMENT_NOT_UNIQUE", "period_end", form.period_end, facts)]


# --- Queries ---------------------------------------------------------------------------------------------------------


def series(session: Session, programme_id: int, on: date, goal_ids: list[int] | None = None) -> dict[int, list[Measurement]]:  # fmt: skip
    """The standing measurements of goals up to a day, oldest first, by goal id (one query)."""
    query = select(Measurement).where(
        col(Measurement.programme_id) == programme_id,
        col(Measurement.period_end) <= on,
        col(Measurement.withdrawn_on).is_(None),
        col(Measurement.status) != MeasurementStatus.superseded,
    )
    if goal_ids is not None:
        query = query.where(col(Measurement.goal_id).in_(goal_ids))
    found: dict[int, list[Measurement]] = {}
    for row in session.exec(query.order_by(col(Measurement.period_end), col(Measurement.id))):
        found.setdefault(row.goal_id, []).append(row)
    return found


MEASUREMENTS = Register(
    kind="measurement", plural="measurements", table=Measurement, form=MeasurementForm, section="govern", icon="chart-dots", title="code",
    columns=(
        Column("goal"), Column("period_end", "date"), Column("value", "number"), Column("sample_size", "number"),
        Column("source"), Column("status", "badge"),
    ),
    filters=(Filter("goal"), Filter("status")), search=("source",), sort="-period_end",
    write=Permission.record_measurements,
    create=record_measurement, revise=annotate_measurement, withdraw=withdraw_measurement, move=move_measurement, transitions=TRANSITIONS,
    sections=(("measurement", ("goal", "period_end", "value", "sample_size", "source", "corrects")),),
)  # fmt: skip
