"""The programme: one CRM rollout with its charter. Everything else belongs to one."""

from datetime import date
from decimal import Decimal
from enum import StrEnum, auto
from typing import Annotated, Any, ClassVar

from pydantic import Field as F
from sqlalchemy import UniqueConstraint, bindparam
from sqlmodel import Field, Session, col, select

from governance.authority import Actor, Permission
from governance.columns import link, listing, long_text, money, name_column, words
from governance.commands import command
from governance.errors import Invalid, NotFound, Problem
from governance.forms import Code, Day, Line, Lines, Money, Prose, RecordForm, Reference, Whole
from governance.records import Record, check_not_withdrawn, check_version, move, resolve, withdraw


class Cadence(StrEnum):
    weekly = auto()
    biweekly = auto()
    monthly = auto()


class Weekday(StrEnum):
    mon = auto()
    tue = auto()
    wed = auto()
    thu = auto()
    fri = auto()
    sat = auto()
    sun = auto()


class ProgrammeStatus(StrEnum):
    draft = auto()
    mobilising = auto()
    active = auto()
    on_hold = auto()
    closing = auto()
    closed = auto()
    cancelled = auto()


class UnfinishedWork(StrEnum):
    """Where work stands that nobody has reported as done: after the status date, or where it was planned, also in the past."""

    after_status = auto()
    as_planned = auto()


TRANSITIONS: dict[ProgrammeStatus, frozenset[ProgrammeStatus]] = {
    ProgrammeStatus.draft: frozenset({ProgrammeStatus.mobilising, ProgrammeStatus.cancelled}),
    ProgrammeStatus.mobilising: frozenset({ProgrammeStatus.active, ProgrammeStatus.cancelled}),
    ProgrammeStatus.active: frozenset({ProgrammeStatus.on_hold, ProgrammeStatus.closing, ProgrammeStatus.cancelled}),
    ProgrammeStatus.on_hold: frozenset({ProgrammeStatus.active, ProgrammeStatus.cancelled}),
    ProgrammeStatus.closing: frozenset({ProgrammeStatus.closed, ProgrammeStatus.cancelled}),
}


class ProgrammeForm(RecordForm):
    REQUIRED_TEXT = ("name",)

    code: Annotated[Code, F(max_length=8)]  # pyright: ignore
    name_zh: Line | None = None
    name_en: Line | None = None
    purpose_zh: Prose | None = None
    purpose_en: Prose | None = None
    start: Day
    target_finish: Day
    committed_finish: Day
    status_date: Day
    benefits_until: Day | None = None
    sponsor: Annotated[str, Reference("person")] | None = None
    pm: Annotated[str, Reference("person")] | None = None
    calendar: Annotated[str, Reference("calendar")] | None = None
    currency: Annotated[Line, F(pattern="^[A-Z]{3}$")] = "CNY"
    budget: Money | None = None
    licensed_users: Annotated[Whole, F(ge=1)] | None = None
    scope_in: Lines = []
    scope_out: Lines = []
    report_cadence: Cadence = Cadence.weekly
    report_weekday: Weekday = Weekday.fri
    unfinished_work: UnfinishedWork = UnfinishedWork.after_status

    def problems(self) -> list[Problem]:
        found = []
        for early, late in (
            ("start", "target_finish"),
            ("target_finish", "committed_finish"),
            ("committed_finish", "benefits_until"),
        ):
            a, b = getattr(self, early), getattr(self, late)
            if a and b and (b < a or (early == "start" and a == b)):
                found.append(Problem("DATE_ORDER", late, b, {"from": a, "to": b}))
        return found


class Programme(Record, table=True):
    KIND: ClassVar[str] = "programme"
    PREFIX: ClassVar[str] = "CRM"
    __table_args__: ClassVar[Any] = (UniqueConstraint("code"),)

    status: ProgrammeStatus = words(ProgrammeStatus, ProgrammeStatus.draft)
    name_zh: str | None = name_column()
    name_en: str | None = name_column()
    purpose_zh: str | None = long_text()
    purpose_en: str | None = long_text()
    start: date
    target_finish: date
    committed_finish: date
    status_date: date
    benefits_until: date | None = None
    # These three point at records of the programme itself, which are made after it: checked by the commands, not by foreign keys.
    sponsor_id: int | None = link("person")
    pm_id: int | None = link("person")
    calendar_id: int | None = link("calendar")
    currency: str = Field(default="CNY", max_length=3)
    budget: Decimal | None = money()
    licensed_users: int | None = None
    scope_in: list[str] = listing()
    scope_out: list[str] = listing()
    report_cadence: Cadence = words(Cadence, Cadence.weekly)
    report_weekday: Weekday = words(Weekday, Weekday.fri)
    unfinished_work: UnfinishedWork = words(UnfinishedWork, UnfinishedWork.after_status)
    is_sample: bool = False

    @property
    def key(self) -> int:
        """The primary key of a stored programme."""
        if self.id is None:
            raise ValueError("the programme is not stored yet")
        return self.id


@command(Permission.create_programme)
def charter_programme(
    session: Session, actor: Actor, _house: None, form: ProgrammeForm, *, is_sample: bool = False
) -> Programme:
    """Open a programme. Its sponsor, manager and calendar are named once they exist in it."""
    if session.exec(select(Programme.id).where(col(Programme.code) == form.code)).first():
        raise Invalid([Problem("NOT_UNIQUE", "code", form.code, {"kind": "programme", "code": form.code})])
    programme = Programme(
        code=form.code, is_sample=is_sample, **resolve(session, Programme, None, _without_references(form))
    )
    session.add(programme)
    session.flush()
    return programme


@command(Permission.maintain_programme)
def revise_charter(
    session: Session, actor: Actor, programme: Programme, form: ProgrammeForm, version: int | None
) -> Programme:
    check_version(programme, version)
    check_not_withdrawn(programme)
    if form.code != programme.code:
        raise Invalid([Problem("CODE_IMMUTABLE", "code", form.code, {"code": programme.code})])
    for name, value in resolve(session, Programme, programme.key, form, keep=programme).items():
        if getattr(programme, name) != value:
            setattr(programme, name, value)
    session.flush()
    return programme


@command(Permission.maintain_programme)
def move_programme(
    session: Session, actor: Actor, programme: Programme, to: ProgrammeStatus, reason: str | None = None
) -> Programme:
    """Change the programme's state; mobilising needs a sponsor and a manager."""
    if to == ProgrammeStatus.mobilising:
        missing = [name for name in ("sponsor", "pm") if getattr(programme, f"{name}_id") is None]
        if missing:
            raise Invalid([Problem("REQUIRED", name, None, {}) for name in missing])
    move(programme, to, TRANSITIONS)
    return programme


@command(Permission.maintain_programme)
def set_status_date(session: Session, actor: Actor, programme: Programme, on: date) -> Programme:
    """Move the programme's data date: everything is computed as of its end."""
    programme.status_date = on
    return programme


@command(Permission.create_programme)
def close_programme(
    session: Session, actor: Actor, programme: Programme, reason: str, on: date, version: int | None = None
) -> Programme:
    return withdraw(session, programme, reason, on, version)


def _without_references(form: ProgrammeForm) -> ProgrammeForm:
    return form.model_copy(update={"sponsor": None, "pm": None, "calendar": None})


def programme_warnings(programme: Programme) -> list[Problem]:
    """What a charter should not lack, though it may: these do not block."""
    found = []
    if programme.sponsor_id and programme.sponsor_id == programme.pm_id:
        found.append(Problem("SPONSOR_IS_PM", "pm", None, {}))
    if not programme.scope_out:
        found.append(Problem("SCOPE_OUT_EMPTY", "scope_out", None, {}))
    return found


_BY_CODE = select(Programme).where(col(Programme.code) == bindparam("code"))


def find_programme(session: Session, actor: Actor, code: str) -> Programme:
    """The programme of that code, if the actor may read it.

    Raises:
        NotFound: there is none, or it is not theirs to see.
    """
    found = readable_programme(session, actor, code)
    if found is None:
        raise no_such_programme(code)
    return found


def readable_programme(session: Session, actor: Actor, code: str) -> Programme | None:
    """The programme of that code; None if there is none that the actor may read."""
    found = session.exec(_BY_CODE, params={"code": code.upper()}).first()
    return found if found is not None and actor.may(Permission.read_programme, found.id) else None


def no_such_programme(code: str) -> NotFound:
    return NotFound([Problem("NOT_FOUND", "code", code, {"kind": "programme", "code": code})])


def programmes_of(session: Session, actor: Actor) -> list[Programme]:
    """The programmes that the actor may read, by code."""
    found = session.exec(select(Programme).where(col(Programme.withdrawn_on).is_(None)).order_by(col(Programme.code)))
    return [p for p in found if actor.may(Permission.read_programme, p.id)]


_NAMES = (
    select(Programme.id, Programme.code, Programme.name_zh, Programme.name_en)
    .where(col(Programme.withdrawn_on).is_(None))
    .order_by(col(Programme.code))
)


def programme_names(session: Session, actor: Actor) -> list[tuple[str, str | None, str | None]]:
    """Code and names of the programmes that the actor may read, by code."""
    found = session.exec(_NAMES)
    return [(code, zh, en) for id_, code, zh, en in found if actor.may(Permission.read_programme, id_)]
