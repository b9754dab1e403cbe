"""Phases and waves: the stages that the plan passes, each up to its gate, and the groups of users that go live together."""

from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field as F
from sqlmodel import Session, col, select

from governance.authority import Actor, Permission
from governance.columns import link, listing, long_text, name_column
from governance.commands import command
from governance.errors import Problem, refuse_if
from governance.forms import Day, Line, Prose, RecordForm, Reference, Whole
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, current, record_kinds, revise, withdraw
from plans.freeze_windows import cutover_problems, freezes_of

Position = Annotated[Whole, F(ge=1, le=100_000)]


class PhaseForm(RecordForm):
    REQUIRED_TEXT = ("name",)

    position: Position | None = None
    name_zh: Line | None = None
    name_en: Line | None = None
    gate: Annotated[str, Reference("task")] | None = None
    overlap_reason_zh: Prose | None = None
    overlap_reason_en: Prose | None = None


class WaveForm(RecordForm):
    REQUIRED_TEXT = ("name",)

    position: Position | None = None
    name_zh: Line | None = None
    name_en: Line | None = None
    departments: Annotated[list[str], Reference("department")] = []
    users: Whole | None = None
    go_live: Annotated[str, Reference("task")] | None = None
    cutover_from: Day | None = None
    cutover_to: Day | None = None

    def problems(self) -> list[Problem]:
        if self.cutover_from and self.cutover_to and self.cutover_to < self.cutover_from:
            facts = {"from": self.cutover_from, "to": self.cutover_to}
            return [Problem("DATE_ORDER", "cutover_to", self.cutover_to, facts)]
        return []


class Phase(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "phase"
    PREFIX: ClassVar[str] = "PH-"

    position: int = 1
    name_zh: str | None = name_column()
    name_en: str | None = name_column()
    # The milestone that closes the phase. No foreign key: a task points at its phase already, and comes after it.
    gate_id: int | None = link("task")
    overlap_reason_zh: str | None = long_text()
    overlap_reason_en: str | None = long_text()


class Wave(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "wave"
    PREFIX: ClassVar[str] = "W-"

    position: int = 1
    name_zh: str | None = name_column()
    name_en: str | None = name_column()
    departments: list[str] = listing()
    users: int | None = None
    # No foreign key, as with a phase's gate.
    go_live_id: int | None = link("task")
    cutover_from: date | None = None
    cutover_to: date | None = None


@command(Permission.maintain_plan)
def open_phase(session: Session, actor: Actor, programme: Programme, form: PhaseForm) -> Phase:
    refuse_if(_no_milestone(session, programme.key, "gate", form.gate))
    return add(session, Phase, programme.key, form, position=form.position or next_position(session, Phase, programme))


@command(Permission.maintain_plan)
def revise_phase(session: Session, actor: Actor, phase: Phase, form: PhaseForm, version: int | None) -> Phase:
    refuse_if(_no_milestone(session, phase.programme_id, "gate", form.gate))
    return revise(session, phase, form, version, position=form.position or phase.position)


@command(Permission.maintain_plan)
def close_phase(
    session: Session, actor: Actor, phase: Phase, reason: str, on: date, version: int | None = None
) -> Phase:
    return withdraw(session, phase, reason, on, version)


@command(Permission.maintain_plan)
def plan_wave(session: Session, actor: Actor, programme: Programme, form: WaveForm) -> Wave:
    refuse_if([*_no_milestone(session, programme.key, "go_live", form.go_live), *_frozen(session, programme.key, form)])
    return add(session, Wave, programme.key, form, position=form.position or next_position(session, Wave, programme))


@command(Permission.maintain_plan)
def revise_wave(session: Session, actor: Actor, wave: Wave, form: WaveForm, version: int | None) -> Wave:
    stays = _cutover(wave) == _cutover(form)
    frozen = [] if stays else _frozen(session, wave.programme_id, form)
    refuse_if([*_no_milestone(session, wave.programme_id, "go_live", form.go_live), *frozen])
    return revise(session, wave, form, version, position=form.position or wave.position)


@command(Permission.maintain_plan)
def drop_wave(session: Session, actor: Actor, wave: Wave, reason: str, on: date, version: int | None = None) -> Wave:
    return withdraw(session, wave, reason, on, version)


def _frozen(session: Session, programme_id: int, form: WaveForm) -> list[Problem]:
    """The freeze windows in which a cutover would lie."""
    return cutover_problems(freezes_of(session, programme_id), form.cutover_from, form.cutover_to, form.departments)


def _cutover(wave: Wave | WaveForm) -> tuple[Any, ...]:
    """What decides whether a cutover may be. One that lay there before its window was declared hinders no other change."""
    return wave.cutover_from, wave.cutover_to, sorted(wave.departments or ())


def _no_milestone(session: Session, programme_id: int, field: str, code: str | None) -> list[Problem]:
    """A gate and a go-live are milestones; a code that does not exist is for the references' own check."""
    if code is None:
        return []
    task: Any = record_kinds()["task"]
    kind = session.exec(select(task.kind).where(task.programme_id == programme_id, task.code == code)).first()
    return [] if kind in (None, "milestone") else [Problem("NOT_A_MILESTONE", field, code, {"code": code})]


def next_position(session: Session, table: Any, programme: Programme) -> int:
    """The position after the last one in the programme."""
    last = session.exec(
        select(table.position).where(col(table.programme_id) == programme.id).order_by(col(table.position).desc())
    ).first()
    return (last or 0) + 1


def wave_warnings(session: Session, programme: Programme) -> list[Problem]:
    """Users of all waves against the licences."""
    users = sum(wave.users or 0 for wave in current(session, Wave, programme.id))
    if programme.licensed_users is None or users <= programme.licensed_users:
        return []
    return [Problem("WAVE_USERS_EXCEED", "users", users, {"users": users, "licensed": programme.licensed_users})]
