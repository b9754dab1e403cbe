"""Sponsors: the people whose visible backing carries the change; exactly one of them is the primary sponsor."""

from datetime import date
from enum import StrEnum, auto
from typing import Annotated, Any, ClassVar

from sqlalchemy.orm import object_session
from sqlmodel import Session, col, select

from governance.authority import Actor, Permission
from governance.columns import link, words
from governance.commands import command
from governance.errors import Conflict, Problem, refuse_if
from governance.forms import RecordForm, Reference
from governance.people import Person
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, check_not_withdrawn, current, move, revise, withdraw
from governance.registers import Column, Filter, Register


class SponsorLevel(StrEnum):
    primary = auto()
    executive = auto()
    department = auto()


class SponsorStatus(StrEnum):
    active = auto()
    inactive = auto()


_S = SponsorStatus
TRANSITIONS: dict[SponsorStatus, frozenset[SponsorStatus]] = {
    _S.active: frozenset({_S.inactive}),
    _S.inactive: frozenset({_S.active}),
}


class SponsorForm(RecordForm):
    person: Annotated[str, Reference("person")]
    level: SponsorLevel
    department: Annotated[str, Reference("department")] | None = None

    def problems(self) -> list[Problem]:
        if self.level == SponsorLevel.department and not self.department:
            return [Problem("REQUIRED", "department", None, {})]
        return []


class Sponsor(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "sponsor"
    PREFIX: ClassVar[str] = "SPO-"

    status: SponsorStatus = words(SponsorStatus, SponsorStatus.active)
    person_id: int = link("person", foreign_key="person.id", required=True)
    level: SponsorLevel = words(SponsorLevel, SponsorLevel.executive)
    department_id: int | None = link("department", foreign_key="department.id")

    # A sponsor is called by the name of the person.
    @property
    def name_zh(self) -> str | None:
        return getattr(self._person(), "name_zh", None)

    @property
    def name_en(self) -> str | None:
        return getattr(self._person(), "name_en", None)

    def _person(self) -> Person | None:
        session = object_session(self)
        return session.get(Person, self.person_id) if session else None


@command(Permission.maintain_sponsors)
def name_sponsor(session: Session, actor: Actor, programme: Programme, form: SponsorForm) -> Sponsor:
    refuse_if(_second_primary(session, programme.key, form.level == SponsorLevel.primary, None))
    return add(session, Sponsor, programme.key, form)


@command(Permission.maintain_sponsors)
def revise_sponsor(session: Session, actor: Actor, sponsor: Sponsor, form: SponsorForm, version: int | None) -> Sponsor:
    """Change a sponsor's level or department. Another person is another sponsor: commitments are personal.

    Raises:
        Conflict: the person would change.
    """
    if form.person != session.get_one(Person, sponsor.person_id).code:
        raise Conflict([Problem("SPONSOR_PERSON_FIXED", "person", form.person, {"code": sponsor.code})])
    primary = form.level == SponsorLevel.primary and sponsor.status == SponsorStatus.active
    refuse_if(_second_primary(session, sponsor.programme_id, primary, sponsor))
    return revise(session, sponsor, form, version)


@command(Permission.maintain_sponsors)
def withdraw_sponsor(
    session: Session, actor: Actor, sponsor: Sponsor, reason: str, on: date, version: int | None = None
) -> Sponsor:
    return withdraw(session, sponsor, reason, on, version)


@command(Permission.maintain_sponsors)
def move_sponsor(
    session: Session, actor: Actor, sponsor: Sponsor, to: SponsorStatus, reason: str | None = None
) -> Sponsor:
    check_not_withdrawn(sponsor)
    primary = to == SponsorStatus.active and sponsor.level == SponsorLevel.primary
    refuse_if(_second_primary(session, sponsor.programme_id, primary, sponsor))
    move(sponsor, to, TRANSITIONS)
    return sponsor


def _second_primary(session: Session, programme_id: int, primary: bool, besides: Sponsor | None) -> list[Problem]:
    """There is at most one active primary sponsor; that there is one at all is a warning of the programme."""
    others = [s for s in primaries(session, programme_id) if besides is None or s.id != besides.id]
    if not primary or not others:
        return []
    return [Problem("SPONSOR_PRIMARY_COUNT", "level", SponsorLevel.primary, {"code": others[0].code, "count": len(others) + 1})]  # fmt: skip


# --- Queries ---------------------------------------------------------------------------------------------------------


def primaries(session: Session, programme_id: int | None) -> list[Sponsor]:
    """The active primary sponsors: one, if all is well."""
    query = select(Sponsor).where(
        col(Sponsor.programme_id) == programme_id,
        col(Sponsor.withdrawn_on).is_(None),
        col(Sponsor.level) == SponsorLevel.primary,
        col(Sponsor.status) == SponsorStatus.active,
    )
    return list(session.exec(query.order_by(col(Sponsor.code))))


def sponsor_warnings(session: Session, programme: Programme) -> list[Problem]:
    """What the programme lacks in sponsors."""
    count = len(primaries(session, programme.id))
    return [] if count == 1 else [Problem("SPONSOR_PRIMARY_COUNT", "level", None, {"count": count, "code": ""})]


def sponsors_of(session: Session, programme_id: int | None) -> list[Sponsor]:
    return [s for s in current(session, Sponsor, programme_id) if s.status == SponsorStatus.active]


def _derived(session: Session, programme: Programme, sponsors: list[Sponsor]) -> dict[int, dict[str, Any]]:
    from stakeholders.commitments import (
        Commitment,
        months_without,
        tally,
    )  # commitments name their sponsor, so not above

    session.exec(select(Person).where(col(Person.id).in_([s.person_id for s in sponsors]))).all()
    query = select(Commitment).where(
        col(Commitment.programme_id) == programme.id, col(Commitment.withdrawn_on).is_(None)
    )
    theirs: dict[int, list[Commitment]] = {}
    for commitment in session.exec(query):
        theirs.setdefault(commitment.sponsor_id, []).append(commitment)
    found = {}
    for sponsor in sponsors:
        own = theirs.get(sponsor.id or 0, [])
        count = tally(own, programme.status_date)
        primary = sponsor.level == SponsorLevel.primary and sponsor.status == SponsorStatus.active
        gaps = months_without((c.due for c in own), programme.start, programme.status_date) if primary else []
        found[sponsor.id] = {
            "kept": count.kept,
            "due_so_far": count.due,
            "broken": count.broken,
            "next_due": count.next_due,
            "warnings": [Problem("SPONSOR_MONTH_EMPTY", "", None, {"months": gaps})] if gaps else [],
        }
    return found


SPONSORS = Register(
    kind="sponsor", plural="sponsors", table=Sponsor, form=SponsorForm, section="people", icon="heart-handshake", title="name",
    columns=(
        Column("person", "person"), Column("level", "badge"), Column("department"), Column("kept", "number", computed=True),
        Column("due_so_far", "number", computed=True), Column("broken", "number", computed=True), Column("next_due", "date", computed=True),
        Column("status", "badge"),
    ),
    filters=(Filter("level"), Filter("status"), Filter("department")), sort="code", compute=_derived, write=Permission.maintain_sponsors,
    create=name_sponsor, revise=revise_sponsor, withdraw=withdraw_sponsor, move=move_sponsor, transitions=TRANSITIONS,
    sections=(("sponsor", ("person", "level", "department", "kept", "due_so_far", "broken", "next_due")),),
    children=(("commitment", "sponsor"),),
)  # fmt: skip
