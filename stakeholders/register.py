"""The stakeholder register: a position towards the change, not a login; who influences it, where they stand and should stand.

Confidential as a whole: what is written about a person's stance is for those who work on it.
"""

from datetime import date
from enum import StrEnum, auto
from typing import Annotated, Any, ClassVar

from sqlmodel import Session

from governance.authority import Actor, Permission
from governance.columns import link, long_text, name_column, words
from governance.commands import command
from governance.errors import Problem
from governance.forms import Day, Flag, Line, Prose, RecordForm, Reference, Score
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, check_not_withdrawn, move, revise, withdraw
from governance.registers import Column, Filter, Register
from stakeholders import engagement
from stakeholders.engagement import Quadrant, Stance


class StakeholderStatus(StrEnum):
    identified = auto()
    analysed = auto()
    engaged = auto()
    dormant = auto()


_S = StakeholderStatus
TRANSITIONS: dict[StakeholderStatus, frozenset[StakeholderStatus]] = {
    _S.identified: frozenset({_S.analysed}),
    _S.analysed: frozenset({_S.engaged, _S.dormant}),
    _S.engaged: frozenset({_S.dormant}),
    _S.dormant: frozenset({_S.engaged}),
}


class StakeholderForm(RecordForm):
    REQUIRED_TEXT = ("name",)

    name_zh: Line | None = None
    name_en: Line | None = None
    person: Annotated[str, Reference("person")] | None = None
    department: Annotated[str, Reference("department")] | None = None
    is_group: Flag = False
    influence: Score
    interest: Score
    impact_of_change: Score | None = None
    current: Stance
    desired: Stance
    assessed_on: Day | None = None
    assessed_by: Annotated[str, Reference("person")] | None = None
    owner: Annotated[str, Reference("person")] | None = None
    strategy_zh: Prose | None = None
    strategy_en: Prose | None = None
    last_contact: Day | None = None
    next_contact: Day | None = None

    def problems(self) -> list[Problem]:
        found = []
        if self.desired == Stance.unaware:
            found.append(Problem("NOT_IN_ENUM", "desired", self.desired, {}))
        if self.is_group and self.person:
            found.append(Problem("GROUP_IS_PERSON", "person", self.person, {"code": self.person}))
        if self.last_contact and self.next_contact and self.next_contact < self.last_contact:
            facts = {"from": self.last_contact, "to": self.next_contact}
            found.append(Problem("DATE_ORDER", "next_contact", self.next_contact, facts))
        return found


class Stakeholder(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "stakeholder"
    PREFIX: ClassVar[str] = "S-"

    status: StakeholderStatus = words(StakeholderStatus, StakeholderStatus.identified)
    name_zh: str | None = name_column()
    name_en: str | None = name_column()
    person_id: int | None = link("person", foreign_key="person.id")
    department_id: int | None = link("department", foreign_key="department.id")
    is_group: bool = False
    influence: int = 3
    interest: int = 3
    impact_of_change: int | None = None
    current: Stance = words(Stance, Stance.unaware)
    desired: Stance = words(Stance, Stance.supportive)
    assessed_on: date | None = None
    assessed_by_id: int | None = link("person", foreign_key="person.id")
    owner_id: int | None = link("person", foreign_key="person.id")
    strategy_zh: str | None = long_text()
    strategy_en: str | None = long_text()
    last_contact: date | None = None
    next_contact: date | None = None


@command(Permission.maintain_stakeholders)
def identify_stakeholder(session: Session, actor: Actor, programme: Programme, form: StakeholderForm) -> Stakeholder:
    fixed: dict[str, Any] = {} if form.assessed_on else {"assessed_on": programme.status_date}
    return add(session, Stakeholder, programme.key, form, **fixed)


@command(Permission.maintain_stakeholders)
def revise_stakeholder(
    session: Session, actor: Actor, stakeholder: Stakeholder, form: StakeholderForm, version: int | None
) -> Stakeholder:
    return revise(session, stakeholder, form, version)


@command(Permission.maintain_stakeholders)
def withdraw_stakeholder(
    session: Session, actor: Actor, stakeholder: Stakeholder, reason: str, on: date, version: int | None = None
) -> Stakeholder:
    return withdraw(session, stakeholder, reason, on, version)


@command(Permission.maintain_stakeholders)
def move_stakeholder(
    session: Session, actor: Actor, stakeholder: Stakeholder, to: StakeholderStatus, reason: str | None = None
) -> Stakeholder:
    check_not_withdrawn(stakeholder)
    move(stakeholder, to, TRANSITIONS)
    return stakeholder


# --- What follows from a position ------------------------------------------------------------------------------------


def warnings_about(stakeholder: Stakeholder, on: date) -> list[Problem]:
    """What is neglected about a stakeholder on a day; none of it blocks."""
    if stakeholder.status == StakeholderStatus.dormant:
        return []
    s, found = stakeholder, []
    missing = [
        name for name in ("owner", "next_contact") if getattr(s, f"{name}_id" if name == "owner" else name) is None
    ]
    if s.influence >= engagement.HIGH and missing:
        found.append(Problem("KEY_STAKEHOLDER_UNMANAGED", missing[0], None, {"influence": s.influence}))
    if engagement.is_stale(s.assessed_on, on):
        days = (on - s.assessed_on).days if s.assessed_on else 0
        found.append(Problem("STAKEHOLDER_STALE", "assessed_on", s.assessed_on, {"date": s.assessed_on, "days": days}))
    if s.next_contact and s.next_contact < on:
        found.append(Problem("CONTACT_MISSED", "next_contact", s.next_contact, {"date": s.next_contact}))
    elif late := engagement.contact_late_by(s.influence, s.interest, s.last_contact, on):
        facts = {"date": s.last_contact, "late": late, "within": engagement.CONTACT_WITHIN_WD[engagement.quadrant(s.influence, s.interest)]}  # fmt: skip
        found.append(Problem("CONTACT_LATE", "last_contact", s.last_contact, facts))
    return found


def _derived(session: Session, programme: Programme, stakeholders: list[Stakeholder]) -> dict[int, dict[str, Any]]:
    found = {}
    for s in stakeholders:
        warnings = warnings_about(s, programme.status_date)
        found[s.id] = {
            "quadrant": engagement.quadrant(s.influence, s.interest),
            "borderline": engagement.is_borderline(s.influence, s.interest),
            "gap": engagement.gap(s.current, s.desired),
            "priority": engagement.priority(s.influence, s.current, s.desired),
            "neglected": bool(warnings),
            "warnings": warnings,
        }
    return found


STAKEHOLDERS = Register(
    kind="stakeholder", plural="stakeholders", table=Stakeholder, form=StakeholderForm, section="people", icon="users", title="name",
    columns=(
        Column("name"), Column("department"), Column("influence", "number"), Column("interest", "number"),
        Column("quadrant", "badge", computed=True), Column("current", "badge"), Column("desired", "badge"),
        Column("priority", "number", computed=True), Column("owner", "person"), Column("next_contact", "date"),
        Column("neglected", "flag", computed=True), Column("status", "badge"),
    ),
    filters=(
        Filter("quadrant", values=tuple(Quadrant)), Filter("current"), Filter("desired"), Filter("department"), Filter("owner"),
        Filter("neglected", values=("True", "False")), Filter("status"),
    ),
    search=("name_zh", "name_en", "strategy_zh", "strategy_en"), sort="-priority", compute=_derived,
    read=Permission.read_confidential, write=Permission.maintain_stakeholders,
    create=identify_stakeholder, revise=revise_stakeholder, withdraw=withdraw_stakeholder, move=move_stakeholder, transitions=TRANSITIONS,
    sections=(
        ("identity", ("name", "person", "department", "is_group")),
        ("position", ("influence", "interest", "quadrant", "borderline", "impact_of_change")),
        ("engagement", ("current", "desired", "gap", "priority", "assessed_on", "assessed_by")),
        ("contact", ("owner", "strategy", "last_contact", "next_contact")),
    ),
)  # fmt: skip
