"""Freeze windows: when the business wants nothing to change, because it closes its books or earns its year."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, ClassVar

from sqlmodel import Session, col, select

from governance.authority import Actor, Permission
from governance.columns import listing, long_text, name_column, words
from governance.commands import command
from governance.errors import Problem
from governance.forms import Day, Line, Prose, RecordForm, Reference
from governance.labels import Label
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, revise, withdraw
from plans.freezes import Barred, Dated, Freeze, FreezeKind, in_the_way
from plans.spans import out_of_order


class FreezeWindowForm(RecordForm):
    REQUIRED_TEXT = ("name",)

    name_zh: Line | None = None
    name_en: Line | None = None
    starts_on: Day
    ends_on: Day
    kind: FreezeKind = FreezeKind.go_live
    departments: Annotated[list[str], Reference("department")] = []
    reason_zh: Prose | None = None
    reason_en: Prose | None = None

    def problems(self) -> list[Problem]:
        return out_of_order("ends_on", self.starts_on, self.ends_on)


class FreezeWindow(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "freeze_window"
    PREFIX: ClassVar[str] = "FRZ-"
    __tablename__: ClassVar[Any] = "freeze_window"

    name_zh: str | None = name_column()
    name_en: str | None = name_column()
    starts_on: date
    ends_on: date
    kind: FreezeKind = words(FreezeKind, FreezeKind.go_live)
    departments: list[str] = listing()
    reason_zh: str | None = long_text()
    reason_en: str | None = long_text()


@command(Permission.maintain_plan)
def declare_freeze(session: Session, actor: Actor, programme: Programme, form: FreezeWindowForm) -> FreezeWindow:
    """Record a window, also where a cutover is planned in it already: that is said of the wave until one of them moves."""
    return add(session, FreezeWindow, programme.key, form)


@command(Permission.maintain_plan)
def revise_freeze(
    session: Session, actor: Actor, window: FreezeWindow, form: FreezeWindowForm, version: int | None
) -> FreezeWindow:
    return revise(session, window, form, version)


@command(Permission.maintain_plan)
def lift_freeze(
    session: Session, actor: Actor, window: FreezeWindow, reason: str, on: date, version: int | None = None
) -> FreezeWindow:
    return withdraw(session, window, reason, on, version)


def freeze_of(window: Any) -> Freeze:
    """A window's record as its span of days."""
    names = window.name_zh or window.name_en or "", window.name_en or window.name_zh or ""
    return Freeze(
        window.code, window.kind, window.starts_on, window.ends_on, frozenset(window.departments or ()), *names
    )


def freezes_of(session: Session, programme_id: int | None) -> list[Freeze]:
    """The windows of a programme that hold, the earliest first."""
    query = select(FreezeWindow).where(col(FreezeWindow.programme_id) == programme_id, col(FreezeWindow.withdrawn_on).is_(None))  # fmt: skip
    return sorted(map(freeze_of, session.exec(query)), key=lambda freeze: (freeze.first, freeze.code))


def cutover_problems(
    freezes: Sequence[Freeze], first: date | None, last: date | None, departments: Sequence[str]
) -> list[Problem]:
    """The windows in which a wave's cutover falls; one day if only one of the two is known."""
    if first is None and last is None:
        return []
    start, end = first or last or date.max, last or first or date.max
    item = Dated(Barred.cutover, "", start, end, frozenset(departments))
    return [_in_freeze(freeze, "cutover_from", start) for freeze in in_the_way(freezes, item)]


def _in_freeze(freeze: Freeze, field: str, value: date) -> Problem:
    facts = {"window": Label(0, freeze.code, freeze.name_zh, freeze.name_en), "from": freeze.first, "to": freeze.last}
    return Problem("CUTOVER_IN_FREEZE", field, value, facts)
