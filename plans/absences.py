"""Absences: the days on which a person is not there, wholly or in part. Why stays as general as a plan needs it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto
from typing import Annotated, Any, ClassVar

from pydantic import Field as F
from sqlmodel import Field, Session, col, select

from governance.authority import Actor, Permission
from governance.columns import link, words
from governance.commands import command
from governance.errors import Problem, refuse_if
from governance.forms import Control, Day, RecordForm, Reference, Whole
from governance.labels import labels
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, record_kinds, revise, withdraw
from governance.registers import Column, Filter, Register
from plans.spans import out_of_order

WHOLE_DAY = 100


class AbsenceKind(StrEnum):
    """No kind for illness: a plan needs to know when somebody is away, and nothing about their health."""

    holiday = auto()
    training = auto()
    other = auto()


class AbsenceForm(RecordForm):
    person: Annotated[str, Reference("person")]
    starts_on: Day
    ends_on: Day
    kind: AbsenceKind = AbsenceKind.holiday
    share: Annotated[Whole, F(ge=1, le=WHOLE_DAY), Control("integer", "%")] = WHOLE_DAY

    def problems(self) -> list[Problem]:
        return out_of_order("ends_on", self.starts_on, self.ends_on)


class Absence(ProgrammeRecord, table=True):
    """`share` of each day, in percent, that the person is away."""

    KIND: ClassVar[str] = "absence"
    PREFIX: ClassVar[str] = "ABS-"

    person_id: int = link("person", foreign_key="person.id", required=True)
    starts_on: date
    ends_on: date
    kind: AbsenceKind = words(AbsenceKind, AbsenceKind.holiday)
    share: int = Field(default=WHOLE_DAY)


@command(Permission.maintain_plan)
def note_absence(session: Session, actor: Actor, programme: Programme, form: AbsenceForm) -> Absence:
    """Raises `Invalid` where the person is away on one of these days already."""
    refuse_if(_overlaps(session, programme.key, form, None))
    return add(session, Absence, programme.key, form)


@command(Permission.maintain_plan)
def revise_absence(session: Session, actor: Actor, absence: Absence, form: AbsenceForm, version: int | None) -> Absence:
    refuse_if(_overlaps(session, absence.programme_id, form, absence))
    return revise(session, absence, form, version)


@command(Permission.maintain_plan)
def withdraw_absence(
    session: Session, actor: Actor, absence: Absence, reason: str, on: date, version: int | None = None
) -> Absence:
    return withdraw(session, absence, reason, on, version)


def _overlaps(session: Session, programme_id: int, form: AbsenceForm, keep: Absence | None) -> list[Problem]:
    """A day is away once: two shares of one day would have to be added up by guessing."""
    person: Any = record_kinds()["person"]
    query = (
        select(Absence)
        .join(person, col(person.id) == col(Absence.person_id))
        .where(
            col(Absence.programme_id) == programme_id, col(person.code) == form.person, col(Absence.withdrawn_on).is_(None),
            col(Absence.starts_on) <= form.ends_on, col(Absence.ends_on) >= form.starts_on,
        )
        .order_by(col(Absence.starts_on))
    )  # fmt: skip
    others = [a for a in session.exec(query) if keep is None or a.id != keep.id]
    return [
        Problem("ABSENT_ALREADY", "starts_on", form.starts_on, {"other": a.code, "from": a.starts_on, "to": a.ends_on})
        for a in others
    ]


# --- For loads and calendars -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Away:
    """Days from `first` to `last`, both included, on which a person is away for `share` percent of each."""

    first: date
    last: date
    share: int = WHOLE_DAY
    kind: AbsenceKind = AbsenceKind.holiday
    code: str = ""


def absent_shares(spells: Iterable[Away], first: date, last: date) -> dict[date, float]:
    """Day by day from `first` to `last`, how much of it (0 to 1) a person is away; days of presence are left out."""
    found: dict[date, float] = {}
    for spell in spells:
        start, end = max(first, spell.first), min(last, spell.last)
        for n in range((end - start).days + 1):
            day = start + timedelta(days=n)
            found[day] = min(1.0, found.get(day, 0.0) + spell.share / WHOLE_DAY)
    return found


def absent_days(spells: Iterable[Away], first: date, last: date) -> set[date]:
    """The days from `first` to `last` on which a person is not there at all."""
    return {day for day, share in absent_shares(spells, first, last).items() if share >= 1}


def absences_of(session: Session, programme: Programme) -> Mapping[str, list[Away]]:
    """When the people of a programme are away, by the person's code, the earliest first."""
    people = labels(session, "person", programme_id=programme.key, active=False)
    found: dict[str, list[Away]] = {}
    query = select(Absence).where(col(Absence.programme_id) == programme.key, col(Absence.withdrawn_on).is_(None))
    for a in session.exec(query.order_by(col(Absence.starts_on), col(Absence.id))):
        found.setdefault(people[a.person_id].code, []).append(Away(a.starts_on, a.ends_on, a.share, a.kind, a.code))
    return found


ABSENCES = Register(
    kind="absence", plural="absences", table=Absence, form=AbsenceForm, section="people", icon="calendar-off",
    columns=(
        Column("person", "person"), Column("starts_on", "date"), Column("ends_on", "date"), Column("kind", "badge"), Column("share", "number", "%"),
    ),
    filters=(Filter("person"), Filter("kind")), sort="starts_on", write=Permission.maintain_plan,
    create=note_absence, revise=revise_absence, withdraw=withdraw_absence,
    sections=(("absence", ("person", "starts_on", "ends_on", "kind", "share")),),
)  # fmt: skip
